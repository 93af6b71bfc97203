create or replace function public.start_backtest(backtest_id uuid)
returns public.backtest_results
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    started public.backtest_results;
begin
    update public.backtest_results as b
    set status = 'running'
    where b.id = backtest_id
    returning b.* into started;
    if not found then
        raise exception 'there is no backtest %', coalesce(backtest_id::text, 'null')
            using errcode = 'KB501',
            detail = jsonb_build_object('backtest_id', backtest_id)::text,
            hint = 'Use the id of a backtest.';
    end if;
    return started;
end;
$$;

comment on function public.start_backtest is
$$Say that a worker has begun: pending becomes running. For the service role.

Without a claim there is no lease: where the worker is lost, the backtest waits until it is failed or
cancelled.

Arguments: backtest_id. Returns: the backtest; one that is running already is returned as it is.
Errors: KB501 there is none, KB502 it has ended.$$;

revoke execute on function public.start_backtest from public, anon, authenticated, service_role;
grant execute on function public.start_backtest to service_role;
