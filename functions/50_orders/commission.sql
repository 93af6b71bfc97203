-- The rounding goes on from fill to fill, so that many small fills cost what one large fill costs.
create or replace function kaboom.commission(rate numeric, executed numeric, amount numeric)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return round(rate * (executed + amount), 2) - round(rate * executed, 2);
end;
$$;

comment on function kaboom.commission is
$$The commission in yen that an amount adds to an order: rate x executed so far, rounded
to two decimals, goes on.

Arguments: rate, a fraction; executed, yen that the order has executed already; amount
in yen, the next part.$$;

revoke execute on function kaboom.commission from public, anon, authenticated, service_role;
