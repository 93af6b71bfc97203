"""What a caller of the API can say, whatever carries it: SQL as PostgREST would send it, or HTTP to a PostgREST."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

# The HTTP status, and the JSON body; None where there is none.
Answer = tuple[int, Any]
# Column, operator of PostgREST (eq, neq, gt, gte, lt, lte, in, is, with not. before it), value.
Filter = tuple[str, str, Any]


class Client(Protocol):
    """One caller. `select` and `order` are in PostgREST's own syntax: `id,trades(symbol)`, `created_at.desc,id`."""

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
        """Take back what happens inside, where the transport can; over HTTP it stays."""

    def can_send(self, text: str) -> bool:
        """Whether the client's JSON can hold the text."""
