-- AFTER INSERT, so that an upsert of a row that there is counts for nothing. Only for callers who are subject
-- to row level security (users), so that one user cannot fill the database.
create or replace function kaboom.limit_rows()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.assert_row_limit(
        tg_relid, new.user_id, tg_argv[0], tg_argv[1], tg_argv[2]::text[], more => 0
    );
    return null;
end;
$$;

comment on function kaboom.limit_rows is
$$Trigger: refuses a row with which its owner has more than the setting user_limits allows.

Arguments: the member of user_limits; a column and its values in the rows that count, all where they are left
out. Errors: KB108.$$;

revoke execute on function kaboom.limit_rows from public, anon, authenticated, service_role;
