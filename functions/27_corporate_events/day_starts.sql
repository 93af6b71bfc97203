create or replace function kaboom.day_starts(day date)
returns timestamptz
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return day::timestamp at time zone 'Asia/Tokyo';
end;
$$;

comment on function kaboom.day_starts is 'The first moment of a day in Tokyo. Arguments: day.';

revoke execute on function kaboom.day_starts from public, anon, authenticated, service_role;
