-- What the unfilled rest of a purchase holds: its cost, and what it adds to the commission of the order.
create or replace function kaboom.reservation_amount(
    remaining numeric, price numeric, rate numeric, executed numeric
)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return round(remaining * price, 2) + kaboom.commission(rate, executed, remaining * price);
end;
$$;

comment on function kaboom.reservation_amount is
$$Yen that the rest of a purchase reserves.

Arguments: remaining shares; price, yen per share; rate of the commission, a fraction;
executed, yen so far.$$;

revoke execute on function kaboom.reservation_amount from public, anon, authenticated, service_role;
