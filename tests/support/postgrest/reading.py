"""PostgREST's syntax for reading, and the SQL that PostgREST makes of it (src/PostgREST/Query/QueryBuilder.hs, v14)."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from psycopg import sql

from support.postgrest.answers import Refused
from support.postgrest.clients import Filter
from support.postgrest.schema_cache import Relationship, SchemaCache

OPERATORS = {"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
IS = {None: "null", True: "true", False: "false"}
ITEM = re.compile(r"(?:(?P<alias>\w+):)?(?P<name>\w+|\*)(?:!(?P<hint>\w+))?")


@dataclass(frozen=True)
class Table:
    """A node of `select`: the columns and the tables inside it."""

    name: str
    alias: str = ""
    hint: str = ""
    columns: list[tuple[str, str]] = field(default_factory=list)
    embeds: list["Table"] = field(default_factory=list)


@dataclass(frozen=True)
class Query:
    """A statement, and the values that are bound to it."""

    text: sql.SQL | sql.Composed
    values: list[Any] = field(default_factory=list)


def name(*parts: str) -> sql.Identifier:
    return sql.Identifier(*parts)


def listed(parts: Sequence[sql.Composable], separator: str = ", ") -> sql.Composed:
    return sql.SQL(separator).join(parts)


def parse(table: str, select: str) -> Table:
    """The tree that `select` describes, its root the table."""
    return fill(Table(table), iter(re.findall(r"[^,()\s]+|[,()]", select)))


def fill(node: Table, tokens: Iterator[str]) -> Table:
    """Read tokens into a node up to its closing parenthesis."""
    found = None
    for token in tokens:
        if token == ")":
            break
        if token == ",":
            found = None
            continue
        if token == "(" and found:
            node.columns.pop()
            node.embeds.append(fill(Table(found["name"], found["alias"] or "", found["hint"] or ""), tokens))
            found = None
            continue
        found = ITEM.fullmatch(token)
        if not found:
            raise Refused(400, "PGRST100", f"failed to parse select parameter ({token})")
        node.columns.append((found["name"], found["alias"] or ""))
    return node


def way(schema: SchemaCache, origin: str, target: Table) -> Relationship:
    """The one relationship that an embed means."""
    found = schema.ways(origin, target.name, target.hint)
    if not found:
        raise Refused(
            400, "PGRST200", f"Could not find a relationship between '{origin}' and '{target.name}' in the schema cache"
        )
    if len(found) > 1:
        message = f"Could not embed because more than one relationship was found for '{origin}' and '{target.name}'"
        raise Refused(300, "PGRST201", message)
    return found[0]


def body_of(schema: SchemaCache, node: Table, source: sql.Composable, here: Sequence[str], depth: int) -> sql.Composed:
    """SELECT … FROM `source` with a lateral join for each table inside the node; `here` is what its columns belong to."""
    targets: list[sql.Composable] = []
    for column, alias in node.columns:
        target = sql.SQL("{}.*").format(name(*here)) if column == "*" else name(*here, column)
        targets.append(sql.SQL("{} AS {}").format(target, name(alias)) if alias else target)
    joins = []
    for embed in node.embeds:
        target, join = lateral(schema, node.name, embed, here, depth + 1)
        targets.append(target)
        joins.append(join)
    return sql.SQL("SELECT {} FROM {} {}").format(listed(targets), source, listed(joins, " "))


def rows_along(along: Relationship, outer: Sequence[str], here: Sequence[str]) -> tuple[sql.Composed, list[sql.Composed]]:
    """What an embed reads FROM, and WHERE it belongs to the row outside."""
    if along.function:
        # The cast tells functions of one name apart.
        call = sql.SQL("{}({}::{}) AS {}")
        origin = name("public", along.origin)
        return call.format(name("public", along.function), name(outer[-1]), origin, name(*here)), []
    equal = sql.SQL("{} = {}")
    if along.junction:
        junction = "public", along.junction
        source = sql.SQL("{}, {}").format(name(*here), name(*junction))
        back = [equal.format(name(*junction, theirs), name(*outer, ours)) for ours, theirs in along.columns]
        return source, back + [equal.format(name(*junction, ours), name(*here, theirs)) for ours, theirs in along.onward]
    source = sql.SQL("{} AS {}").format(name("public", along.target), name(*here))
    return source, [equal.format(name(*here, theirs), name(*outer, ours)) for ours, theirs in along.columns]


def lateral(
    schema: SchemaCache, origin: str, embed: Table, outer: Sequence[str], depth: int
) -> tuple[sql.Composed, sql.Composed]:
    """The target and the join of one embed: an object to one, an array to many."""
    along = way(schema, origin, embed)
    # Through a junction PostgREST gives the target no alias.
    here = ("public", along.target) if along.junction else (f"{along.target}_{depth}",)
    joined, called = name(f"{origin}_{embed.alias or embed.name}_{depth}"), name(embed.alias or embed.name)
    source, conditions = rows_along(along, outer, here)
    inner = body_of(schema, replace(embed, name=along.target), source, here, depth)
    if conditions:
        inner = sql.SQL("{} WHERE {}").format(inner, listed(conditions, " AND "))
    if along.to_one:
        target = sql.SQL("row_to_json({}.*)::jsonb AS {}").format(joined, called)
        return target, sql.SQL("LEFT JOIN LATERAL ( {} ) AS {} ON TRUE").format(inner, joined)
    target = sql.SQL("COALESCE( {0}.{0}, '[]') AS {1}").format(joined, called)
    rows = sql.SQL("SELECT json_agg({0})::jsonb AS {0} FROM ({1} ) AS {0}").format(joined, inner)
    return target, sql.SQL("LEFT JOIN LATERAL ( {} ) AS {} ON TRUE").format(rows, joined)


def text_of(value: Any) -> str:
    """A value as it is written in a URL."""
    if value is None or isinstance(value, (bool, dict, list)):
        return json.dumps(value)
    return str(value)


def condition(table: str, column: str, operator: str, value: Any) -> Query:
    """One filter. Values are bound, and their type is the column's."""
    negated = operator.startswith("not.")
    operator = operator.removeprefix("not.")
    left = sql.SQL("{} {}.{}").format(sql.SQL("NOT" if negated else ""), name("public", table), name(column))
    if operator == "is":
        return Query(sql.SQL("{} IS {}").format(left, sql.SQL(IS[value])))
    if operator == "in":
        quoted = [re.sub(r'(["\\])', r"\\\1", text_of(one)) for one in value]
        return Query(sql.SQL("{} = ANY (%s)").format(left), ["{" + ",".join(f'"{one}"' for one in quoted) + "}"])
    return Query(sql.SQL("{} {} %s").format(left, sql.SQL(OPERATORS[operator])), [text_of(value)])


def filtered(table: str, where: Sequence[Filter]) -> Query:
    """WHERE …, or nothing."""
    conditions = [condition(table, *one) for one in where]
    if not conditions:
        return Query(sql.SQL(""))
    text = sql.SQL(" WHERE {}").format(listed([one.text for one in conditions], " AND "))
    return Query(text, [value for one in conditions for value in one.values])


def sorted_by(table: str, order: str) -> sql.SQL | sql.Composed:
    """ORDER BY …, or nothing."""
    terms = []
    for term in filter(None, order.split(",")):
        column, *directions = term.split(".")
        words = {"asc": "ASC", "desc": "DESC", "nullsfirst": "NULLS FIRST", "nullslast": "NULLS LAST"}
        terms.append(
            sql.SQL("{}.{} {}").format(
                name("public", table), name(column), sql.SQL(" ".join(words[direction] for direction in directions))
            )
        )
    return sql.SQL(" ORDER BY {}").format(listed(terms)) if terms else sql.SQL("")


def read(schema: SchemaCache, table: str, select: str, where: Sequence[Filter], order: str, limit: int | None) -> Query:
    """The whole read of a table."""
    here = "public", table
    rows, conditions = body_of(schema, parse(table, select), name(*here), here, 0), filtered(table, where)
    text = sql.SQL("{}{}{}").format(rows, conditions.text, sorted_by(table, order))
    if limit is None:
        return Query(text, conditions.values)
    return Query(sql.SQL("{} LIMIT %s OFFSET %s").format(text), [*conditions.values, str(limit), "0"])


def counted(table: str, where: Sequence[Filter]) -> Query:
    """A row for each row that a read would give without its limit."""
    conditions = filtered(table, where)
    return Query(sql.SQL("SELECT 1 FROM {}{}").format(name("public", table), conditions.text), conditions.values)
