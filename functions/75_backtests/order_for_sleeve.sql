create or replace function kaboom.order_for_sleeve(
    sleeve kaboom.sleeve, is_wanted boolean, price numeric, rules kaboom.backtest_rules
)
returns kaboom.sleeve
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if is_wanted and sleeve.quantity = 0 and (sleeve.order_quantity = 0 or sleeve.order_side = 'sell') then
        sleeve.order_side := 'buy';
        sleeve.order_quantity := kaboom.affordable_quantity(
            sleeve.cash, price, rules.commission_rate, rules.trading_unit
        );
    elsif is_wanted and sleeve.order_side = 'sell' then
        sleeve.order_quantity := 0;
    elsif not is_wanted then
        sleeve.order_side := 'sell';
        sleeve.order_quantity := sleeve.quantity;
    end if;
    return sleeve;
end;
$$;

comment on function kaboom.order_for_sleeve is
$$A sleeve with the order that is to meet the next bar, decided at the close of this one.

Arguments: sleeve; is_wanted, whether the strategy wants to hold the share; price, the close in yen per share,
by which a purchase is sized; rules. What is left of an order waits on while the strategy still wants it.$$;

revoke execute on function kaboom.order_for_sleeve from public, anon, authenticated, service_role;
