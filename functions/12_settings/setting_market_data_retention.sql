create or replace function kaboom.setting_market_data_retention(
    value jsonb default kaboom.setting('market_data_retention'), out months integer
)
returns integer
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    months := floor(kaboom.setting_number('market_data_retention', value, 'months', 1, 1200))::integer;
end;
$$;

comment on function kaboom.setting_market_data_retention is
$$The setting market_data_retention: how many months bars of 1m and 5m are kept.

Arguments: value to check, else the stored one: {"months": 1 to 1200}. Returns: months, whole ones.
Errors: KB401 missing, KB402 out of bounds.$$;

revoke execute on function kaboom.setting_market_data_retention
from public, anon, authenticated, service_role;
