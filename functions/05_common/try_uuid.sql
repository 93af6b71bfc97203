-- A uuid may be written with braces and without hyphens.
create or replace function kaboom.try_uuid(text text)
returns uuid
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    digits constant text := translate(text, '{-}', '');
begin
    return case when digits ~ '^[0-9a-fA-F]{32}$' then digits::uuid end;
end;
$$;

comment on function kaboom.try_uuid is 'The uuid that a text is, or null where it is none. Arguments: text.';

revoke execute on function kaboom.try_uuid from public, anon, authenticated, service_role;
