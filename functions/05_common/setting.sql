-- Because a missing setting must stop a request with an error that names it; a null would change amounts in
-- silence.
create or replace function kaboom.setting(key text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    stored jsonb;
begin
    select s.value into stored
    from public.system_settings as s
    where s.key = setting.key;
    if not found then
        raise exception 'the setting % is missing', key
            using errcode = 'KB401',
            detail = jsonb_build_object('key', key)::text,
            hint = 'Run migrate.py up, or insert it into system_settings.';
    end if;
    return stored;
end;
$$;

comment on function kaboom.setting is
$$The stored value of a setting.

Arguments: key of system_settings. Errors: KB401 there is no such setting.$$;

revoke execute on function kaboom.setting from public, anon, authenticated, service_role;
