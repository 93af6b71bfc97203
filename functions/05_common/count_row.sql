create or replace function kaboom.count_row(table_name text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    counter constant text := 'kaboom.rows_of_' || table_name;
    most constant integer := 1000;
    counted constant integer := coalesce(nullif(current_setting(counter, true), ''), '0')::integer + 1;
begin
    if counted > most then
        raise exception 'one statement writes more than % rows of %', most, table_name
            using errcode = 'KB220',
            detail = jsonb_build_object('table', table_name, 'most', most)::text,
            hint = format('Send at most %s rows in one request.', most);
    end if;
    perform set_config(counter, counted::text, true);
end;
$$;

comment on function kaboom.count_row is
$$Count one more row of the running statement, whose count kaboom.begin_row_count began.

Arguments: table_name. Errors: KB220 more than 1,000 rows in one statement.$$;

revoke execute on function kaboom.count_row from public, anon, authenticated, service_role;
