-- BEFORE DELETE OR UPDATE OF key: clients read the setting, and the database writes it only when
-- market_sessions changes.
create or replace function kaboom.keep_market_hours()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'setting market_hours is made by the database and stays'
        using errcode = 'KB402',
        detail = jsonb_build_object('key', old.key)::text,
        hint = 'Write the times to market_sessions; the setting follows by itself.';
end;
$$;

comment on function kaboom.keep_market_hours is
'Trigger: refuses to delete or rename the setting market_hours. Errors: KB402.';

revoke execute on function kaboom.keep_market_hours from public, anon, authenticated, service_role;
