-- What files change during a run is expected afterwards. What somebody changed before it is not, so the state
-- at the beginning is kept.
create or replace function kaboom.begin_run()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    -- The first run has nothing to compare with. One that did not end goes on.
    if not exists (select from kaboom.objects as o where o.expected is not null)
        or exists (select from kaboom.objects as o where o.before is not null)
    then
        return;
    end if;
    insert into kaboom.objects as o (object, within, before)
    select c.object, c.within, md5(c.definition)
    from kaboom.catalogue() as c
    on conflict (object) do update
    set before = excluded.before;
end;
$$;

comment on function kaboom.begin_run is
'Note the catalogue before files run, so that kaboom.end_run() knows what they changed.';

revoke execute on function kaboom.begin_run from public, anon, authenticated, service_role;
