-- Because PostgreSQL 15 cannot test an input, a malformed text is found by trying.
create or replace function kaboom.try_jsonb(input text)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return nullif(input, '')::jsonb;
exception
    when others then
        return null;
end;
$$;

comment on function kaboom.try_jsonb is 'The text as jsonb; null where it is empty or malformed.';

revoke execute on function kaboom.try_jsonb from public, anon, authenticated, service_role;
