-- Whoever changes an order or a position holds its portfolio, so that one lock guards them all.
create or replace function kaboom.lock_trade(user_id uuid, trade_id uuid)
returns public.trades
language plpgsql
volatile
set search_path = ''
as $$
declare
    portfolio public.portfolios;
    trade public.trades;
begin
    select p.* into portfolio
    from public.portfolios as p
    where (p.user_id, p.id) = (
        select t.user_id, t.portfolio_id
        from public.trades as t
        where t.id = lock_trade.trade_id
            and t.user_id = coalesce(lock_trade.user_id, t.user_id)
    )
    for no key update;
    if not found then
        raise exception 'order % not found', trade_id
            using errcode = 'KB130', hint = 'Use the id of an order.';
    end if;
    select t.* into strict trade
    from public.trades as t
    where t.user_id = portfolio.user_id
        and t.id = lock_trade.trade_id;
    return trade;
end;
$$;

comment on function kaboom.lock_trade(uuid, uuid) is
$$Lock the portfolio of an order, and return the order as it is from then on.

Arguments: user_id, or null for whoever owns it; trade_id. Errors: KB130 no such order.$$;

revoke execute on function kaboom.lock_trade(uuid, uuid) from public;
