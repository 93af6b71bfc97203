"""Speaks to the database as PostgREST does: one transaction a request, settings in its order, its forms of queries."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import psycopg
from psycopg import sql

from support.postgrest.answers import Refused, Request, Result, answer_to, status_of
from support.postgrest.clients import Answer, Filter, Preferences
from support.postgrest.reading import Query, counted, listed, name, read, text_of
from support.postgrest.schema_cache import Function, SchemaCache
from support.postgrest.writing import INSERTED, Writer, from_body, types_of

Said = ParamSpec("Said")
ROWS, SCALARS = "json_agg(_postgrest_t)", "json_agg(_postgrest_t.pgrst_scalar)"
ARRAY, ONE = "coalesce({}, '[]')", "coalesce({}->0, 'null')"


class SqlTransport:
    """One connection for all callers, like PostgREST's pool. It is authenticator's, and each request takes the caller's role."""

    def __init__(self, conninfo: str, committed: bool = False) -> None:
        """Where it is `committed`, what should be rolled back stays, as over HTTP."""
        self.conninfo, self.committed = conninfo, committed
        # Because the log shows the statement of every error, hostile texts would fill it.
        quiet = "-c log_min_error_statement=panic"
        self.connection: psycopg.Connection[Any] = psycopg.connect(conninfo, autocommit=True, options=quiet)
        self.schema = SchemaCache(self.connection)
        # Because taking a role does not apply its settings, PostgREST reads them when it starts.
        self.settings = dict(
            self.connection.execute(
                "select rolname, (select json_object_agg(split_part(s, '=', 1), substr(s, strpos(s, '=') + 1))"
                " from unnest(rolconfig) as s) from pg_roles where rolconfig is not null"
            ).fetchall()
        )
        self.connection.execute("set session authorization authenticator")

    def client(self, role: str, sub: object = None) -> "SqlClient":
        claims = json.dumps({"role": role} | ({"sub": str(sub)} if sub else {}))
        return SqlClient(self, role, claims, Preferences())

    def owner(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        with self.connection.transaction(force_rollback=True):
            self.connection.execute("set local session authorization default")
            return self.connection.execute(query.encode(), arguments).fetchall()

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        if self.committed:
            yield
            return
        with self.connection.transaction(force_rollback=True):
            yield

    def can_send(self, text: str) -> bool:
        """JSON has an escape for everything, also for half of a surrogate pair."""
        return True


def refusing(
    say: Callable[Concatenate["SqlClient", Said], Answer],
) -> Callable[Concatenate["SqlClient", Said], Answer]:
    """What PostgREST refuses by itself is an answer like any other."""

    @wraps(say)
    def answer(client: "SqlClient", /, *said: Said.args, **named: Said.kwargs) -> Answer:
        try:
            return say(client, *said, **named)
        except Refused as refused:
            return Answer(refused.status, refused.body)

    return answer


def statement(source: Query, rows: sql.Composable, body: str, count: Query | None = None, inserted: str = "null") -> Query:
    """What PostgREST selects from its source: totals, body, and what a function may have set for the answer."""
    counting: sql.Composable = sql.SQL("")
    total = "null::bigint"
    if count is not None:
        counting = sql.SQL(", pgrst_source_count AS ({})").format(count.text)
        total = "(SELECT pg_catalog.count(*) FROM pgrst_source_count)"
    text = sql.SQL(
        "WITH pgrst_source AS ({source}){counting} SELECT {total} AS total_result_set,"
        " pg_catalog.count(_postgrest_t) AS page_total, {body} AS body, {inserted} AS response_inserted,"
        " nullif(current_setting('response.headers', true), '') AS response_headers,"
        " nullif(current_setting('response.status', true), '') AS response_status"
        " FROM ({rows}) _postgrest_t"
    ).format(
        source=source.text,
        counting=counting,
        total=sql.SQL(total),
        body=sql.SQL(body),
        inserted=sql.SQL(inserted),
        rows=rows,
    )
    return Query(text, source.values + (count.values if count else []))


class SqlClient:
    """One caller."""

    def __init__(self, transport: SqlTransport, role: str, claims: str, preferences: Preferences) -> None:
        self.transport, self.role, self.claims, self.preferences = transport, role, claims, preferences

    def preferring(self, preferences: Preferences) -> "SqlClient":
        return SqlClient(self.transport, self.role, self.claims, preferences)

    def settings(self, request: Request) -> dict[str, str]:
        """What PostgREST sets for the transaction, in its order."""
        return {
            "search_path": '"public", "extensions"',
            **(self.transport.settings.get(self.role) or {}),
            "role": self.role,
            "request.jwt.claims": self.claims,
            "request.method": request.method,
            "request.path": request.path,
            "request.headers": json.dumps({"user-agent": "kaboom tests", "x-forwarded-for": "192.0.2.7"}),
            "request.cookies": "{}",
        }

    def run(self, request: Request, query: Query) -> Answer:
        """One transaction, which is rolled back where the database or PostgREST refuses."""
        settings = self.settings(request)
        calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
        connection = self.transport.connection
        try:
            # A read leaves nothing behind; rolling it back also ends READ ONLY, which would outlive a savepoint.
            with connection.transaction(force_rollback=request.read_only):
                if request.read_only:
                    connection.execute("set transaction read only")
                connection.execute(f"select {calls}".encode(), [text for pair in settings.items() for text in pair])
                row = connection.execute(query.text, query.values).fetchone()
                assert row
                return answer_to(request, self.preferences, Result(*row[:4]))
        except psycopg.Error as error:
            diag = error.diag
            body = {"code": error.sqlstate, "message": diag.message_primary, "details": diag.message_detail}
            return Answer(status_of(error.sqlstate or "08", self.role), body | {"hint": diag.message_hint})

    @property
    def body(self) -> str:
        """The JSON of rows: an array, or the first where the client wants one object."""
        return (ONE if self.preferences.single else ARRAY).format(ROWS)

    @refusing
    def get(
        self, table: str, select: str = "*", where: Sequence[Filter] = (), order: str = "", limit: int | None = None
    ) -> Answer:
        types_of(self.transport.schema, table)
        source = read(self.transport.schema, table, select, where, order, limit)
        count = counted(table, where) if self.preferences.count else None
        query = statement(source, sql.SQL("SELECT * FROM pgrst_source"), self.body, count)
        return self.run(Request("GET", f"/{table}", read_only=True), query)

    def writer(self, table: str) -> Writer:
        return Writer(self.transport.schema, table, self.preferences)

    def write(self, method: str, table: str, source: Query, status: int = 200, inserted: str = "null") -> Answer:
        rows = sql.SQL("SELECT {0}.* FROM pgrst_source AS {0}").format(name(table))
        return self.run(Request(method, f"/{table}", status), statement(source, rows, self.body, None, inserted))

    @refusing
    def post(self, table: str, body: Any) -> Answer:
        return self.write("POST", table, self.writer(table).insert(body), 201)

    @refusing
    def upsert(self, table: str, body: Any, on_conflict: str = "") -> Answer:
        return self.write("POST", table, self.writer(table).upsert(body, on_conflict), 201, INSERTED)

    @refusing
    def patch(self, table: str, body: dict[str, Any], where: Sequence[Filter]) -> Answer:
        return self.write("PATCH", table, self.writer(table).update(body, where))

    @refusing
    def delete(self, table: str, where: Sequence[Filter]) -> Answer:
        return self.write("DELETE", table, self.writer(table).delete(where))

    def function(self, called: str, arguments: Iterable[str]) -> Function:
        """The one function that takes arguments of these names."""
        given = set(arguments)
        fitting = [one for one in self.transport.schema.functions.get(called, []) if one.required <= given <= one.types.keys()]
        if not fitting:
            message = f"Could not find the function public.{called}({', '.join(sorted(given))}) in the schema cache"
            raise Refused(404, "PGRST202", message)
        if len(fitting) > 1:
            raise Refused(300, "PGRST203", f"Could not choose the best candidate function of {called}")
        if self.preferences.max_affected is not None and not fitting[0].many:
            message = "Function must return SETOF or TABLE when max-affected preference is used with handling=strict"
            raise Refused(400, "PGRST128", message)
        return fitting[0]

    def call(self, function: Function, arguments: dict[str, Any], columns: Sequence[str], read_only: bool) -> Query:
        """The rows, or the value in the column pgrst_scalar, that a function gives."""
        if read_only or not columns:  # they are in the URL, or there are none
            before = Query(sql.SQL("FROM "), [text_of(arguments[key]) for key in columns])
            passed = [sql.SQL("{} := %s::{}").format(name(key), sql.SQL(function.types[key])) for key in columns]
        else:
            source = from_body(arguments, function.types, columns)
            before = Query(sql.SQL("{}, LATERAL ").format(source.text), source.values)
            passed = [sql.SQL("{0} := pgrst_body.{0}").format(name(key)) for key in columns]
        call, targets = sql.SQL("{}({})").format(name("public", function.name), listed(passed)), "pgrst_call.*"
        if function.gives != "row":
            call, targets = sql.SQL("(SELECT {} pgrst_scalar)").format(call), "pgrst_call.pgrst_scalar"
        text = sql.SQL("SELECT {} {}{} pgrst_call").format(sql.SQL(targets), before.text, call)
        return Query(text, before.values)

    def body_of(self, function: Function) -> str:
        """The JSON of what a function gives. Where one object is wanted of a set of values, it has the key pgrst_scalar."""
        if function.many and self.preferences.single:
            return ONE.format(ROWS)
        return (ARRAY if function.many else ONE).format(ROWS if function.gives == "row" else SCALARS)

    @refusing
    def rpc(self, function: str, /, *, read_only: bool = False, **arguments: Any) -> Answer:
        chosen = None if read_only else self.preferences.columns
        columns = list(arguments if chosen is None else chosen)
        found = self.function(function, columns)
        source = self.call(found, arguments, columns, read_only)
        rows = sql.SQL("SELECT {0}.* FROM pgrst_source AS {0}").format(name(function))
        count = Query(sql.SQL("SELECT 1 FROM pgrst_source AS {}").format(name(function))) if self.preferences.count else None
        status, method = 204 if found.gives == "void" else 200, "GET" if read_only else "POST"
        request = Request(method, f"/rpc/{function}", status, read_only or not found.volatile)
        return self.run(request, statement(source, rows, self.body_of(found), count))
