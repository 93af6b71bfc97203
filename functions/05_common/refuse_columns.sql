-- BEFORE UPDATE, only for callers who are subject to row level security (users): the second line behind the
-- grants.
create or replace function kaboom.refuse_columns()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'these columns of % are not yours to write', tg_table_name
        using errcode = '42501', hint = 'Leave them out: the database writes them.';
end;
$$;

comment on function kaboom.refuse_columns is
'Trigger: refuses an update of columns that only the database or the service role writes. Errors: 42501.';

revoke execute on function kaboom.refuse_columns from public, anon, authenticated, service_role;
