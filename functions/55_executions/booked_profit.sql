create or replace function kaboom.booked_profit(user_id uuid, portfolio_id uuid, symbol text)
returns numeric
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select coalesce(sum(e.realized_pnl), 0)
        from public.trades as t
        join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
        where t.user_id = booked_profit.user_id
            and t.portfolio_id = booked_profit.portfolio_id
            and t.symbol = booked_profit.symbol
    ) + (
        select coalesce(sum(a.realized_pnl), 0)
        from public.position_adjustments as a
        where a.user_id = booked_profit.user_id
            and a.portfolio_id = booked_profit.portfolio_id
            and a.symbol = booked_profit.symbol
    );
end;
$$;

comment on function kaboom.booked_profit is
'Realised profit in yen that was booked for a share so far. Arguments: user_id; portfolio_id; symbol.';

revoke execute on function kaboom.booked_profit from public, anon, authenticated, service_role;
