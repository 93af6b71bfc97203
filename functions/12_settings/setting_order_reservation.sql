create or replace function kaboom.setting_order_reservation(
    value jsonb default kaboom.setting('order_reservation'), out market_margin numeric
)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    market_margin := kaboom.setting_number('order_reservation', value, 'market_margin', 0, 0.999999);
end;
$$;

comment on function kaboom.setting_order_reservation is
$$The setting order_reservation: what market and stop purchases reserve above their price.

Arguments: value to check, else the stored one. Returns: market_margin, a fraction of the price from 0 to
0.999999. Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_order_reservation from public, anon, authenticated, service_role;
