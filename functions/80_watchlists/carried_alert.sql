create or replace function kaboom.carried_alert(threshold numeric, factor numeric)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return least(greatest(round(threshold * factor, 2), 0.01), 99999999.99);
end;
$$;

comment on function kaboom.carried_alert is
$$An alert on a price after a split or a merger of shares.

Arguments: threshold in yen per share; factor of the price.$$;

revoke execute on function kaboom.carried_alert from public, anon, authenticated, service_role;
