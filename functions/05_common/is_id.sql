-- Because a blank or padded id is a form field that was left empty, or another id than the one that was
-- meant.
create or replace function kaboom.is_id(id text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Blanks of Japanese keyboards (U+3000) and of web pages are named, because in the locale C only those of
    -- ASCII are blanks.
    blank constant text := '[\s\u00a0\u2000-\u200b\u2028\u2029\u3000\ufeff]';
begin
    return coalesce(length(id) between 1 and 100 and id !~ ('^' || blank || '|' || blank || '$'), false);
end;
$$;

comment on function kaboom.is_id is
'Whether a text can be an id or a key: 1 to 100 characters, no blank at either end. Arguments: id. Returns: '
'false for null.';

revoke execute on function kaboom.is_id from public, anon, authenticated, service_role;
