"""Speaks to the database as PostgREST does: one transaction a request, settings in its order, its forms of queries."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import psycopg
from psycopg import sql

from support.postgrest.clients import Answer, Filter
from support.postgrest.reading import Query, Refused, filtered, listed, name, read, text_of
from support.postgrest.schema_cache import Function, SchemaCache

Said = ParamSpec("Said")
# SQLSTATE to HTTP status, as PostgREST maps them; the longest prefix counts.
STATUS = {
    "": 400, "08": 503, "09": 500, "0L": 403, "0P": 403, "21000": 500, "23503": 409, "23505": 409, "25006": 405, "25": 500,
    "28": 403, "2D": 500, "38": 500, "39": 500, "3B": 500, "40": 500, "42883": 404, "42P01": 404, "42P17": 500, "42501": 403,
    "53": 503, "53400": 500, "54": 500, "55": 500, "57": 500, "57P01": 503, "58": 500, "F0": 500, "HV": 500, "P0001": 400,
    "P0": 500, "XX": 500,
}  # fmt: skip
# What PostgREST selects from its source beside the body, so that it is computed here too.
AROUND = "pg_catalog.count(_postgrest_t) AS page_total, nullif(current_setting('response.status', true), '') AS response_status"
ROWS, SCALARS = "json_agg(_postgrest_t)", "json_agg(_postgrest_t.pgrst_scalar)"
ARRAY = "coalesce({}, '[]')"
INSERTED = "nullif(current_setting('pgrst.inserted', true), '')::int"


def status_of(sqlstate: str, role: str) -> int:
    """The HTTP status that a client sees."""
    if sqlstate == "42501" and role == "anon":
        return 401
    if sqlstate.startswith("PT"):
        return int(sqlstate[2:]) if sqlstate[2:].isdigit() else 500
    return STATUS[max((prefix for prefix in STATUS if sqlstate.startswith(prefix)), key=len)]


class SqlTransport:
    """One connection for all callers, like PostgREST's pool: it belongs to authenticator, who takes the caller's role."""

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo
        # Hostile texts would fill the server's log, which shows the statement of every error.
        quiet = "-c log_min_error_statement=panic"
        self.connection: psycopg.Connection[Any] = psycopg.connect(conninfo, autocommit=True, options=quiet)
        self.schema = SchemaCache(self.connection)
        # PostgREST reads the settings of the roles when it starts, since taking a role does not apply them.
        self.settings = dict(
            self.connection.execute(
                "select rolname, (select json_object_agg(split_part(s, '=', 1), substr(s, strpos(s, '=') + 1))"
                " from unnest(rolconfig) as s) from pg_roles where rolconfig is not null"
            ).fetchall()
        )
        self.connection.execute("set session authorization authenticator")

    def client(self, role: str, sub: object = None) -> "SqlClient":
        return SqlClient(self, role, sub)

    def owner(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        with self.connection.transaction(force_rollback=True):
            self.connection.execute("set local session authorization default")
            return self.connection.execute(query.encode(), arguments).fetchall()

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        with self.connection.transaction(force_rollback=True):
            yield

    def can_send(self, text: str) -> bool:
        """JSON has an escape for everything, also for what is no character."""
        return True


def columns_of(body: Any) -> list[str]:
    """The keys of an object, or of all objects of an array."""
    return sorted({key for row in body for key in row} if isinstance(body, list) else body)


def from_body(body: Any, types: dict[str, str], columns: Sequence[str]) -> Query:
    """FROM the JSON of the request, each value with the type of its column or argument."""
    function = "json_to_recordset" if isinstance(body, list) else "json_to_record"
    text = sql.SQL(
        "FROM (SELECT %s::json AS json_data) pgrst_payload,"
        " LATERAL (SELECT {} FROM {}(pgrst_payload.json_data) AS _({})) pgrst_body"
    ).format(
        listed([name(column) for column in columns]),
        sql.SQL(function),
        listed([sql.SQL("{} {}").format(name(column), sql.SQL(types[column])) for column in columns]),
    )
    return Query(text, [json.dumps(body)])


def refusing(
    say: Callable[Concatenate["SqlClient", Said], Answer],
) -> Callable[Concatenate["SqlClient", Said], Answer]:
    """What PostgREST refuses by itself is an answer like any other."""

    @wraps(say)
    def answer(client: "SqlClient", /, *said: Said.args, **named: Said.kwargs) -> Answer:
        try:
            return say(client, *said, **named)
        except Refused as refused:
            return refused.status, refused.body

    return answer


class SqlClient:
    """One caller."""

    def __init__(self, transport: SqlTransport, role: str, sub: object) -> None:
        self.transport, self.role = transport, role
        self.claims = json.dumps({"role": role} | ({"sub": str(sub)} if sub else {}))

    def run(self, method: str, path: str, query: Query, status: int, read_only: bool = False) -> Answer:
        """One transaction; the status is that of success, unless the statement tells that it inserted nothing."""
        settings = {
            "search_path": '"public", "extensions"',
            **(self.transport.settings.get(self.role) or {}),
            "role": self.role,
            "request.jwt.claims": self.claims,
            "request.method": method,
            "request.path": path,
            "request.headers": json.dumps({"user-agent": "kaboom tests", "x-forwarded-for": "192.0.2.7"}),
            "request.cookies": "{}",
        }
        calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
        connection = self.transport.connection
        try:
            # A read leaves nothing behind; rolling it back also ends READ ONLY, which would outlive a savepoint.
            with connection.transaction(force_rollback=read_only):
                if read_only:
                    connection.execute("set transaction read only")
                connection.execute(f"select {calls}".encode(), [text for pair in settings.items() for text in pair])
                row = connection.execute(query.text, query.values).fetchone()
                assert row
                body, inserted = row[:2]
                return (200 if inserted == 0 else status), (None if status == 204 else body)
        except psycopg.Error as error:
            told = error.diag
            body = {"code": error.sqlstate, "message": told.message_primary, "details": told.message_detail}
            return status_of(error.sqlstate or "08", self.role), body | {"hint": told.message_hint}

    def types(self, table: str, columns: Iterable[str] = ()) -> dict[str, str]:
        """The types of a table's columns; PostgREST refuses a table or a column that it does not know."""
        if table not in self.transport.schema.tables:
            raise Refused(404, "PGRST205", f"Could not find the table 'public.{table}' in the schema cache")
        types = self.transport.schema.tables[table]
        for column in columns:
            if column not in types:
                raise Refused(400, "PGRST204", f"Could not find the '{column}' column of '{table}' in the schema cache")
        return types

    @refusing
    def get(
        self, table: str, select: str = "*", where: Sequence[Filter] = (), order: str = "", limit: int | None = None
    ) -> Answer:
        self.types(table)
        rows = read(self.transport.schema, table, select, where, order, limit)
        text = sql.SQL("WITH pgrst_source AS ( {} ) SELECT {} AS body, null, {} FROM ( SELECT * FROM pgrst_source ) _postgrest_t")
        return self.run(
            "GET",
            f"/{table}",
            Query(text.format(rows.text, sql.SQL(ARRAY.format(ROWS)), sql.SQL(AROUND)), rows.values),
            200,
            True,
        )

    def write(self, method: str, table: str, statement: Query, status: int, inserted: str = "null") -> Answer:
        """A write whose rows come back: Prefer: return=representation."""
        text = sql.SQL(
            "WITH pgrst_source AS ({statement} RETURNING {table}.*) SELECT {rows} AS body, {inserted}, {around}"
            " FROM (SELECT {alias}.* FROM pgrst_source AS {alias}) _postgrest_t"
        ).format(
            statement=statement.text,
            table=name("public", table),
            alias=name(table),
            rows=sql.SQL(ARRAY.format(ROWS)),
            inserted=sql.SQL(inserted),
            around=sql.SQL(AROUND),
        )
        return self.run(method, f"/{table}", Query(text, statement.values), status)

    def insertion(self, table: str, body: Any, after: sql.Composable) -> Query:
        """INSERT INTO table(…) SELECT … FROM the body."""
        columns = columns_of(body)
        source = from_body(body, self.types(table, columns), columns)
        text = sql.SQL("INSERT INTO {}({}) SELECT {} {}{}").format(
            name("public", table),
            listed([name(column) for column in columns]),
            listed([name("pgrst_body", column) for column in columns]),
            source.text,
            after,
        )
        return Query(text, source.values)

    @refusing
    def post(self, table: str, body: Any) -> Answer:
        return self.write("POST", table, self.insertion(table, body, sql.SQL("")), 201)

    @refusing
    def upsert(self, table: str, body: Any, on_conflict: str = "") -> Answer:
        # It counts every row, and takes away what turns out to be an update: nothing inserted gives 200.
        counted = "set_config('pgrst.inserted', (coalesce({}, 0) {})::text, true) <> '{}'"
        key = on_conflict.split(",") if on_conflict else self.transport.schema.primary_keys[table]
        after = sql.SQL(" WHERE {} ON CONFLICT({}) DO UPDATE SET {} WHERE {}").format(
            sql.SQL(counted.format(INSERTED, "+ 1", 0)),
            listed([name(column) for column in key]),
            listed([sql.SQL("{0} = EXCLUDED.{0}").format(name(column)) for column in columns_of(body)]),
            sql.SQL(counted.format(INSERTED, "- 1", -1)),
        )
        return self.write("POST", table, self.insertion(table, body, after), 201, INSERTED)

    @refusing
    def patch(self, table: str, body: dict[str, Any], where: Sequence[Filter]) -> Answer:
        source, conditions = from_body(body, self.types(table, body), list(body)), filtered(table, where)
        assignments = listed([sql.SQL("{} = {}").format(name(column), name("pgrst_body", column)) for column in body])
        text = sql.SQL("UPDATE {} SET {} {}{}").format(name("public", table), assignments, source.text, conditions.text)
        return self.write("PATCH", table, Query(text, source.values + conditions.values), 200)

    @refusing
    def delete(self, table: str, where: Sequence[Filter]) -> Answer:
        self.types(table)
        conditions = filtered(table, where)
        text = sql.SQL("DELETE FROM {}{}").format(name("public", table), conditions.text)
        return self.write("DELETE", table, Query(text, conditions.values), 200)

    def function(self, called: str, arguments: Iterable[str]) -> Function:
        """The one function that takes arguments of these names."""
        given = set(arguments)
        fitting = [one for one in self.transport.schema.functions.get(called, []) if one.required <= given <= one.types.keys()]
        if not fitting:
            told = f"Could not find the function public.{called}({', '.join(sorted(given))}) in the schema cache"
            raise Refused(404, "PGRST202", told)
        if len(fitting) > 1:
            raise Refused(300, "PGRST203", f"Could not choose the best candidate function of {called}")
        return fitting[0]

    @refusing
    def rpc(self, function: str, /, *, read_only: bool = False, **arguments: Any) -> Answer:
        found = self.function(function, arguments)
        if read_only or not arguments:  # they stand in the URL, or there are none
            before = Query(sql.SQL("FROM "), [text_of(value) for value in arguments.values()])
            passed = [sql.SQL("{} := %s::{}").format(name(key), sql.SQL(found.types[key])) for key in arguments]
        else:
            source = from_body(arguments, found.types, list(arguments))
            before = Query(sql.SQL("{}, LATERAL ").format(source.text), source.values)
            passed = [sql.SQL("{0} := pgrst_body.{0}").format(name(key)) for key in arguments]
        call = sql.SQL("{}({})").format(name("public", function), listed(passed))
        targets, body = "pgrst_call.*", ROWS
        if found.gives != "row":
            call = sql.SQL("(SELECT {} pgrst_scalar)").format(call)
            targets, body = "pgrst_call.pgrst_scalar", SCALARS
        text = sql.SQL(
            "WITH pgrst_source AS (SELECT {} {}{} pgrst_call) SELECT {} AS body, null, {}"
            " FROM (SELECT {f}.* FROM pgrst_source AS {f}) _postgrest_t"
        ).format(
            sql.SQL(targets),
            before.text,
            call,
            sql.SQL((ARRAY if found.many else "coalesce({}->0, 'null')").format(body)),
            sql.SQL(AROUND),
            f=name(function),
        )
        status = 204 if found.gives == "void" else 200
        method = "GET" if read_only else "POST"
        return self.run(method, f"/rpc/{function}", Query(text, before.values), status, read_only or not found.volatile)
