-- Because one bad date must not take a whole batch with it.
create or replace function kaboom.try_timestamptz(value text)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, YMD'
set timezone = 'Asia/Tokyo'
as $$
begin
    return case
        when value ~ '^\d{4}-?\d\d-?\d\d([T ]+\d\d:\d\d(:\d\d(\.\d{1,9})?)?( ?(Z|z|[-+]\d\d(:?\d\d)?))?)?$'
            then value::timestamptz
        -- Unix time in milliseconds, as pandas writes dates to JSON. Fewer digits may as well be seconds.
        when value ~ '^-?\d{11,13}$' then to_timestamp(value::numeric / 1000)
    end;
exception
    when datetime_field_overflow or invalid_datetime_format then
        return null;
end;
$$;

comment on function kaboom.try_timestamptz is
$$The moment that a text states; null where it states none.

Arguments: value: ISO 8601, in Asia/Tokyo where it has no offset; or milliseconds since 1970,
of at least 11 digits (before September 1969, from May 1970 on).$$;

revoke execute on function kaboom.try_timestamptz from public, anon, authenticated, service_role;
