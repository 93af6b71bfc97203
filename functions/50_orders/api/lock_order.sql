-- For functions that close an order: as every money transaction they lock account and portfolio before the
-- order. Definer, because the account begins with a row of auth.users.
create or replace function public.lock_order(trade_id uuid, user_id uuid default null)
returns public.trades
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio constant public.portfolios := kaboom.lock_portfolio_of_order(user_id, trade_id);
    trade public.trades;
begin
    select t.* into trade
    from public.trades as t
    where t.user_id = portfolio.user_id
        and t.id = lock_order.trade_id;
    return trade;
end;
$$;

comment on function public.lock_order is
$$Lock the account and the portfolio of an order to the end of the transaction. For the service role.

A batch that changes several orders locks each before it changes it, so that it cannot deadlock with fills.

Arguments: trade_id; user_id of the owner, which only a router between servers needs.
Returns: the order as it is from then on.
Errors: KB101, KB130 no such order, KB134 another transaction has held its portfolio for two seconds.$$;

revoke execute on function public.lock_order from public, anon, authenticated, service_role;
grant execute on function public.lock_order to service_role;
