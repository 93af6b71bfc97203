create or replace function kaboom.ai_expiry_parts()
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select n::text
    from generate_series(
        1,
        (select (count(*) + 499) / 500 from public.ai_analysis_results as a where a.reserved_until <= now())
    ) as n;
$$;

comment on function kaboom.ai_expiry_parts is
'How many times expire_ai_reservations has to be called, one row for each: 500 expired reservations in one.';

revoke execute on function kaboom.ai_expiry_parts from public, anon, authenticated, service_role;
