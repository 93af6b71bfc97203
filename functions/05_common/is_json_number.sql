create or replace function kaboom.is_json_number(value jsonb, low numeric, high numeric)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    -- A number of thousands of digits is no figure of a model, and slow to work with.
    select coalesce(
        jsonb_typeof(value) = 'number'
        and length(value::text) <= 100
        and value::text::numeric between low and high,
        false
    );
$$;

comment on function kaboom.is_json_number is
$$Whether a JSON value is a number (and not a text of digits) within bounds, of at most 100 digits.

Arguments: value; low and high, both allowed. Returns: false also where the value is missing.$$;

revoke execute on function kaboom.is_json_number from public, anon, authenticated, service_role;
