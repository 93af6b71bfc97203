-- For read-only views. Without an INSTEAD OF trigger PostgreSQL fails with 55000 (HTTP 500); with one, the
-- missing privilege is found first and the caller gets 42501 (403).
create or replace function kaboom.refuse_view_writes()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '% is read-only', tg_table_name
        using errcode = '42501', hint = 'Write to the tables that it shows.';
end;
$$;

comment on function kaboom.refuse_view_writes is
'Trigger: refuses every write to a read-only view. Errors: 42501.';

revoke execute on function kaboom.refuse_view_writes from public, anon, authenticated, service_role;
