-- The one home of the bounds of a number of shares.
create or replace function kaboom.is_quantity(quantity numeric)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return coalesce(quantity between 1 and 2147483647 and quantity = trunc(quantity), false);
end;
$$;

comment on function kaboom.is_quantity is
'Whether a number is a quantity of shares: whole, from 1 to 2147483647. Arguments: quantity. Returns: false '
'for null.';

revoke execute on function kaboom.is_quantity from public, anon, authenticated, service_role;
