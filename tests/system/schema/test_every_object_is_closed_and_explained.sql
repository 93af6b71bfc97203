begin;
select plan(9);

-- SQL functions of one argument without a name, a row, that give rows: PostgREST embeds them.
create temporary view relationships as
select p.oid
from pg_proc as p
join pg_class as origin on origin.reltype = p.proargtypes[0]
join pg_class as target on target.reltype = p.prorettype
join pg_language as l on l.oid = p.prolang and l.lanname = 'sql'
where p.pronamespace = 'public'::regnamespace
    and p.pronargs = 1
    and p.proargnames is null
    and p.proretset;

select is_empty(
    $$select c.relname from pg_class as c
    where c.relnamespace in ('public'::regnamespace, 'partitions'::regnamespace, 'kaboom'::regnamespace)
        and c.relkind in ('r', 'p') and not c.relrowsecurity$$,
    'every table has row level security'
);
select is_empty(
    $$select p.proname from pg_proc as p
    where p.pronamespace in ('public'::regnamespace, 'kaboom'::regnamespace)
        and (
            obj_description(p.oid) is null
            or not coalesce(p.proconfig @> array['search_path=pg_catalog, pg_temp'], false)
        )
        and p.oid not in (select oid from relationships)
        and p.prokind = 'f'$$,
    'every function has a comment and a search_path that names pg_temp last'
);
select is_empty(
    $$select r.oid::regprocedure from relationships as r join pg_proc as p on p.oid = r.oid
    where p.prosecdef or p.proconfig is not null or p.provolatile <> 's' or obj_description(p.oid) is null$$,
    'a computed relationship reads with the rights of its caller, and nothing keeps the planner from inlining it'
);
select is_empty(
    $$select p.proname from pg_proc as p
    where p.pronamespace = 'public'::regnamespace
        and p.prosecdef
        and has_function_privilege('authenticated', p.oid, 'execute')
        -- Sees rows of the caller's own: test_a_preview_says_what_an_order_would_do.
        and p.proname <> 'preview_order'
        and p.provolatile <> 'i'
        and not (
            p.pronargs = 1
            and exists (select from pg_class as c where c.reltype = p.proargtypes[0] and c.relnamespace = p.pronamespace)
        )$$,
    'a function that runs with the rights of its owner is for the service role alone, reads no table, or looks at the one row that it is given'
);
select is_empty(
    $$select p.proname from pg_proc as p
    where p.pronamespace in ('public'::regnamespace, 'kaboom'::regnamespace)
        and has_function_privilege('anon', p.oid, 'execute')$$,
    'a caller who is not signed in may call no function'
);
select is_empty(
    $$select c.relname from pg_class as c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and not exists (select from pg_trigger as t
            where t.tgrelid = c.oid and t.tgfoid = 'public.update_updated_at_column()'::regprocedure)$$,
    'every table keeps its updated_at'
);
select is_empty(
    $$select conrelid::regclass, conname from pg_constraint as k
    where k.connamespace = 'public'::regnamespace and k.contype = 'f'
        and k.conparentid = 0
        and not exists (
            select from pg_index as i
            where i.indrelid = k.conrelid
                and (i.indkey::smallint[])[0:cardinality(k.conkey) - 1] @> k.conkey
        )$$,
    'every foreign key has an index, so that erasing an account scans no table'
);
select is_empty(
    $$select c.relname from pg_class as c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'v' and not c.reloptions @> array['security_invoker=true']$$,
    'every view of the API reads with the rights of its caller'
);
select is(
    split_part(obj_description('public'::regnamespace, 'pg_namespace'), E'\n', 1), 'Kaboom, trading of Japanese shares',
    'the comment on the schema gives the API its title'
);

select * from finish();
rollback;
