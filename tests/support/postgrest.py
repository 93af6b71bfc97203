"""Speaks to the database as PostgREST does: one transaction a request, settings in its order, its forms of queries."""

import json
from typing import Any

import psycopg
from psycopg import sql

# SQLSTATE to HTTP status, as PostgREST maps them; the longest prefix counts.
STATUS = {
    "": 400, "08": 503, "09": 500, "0L": 403, "0P": 403, "23503": 409, "23505": 409, "25006": 405, "25": 500, "28": 403,
    "2D": 500, "38": 500, "39": 500, "3B": 500, "40": 500, "42883": 404, "42P01": 404, "42P17": 500, "42501": 403,
    "53": 503, "53400": 500, "54": 500, "55": 500, "57": 500, "57P01": 503, "58": 500, "F0": 500, "HV": 500, "P0001": 400,
    "P0": 500, "XX": 500,
}  # fmt: skip


def status_of(sqlstate: str, role: str) -> int:
    """The HTTP status that a client sees."""
    if sqlstate == "42501" and role == "anon":
        return 401
    return STATUS[max((prefix for prefix in STATUS if sqlstate.startswith(prefix)), key=len)]


class Client:
    """One caller. Every method returns the HTTP status and the JSON body."""

    def __init__(self, conninfo: str, role: str, sub: object = None) -> None:
        self.role = role
        self.claims = json.dumps({"role": role} | ({"sub": str(sub)} if sub else {}))
        self.connection: psycopg.Connection[Any] = psycopg.connect(conninfo)

    def request(self, method: str, path: str, query: sql.Composed, read_only: bool = False) -> tuple[int, Any]:
        """One transaction."""
        settings = {
            "search_path": "public, extensions",
            "role": self.role,
            "request.jwt.claims": self.claims,
            "request.method": method,
            "request.path": path,
            "request.headers": json.dumps({"user-agent": "kaboom tests", "x-forwarded-for": "192.0.2.7"}),
            "request.cookies": "{}",
        }
        try:
            with self.connection.transaction():
                if read_only:
                    self.connection.execute("set transaction read only")
                for name, value in settings.items():
                    self.connection.execute("select set_config(%s, %s, true)", [name, value])
                row = self.connection.execute(query).fetchone()
                assert row
                return 201 if method == "POST" and "/rpc/" not in path else 200, row[0]
        except psycopg.Error as error:
            told = {"code": error.sqlstate, "message": error.diag.message_primary, "hint": error.diag.message_hint}
            return status_of(error.sqlstate or "08", self.role), told

    def get(self, table: str, select: str = "*", where: str = "true") -> tuple[int, Any]:
        """GET /table?select=…"""
        query = sql.SQL(
            "with pgrst_source as (select {} from public.{} where {})"
            " select coalesce(json_agg(_postgrest_t), '[]') from (select * from pgrst_source) as _postgrest_t"
        ).format(sql.SQL(select), sql.Identifier(table), sql.SQL(where))
        return self.request("GET", f"/{table}", query, read_only=True)

    def post(self, table: str, body: Any, conflict: str = "") -> tuple[int, Any]:
        """POST /table with Prefer: return=representation; `conflict` is the ON CONFLICT clause of an upsert."""
        columns = list(body[0] if isinstance(body, list) else body)
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        rows = sql.Literal(json.dumps(body if isinstance(body, list) else [body]))
        query = sql.SQL(
            "with pgrst_source as (insert into public.{t} ({c}) select {c} from json_populate_recordset(null::public.{t}, {r})"
            " {x} returning {t}.*)"
            " select coalesce(json_agg(_postgrest_t), '[]') from (select * from pgrst_source) as _postgrest_t"
        ).format(t=sql.Identifier(table), c=names, r=rows, x=sql.SQL(conflict))
        return self.request("POST", f"/{table}", query)

    def patch(self, table: str, body: dict[str, Any], where: str) -> tuple[int, Any]:
        """PATCH /table?…"""
        assignments = sql.SQL(", ").join(sql.SQL("{0} = pgrst_body.{0}").format(sql.Identifier(name)) for name in body)
        query = sql.SQL(
            "with pgrst_source as (update public.{t} set {a} from (select * from json_populate_record(null::public.{t}, {b}))"
            " as pgrst_body where {w} returning {t}.*)"
            " select coalesce(json_agg(_postgrest_t), '[]') from (select * from pgrst_source) as _postgrest_t"
        ).format(t=sql.Identifier(table), a=assignments, b=sql.Literal(json.dumps(body)), w=sql.SQL(where))
        return self.request("PATCH", f"/{table}", query)

    def rpc(self, name: str, read_only: bool = False, **arguments: Any) -> tuple[int, Any]:
        """POST /rpc/name: JSON keys are argument names, and every value arrives as JSON."""
        row = self.connection.execute(
            "select coalesce(json_object_agg(a.name, format_type(p.proargtypes[a.place - 1], null)), '{}')"
            " from pg_proc as p cross join unnest(p.proargnames) with ordinality as a (name, place)"
            " where p.pronamespace = 'public'::regnamespace and p.proname = %s and a.place <= p.pronargs",
            [name],
        ).fetchone()
        self.connection.rollback()
        assert row
        typed = sql.SQL(", ").join(sql.SQL("{0} {1}").format(sql.Identifier(key), sql.SQL(row[0][key])) for key in arguments)
        passed = sql.SQL(", ").join(sql.SQL("{0} := pgrst_args.{0}").format(sql.Identifier(key)) for key in arguments)
        source = sql.SQL("json_to_record({}) as pgrst_args({})").format(sql.Literal(json.dumps(arguments)), typed)
        query = sql.SQL(
            "with pgrst_source as (select pgrst_call.* from {s} cross join lateral public.{f}({p}) as pgrst_call)"
            " select coalesce(json_agg(_postgrest_t), '[]') from (select * from pgrst_source) as _postgrest_t"
        ).format(s=source if arguments else sql.SQL("(values (1)) as pgrst_args"), f=sql.Identifier(name), p=passed)
        return self.request("GET" if read_only else "POST", f"/rpc/{name}", query, read_only=read_only)
