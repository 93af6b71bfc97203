create or replace function kaboom.change_of_bar(
    close_price numeric, former_close numeric, stated_change numeric, stated_percent numeric,
    out price_change numeric, out price_change_percent numeric, out is_computed boolean
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- NaN is above every number.
    if abs(stated_change) < 1e8 then
        price_change := stated_change;
    end if;
    if abs(stated_percent) < 1e13 then
        price_change_percent := stated_percent;
    end if;
    is_computed := price_change is null and price_change_percent is null;
    if is_computed then
        price_change := close_price - former_close;
    elsif price_change is null and price_change_percent > -100 then
        price_change := close_price - close_price / (1 + price_change_percent / 100);
    end if;
    if price_change_percent is null and price_change < close_price then
        price_change_percent := price_change / (close_price - price_change) * 100;
    end if;
    price_change := round(price_change, 2);
    price_change_percent := round(price_change_percent, 2);
end;
$$;

comment on function kaboom.change_of_bar is
$$By how much a bar closed above the bar before.

Arguments: close_price; former_close, null where there is no bar before; stated_change and stated_percent,
what the feed says; one of them gives the other. Returns: price_change in yen a share and
price_change_percent; is_computed, true where the feed said nothing.$$;

revoke execute on function kaboom.change_of_bar from public, anon, authenticated, service_role;
