-- The one home of what an order type is.
create or replace function kaboom.order_type_traits(
    order_type text, out takes_stop_price boolean, out price_is_a_limit boolean
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    case order_type
        when 'limit' then
            takes_stop_price := false;
            price_is_a_limit := true;
        when 'market' then
            takes_stop_price := false;
            price_is_a_limit := false;
        when 'stop' then
            takes_stop_price := true;
            price_is_a_limit := false;
        when 'stop_limit' then
            takes_stop_price := true;
            price_is_a_limit := true;
        else
            raise exception 'order_type % is not known', coalesce(order_type, 'null')
                using errcode = 'KB212',
                detail = jsonb_build_object('order_type', order_type)::text,
                hint = 'Send limit, market, stop or stop_limit.';
    end case;
end;
$$;

comment on function kaboom.order_type_traits is
$$What an order type needs and promises.

Arguments: order_type. Returns: takes_stop_price, whether the order needs a stop_price (and else refuses one);
price_is_a_limit, whether a purchase cannot cost more than price per share. Errors: KB212 unknown type.$$;

revoke execute on function kaboom.order_type_traits from public, anon, authenticated, service_role;
