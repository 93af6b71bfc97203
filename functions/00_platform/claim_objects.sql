-- AFTER INSERT OR UPDATE: a file and its row in the history are one transaction, so what this transaction has
-- written, and no earlier file in it has claimed, was made by this file. By that, what a file makes no longer
-- is known, too.
create or replace function kaboom.claim_objects()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into kaboom.objects as o (object, within, path, made_at)
    select r.object, r.within,
        -- A migration of the Supabase CLI is one transaction of many files. What it wrote before this trigger
        -- existed belongs to no file.
        case when new.path not like 'functions/00\_platform/triggers/%' then new.path end,
        now()
    from kaboom.list_repeatable_objects(only_of_this_transaction => true) as r
    where not exists (
        select from kaboom.objects as x
        where x.object = r.object
            and x.made_at = now()
    )
    on conflict (object) do update
    set path = excluded.path,
        made_at = excluded.made_at;
    return null;
end;
$$;

comment on function kaboom.claim_objects is
'Trigger: notes which functions, views, policies and triggers a repeatable file has made.';

revoke execute on function kaboom.claim_objects from public, anon, authenticated, service_role;
