-- An object that the run changed is as its files say. One that had drifted before the run and did not change
-- in it has still drifted: what is expected of it stays.
create or replace function kaboom.end_run()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    update kaboom.objects as o
    set found = null
    where o.found is not null;

    insert into kaboom.objects as o (object, within, expected, found)
    select c.object, c.within, md5(c.definition), md5(c.definition)
    from kaboom.catalogue() as c
    on conflict (object) do update
    set within = excluded.within,
        found = excluded.found,
        expected = case when o.before = excluded.found then o.expected else excluded.expected end;

    -- What was there before the run and is gone was dropped by a file.
    delete from kaboom.objects as o
    where o.found is null
        and (o.before is not null or o.expected is null);

    update kaboom.objects as o
    set before = null
    where o.before is not null;
end;
$$;

comment on function kaboom.end_run is
$$Note the catalogue after files ran: what they changed is from now on expected. See kaboom.drift().

Called outside of a run it accepts the database as it is.$$;

revoke execute on function kaboom.end_run from public, anon, authenticated, service_role;
