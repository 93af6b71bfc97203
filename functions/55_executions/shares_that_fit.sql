create or replace function kaboom.shares_that_fit(symbol text, quantity numeric)
returns integer
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if quantity > 2147483647 then
        raise exception 'a position of % shares of % exceeds 2147483647', quantity, symbol
            using errcode = 'KB208',
            detail = jsonb_build_object('symbol', symbol, 'shares', quantity)::text,
            hint = 'Use another portfolio for a part of the shares.';
    end if;
    return quantity::integer;
end;
$$;

comment on function kaboom.shares_that_fit is
'A number of shares that a position can hold. Arguments: symbol; quantity. Errors: KB208 too many.';

revoke execute on function kaboom.shares_that_fit from public, anon, authenticated, service_role;
