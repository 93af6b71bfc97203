create or replace function kaboom.assert_price_fits_market(
    symbol text, name text, price numeric, session_day date
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    order_day constant date := coalesce(session_day, (now() at time zone 'Asia/Tokyo')::date);
    below constant numeric := public.round_to_tick(symbol, price, 'down', order_day);
    above constant numeric := public.round_to_tick(symbol, price, 'up', order_day);
    limits record;
begin
    if price not in (below, above) then
        raise exception '% % of % lies between the ticks % and %', name, price, symbol, below, above
            using errcode = 'KB233',
            detail = jsonb_build_object('member', name, 'price', price, 'below', below, 'above', above)::text,
            hint = format('Send %s or %s.', trim_scale(below), trim_scale(above));
    end if;
    -- Where the calendar ends there is no previous session to ask.
    if session_day is null then
        return;
    end if;
    select l.* into limits
    from public.price_limits_of(symbol, order_day) as l;
    if price not between limits.lower_limit and limits.upper_limit then
        raise exception '% % of % lies outside % to %, the limits of %', name, price, symbol,
            limits.lower_limit, limits.upper_limit, order_day
            using errcode = 'KB234',
            detail = jsonb_build_object(
                'member', name, 'price', price, 'day', order_day, 'base_price', limits.base_price,
                'lower_limit', limits.lower_limit, 'upper_limit', limits.upper_limit
            )::text,
            hint = format('Send %s to %s.', trim_scale(limits.lower_limit), trim_scale(limits.upper_limit));
    end if;
end;
$$;

comment on function kaboom.assert_price_fits_market is
$$Refuse a price of an order that is no multiple of its tick, or lies outside the limits of the day.

Arguments: symbol; name of the price, for the message; price in yen a share; session_day, the day in
Asia/Tokyo on which the order is traded, null where the calendar does not say. Errors: KB233 off the tick,
KB234 outside the limits.$$;

revoke execute on function kaboom.assert_price_fits_market from public, anon, authenticated, service_role;
