-- A uuid may be written with braces and without hyphens.
create or replace function kaboom.try_uuid(text text)
returns uuid
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when translate(text, '{-}', '') ~ '^[0-9a-fA-F]{32}$' then translate(text, '{-}', '')::uuid
    end;
$$;

comment on function kaboom.try_uuid is 'The uuid that a text is, or null where it is none. Arguments: text.';

revoke execute on function kaboom.try_uuid from public, anon, authenticated, service_role;
