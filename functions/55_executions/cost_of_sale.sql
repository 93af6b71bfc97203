-- Twenty decimals, since the default of sixteen digits rounds a large quotient before it is rounded to cents.
create or replace function kaboom.cost_of_sale(cost_basis numeric, held integer, sold integer)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case when sold = held then cost_basis else round(cost_basis::numeric(50, 20) * sold / held, 2) end;
end;
$$;

comment on function kaboom.cost_of_sale is
$$What a sale takes out of the cost of a position, in yen: its share of the moving average; the last share takes the rest.

Arguments: cost_basis of the position in yen; held, its shares before the sale; sold, the shares of the sale.$$;

revoke execute on function kaboom.cost_of_sale from public, anon, authenticated, service_role;
