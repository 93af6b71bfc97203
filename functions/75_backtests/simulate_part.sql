-- A run that another transaction has locked is left for the next time, and so is an account that is being
-- erased.
create or replace function kaboom.simulate_part(backtest_id uuid)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    run public.backtest_results;
begin
    select b.* into run
    from public.backtest_results as b
    join auth.users as a on a.id = b.user_id
    where b.id = backtest_id
        and kaboom.is_waiting_simulation(b)
    for key share of a skip locked
    for no key update of b skip locked;
    if not found then
        return false;
    end if;
    begin
        perform kaboom.advance_simulation(run);
    exception
        when others then
            -- Not the run's fault: deadlocks, locks that were not to be had, memory or disk at an end.
            if left(sqlstate, 2) in ('40', '53') or sqlstate = '55P03' then
                raise;
            end if;
            update public.backtest_results as b
            set status = 'failed', error_message = left(format('%s: %s', sqlstate, sqlerrm), 2000)
            where b.user_id = run.user_id
                and b.id = run.id;
    end;
    return true;
end;
$$;

comment on function kaboom.simulate_part is
$$Simulate the next tenth of a waiting backtest. One that cannot be completed becomes failed, with the reason.

Where only the moment was wrong (a lock, memory) the error goes on, and the run waits.

Arguments: backtest_id. Returns: false where it does not wait, or is locked.$$;

revoke execute on function kaboom.simulate_part from public, anon, authenticated, service_role;
