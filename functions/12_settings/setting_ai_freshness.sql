create or replace function kaboom.setting_ai_freshness(
    value jsonb default kaboom.setting('ai_freshness'), out hours numeric
)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    hours := kaboom.setting_number('ai_freshness', value, 'hours', 0, 24);
end;
$$;

comment on function kaboom.setting_ai_freshness is
$$The setting ai_freshness: how long an order may rest on an analysis.

Arguments: value to check, else the stored one. Returns: hours after its completion, 0 to 24.
Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_ai_freshness from public, anon, authenticated, service_role;
