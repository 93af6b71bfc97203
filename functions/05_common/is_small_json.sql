create or replace function kaboom.is_small_json(value jsonb, bytes integer)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select octet_length(value::text) <= bytes
        and not jsonb_path_exists(value, 'strict $.**{33}');
$$;

comment on function kaboom.is_small_json is
'Whether a JSON value has at most these bytes as text, and at most 32 levels. Null where there is no value.';

revoke execute on function kaboom.is_small_json from public, anon, authenticated, service_role;
