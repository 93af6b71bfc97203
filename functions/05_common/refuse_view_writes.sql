-- For views: only with such a trigger does PostgreSQL ask for the right to write, which nobody holds, and refuse with 42501.
create or replace function kaboom.refuse_view_writes()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '% is only read', tg_table_name
        using errcode = '42501', hint = 'Write to the tables that it shows.';
end;
$$;

comment on function kaboom.refuse_view_writes is 'Trigger: 42501, for views that are only read.';

revoke execute on function kaboom.refuse_view_writes from public, anon, authenticated, service_role;
