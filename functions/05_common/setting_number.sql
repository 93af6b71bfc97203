-- Because a setting out of bounds would stop orders, or charge wrong amounts, long after it was set.
create or replace function kaboom.setting_number(
    key text, value jsonb, member text, low numeric, high numeric
)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    given constant jsonb := value -> member;
begin
    if jsonb_typeof(given) = 'number' and given::numeric between low and high then
        return given::numeric;
    end if;
    raise exception 'setting %: % must be a number from % to %, not %',
        key, member, low, high, coalesce(left(given::text, 50), 'missing')
        using errcode = 'KB402',
        detail = jsonb_build_object(
            'key', key, 'member', member, 'low', low, 'high', high, 'value', given
        )::text,
        hint = format('Set %s to {"%s": a number from %s to %s}.', key, member, low, high);
end;
$$;

comment on function kaboom.setting_number is
$$A number that a setting holds, checked.

Arguments: key, the name of the setting; value, its JSON object; member of the object; low and high,
both allowed.
Returns: the number. Errors: KB402 it is missing, not a number, or out of bounds.$$;

revoke execute on function kaboom.setting_number from public, anon, authenticated, service_role;
