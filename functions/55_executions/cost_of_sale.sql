-- Twenty decimals, because the default of sixteen digits rounds a large quotient before it is
-- rounded to two decimals.
create or replace function kaboom.cost_of_sale(cost_basis numeric, owned numeric, sold numeric)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case
        when sold = owned then cost_basis
        else round(cost_basis::numeric(50, 20) * sold / owned, 2)
    end;
end;
$$;

comment on function kaboom.cost_of_sale is
$$What shares that leave take out of the cost of a position, in yen: their part of the moving average;
the last share takes the rest.

Arguments: cost_basis of the position in yen; owned, its shares before; sold, the shares that leave.$$;

revoke execute on function kaboom.cost_of_sale from public, anon, authenticated, service_role;
