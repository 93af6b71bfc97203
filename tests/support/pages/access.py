"""Who may do what: the rights of the API roles, as the catalogue has them. tests/system/access tries every one of them."""

from collections import defaultdict
from typing import Any

import psycopg

from support.pages.markdown import first_line, table

Connection = psycopg.Connection[Any]
ROLES = ["anon", "authenticated", "service_role"]
RELATIONS = """
select n.nspname || '.' || c.relname, r.rolname, c.relname = 'user_profiles' or exists (
    select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'user_id'),
    has_table_privilege(r.oid, c.oid, 'select') or has_any_column_privilege(r.oid, c.oid, 'select'),
    has_table_privilege(r.oid, c.oid, 'insert'), has_table_privilege(r.oid, c.oid, 'update'),
    has_table_privilege(r.oid, c.oid, 'delete'),
    array(select a.attname::text from pg_attribute as a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and has_column_privilege(r.oid, c.oid, a.attnum, 'insert') order by a.attnum),
    array(select a.attname::text from pg_attribute as a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and has_column_privilege(r.oid, c.oid, a.attnum, 'update') order by a.attnum)
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
cross join pg_roles as r
where n.nspname in ('public', 'monitoring') and c.relkind in ('r', 'p', 'v', 'm') and r.rolname = any (%s)
order by 1, 2
"""
FUNCTIONS = """
select f.proname, obj_description(f.oid, 'pg_proc'),
    array(select has_function_privilege(r.oid, f.oid, 'execute') from pg_roles as r where r.rolname = any (%s) order by r.rolname)
from pg_proc as f
where f.pronamespace = 'public'::regnamespace
    and not exists (select from pg_depend as d where d.objid = f.oid and d.deptype = 'e')
    and exists (select from pg_roles as r where r.rolname = any (%s) and has_function_privilege(r.oid, f.oid, 'execute'))
order by 1, 2
"""
INTRODUCTION = """# Who may do what

`tests/system/access` tries every cell. What is not listed is denied. "own" means rows of the caller alone: row level security
shows and changes no others. The service role passes row level security; it belongs to servers and never to a browser.

"""
BETWEEN = """
Partitions and everything in schema `kaboom` belong to the owner of the database alone.

"""


def cell(own: bool, read: bool, whole: tuple[bool, bool], delete: bool, columns: tuple[list[str], list[str]]) -> str:
    """What one role may do with one relation."""
    whose = " own" if own else ""
    parts = [f"read{whose}"] if read else []
    for verb, all_of_them, listed in zip(("insert", "update"), whole, columns, strict=True):
        if listed:
            parts.append(f"{verb}{whose}: {'all columns' if all_of_them else ', '.join(listed)}")
    return "; ".join([*parts, *([f"delete{whose}"] if delete else [])]) or "-"


def page(connection: Connection) -> str:
    """The whole page."""
    cells: dict[str, list[str]] = defaultdict(list)
    for relation, role, tenant, read, insert, update, delete, inserted, updated in connection.execute(
        RELATIONS.encode(), [ROLES]
    ):
        own = tenant and role != "service_role"
        cells[relation].append(cell(own, read, (insert, update), delete, (inserted, updated)))
    text = INTRODUCTION + table(["relation", *ROLES], [(name, *row) for name, row in cells.items()]) + BETWEEN
    functions = connection.execute(FUNCTIONS.encode(), [ROLES, ROLES]).fetchall()
    # A computed relationship is one function for each table that it leads from.
    rows = dict.fromkeys(
        (name, first_line(comment), *("call" if may else "-" for may in rights)) for name, comment, rights in functions
    )
    return text + table(["function", "what it does", *ROLES], rows)
