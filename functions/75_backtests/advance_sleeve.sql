-- One pass over the bars of one symbol. What is decided at a close meets the next bar; nothing later is
-- looked at.
create or replace function kaboom.advance_sleeve(
    rules kaboom.backtest_rules,
    symbol text,
    first_day date,
    last_day date,
    sleeve kaboom.sleeve
)
returns kaboom.sleeve_pass
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    passed kaboom.sleeve_pass;
    day record;
    bar public.market_data;
    closes numeric[] := sleeve.closes;
    known integer := cardinality(sleeve.closes);
    former_value numeric;
    is_wanted boolean := true;
begin
    passed.trades := '[]';
    for day in
        select b.bar, b.factor from kaboom.backtest_bars(symbol, first_day, last_day, sleeve.day) as b
    loop
        bar := day.bar;
        former_value := sleeve.value;
        sleeve.day := bar.data_date;
        if day.factor <> 1 then
            sleeve.closes := closes;
            sleeve := kaboom.split_sleeve(sleeve, bar, day.factor, rules.trading_unit);
            closes := sleeve.closes;
        end if;
        if sleeve.order_quantity > 0 then
            sleeve := kaboom.fill_sleeve(sleeve, bar, rules);
        end if;
        sleeve.value := sleeve.cash + sleeve.quantity * bar.close_price;
        if sleeve.quantity = 0 and sleeve.bought > 0 then
            passed.trades := passed.trades || kaboom.describe_trade(sleeve, symbol, bar.data_date);
            sleeve := kaboom.forget_trade(sleeve);
        end if;
        passed.days := passed.days || bar.data_date;
        passed.changes := passed.changes || (sleeve.value - former_value);

        if rules.strategy_name = 'sma_cross' then
            closes := closes || bar.close_price;
            known := known + 1;
            sleeve.fast_sum := sleeve.fast_sum + bar.close_price - coalesce(closes[known - rules.fast], 0);
            sleeve.slow_sum := sleeve.slow_sum + bar.close_price - coalesce(closes[known - rules.slow], 0);
            if known > rules.slow * 2 then
                closes := closes[known - rules.slow + 1:];
                known := rules.slow;
            end if;
            -- The means are compared without a division, exactly.
            is_wanted := known >= rules.slow and sleeve.fast_sum * rules.slow > sleeve.slow_sum * rules.fast;
        end if;
        if is_wanted <> (sleeve.quantity > 0) or sleeve.order_quantity > 0 then
            sleeve := kaboom.order_for_sleeve(sleeve, is_wanted, bar.close_price, rules);
        end if;
    end loop;
    sleeve.closes := closes;
    passed.sleeve := sleeve;
    return passed;
end;
$$;

comment on function kaboom.advance_sleeve is
$$One symbol of a backtest over some of its days.

Arguments: rules; symbol; first_day and last_day; sleeve as the days before have left it.$$;

revoke execute on function kaboom.advance_sleeve from public, anon, authenticated, service_role;
