-- Because bars are raw: without this a split would look like a loss.
create or replace function kaboom.split_sleeve(
    sleeve kaboom.sleeve, bar public.market_data, factor numeric, trading_unit integer
)
returns kaboom.sleeve
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Rounded, because a factor of a third has ten digits only where the feed states it.
    shares constant numeric := round(sleeve.quantity / factor, 6);
    ordered constant numeric := round(sleeve.order_quantity / factor, 6);
    paid numeric;
begin
    sleeve.quantity := floor(shares)::integer;
    paid := round((shares - sleeve.quantity) * coalesce(bar.open_price, bar.close_price), 2);
    sleeve.cash := sleeve.cash + paid;
    sleeve.exit_amount := sleeve.exit_amount + paid;
    sleeve.order_quantity := case sleeve.order_side
        when 'sell' then floor(ordered)::integer
        else floor(ordered / trading_unit)::integer * trading_unit
    end;
    if sleeve.bought > 0 then
        sleeve.bought := greatest(floor(round(sleeve.bought / factor, 6))::integer, 1);
    end if;
    sleeve.closes := array(
        select c.price * factor
        from unnest(sleeve.closes) with ordinality as c (price, place)
        order by c.place
    );
    sleeve.fast_sum := sleeve.fast_sum * factor;
    sleeve.slow_sum := sleeve.slow_sum * factor;
    return sleeve;
end;
$$;

comment on function kaboom.split_sleeve is
$$A sleeve on the day of a split, before its order meets the bar.

Shares, the waiting order and earlier closes become those after the split. A fraction of a share is paid
out at the open, without commission.

Arguments: sleeve; bar of the day; factor, by what earlier prices are multiplied; trading_unit, shares.$$;

revoke execute on function kaboom.split_sleeve from public, anon, authenticated, service_role;
