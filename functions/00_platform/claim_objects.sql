-- What this transaction wrote and no earlier file of it, the file wrote whose row enters the history. So it is known what a
-- file has made, and what it makes no longer.
create or replace function kaboom.claim_objects()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into kaboom.objects as o (object, within, path, made_at)
    select r.object, r.within,
        -- A migration of the Supabase CLI is one transaction of many files. What was written before this trigger was there
        -- has nobody who claims it.
        case when new.path not like 'functions/00\_platform/triggers/%' then new.path end,
        now()
    from kaboom.list_repeatable_objects() as r
    where (r.written_in = pg_current_xact_id()::xid or age(r.written_in) <= 0)
        and not exists (
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
