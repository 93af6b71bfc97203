"""How PostgREST answers: statuses, its own refusals, and the header Content-Range (Error.hs, MainTx.hs, Response.hs)."""

from dataclasses import dataclass
from typing import Any

from support.postgrest.clients import Answer, Preferences

# SQLSTATE to HTTP status, as PostgREST maps them; the longest prefix counts.
STATUS = {
    "": 400, "08": 503, "09": 500, "0L": 403, "0P": 403, "21000": 500, "23503": 409, "23505": 409, "25006": 405, "25": 500,
    "28": 403, "2D": 500, "38": 500, "39": 500, "3B": 500, "40": 500, "42883": 404, "42P01": 404, "42P17": 500, "42501": 403,
    "53": 503, "53400": 500, "54": 500, "55": 500, "57": 500, "57P01": 503, "58": 500, "F0": 500, "HV": 500, "P0001": 400,
    "P0": 500, "XX": 500,
}  # fmt: skip


def status_of(sqlstate: str, role: str) -> int:
    """The HTTP status that a client sees."""
    if sqlstate == "42501" and role == "anon":
        return 401
    if sqlstate.startswith("PT"):
        return int(sqlstate[2:]) if sqlstate[2:].isdigit() else 500
    return STATUS[max((prefix for prefix in STATUS if sqlstate.startswith(prefix)), key=len)]


class Refused(Exception):
    """What PostgREST refuses by itself. Raised inside a transaction, it rolls back."""

    def __init__(self, status: int, code: str, message: str, details: str | None = None) -> None:
        super().__init__(message)
        self.status, self.body = status, {"code": code, "message": message, "details": details, "hint": None}


@dataclass(frozen=True)
class Request:
    """How a statement is sent, and the status of its success."""

    method: str
    path: str
    status: int = 200
    read_only: bool = False

    @property
    def is_call(self) -> bool:
        return self.path.startswith("/rpc/")


@dataclass(frozen=True)
class Result:
    """The row of a statement of PostgREST: rows in all (where they are counted), rows given, body, rows inserted by an upsert."""

    total: int | None
    given: int
    body: Any
    inserted: int | None


def content_range(first: int, last: int, total: int | None) -> str:
    """The header: `0-4/12`; an asterisk for no rows, or for an unknown total."""
    rows = f"{first}-{last}" if total != 0 and first <= last else "*"
    return f"{rows}/{'*' if total is None else total}"


def refuse_number_of_rows(request: Request, preferences: Preferences, given: int) -> None:
    """Refuse what gives more or fewer rows than the client wants. An insert has no upper bound."""
    if preferences.single and given != 1:
        message = "Cannot coerce the result to a single JSON object"
        raise Refused(406, "PGRST116", message, f"The result contains {given} rows")
    bound = preferences.max_affected
    if bound is not None and given > bound and (request.is_call or request.method in ("PATCH", "DELETE")):
        message = "Query result exceeds max-affected preference constraint"
        raise Refused(400, "PGRST124", message, f"The query affects {given} rows")


def answer_to(request: Request, preferences: Preferences, result: Result) -> Answer:
    """The answer of success; Refused where the number of rows is not what the client wants."""
    refuse_number_of_rows(request, preferences, result.given)
    status, total = request.status, result.total
    if request.method == "GET" or request.is_call:
        first, last = 0, result.given - 1
        if status == 200 and total is not None and result.given < total:
            status = 206
    else:
        first, last = (0, result.given - 1) if request.method == "PATCH" else (1, 0)
        total = result.given if preferences.count else None
        if result.inserted == 0:
            status = 200
    return Answer(status, None if status == 204 else result.body, content_range(first, last, total))
