create or replace function kaboom.latest_execution(trade public.trades, reversed text)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select max(e.executed_at)
        from public.trade_executions as e
        where e.user_id = trade.user_id
            and e.trade_id = trade.id
            and e.reverses is null
            and e.execution_id <> reversed
            and not exists (
                select from public.trade_executions as r
                where r.user_id = e.user_id
                    and r.reverses = e.execution_id
            )
    );
end;
$$;

comment on function kaboom.latest_execution is
$$When the latest fill of an order happened that is left without one of them; null where there is none.

Arguments: trade; reversed, the execution_id that is taken back.$$;

revoke execute on function kaboom.latest_execution from public, anon, authenticated, service_role;
