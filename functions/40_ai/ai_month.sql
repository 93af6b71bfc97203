create or replace function kaboom.ai_month(at timestamptz)
returns date
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select date_trunc('month', at at time zone 'Asia/Tokyo')::date;
$$;

comment on function kaboom.ai_month is
'First day of the calendar month of Asia/Tokyo that a moment belongs to.';

revoke execute on function kaboom.ai_month from public, anon, authenticated, service_role;
