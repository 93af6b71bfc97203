-- Invoker: the policy lets owners cancel what has not ended.
create or replace function public.cancel_backtest(backtest_id uuid)
returns public.backtest_results
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    cancelled public.backtest_results;
begin
    update public.backtest_results as b
    set status = 'cancelled'
    where b.id = backtest_id
        and b.status in ('pending', 'running')
    returning b.* into cancelled;
    if found then
        return cancelled;
    end if;
    select b.* into cancelled
    from public.backtest_results as b
    where b.id = backtest_id;
    if not found then
        raise exception 'there is no backtest %', coalesce(backtest_id::text, 'null')
            using errcode = 'KB501',
            detail = jsonb_build_object('backtest_id', backtest_id)::text,
            hint = 'Use the id of one of your own backtests.';
    end if;
    if cancelled.status <> 'cancelled' then
        raise exception 'backtest % is %, and cannot be cancelled', backtest_id, cancelled.status
            using errcode = 'KB502',
            detail = jsonb_build_object('status', cancelled.status, 'wanted', 'cancelled')::text,
            hint = 'Only pending and running backtests are cancelled; an ended one may be deleted.';
    end if;
    return cancelled;
end;
$$;

comment on function public.cancel_backtest is
$$Cancel a backtest that has not ended. Its worker is told at its next report.

Arguments: backtest_id. Returns: the backtest; one that is cancelled already is returned as it is.
Errors: KB501 there is none, KB502 it has ended.$$;

revoke execute on function public.cancel_backtest from public, anon, authenticated, service_role;
grant execute on function public.cancel_backtest to authenticated, service_role;
