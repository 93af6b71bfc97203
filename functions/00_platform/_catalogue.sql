-- Every object that files of Kaboom make, or that lies on a table of theirs: its name; what it belongs to;
-- its definition, in words that are the same on every server and for every role. kaboom.catalogue() returns
-- it, and `migrate.py verify` sends it; both set search_path to pg_catalog.
with recursive schemas as (
    select n.*, 'schema ' || n.nspname as object
    from pg_namespace as n
    where n.nspname in ('public', 'kaboom', 'partitions', 'monitoring')
),
maker as (
    -- The role that everything should belong to.
    select coalesce((select s.nspowner from schemas as s where s.nspname = 'kaboom'), 0) as role
),
api_roles as (
    select r.*
    from pg_roles as r
    where r.rolname in ('anon', 'authenticated', 'service_role')
),
members as (
    -- What an extension brought is not ours.
    select d.classid, d.objid
    from pg_depend as d
    where d.deptype = 'e'
),
relations as materialized (
    -- Partitions come and go from day to day; of those only parents and defaults are listed.
    select c.*, s.nspname, i.type || ' ' || i.identity as object, s.object as schema_object
    from pg_class as c
    join schemas as s on s.oid = c.relnamespace
    cross join lateral pg_identify_object('pg_class'::regclass, c.oid, 0) as i
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
        and (not c.relispartition or c.relkind = 'p' or pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT')
        and not exists (select from members as m where m.classid = 'pg_class'::regclass and m.objid = c.oid)
),
rights as (
    -- What others than the owner may do with a relation, a column, a function, a type. Who else reads the
    -- views of schema monitoring is the operator's choice.
    select x.class, x.oid, x.subid, ' rights ' || string_agg(
        concat_ws(' ', coalesce(g.rolname, 'everyone'), x.privileges), ', '
        order by coalesce(g.rolname, 'everyone') collate "C"
    ) as said
    from (
        select o.class, o.oid, o.subid, a.grantee, string_agg(
            a.privilege_type || case when a.is_grantable then ' with grant option' else '' end, '/'
            order by a.privilege_type collate "C"
        ) as privileges
        from (
            select 'pg_class'::regclass as class, r.oid, 0 as subid, r.relowner as owner, r.relacl as acl,
                r.nspname = 'monitoring' as is_shown
            from relations as r
            union all
            select 'pg_class'::regclass, a.attrelid, a.attnum, r.relowner, a.attacl, false
            from pg_attribute as a
            join relations as r on r.oid = a.attrelid
            where a.attacl is not null
            union all
            select 'pg_proc'::regclass, f.oid, 0, f.proowner,
                coalesce(f.proacl, acldefault('f', f.proowner)), false
            from pg_proc as f
            join schemas as s on s.oid = f.pronamespace
            union all
            select 'pg_type'::regclass, t.oid, 0, t.typowner,
                coalesce(t.typacl, acldefault('T', t.typowner)), false
            from pg_type as t
            join schemas as s on s.oid = t.typnamespace
        ) as o
        cross join lateral aclexplode(o.acl) as a
        where a.grantee <> o.owner
            and not (
                o.is_shown
                and a.privilege_type = 'SELECT'
                and a.grantee <> 0
                and a.grantee not in (select r.oid from api_roles as r)
            )
        group by o.class, o.oid, o.subid, a.grantee
    ) as x
    left join pg_roles as g on g.oid = x.grantee
    group by x.class, x.oid, x.subid
),
listed as (
    select r.object,
    case when r.nspname = 'public' then r.object else r.schema_object end as within, concat_ws(
        ' ', case when r.relowner <> maker.role then 'owned by ' || pg_get_userbyid(r.relowner) end,
        nullif(r.relpersistence, 'p'), case when r.relrowsecurity then 'secured' end,
        case when r.relforcerowsecurity then 'forced' end, r.reloptions::text, pg_get_partkeydef(r.oid),
        pg_get_expr(r.relpartbound, r.oid), nullif(r.relreplident, 'd'), (
            select i.relname
            from pg_index as x
            join pg_class as i on i.oid = x.indexrelid
            where x.indrelid = r.oid
                and x.indisreplident
                and r.relreplident = 'i'
        ), case
            -- Since 16 PostgreSQL writes the table before a column only where it must; a list follows
            -- instead.
            when r.relkind in ('v', 'm')
                then regexp_replace(pg_get_viewdef(r.oid), '\m[a-z_]\w*\.(?=[a-z_"])', '', 'g')
        end, (
            select string_agg(
                distinct pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid), ', '
                order by pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
            )
            from pg_rewrite as w
            join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
            where w.ev_class = r.oid
                and w.rulename = '_RETURN'
                and r.relkind in ('v', 'm')
                and d.refclassid <> 'pg_type'::regclass
                and d.refobjid <> r.oid
        ), rights.said, obj_description(r.oid, 'pg_class')
    ) as definition
    from relations as r
    cross join maker
    left join rights on rights.class = 'pg_class'::regclass and rights.oid = r.oid and rights.subid = 0
    union all
    select format('column %s.%I', substr(r.object, strpos(r.object, ' ' || r.nspname || '.') + 1), a.attname),
    r.object,
    concat_ws(
        ' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
        nullif(a.attgenerated, ''), nullif(a.attidentity, ''), (
            select c.collname
            from pg_collation as c
            join pg_type as t on t.oid = a.atttypid
            where c.oid = a.attcollation
                and c.oid <> t.typcollation
        ), pg_get_expr(d.adbin, d.adrelid), rights.said, col_description(r.oid, a.attnum)
    )
    from relations as r
    join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    left join rights
        on rights.class = 'pg_class'::regclass and rights.oid = r.oid and rights.subid = a.attnum
    where r.relkind <> 'S'
    union all
    select o.type || ' ' || o.identity, r.object, concat_ws(
        ' ', pg_get_indexdef(x.indexrelid), case when not x.indisvalid then 'invalid' end,
        obj_description(x.indexrelid, 'pg_class')
    )
    from relations as r
    join pg_index as x on x.indrelid = r.oid
    cross join lateral pg_identify_object('pg_class'::regclass, x.indexrelid, 0) as o
    union all
    select o.type || ' ' || o.identity, r.object, concat_ws(
        ' ', pg_get_constraintdef(k.oid), case when k.connoinherit then 'no inherit' end,
        obj_description(k.oid, 'pg_constraint')
    )
    from relations as r
    join pg_constraint as k on k.conrelid = r.oid and k.contype not in ('n', 't') and k.conparentid = 0
    cross join lateral pg_identify_object('pg_constraint'::regclass, k.oid, 0) as o
    union all
    select o.type || ' ' || o.identity, r.object, concat_ws(
        ' ', p.polcmd, case when not p.polpermissive then 'restrictive' end, (
            select string_agg(coalesce(g.rolname, 'everyone'), ', ' order by g.rolname collate "C")
            from unnest(p.polroles) as x (role)
            left join pg_roles as g on g.oid = x.role
        ), 'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid),
        obj_description(p.oid, 'pg_policy')
    )
    from relations as r
    join pg_policy as p on p.polrelid = r.oid
    cross join lateral pg_identify_object('pg_policy'::regclass, p.oid, 0) as o
    union all
    -- Of the triggers on the users of Supabase Auth, those that call us.
    select o.type || ' ' || o.identity, coalesce(r.object, s.object), concat_ws(
        ' ', pg_get_triggerdef(t.oid), nullif(t.tgenabled, 'O'), obj_description(t.oid, 'pg_trigger')
    )
    from pg_trigger as t
    join pg_proc as f on f.oid = t.tgfoid
    left join relations as r on r.oid = t.tgrelid
    left join schemas as s on s.oid = f.pronamespace and s.nspname = 'kaboom'
    cross join lateral pg_identify_object('pg_trigger'::regclass, t.oid, 0) as o
    where not t.tgisinternal
        and t.tgparentid = 0
        and (r.oid is not null or (s.oid is not null and o.identity like '% on auth.users'))
    union all
    select o.type || ' ' || o.identity, r.object, pg_get_ruledef(w.oid)
    from relations as r
    join pg_rewrite as w on w.ev_class = r.oid and w.rulename <> '_RETURN'
    cross join lateral pg_identify_object('pg_rewrite'::regclass, w.oid, 0) as o
    union all
    select o.type || ' ' || o.identity,
    case when s.nspname = 'public' then o.type || ' ' || o.identity else s.object end,
    concat_ws(
        ' ', case when t.typowner <> maker.role then 'owned by ' || pg_get_userbyid(t.typowner) end,
        case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod) end,
        case when t.typnotnull then 'not null' end,
        t.typdefault, (
            select string_agg(
                k.conname || ' ' || pg_get_constraintdef(k.oid), ', ' order by k.conname collate "C"
            )
            from pg_constraint as k
            where k.contypid = t.oid
                and k.contype <> 'n'
        ), (
            select string_agg(e.enumlabel, ', ' order by e.enumsortorder)
            from pg_enum as e
            where e.enumtypid = t.oid
        ), rights.said, obj_description(t.oid, 'pg_type')
    )
    from pg_type as t
    join schemas as s on s.oid = t.typnamespace
    cross join maker
    cross join lateral pg_identify_object('pg_type'::regclass, t.oid, 0) as o
    left join rights on rights.class = 'pg_type'::regclass and rights.oid = t.oid
    where t.typtype in ('d', 'e', 'r')
        and not exists (select from members as m where m.classid = 'pg_type'::regclass and m.objid = t.oid)
    union all
    select 'publication supabase_realtime', 'schema kaboom', concat_ws(
        ' ', case when p.puballtables then 'all tables' end, case when p.pubinsert then 'insert' end,
        case when p.pubupdate then 'update' end, case when p.pubdelete then 'delete' end,
        case when p.pubtruncate then 'truncate' end, case when p.pubviaroot then 'via root' end
    )
    from pg_publication as p
    where p.pubname = 'supabase_realtime'
    union all
    select 'published ' || substr(r.object, 7), r.object, concat_ws(
        ' ', pg_get_expr(x.prqual, x.prrelid), (
            select string_agg(a.attname, ', ' order by a.attname collate "C")
            from pg_attribute as a
            where a.attrelid = x.prrelid
                and a.attnum = any(x.prattrs)
        )
    )
    from relations as r
    join pg_publication_rel as x on x.prrelid = r.oid
    join pg_publication as p on p.oid = x.prpubid and p.pubname = 'supabase_realtime'
    union all
    select 'schema ' || n.nspname, 'schema ' || n.nspname, concat_ws(
        ' ', case
            when n.nspname in ('kaboom', 'partitions', 'monitoring') and n.nspowner <> maker.role
                then 'owned by ' || pg_get_userbyid(n.nspowner)
        end, (
            select string_agg(
                r.rolname || ' ' || p.privilege, ', ' order by r.rolname collate "C", p.privilege
            )
            from api_roles as r
            cross join unnest('{create,usage}'::text[]) as p (privilege)
            where has_schema_privilege(r.oid, n.oid, p.privilege)
        ), (
            -- Nobody else may use the schemas of functions and partitions.
            select 'rights ' || string_agg(
                g.rolname || ' ' || lower(x.privilege_type), ', '
                order by g.rolname collate "C", x.privilege_type
            )
            from aclexplode(n.nspacl) as x
            join pg_roles as g on g.oid = x.grantee
            where n.nspname in ('kaboom', 'partitions')
                and x.grantee <> n.nspowner
                and x.grantee not in (select r.oid from api_roles as r)
        ), case
            when n.nspname not in ('public', 'auth', 'extensions') then obj_description(n.oid, 'pg_namespace')
        end
    )
    from pg_namespace as n
    cross join maker
    where n.nspname in ('public', 'kaboom', 'partitions', 'monitoring', 'auth', 'extensions')
    -- What is never right, even where a run has left it so. Only its name matters.
    union all
    select format('open partition %s', c.oid::regclass), 'database', ''
    from pg_class as c
    join relations as r on r.oid = pg_partition_root(c.oid)
    where c.relispartition
        and c.relkind in ('r', 'p', 'f')
        and (
            not c.relrowsecurity
            or exists (select from aclexplode(c.relacl) as x where x.grantee <> c.relowner)
            or exists (
                select from pg_trigger as t
                where t.tgrelid = c.oid
                    and t.tgparentid <> 0
                    and t.tgenabled = 'D'
            )
        )
    union all
    select format('role %I that bypasses row level security', r.rolname), 'database', ''
    from api_roles as r
    where r.rolname <> 'service_role'
        and (r.rolbypassrls or r.rolsuper)
    union all
    select 'role service_role without BYPASSRLS', 'database', ''
    from api_roles as r
    where r.rolname = 'service_role'
        and not (r.rolbypassrls or r.rolsuper)
    union all
    select format('role %I that may act as %I', r.rolname, other.rolname), 'database', ''
    from api_roles as r
    cross join maker
    join pg_roles as other
        on (other.oid = maker.role or other.rolname = 'service_role')
        and other.oid <> r.oid
        and pg_has_role(r.oid, other.oid, 'member')
    where not r.rolsuper
),
levelled as (
    -- After a dump, PostgreSQL casts texts one by one where it first cast their array, and joins what BETWEEN
    -- had set apart. So casts between texts are left out, and brackets that say nothing, from the innermost
    -- outwards. The others become {}.
    select l.object, l.within, regexp_replace(regexp_replace(
        l.definition, '::(text|character varying|bpchar|character)(\(\d+\))?(\[\])?(?![\w"])', '', 'g'),
        '\s+', ' ', 'g'
    ) as definition, 0 as depth
    from listed as l
    union all
    select l.object, l.within, regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        l.definition, '(?<![\w"])\(([\w.]+|''[^'']*''|{[^{}]*}|[^()]* AND [^()]*)\)', '\1', 'g'),
        '(?<![\w"])\(([^()]* OR [^()]*)\)(?= OR )', '\1', 'g'),
        ' OR \(([^()]* OR [^()]*)\)', ' OR \1', 'g'),
        '\(([^()]*)\)', '{\1}', 'g'
    ), l.depth + 1
    from levelled as l
    where l.definition ~ '\([^()]*\)'
        and l.depth < 50
)
select l.object, l.within, l.definition
from levelled as l
where l.definition !~ '\([^()]*\)'
    or l.depth = 50
union all
select
    case f.prokind when 'p' then 'procedure ' when 'a' then 'aggregate ' else 'function ' end || o.identity,
    case when s.nspname = 'public' then format('functions named public.%I', f.proname) else s.object end,
    concat_ws(
        ' ', case when f.proowner <> maker.role then 'owned by ' || pg_get_userbyid(f.proowner) end,
        l.lanname,
        f.provolatile, nullif(f.proparallel, 'u'), case when f.prosecdef then 'definer' end,
        case when f.proisstrict then 'strict' end, case when f.proleakproof then 'leakproof' end, f.procost,
        f.prorows,
        f.proconfig::text, pg_get_function_arguments(f.oid), 'returns', pg_get_function_result(f.oid),
        nullif(f.prosupport, 0)::text, f.prosrc, pg_get_function_sqlbody(f.oid), rights.said,
        obj_description(f.oid, 'pg_proc')
    )
from pg_proc as f
join schemas as s on s.oid = f.pronamespace
join pg_language as l on l.oid = f.prolang
cross join maker
cross join lateral pg_identify_object('pg_proc'::regclass, f.oid, 0) as o
left join rights on rights.class = 'pg_proc'::regclass and rights.oid = f.oid
where not exists (select from members as m where m.classid = 'pg_proc'::regclass and m.objid = f.oid)
