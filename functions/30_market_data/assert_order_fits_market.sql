-- For orders that are to be sent. What has happened elsewhere is not asked here.
create or replace function kaboom.assert_order_fits_market(
    symbol text, trade_type text, quantity numeric, limit_price numeric, stop_price numeric, held integer
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    session_day constant date := kaboom.order_day(now());
    order_day constant date := coalesce(session_day, (now() at time zone 'Asia/Tokyo')::date);
    instrument public.instruments;
    rest integer;
begin
    select i.* into instrument
    from public.instruments as i
    where i.symbol = assert_order_fits_market.symbol;
    if not found then
        -- A package that was not fed with instruments restricts nothing.
        if exists (select from public.instruments) then
            raise exception 'symbol % is not among the instruments', symbol
                using errcode = 'KB230',
                detail = jsonb_build_object('symbol', symbol)::text,
                hint = 'Look it up with search_instruments; the operator adds what is missing.';
        end if;
    elsif not instrument.is_active
        or order_day < instrument.listed_on
        or order_day >= instrument.delisted_on
    then
        raise exception '% % takes no orders for %', symbol, instrument.name, order_day
            using errcode = 'KB231',
            detail = jsonb_build_object(
                'symbol', symbol, 'day', order_day, 'is_active', instrument.is_active,
                'listed_on', instrument.listed_on, 'delisted_on', instrument.delisted_on
            )::text,
            hint = 'Choose another symbol, or ask the operator.';
    elsif instrument.valid_from <= order_day and quantity % instrument.trading_unit <> 0 then
        rest := case trade_type when 'sell' then coalesce(held, 0) % instrument.trading_unit else 0 end;
        -- The odd remainder of a position may go, alone or with whole units.
        if quantity % instrument.trading_unit <> rest then
            raise exception '% shares of % are no multiple of %', quantity, symbol, instrument.trading_unit
                using errcode = 'KB232',
                detail = jsonb_build_object(
                    'quantity', quantity, 'trading_unit', instrument.trading_unit, 'odd_remainder', rest
                )::text,
                hint = kaboom.nearest_quantities(quantity, instrument.trading_unit, rest);
        end if;
    end if;
    if limit_price is not null then
        perform kaboom.assert_price_fits_market(symbol, 'price', limit_price, session_day);
    end if;
    if stop_price is not null then
        perform kaboom.assert_price_fits_market(symbol, 'stop_price', stop_price, session_day);
    end if;
end;
$$;

comment on function kaboom.assert_order_fits_market is
$$Refuse an order that the exchange would not take.

It names an unknown symbol, is an odd lot, or has a price off the tick or outside the limits of the day.

Each check is made only where instruments, tick_sizes, price_limits and bars say something.

Arguments: symbol, trade_type and quantity in shares of the order; limit_price in yen a share, null where the
order has none; stop_price, null where it has none; held, shares of the symbol in the portfolio. Errors: KB230
unknown, KB231 inactive, KB232 odd lot, KB233 off the tick, KB234 outside the limits.$$;

revoke execute on function kaboom.assert_order_fits_market from public, anon, authenticated, service_role;
