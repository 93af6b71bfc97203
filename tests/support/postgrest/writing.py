"""The SQL that PostgREST makes of a write: its rows come from the JSON of the body (QueryBuilder.hs, SqlFragment.hs, v14)."""

import json
from collections.abc import Sequence
from typing import Any

from psycopg import sql

from support.postgrest.answers import Refused
from support.postgrest.clients import Filter, Preferences
from support.postgrest.reading import Query, filtered, listed, name
from support.postgrest.schema_cache import SchemaCache

# The number of rows that an upsert has inserted, for it counts each row and takes away those that it updates.
INSERTED = "nullif(current_setting('pgrst.inserted', true), '')::int"
COUNTED = "set_config('pgrst.inserted', (coalesce({}, 0) {})::text, true) <> '{}'"


def columns_of(body: Any, preferences: Preferences) -> list[str]:
    """The keys that count: those that the client names, or those of the object, or of all objects of an array."""
    if preferences.columns is not None:
        return sorted(set(preferences.columns))
    return sorted({key for row in body for key in row} if isinstance(body, list) else body)


def types_of(schema: SchemaCache, table: str, columns: Sequence[str] = ()) -> dict[str, str]:
    """The types of a table's columns; PostgREST refuses a table or a column that it does not know."""
    if table not in schema.tables:
        raise Refused(404, "PGRST205", f"Could not find the table 'public.{table}' in the schema cache")
    types = schema.tables[table]
    for column in columns:
        if column not in types:
            raise Refused(400, "PGRST204", f"Could not find the '{column}' column of '{table}' in the schema cache")
    return types


def with_defaults(is_list: bool, columns: Sequence[str], defaults: dict[str, str]) -> sql.Composed:
    """A step of FROM that gives each row the defaults of what it does not name; the caller's role computes them."""
    pairs = [
        # A percent sign of an expression is no placeholder.
        sql.SQL("{}, {}").format(sql.Literal(column), sql.SQL(defaults[column].replace("%", "%%")))
        for column in columns
        if column in defaults
    ]
    text = "LATERAL (SELECT jsonb_build_object({}) || pgrst_payload.json_data AS val) pgrst_json_defs, "
    if is_list:
        text = (
            "LATERAL (SELECT jsonb_agg(jsonb_build_object({}) || elem) AS val"
            " FROM jsonb_array_elements(pgrst_payload.json_data) elem) pgrst_json_defs, "
        )
    return sql.SQL(text).format(listed(pairs))


def from_body(body: Any, types: dict[str, str], columns: Sequence[str], defaults: dict[str, str] | None = None) -> Query:
    """FROM the JSON of the request, each value with the type of its column or argument."""
    is_list, kind = isinstance(body, list), "json" if defaults is None else "jsonb"
    step = sql.Composed([]) if defaults is None else with_defaults(is_list, columns, defaults)
    data = sql.SQL("pgrst_payload.json_data" if defaults is None else "pgrst_json_defs.val")
    if columns:
        typed = listed([sql.SQL("{} {}").format(name(column), sql.SQL(types[column])) for column in columns])
        records = sql.SQL(f"{kind}_to_recordset" if is_list else f"{kind}_to_record")
        rows = sql.SQL("{}({}) AS _({})").format(records, data, typed)
    elif is_list:
        rows = sql.SQL("{}({}) _").format(sql.SQL(f"{kind}_array_elements"), data)
    else:
        rows = sql.SQL("(VALUES (1)) _").format()
    text = sql.SQL("FROM (SELECT %s::{} AS json_data) pgrst_payload, {}LATERAL (SELECT {} FROM {}) pgrst_body").format(
        sql.SQL(kind), step, listed([name(column) for column in columns]), rows
    )
    return Query(text, [json.dumps(body)])


class Writer:
    """Statements for one table; all but DELETE take their values from a body."""

    def __init__(self, schema: SchemaCache, table: str, preferences: Preferences) -> None:
        self.schema, self.table, self.preferences = schema, table, preferences
        types_of(schema, table)

    def source(self, body: Any, columns: Sequence[str]) -> Query:
        """FROM the body."""
        defaults = self.schema.defaults[self.table] if self.preferences.default else None
        return from_body(body, types_of(self.schema, self.table, columns), columns, defaults)

    def returning(self, query: Query) -> Query:
        """RETURNING all columns: Prefer: return=representation."""
        return Query(sql.SQL("{} RETURNING {}.*").format(query.text, name("public", self.table)), query.values)

    def insertion(self, body: Any, after: sql.Composable) -> Query:
        """INSERT INTO table(…) SELECT … FROM the body."""
        columns = columns_of(body, self.preferences)
        source = self.source(body, columns)
        named = sql.SQL("({})").format(listed([name(column) for column in columns])) if columns else sql.SQL("")
        selected = listed([name("pgrst_body", column) for column in columns])
        text = sql.SQL("INSERT INTO {}{} SELECT {} {}{}").format(name("public", self.table), named, selected, source.text, after)
        return self.returning(Query(text, source.values))

    def insert(self, body: Any) -> Query:
        return self.insertion(body, sql.SQL(""))

    def upsert(self, body: Any, on_conflict: str) -> Query:
        """ON CONFLICT … DO UPDATE. It counts every row, and takes away what turns out to be an update."""
        key = on_conflict.split(",") if on_conflict else self.schema.primary_keys[self.table]
        columns = columns_of(body, self.preferences)
        after = sql.SQL(" WHERE {} ON CONFLICT({}) DO UPDATE SET {} WHERE {}").format(
            sql.SQL(COUNTED.format(INSERTED, "+ 1", 0)),
            listed([name(column) for column in key]),
            listed([sql.SQL("{0} = EXCLUDED.{0}").format(name(column)) for column in columns]),
            sql.SQL(COUNTED.format(INSERTED, "- 1", -1)),
        )
        return self.insertion(body, after)

    def update(self, body: dict[str, Any], where: Sequence[Filter]) -> Query:
        columns = columns_of(body, self.preferences)
        target, source, conditions = name("public", self.table), self.source(body, columns), filtered(self.table, where)
        if not columns:  # PostgREST changes nothing
            return Query(sql.SQL("SELECT * FROM {} WHERE false").format(target))
        assignments = listed([sql.SQL("{} = {}").format(name(column), name("pgrst_body", column)) for column in columns])
        text = sql.SQL("UPDATE {} SET {} {}{}").format(target, assignments, source.text, conditions.text)
        return self.returning(Query(text, source.values + conditions.values))

    def delete(self, where: Sequence[Filter]) -> Query:
        conditions = filtered(self.table, where)
        text = sql.SQL("DELETE FROM {}{}").format(name("public", self.table), conditions.text)
        return self.returning(Query(text, conditions.values))
