-- What the unfilled rest of a purchase holds: its cost and what it adds to the order's rounded commission.
create or replace function kaboom.reservation_amount(remaining integer, price numeric, rate numeric, executed numeric)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return round(remaining * price, 2)
        + round(rate * (executed + remaining * price), 2) - round(rate * executed, 2);
end;
$$;

comment on function kaboom.reservation_amount is
'Yen that the rest of a purchase reserves. Arguments: shares not filled; yen a share; commission rate; yen executed so far.';

revoke execute on function kaboom.reservation_amount from public, anon, authenticated, service_role;
