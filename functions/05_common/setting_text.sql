-- Because a setting out of bounds would stop requests long after it was set.
create or replace function kaboom.setting_text(key text, value jsonb, member text, pattern text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    given constant jsonb := value -> member;
begin
    if jsonb_typeof(given) = 'string' and given #>> '{}' ~ pattern then
        return given #>> '{}';
    end if;
    raise exception 'setting %: % must be a text that matches %, not %',
        key, member, pattern, coalesce(left(given::text, 50), 'missing')
        using errcode = 'KB402',
        detail = jsonb_build_object('key', key, 'member', member, 'pattern', pattern, 'value', given)::text,
        hint = format('Set %s to {"%s": a text that matches %s}.', key, member, pattern);
end;
$$;

comment on function kaboom.setting_text is
$$A text that a setting holds, checked.

Arguments: key, the name of the setting; value, its JSON object; member of the object; pattern, a
regular expression.
Returns: the text. Errors: KB402 it is missing, not a text, or does not match.$$;

revoke execute on function kaboom.setting_text from public, anon, authenticated, service_role;
