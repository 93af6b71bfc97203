-- A repeated request must not trade twice: the client is known by client_order_id, the broker by order_id.
create or replace function kaboom.match_earlier_order(trade public.trades)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    earlier public.trades;
begin
    select t.* into earlier
    from public.trades as t
    where t.user_id = trade.user_id
        and (t.id = trade.id or t.client_order_id = trade.client_order_id or t.order_id = trade.order_id)
    order by t.client_order_id is not distinct from trade.client_order_id desc
    limit 1;
    if not found then
        return false;
    end if;
    if kaboom.order_request(earlier) = kaboom.order_request(trade)
        and coalesce(trade.order_id, earlier.order_id) is not distinct from earlier.order_id
        and (trade.status is distinct from 'filled' or kaboom.is_recorded_fill(trade, earlier))
    then
        return true;
    end if;
    raise exception 'client_order_id % or order_id % belongs to order %: %, not to %',
        coalesce(trade.client_order_id, 'null'), coalesce(trade.order_id, 'null'),
        earlier.id, kaboom.describe_order(earlier), kaboom.describe_order(trade)
        using errcode = 'KB121',
        detail = jsonb_build_object('order', earlier.id, 'earlier', kaboom.order_request(earlier),
            'sent', kaboom.order_request(trade))::text,
        hint = 'Use new ids for a new order.';
end;
$$;

comment on function kaboom.match_earlier_order is
$$Whether this very order has been placed before.

Arguments: trade, with its user_id. Errors: KB121 its client_order_id or order_id belongs to an order with
other content; KB122 it was recorded as filled on another day.$$;

revoke execute on function kaboom.match_earlier_order from public, anon, authenticated, service_role;
