-- In decimals of 40 places: as doubles, the small growth of a few days would lose its digits when one is
-- taken away.
create or replace function kaboom.annual_growth(growth numeric, years numeric)
returns double precision
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case
        when growth = 0 then -1
        when ln(growth) / years < 700 then (power(round(growth, 40), 1 / years) - 1)::double precision
    end;
$$;

comment on function kaboom.annual_growth is
$$The yearly return that gives the same growth.

Arguments: growth, what one yen has become; years that it took, above zero. Returns: a fraction, growth^(1 /
years) - 1; null where it is beyond the range of a double.$$;

revoke execute on function kaboom.annual_growth from public, anon, authenticated, service_role;
