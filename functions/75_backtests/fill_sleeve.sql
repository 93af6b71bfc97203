create or replace function kaboom.fill_sleeve(
    sleeve kaboom.sleeve, bar public.market_data, rules kaboom.backtest_rules
)
returns kaboom.sleeve
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    simulated public.trades;
    fill record;
    filled integer;
    amount numeric;
    commission numeric;
begin
    simulated.trade_type := sleeve.order_side;
    simulated.order_type := 'market';
    simulated.quantity := sleeve.order_quantity::numeric;
    fill := kaboom.simulate_fill(simulated, bar, rules.trading_unit, rules.tick, rules.volume_share);
    if fill.quantity = 0 then
        return sleeve;
    end if;
    if rules.tick is null then
        fill.price := public.round_to_tick(
            bar.symbol, fill.price, case sleeve.order_side when 'buy' then 'up' else 'down' end, bar.data_date
        );
    end if;
    filled := fill.quantity;
    sleeve.order_quantity := sleeve.order_quantity - filled;
    if sleeve.order_side = 'buy' then
        filled := least(
            filled,
            kaboom.affordable_quantity(sleeve.cash, fill.price, rules.commission_rate, rules.trading_unit)
        );
        -- The price has risen since the order was placed; what the cash does not cover is never bought.
        if filled < fill.quantity then
            sleeve.order_quantity := 0;
        end if;
        if filled = 0 then
            return sleeve;
        end if;
    end if;

    amount := filled * fill.price;
    commission := kaboom.commission(rules.commission_rate, 0, amount);
    sleeve.commission := sleeve.commission + commission;
    if sleeve.order_side = 'buy' then
        sleeve.cash := sleeve.cash - amount - commission;
        sleeve.quantity := sleeve.quantity + filled;
        sleeve.bought := sleeve.bought + filled;
        sleeve.entry_amount := sleeve.entry_amount + amount;
        sleeve.entry_date := coalesce(sleeve.entry_date, bar.data_date);
    else
        sleeve.cash := sleeve.cash + amount - commission;
        sleeve.quantity := sleeve.quantity - filled;
        sleeve.exit_amount := sleeve.exit_amount + amount;
    end if;
    return sleeve;
end;
$$;

comment on function kaboom.fill_sleeve is
$$A sleeve after its waiting order has met a bar.

Arguments: sleeve, with an order; bar, the next one; rules.$$;

revoke execute on function kaboom.fill_sleeve from public, anon, authenticated, service_role;
