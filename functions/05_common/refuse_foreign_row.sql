-- BEFORE INSERT by a user, before any other trigger looks at what the named owner has.
create or replace function kaboom.refuse_foreign_row()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'a row of % is for its own user only', tg_table_name
        using errcode = '42501', hint = 'Leave user_id out, or send your own id.';
end;
$$;

comment on function kaboom.refuse_foreign_row is
'Trigger: refuses a row that a user inserts for another user. Errors: 42501.';

revoke execute on function kaboom.refuse_foreign_row from public, anon, authenticated, service_role;
