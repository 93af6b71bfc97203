-- Because a curve may begin with the capital itself, which is then no result of the first period.
create or replace function kaboom.opening_value(amounts numeric[], capital numeric)
returns numeric
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case when abs(amounts[1] - capital) > capital * 1e-9 then capital end;
$$;

comment on function kaboom.opening_value is
$$What the first return is measured from, or null where the first value is itself where the returns begin.

Arguments: amounts, the values of a curve; capital before its first period. Returns: capital where the first
value differs from it by more than 1e-9 of it, else null.$$;

revoke execute on function kaboom.opening_value from public, anon, authenticated, service_role;
