-- Because an order never moves to another portfolio, its portfolio is looked up before anything is locked.
create or replace function kaboom.lock_portfolio_of_order(user_id uuid, trade_id uuid)
returns public.portfolios
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    trade public.trades;
begin
    if lock_portfolio_of_order.user_id is null then
        select t.* into trade
        from public.trades as t
        where t.id = lock_portfolio_of_order.trade_id;
    else
        select t.* into trade
        from public.trades as t
        where t.user_id = lock_portfolio_of_order.user_id
            and t.id = lock_portfolio_of_order.trade_id;
    end if;
    perform kaboom.assert_order_is_known(trade, trade_id);
    return kaboom.lock_portfolio(trade.user_id, trade.portfolio_id);
end;
$$;

comment on function kaboom.lock_portfolio_of_order is
$$Lock the account and the portfolio of an order, and return the portfolio. Read the
order itself only afterwards.

Arguments: user_id, or null where the caller does not know the owner; trade_id.
Errors: KB130 no such order.$$;

revoke execute on function kaboom.lock_portfolio_of_order from public, anon, authenticated, service_role;
