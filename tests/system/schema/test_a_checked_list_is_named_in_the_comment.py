"""A column that takes only listed values names them in its comment, which PostgREST shows."""

import re
from collections import defaultdict
from typing import Any

import psycopg

CHECKS = """
select k.conrelid::regclass::text, pg_get_constraintdef(k.oid)
from pg_constraint as k
where k.contype = 'c' and k.connamespace = 'public'::regnamespace and k.conparentid = 0 and k.conrelid <> 0
"""
COMMENTS = """
select c.relname, a.attname, coalesce(col_description(c.oid, a.attnum), '')
from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
"""
# As PostgreSQL prints `column in (...)` and `column = any('{...}')`; a CASE gives a column several lists.
COLUMN = r"(?<!\w)\((?P<column>\w+)\)?(?:::text)? = ANY \("
LISTS = re.compile(COLUMN + r"|ARRAY\[(?P<array>[^\]]+)\]|'\{(?P<literal>[^}]*)\}'")


def lists(definition: str) -> dict[str, set[str]]:
    """The values that a constraint allows, by column."""
    found: dict[str, set[str]] = defaultdict(set)
    column = ""
    for match in LISTS.finditer(definition):
        if match["column"]:
            column = match["column"]
        elif column:
            array = re.findall(r"'([^']+)'|(\d+)", match["array"] or "")
            found[column] |= {text or number for text, number in array} or set(filter(None, (match["literal"] or "").split(",")))
    return found


def test_the_values_of_a_list_are_in_the_comment(database: psycopg.Connection[Any]) -> None:
    allowed: dict[tuple[str, str], set[str]] = defaultdict(set)
    for table, definition in database.execute(CHECKS.encode()):
        for column, values in lists(definition).items():
            allowed[table, column] |= values
    assert {"pending", "partial", "filled", "cancelled", "rejected"} == allowed["trades", "status"]
    assert {"50", "80", "100"} == allowed["ai_usage_thresholds", "percent"]
    assert {"low", "medium", "high"} == allowed["portfolios", "risk_level"]
    comments = {(table, column): comment for table, column, comment in database.execute(COMMENTS.encode())}
    unnamed = {
        f"{table}.{column}": sorted(missing)
        for (table, column), values in allowed.items()
        if (missing := {value for value in values if not re.search(rf"\b{value}\b", comments[table, column])})
    }
    assert unnamed == {}
