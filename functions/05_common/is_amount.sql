-- The one home of the bounds of an amount of money. A portfolio holds no more than that either.
create or replace function kaboom.is_amount(amount numeric)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return coalesce(amount > -1e13 and amount < 1e13 and amount = round(amount, 2), false);
end;
$$;

comment on function kaboom.is_amount is
$$Whether a number is an amount of yen: between -1e13 and 1e13, both excluded, at most two decimals.

Arguments: amount. Returns: false for null.$$;

revoke execute on function kaboom.is_amount from public, anon, authenticated, service_role;
