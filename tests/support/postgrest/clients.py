"""What a caller of the API can say, whatever carries it: SQL as PostgREST would send it, or HTTP to a PostgREST."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, Self

# Column, operator of PostgREST (eq, neq, gt, gte, lt, lte, in, is, with not. before it), value.
Filter = tuple[str, str, Any]


class Answer(tuple[int, Any]):
    """The HTTP status and the JSON body, None where there is none. Beside this pair: the header Content-Range."""

    content_range: str

    def __new__(cls, status: int, body: Any, content_range: str = "") -> Self:
        answer = super().__new__(cls, (status, body))
        answer.content_range = content_range
        return answer


@dataclass(frozen=True)
class Preferences:
    """What a request asks for beside its rows.

    `single`: one object, not an array; anything but one row is refused (Accept: application/vnd.pgrst.object+json).
    `count`: how many rows there are in all, in Content-Range (Prefer: count=exact).
    `max_affected`: refuse a change or a call that gives more rows (Prefer: handling=strict, max-affected=…).
    `columns`: the keys of the body that count (?columns=…). Official clients name all keys of a list by themselves.
    `default`: what a row does not name has the default of its column, not null (Prefer: missing=default).
    """

    single: bool = False
    count: bool = False
    max_affected: int | None = None
    columns: tuple[str, ...] | None = None
    default: bool = False


class Client(Protocol):
    """One caller. `select` and `order` are in PostgREST's own syntax: `id,trades(symbol)`, `created_at.desc,id`."""

    def preferring(self, preferences: Preferences) -> "Client":
        """The same caller, whose requests ask for this."""

    def get(
        self, table: str, select: str = "*", where: Sequence[Filter] = (), order: str = "", limit: int | None = None
    ) -> Answer:
        """GET /table?select=…"""

    def post(self, table: str, body: Any) -> Answer:
        """POST /table; the rows come back, as they do from every write."""

    def patch(self, table: str, body: dict[str, Any], where: Sequence[Filter]) -> Answer:
        """PATCH /table?…"""

    def delete(self, table: str, where: Sequence[Filter]) -> Answer:
        """DELETE /table?…"""

    def upsert(self, table: str, body: Any, on_conflict: str = "") -> Answer:
        """POST /table?on_conflict=… with resolution=merge-duplicates; without `on_conflict` it is the primary key."""

    def rpc(self, function: str, /, *, read_only: bool = False, **arguments: Any) -> Answer:
        """POST /rpc/function, or GET where `read_only`."""


class Transport(Protocol):
    """Carries what callers say to one database."""

    conninfo: str

    def client(self, role: str, sub: object = None) -> Client:
        """A caller whose token has this role and this sub."""

    def owner(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        """Rows that the owner of the tables reads, among them what is not committed yet."""

    def rolled_back(self) -> AbstractContextManager[None]:
        """Roll back what happens inside, where the transport can; over HTTP it stays."""

    def can_send(self, text: str) -> bool:
        """Whether the client's JSON can hold the text."""
