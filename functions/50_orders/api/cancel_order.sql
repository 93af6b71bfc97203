-- Locks account and portfolio before the order, so that it waits for a fill where a bare update would answer KB134.
create or replace function public.cancel_order(trade_id uuid, reason text default null)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    closed public.trades;
begin
    perform from public.trades as t
    join public.portfolios as p on p.user_id = t.user_id and p.id = t.portfolio_id
    join public.user_profiles as u on u.id = t.user_id
    where t.id = cancel_order.trade_id
    for no key update of u, p;
    update public.trades as t
    set status = 'cancelled', reason = cancel_order.reason
    where t.id = cancel_order.trade_id
        and t.status <> 'cancelled'
    returning t.* into closed;
    if not found then
        select t.* into closed from public.trades as t where t.id = cancel_order.trade_id;
    end if;
    if not found then
        raise exception 'order % not found', trade_id
            using errcode = 'KB130', hint = 'Use the id of one of your own orders.';
    end if;
    return closed;
end;
$$;

comment on function public.cancel_order is
$$Cancel what is left of an order, and free what it had reserved. Fills stay.

Arguments: trade_id; reason, at most 1,000 characters.
Returns: the order; one that is cancelled already is returned as it is.
Errors: KB130 no such order, KB133 it is filled or rejected.$$;

revoke execute on function public.cancel_order from public, anon, authenticated, service_role;
grant execute on function public.cancel_order to authenticated, service_role;
