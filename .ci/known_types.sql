-- TypeScript that compiles only beside generated types that know every column of every table and view, and every function,
-- of schema public. Trigger functions are left out: no client can call them.
select 'import type { Database } from "./types";'
union all
select format(
    'export type T%s = Database["public"][%s]["%s"]["Row"]["%s"];',
    row_number() over (), case when c.relkind in ('r', 'p') then '"Tables"' else '"Views"' end, c.relname, a.attname
)
from pg_class as c
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace
    and c.relkind in ('r', 'p', 'v', 'm')
union all
select format('export type F%s = Database["public"]["Functions"]["%s"]["Returns"];', row_number() over (), p.proname)
from pg_proc as p
where p.pronamespace = 'public'::regnamespace
    and p.prorettype <> 'trigger'::regtype;
