-- TypeScript that compiles only where the generated types ask for no more than a role may write: an insert into each table
-- with the columns that it must give, one with all that it may give, and a call of each function with the arguments that have no default.
with samples (kind, literal) as (
    select t.oid,
        case
            when t.typcategory = 'N' then '1'
            when t.typcategory = 'B' then 'true'
            when t.typcategory = 'A' then case (select e.typcategory from pg_type as e where e.oid = t.typelem)
                when 'N' then '[1]'
                else '["x"]'
            end
            when t.typname in ('json', 'jsonb') then '{ x: 1 }'
            else '"x"'
        end
    from pg_type as t
),
columns as (
    select c.relname, a.attname, s.literal, r.role, a.attnotnull and not a.atthasdef as is_required
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    join samples as s on s.kind = a.atttypid
    cross join (values ('authenticated'), ('service_role')) as r (role)
    where c.relnamespace = 'public'::regnamespace
        and c.relkind in ('r', 'p')
        and not c.relispartition
        and has_column_privilege(r.role, c.oid, a.attnum, 'insert')
),
statements (line) as (
    select format(
        'await supabase.from("%s").insert({ %s });', c.relname, string_agg(format('%s: %s', c.attname, c.literal), ', ')
    )
    from columns as c
    where c.is_required
    group by c.relname, c.role
    union
    select format(
        'await supabase.from("%s").insert({ %s });', c.relname, string_agg(format('%s: %s', c.attname, c.literal), ', ')
    )
    from columns as c
    group by c.relname, c.role
    union
    select format(
        'await supabase.rpc("%s"%s);', p.proname,
        ', { ' || (
            select string_agg(format('%s: %s', a.name, s.literal), ', ' order by a.place)
            from unnest(p.proargnames, p.proargtypes::oid[]) with ordinality as a (name, kind, place)
            join samples as s on s.kind = a.kind
            where a.place <= p.pronargs - p.pronargdefaults
        ) || ' }'
    )
    from pg_proc as p
    where p.pronamespace = 'public'::regnamespace
        and p.prorettype <> 'trigger'::regtype
        and (has_function_privilege('authenticated', p.oid, 'execute') or has_function_privilege('service_role', p.oid, 'execute'))
        -- What takes a row is embedded or selected, not called.
        and not exists (select from pg_class as c where c.reltype = any(p.proargtypes::oid[]))
)
select 'import { createClient } from "@supabase/supabase-js"; import type { Database } from "./types";'
union all
select 'const supabase = createClient<Database>("http://localhost", "key");'
union all
select 'export async function everything() {'
union all
(select s.line from statements as s order by s.line)
union all
select '}';
