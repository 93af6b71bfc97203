-- What repeatable files make, and in which transaction each was written last.
create or replace function kaboom.list_repeatable_objects(only_of_this_transaction boolean default false)
returns table (object text, within text, written_in xid)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select i.type || ' ' || i.identity, o.within, o.written_in
    from (
        select 'pg_proc'::regclass as class, f.oid, f.xmin as written_in, case
            when n.nspname = 'public' then format('functions named public.%I', f.proname)
            else 'schema ' || n.nspname
        end as within
        from pg_proc as f
        join pg_namespace as n on n.oid = f.pronamespace
        where n.nspname in ('public', 'kaboom', 'monitoring')
        union all
        select 'pg_class'::regclass, c.oid, c.xmin, null
        from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where c.relkind in ('v', 'm')
            and n.nspname in ('public', 'kaboom', 'monitoring')
        union all
        select 'pg_policy'::regclass, p.oid, p.xmin, null
        from pg_policy as p
        join pg_class as c on c.oid = p.polrelid and not c.relispartition
        union all
        select 'pg_trigger'::regclass, t.oid, t.xmin, null
        from pg_trigger as t
        where not t.tgisinternal
            and t.tgparentid = 0
    ) as o
    cross join lateral pg_identify_object(o.class, o.oid, 0) as i
    where not only_of_this_transaction
        or o.written_in = pg_current_xact_id()::xid
        or age(o.written_in) <= 0;
$$;

comment on function kaboom.list_repeatable_objects is
$$All functions, views, policies and triggers, also those of others, with the transaction that wrote each.

Arguments: only_of_this_transaction, whether to return only what the current transaction has written.$$;

revoke execute on function kaboom.list_repeatable_objects from public, anon, authenticated, service_role;
