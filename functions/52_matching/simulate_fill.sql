-- Pure, because paper orders and backtests must not differ: the same order and bar give the same fill to the
-- last digit.
create or replace function kaboom.simulate_fill(
    simulated public.trades,
    bar public.market_data,
    trading_unit integer default 1,
    tick numeric default null,
    volume_share numeric default null,
    lower_limit numeric default null,
    upper_limit numeric default null,
    out quantity integer,
    out price numeric,
    out is_triggered boolean
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    traits constant record := kaboom.order_type_traits(simulated.order_type);
    is_buy constant boolean := simulated.trade_type = 'buy';
    -- Prices of a sale are looked at upside down: then lower is better for both sides.
    sign constant integer := case when is_buy then 1 else -1 end;
    opening constant numeric := sign * bar.open_price;
    nearest constant numeric := sign * case
        when is_buy then coalesce(bar.low_price, least(bar.open_price, bar.close_price))
        else coalesce(bar.high_price, greatest(bar.open_price, bar.close_price))
    end;
    farthest constant numeric := sign * case
        when is_buy then coalesce(bar.high_price, greatest(bar.open_price, bar.close_price))
        else coalesce(bar.low_price, least(bar.open_price, bar.close_price))
    end;
    -- No exchange takes a price between two ticks: a limit moves to the tick on its better side, a stop to
    -- the one beyond.
    bound constant numeric := case
        when traits.price_is_a_limit
            then coalesce(floor(sign * simulated.price / tick) * tick, sign * simulated.price)
    end;
    trigger_price constant numeric := case
        when traits.takes_stop_price
            then coalesce(ceil(sign * simulated.stop_price / tick) * tick, sign * simulated.stop_price)
    end;
    -- Where the order begins to work: at the open, or at the trigger that is touched later.
    start numeric;
begin
    quantity := 0;
    is_triggered := trigger_price is null or (farthest >= trigger_price and bar.volume is distinct from 0);
    if opening is null or not is_triggered or bar.volume = 0
        or (
            bar.high_price = bar.low_price
            and bar.close_price = case when is_buy then upper_limit else lower_limit end
        )
    then
        return;
    end if;

    start := coalesce(ceil(greatest(opening, trigger_price) / tick) * tick, greatest(opening, trigger_price));
    if bound is null or start <= bound then
        price := start;
    elsif coalesce(opening >= trigger_price, true) then
        price := case when nearest <= bound then bound end;
    else
        -- Touched within the bar: only the close is known to come after that.
        price := case when sign * bar.close_price <= bound then bound end;
    end if;
    price := sign * price;
    if price is not null then
        quantity := (simulated.quantity - coalesce(simulated.filled_quantity, 0))::integer;
        if bar.volume * volume_share < quantity then
            quantity := (floor(bar.volume * volume_share / trading_unit) * trading_unit)::integer;
        end if;
    end if;
    if quantity <= 0 then
        quantity := 0;
        price := null;
    end if;
end;
$$;

comment on function kaboom.simulate_fill is
$$What one bar does to one waiting order. It knows the order and the bar, nothing later.

A market order fills at the open; a limit order at the better of open and limit where the low (a sale: the
high) reaches it; a stop order becomes a market order where the bar touches it, at the worse of open and stop;
a stop_limit order then becomes a limit order, which fills within the same bar only where the close proves
that its price came after the trigger. Nothing fills in a bar without an open or without volume, nor where the
bar is locked at the daily limit on the wrong side. A bar without volume touches no stop.

Arguments: simulated, an order (trade_type, order_type, quantity, filled_quantity, price, stop_price); bar of
a time after the order was placed; trading_unit, shares; tick, yen, null where prices are not checked;
volume_share, the largest part of the volume that the order may take, null for all; lower_limit and
upper_limit of the day in yen, null where unknown.
Returns: quantity, shares filled now, 0 for none; price, yen per share, null for none; is_triggered, false
while a stop waits (a stop order that was triggered and has not filled goes on as a market order, a stop_limit
order as a limit order).$$;

revoke execute on function kaboom.simulate_fill from public, anon, authenticated, service_role;
