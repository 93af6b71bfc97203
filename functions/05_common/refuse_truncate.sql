-- BEFORE TRUNCATE, because row level security does not apply to it: the second line behind the grants.
create or replace function kaboom.refuse_truncate()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '% is never emptied', tg_table_name
        using errcode = '42501', hint = 'Only the owner of the database may, after dropping this trigger.';
end;
$$;

comment on function kaboom.refuse_truncate is
'Trigger: refuses TRUNCATE, whatever the grants. Errors: 42501.';

revoke execute on function kaboom.refuse_truncate from public, anon, authenticated, service_role;
