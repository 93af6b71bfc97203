-- BEFORE INSERT, for each statement: the rows of a statement are counted one by one, so that a statement with
-- too many is refused before it has worked for long. Counted per table, because a fill writes several.
create or replace function kaboom.begin_row_count()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('kaboom.rows_of_' || tg_table_name, '0', true);
    return null;
end;
$$;

comment on function kaboom.begin_row_count is
'Trigger: begins to count the rows of a statement. See kaboom.count_row.';

revoke execute on function kaboom.begin_row_count from public, anon, authenticated, service_role;
