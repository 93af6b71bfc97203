create or replace function kaboom.lost_files()
returns table (path text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select distinct o.path
    from kaboom.objects as o
    join kaboom.migrations as m on m.path = o.path and m.missing_since is null and m.applied_at = o.made_at
    where o.expected is not null
        and o.object not in (select r.object from kaboom.list_repeatable_objects() as r);
$$;

comment on function kaboom.lost_files is
$$The repeatable files of which something is gone, such as a trigger that DROP ... CASCADE took along.

The migrator runs them again in the transaction that took it, so that no client is served without.$$;

revoke execute on function kaboom.lost_files from public, anon, authenticated, service_role;
