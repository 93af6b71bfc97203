-- Because a blank or padded id is a form field that was left empty, or another id than the one that was meant.
create or replace function kaboom.is_id(id text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return coalesce(id ~ '^\S(.*\S)?$' and length(id) <= 100, false);
end;
$$;

comment on function kaboom.is_id is
'Whether a text can be an id or a key of a client: 1 to 100 characters, no blank at either end. Returns: false for null.';

revoke execute on function kaboom.is_id from public, anon, authenticated, service_role;
