"""A client shows a comment for every schema, table, view, column, function and type."""

from typing import Any

import psycopg
import pytest

# Partitions are made by functions and are like their parents. What the files make there are the parents and the default.
RELATIONS = """
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
where n.nspname in ('public', 'kaboom', 'monitoring', 'partitions') and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
    and (n.nspname <> 'partitions' or c.relkind = 'p' or pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT')
"""
COMMENTS = {
    "schema": """
select n.nspname, obj_description(n.oid, 'pg_namespace')
from pg_namespace as n where n.nspname in ('public', 'kaboom', 'monitoring', 'partitions')
""",
    # The comment of a composite type belongs to the type.
    "relation": f"""
select format('%s.%s', n.nspname, c.relname),
    case c.relkind when 'c' then obj_description(c.reltype, 'pg_type') else obj_description(c.oid, 'pg_class') end {RELATIONS}
""",
    "column": f"""
select format('%s.%s', r.name, a.attname), col_description(r.oid, a.attnum)
from (select c.oid, format('%s.%s', n.nspname, c.relname) as name {RELATIONS}) as r
join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
""",
    "function": """
select p.oid::regprocedure::text, obj_description(p.oid, 'pg_proc')
from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
where n.nspname in ('public', 'kaboom', 'monitoring', 'partitions')
""",
    "type": """
select t.oid::regtype::text, obj_description(t.oid, 'pg_type')
from pg_type as t join pg_namespace as n on n.oid = t.typnamespace
where n.nspname in ('public', 'kaboom', 'monitoring', 'partitions') and t.typtype in ('d', 'e', 'r')
""",
}


@pytest.mark.parametrize("kind", COMMENTS)
def test_everything_has_a_comment(database: psycopg.Connection[Any], kind: str) -> None:
    found = database.execute(COMMENTS[kind].encode()).fetchall()
    assert [name for name, comment in found if not (comment or "").strip()] == []
