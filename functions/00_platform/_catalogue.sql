-- What `migrate.py verify` compares: every object that the files make, with its definition and its grants.
-- Partitions come and go from day to day, so of those only the open ones are compared; the parents and the defaults stay.
with relations as (
    select c.*, n.nspname
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('public', 'kaboom', 'monitoring')
        or (n.nspname = 'partitions' and (c.relkind = 'p' or pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT'))
)
select 'column ' || format('%s.%s.%s', r.nspname, r.relname, a.attname), concat_ws(
    ' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
    pg_get_expr(d.adbin, d.adrelid), a.attgenerated, a.attacl::text
)
from relations as r
join pg_catalog.pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
where r.relkind in ('r', 'p', 'v', 'm', 'f')
union all
select 'relation ' || format('%s.%s', r.nspname, r.relname), concat_ws(
    ' ', r.relkind, r.relrowsecurity, r.relforcerowsecurity, r.relacl, r.reloptions,
    case when r.relkind in ('v', 'm') then pg_get_viewdef(r.oid) end,
    case when r.relkind in ('i', 'I') then pg_get_indexdef(r.oid) end,
    (select 'not valid' from pg_catalog.pg_index as i where i.indexrelid = r.oid and not i.indisvalid)
)
from relations as r
where r.relkind in ('r', 'p', 'v', 'm', 'f', 'i', 'I', 'S')
union all
select 'open partition ' || c.relname, c.relacl::text
from pg_catalog.pg_class as c
where c.relnamespace = to_regnamespace('partitions')
    and c.relkind = 'r'
    and (
        not c.relrowsecurity
        or exists (select from aclexplode(c.relacl) as x where x.grantee <> c.relowner)
    )
union all
select 'published ' || p.tablename, p.pubname
from pg_catalog.pg_publication_tables as p
where p.pubname = 'supabase_realtime'
    and p.schemaname = 'public'
union all
select 'constraint ' || format('%s.%s.%s', r.nspname, r.relname, k.conname), pg_get_constraintdef(k.oid)
from relations as r
join pg_catalog.pg_constraint as k on k.conrelid = r.oid and k.contype <> 'n'
union all
select 'policy ' || format('%s.%s.%s', r.nspname, r.relname, p.polname), concat_ws(
    ' ', p.polcmd, p.polpermissive, (select array_agg(x::regrole order by x::regrole::text) from unnest(p.polroles) as x),
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
)
from relations as r
join pg_catalog.pg_policy as p on p.polrelid = r.oid
union all
select 'trigger ' || format('%s.%s.%s', r.nspname, r.relname, t.tgname), concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
from (
    select s.oid, s.nspname, s.relname from relations as s
    union all
    select to_regclass('auth.users')::oid, 'auth', 'users'
) as r
join pg_catalog.pg_trigger as t on t.tgrelid = r.oid and not t.tgisinternal
where r.nspname <> 'auth' or t.tgname like 'kaboom%'
union all
select 'function ' || f.oid::regprocedure::text, concat_ws(' ', pg_get_functiondef(f.oid), f.proacl)
from pg_catalog.pg_proc as f
join pg_catalog.pg_namespace as n on n.oid = f.pronamespace
where n.nspname in ('public', 'kaboom', 'monitoring')
    and f.prokind in ('f', 'p')
    and not exists (select from pg_catalog.pg_depend as d where d.objid = f.oid and d.deptype = 'e')
union all
select 'schema ' || n.nspname, n.nspacl::text
from pg_catalog.pg_namespace as n
where n.nspname in ('kaboom', 'monitoring', 'partitions')
