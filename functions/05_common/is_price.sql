-- The one home of the bounds of a price.
create or replace function kaboom.is_price(price numeric)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return coalesce(price > 0 and price < 1e8 and price = round(price, 2), false);
end;
$$;

comment on function kaboom.is_price is
$$Whether a number is a price in yen per share: above 0, below 1e8, at most two decimals.

Arguments: price. Returns: false for null.$$;

revoke execute on function kaboom.is_price from public, anon, authenticated, service_role;
