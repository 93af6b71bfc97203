"""What the catalogue of a database says of tables, in words that are the same on PostgreSQL 15 to 18."""

import re
from itertools import accumulate
from typing import Any, NamedTuple

import psycopg

Connection = psycopg.Connection[Any]
MOMENTS = [("BEFORE", True), ("BEFORE", False), ("INSTEAD OF", False), ("AFTER", False), ("AFTER", True)]
RELATIONS = """
select n.nspname || '.' || c.relname, c.relkind in ('v', 'm'), obj_description(c.oid, 'pg_class'), c.oid
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
where n.nspname in ('public', 'kaboom', 'monitoring') and c.relkind in ('r', 'p', 'v', 'm')
order by 1
"""
COLUMNS = """
select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated <> '',
    pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum)
from pg_attribute as a
left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attrelid = %s and a.attnum > 0 and not a.attisdropped
order by a.attnum
"""
CONSTRAINTS = """
select k.conname, k.contype::text, pg_get_constraintdef(k.oid, true), f.nspname || '.' || t.relname,
    array(select a.attname::text from unnest(k.conkey) with ordinality as x (no, place)
        join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = x.no order by x.place)
from pg_constraint as k
left join pg_class as t on t.oid = k.confrelid
left join pg_namespace as f on f.oid = t.relnamespace
where k.conrelid = %s and k.contype in ('c', 'p', 'u', 'f', 'x') and k.conparentid = 0
order by position(k.contype::text in 'puxfc'), k.conname collate "C"
"""
INDEXES = """
select c.relname, pg_get_indexdef(x.indexrelid, 0, true)
from pg_index as x
join pg_class as c on c.oid = x.indexrelid
where x.indrelid = %s
    and not exists (select from pg_constraint as k where k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x'))
order by c.relname collate "C"
"""
POLICIES = """
select p.polname, case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete'
    else 'all' end,
    (select string_agg(coalesce(r.rolname, 'everyone'), ', ' order by r.rolname)
        from unnest(p.polroles) as o left join pg_roles as r on r.oid = o),
    pg_get_expr(p.polqual, p.polrelid, true), pg_get_expr(p.polwithcheck, p.polrelid, true)
from pg_policy as p
where p.polrelid = %s
order by position(p.polcmd::text in 'rawd*'), p.polname collate "C"
"""
TRIGGERS = """
select t.tgname, t.tgtype, pg_get_triggerdef(t.oid, true), n.nspname || '.' || f.proname, obj_description(f.oid, 'pg_proc')
from pg_trigger as t
join pg_proc as f on f.oid = t.tgfoid
join pg_namespace as n on n.oid = f.pronamespace
where t.tgrelid = %s and not t.tgisinternal and t.tgparentid = 0
order by t.tgname collate "C"
"""


class Relation(NamedTuple):
    """A table or a view."""

    name: str
    is_view: bool
    comment: str
    oid: int


class Trigger(NamedTuple):
    """A trigger: its moment, such as BEFORE each row; its events; its condition; and what its function is for."""

    name: str
    moment: str
    events: str
    condition: str
    function: str
    comment: str


def relations(connection: Connection) -> list[Relation]:
    """All tables and views of Kaboom, without partitions."""
    return [Relation(*row) for row in connection.execute(RELATIONS.encode())]


def ask(connection: Connection, query: str, relation: Relation) -> list[Any]:
    """Rows about one relation."""
    return connection.execute(query.encode(), [relation.oid]).fetchall()


def plain(expression: str | None) -> str:
    """An expression without the casts that PostgreSQL adds to texts, on one line."""
    text = " ".join((expression or "").split())
    text = re.sub(r"::(text|character varying|bpchar|character)(\(\d+\))?(\[\])?", "", text)
    text = text.replace("( SELECT auth.uid() AS uid)", "(select auth.uid())")
    text = re.sub(r"(?<![\w\"])\((\w+)\)", r"\1", text).replace("((select auth.uid()))", "(select auth.uid())")
    return text[1:-1].strip() if is_in_brackets(text) else text


def is_in_brackets(text: str) -> bool:
    """Whether one pair of brackets is around the whole text."""
    depths = list(accumulate({"(": 1, ")": -1}.get(sign, 0) for sign in text))
    return text.startswith("(") and text.endswith(")") and 0 not in depths[:-1]


def triggers(connection: Connection, relation: Relation) -> list[Trigger]:
    """The triggers of a relation in the order in which they fire."""
    found = []
    for name, kind, definition, function, comment in ask(connection, TRIGGERS, relation):
        word = "INSTEAD OF" if kind & 64 else "BEFORE" if kind & 2 else "AFTER"
        statement = not kind & 1
        parts = re.search(r" (?:BEFORE|AFTER|INSTEAD OF) (.*?) ON \S+ ", definition, re.S)
        condition = re.search(r" WHEN \((.*)\) EXECUTE ", " ".join(definition.split()))
        assert parts
        moment = f"{word} {'the statement' if statement else 'each row'}"
        events = parts[1].replace(" OR ", ", ").lower()
        order = MOMENTS.index((word, statement))
        found.append((order, Trigger(name, moment, events, plain(condition[1]) if condition else "", function, comment or "")))
    return [trigger for _, trigger in sorted(found, key=lambda pair: pair[0])]
