-- Whoever changes an order or a position holds its portfolio, so that one lock guards them all.
create or replace function kaboom.lock_portfolio_of(trade_id uuid, user_id uuid)
returns public.portfolios
language plpgsql
volatile
set search_path = ''
as $$
declare
    portfolio public.portfolios;
begin
    select p.* into portfolio
    from public.portfolios as p
    where (p.user_id, p.id) = (
        select t.user_id, t.portfolio_id
        from public.trades as t
        where t.id = lock_portfolio_of.trade_id
            and t.user_id = coalesce(lock_portfolio_of.user_id, t.user_id)
    )
    for no key update;
    if not found then
        raise exception 'order % not found', trade_id
            using errcode = 'KB130', hint = 'Use the id of an order.';
    end if;
    return portfolio;
end;
$$;

comment on function kaboom.lock_portfolio_of(uuid, uuid) is
$$Lock the portfolio of an order, and return it as it is from then on; whoever wants the order reads it afterwards.

Arguments: trade_id; its owner's user_id, or null for whoever owns it. Errors: KB130 no such order.$$;

revoke execute on function kaboom.lock_portfolio_of(uuid, uuid) from public;
