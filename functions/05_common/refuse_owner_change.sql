-- BEFORE UPDATE: the owner is a part of every key, so no role moves a row to another user.
create or replace function kaboom.refuse_owner_change()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'a row of % cannot go to another user', tg_table_name
        using errcode = 'KB105',
        detail = jsonb_build_object('table', tg_table_name)::text,
        hint = 'Leave user_id out; insert a row for the other user.';
end;
$$;

comment on function kaboom.refuse_owner_change is 'Trigger: KB105 where a statement changes user_id.';

revoke execute on function kaboom.refuse_owner_change from public, anon, authenticated, service_role;
