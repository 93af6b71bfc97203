"""PostgREST shows comments as OpenAPI: the first line a summary, the rest a description."""

import re
from typing import Any

import psycopg

RELATIONS = """
select c.relname, coalesce(obj_description(c.oid), '')
from pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
"""
FUNCTIONS = """
select p.proname, coalesce(obj_description(p.oid), ''), coalesce(p.proargnames, '{}')
from pg_proc as p
where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype
"""


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_every_table_and_view_says_what_it_holds(database: psycopg.Connection[Any]) -> None:
    assert [name for name, comment in database.execute(RELATIONS.encode()) if not comment] == []


def test_every_function_explains_itself_and_its_arguments(database: psycopg.Connection[Any]) -> None:
    found = database.execute(FUNCTIONS.encode()).fetchall()
    assert found
    for name, comment, arguments in found:
        assert "\n\n" in comment, f"{name}: a summary, an empty line, then the rest"
        assert "\n" not in comment.split("\n\n")[0], f"{name}: the summary is one line"
        assert set(arguments) <= words(comment), name
