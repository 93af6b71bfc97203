-- Definer: figures, tally and simulation are the database's to write.
create or replace function public.run_backtests(at_most integer default 10)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    backtest text;
begin
    if coalesce(at_most not between 1 and 1000, true) then
        raise exception 'at_most % is not from 1 to 1000', coalesce(at_most::text, 'null')
            using errcode = 'KB504',
            detail = jsonb_build_object('argument', 'at_most', 'value', at_most)::text,
            hint = 'Send how many tenths of runs to simulate in this call, or leave it out.';
    end if;
    for backtest in select p.* from kaboom.simulation_parts() as p limit at_most loop
        perform kaboom.simulate_part(backtest::uuid);
    end loop;
    return (select count(distinct p.id)::integer from kaboom.simulation_parts() as p (id));
end;
$$;

comment on function public.run_backtests is
$$Simulate waiting backtests of buy_and_hold and sma_cross, part by part. For the service role.

Oldest first; the scheduler calls it.

A part is a tenth of the period of a run. A run that cannot be completed becomes failed, with the reason, and
keeps no other from its turn. Rows that another transaction holds, and those of another worker's lease, are
left alone.

Arguments: at_most, how many parts, 1 to 1000. Returns: how many backtests wait.
Errors: KB504 at_most is out of bounds.$$;

revoke execute on function public.run_backtests from public, anon, authenticated, service_role;
grant execute on function public.run_backtests to service_role;
