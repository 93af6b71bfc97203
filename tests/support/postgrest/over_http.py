"""Speaks to a PostgREST over HTTP by the official Python client, where KABOOM_POSTGREST names its binary."""

import base64
import hashlib
import hmac
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Self

import httpx
import psycopg
from postgrest import APIError, SyncPostgrestClient

from support.postgrest.clients import Answer, Filter, Preferences

BINARY = os.environ.get("KABOOM_POSTGREST")
SECRET = "a secret of thirty-two characters and more"
PATIENCE = 30  # seconds for PostgREST to start


def token(role: str, sub: object = None) -> str:
    """A signed JSON web token (HS256)."""

    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    claims = {"role": role} | ({"sub": str(sub)} if sub else {})
    body = f"{part(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{body}.{part(hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).digest())}"


@contextmanager
def served(binary: str, conninfo: str) -> Iterator[str]:
    """The URL of a PostgREST that serves a database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "PGRST_DB_URI": conninfo,
        "PGRST_DB_SCHEMAS": "public",
        "PGRST_DB_ANON_ROLE": "anon",
        "PGRST_JWT_SECRET": SECRET,
        "PGRST_SERVER_HOST": "127.0.0.1",
        "PGRST_SERVER_PORT": str(port),
    }
    process = subprocess.Popen([binary], env=os.environ | settings)
    url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
    try:
        while True:
            assert process.poll() is None, "PostgREST has ended"
            assert time.monotonic() < deadline, "PostgREST does not answer"
            try:
                with urllib.request.urlopen(f"{url}/error_catalog?limit=1"):
                    break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait()


class Session:
    """A connection of one caller, and of its last response what the official client does not show."""

    def __init__(self) -> None:
        self.http = httpx.Client(event_hooks={"response": [self.note]}, timeout=PATIENCE)
        self.status, self.content_range = 0, ""

    def note(self, response: httpx.Response) -> None:
        self.status, self.content_range = response.status_code, response.headers.get("Content-Range", "")


class HttpTransport:
    """A PostgREST, and beside it a connection of the owner. It closes the connections of its clients when it ends."""

    def __init__(self, address: str, conninfo: str) -> None:
        self.address, self.conninfo = address, conninfo
        self.sessions: list[Session] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # PostgREST 16 waits a minute for connections that are idle before it ends.
        for session in self.sessions:
            session.http.close()

    def client(self, role: str, sub: object = None) -> "HttpClient":
        session = Session()
        self.sessions.append(session)
        # Without a token the caller is anon.
        headers = {} if role == "anon" else {"Authorization": f"Bearer {token(role, sub)}"}
        # Because an error of the server is to be seen, no request is tried again.
        api = SyncPostgrestClient(self.address, headers=headers, http_client=session.http, retry_enabled=False)
        return HttpClient(session, api, Preferences())

    def owner(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.conninfo) as connection:
            return connection.execute(query.encode(), arguments).fetchall()

    def rolled_back(self) -> AbstractContextManager[None]:
        return nullcontext()

    def can_send(self, text: str) -> bool:
        """The client writes JSON in UTF-8, which has no half of a surrogate pair."""
        return text == text.encode("utf-8", "replace").decode()


class HttpClient:
    """One caller."""

    def __init__(self, session: Session, api: SyncPostgrestClient, preferences: Preferences) -> None:
        self.session, self.api, self.preferences = session, api, preferences

    def preferring(self, preferences: Preferences) -> "HttpClient":
        return HttpClient(self.session, self.api, preferences)

    def prefer(self, sent: Any) -> None:
        """Ask for what the client prefers, by the headers and parameters that official clients send for it."""
        wanted, prefer = self.preferences, sent.headers.get_list("Prefer", split_commas=True)
        if wanted.count:
            prefer.append("count=exact")
        if wanted.max_affected is not None:
            prefer += ["handling=strict", f"max-affected={wanted.max_affected}"]
        if wanted.default:
            prefer.append("missing=default")
        if prefer:
            sent.headers["Prefer"] = ",".join(prefer)
        if wanted.single:
            sent.headers["Accept"] = "application/vnd.pgrst.object+json"
        if wanted.columns is not None and sent.http_method in ("POST", "PATCH"):
            sent.params = sent.params.set("columns", ",".join(f'"{column}"' for column in wanted.columns))

    def answer(self, builder: Any) -> Answer:
        self.prefer(builder.request)
        try:
            body = builder.execute().data
        except APIError as error:
            return Answer(self.session.status, error.json(), self.session.content_range)
        return Answer(self.session.status, None if self.session.status == 204 else body, self.session.content_range)

    def filtered(self, request: Any, where: Sequence[Filter]) -> Any:
        for column, operator, value in where:
            if operator.startswith("not."):
                request, operator = request.not_, operator.removeprefix("not.")
            request = getattr(request, {"in": "in_", "is": "is_"}.get(operator, operator))(column, value)
        return request

    def get(
        self, table: str, select: str = "*", where: Sequence[Filter] = (), order: str = "", limit: int | None = None
    ) -> Answer:
        request = self.filtered(self.api.table(table).select(select), where)
        for term in filter(None, order.split(",")):
            column, *directions = term.split(".")
            nulls = "nullsfirst" in directions if {"nullsfirst", "nullslast"} & set(directions) else None
            request = request.order(column, desc="desc" in directions, nullsfirst=nulls)
        return self.answer(request if limit is None else request.limit(limit))

    def post(self, table: str, body: Any) -> Answer:
        return self.answer(self.api.table(table).insert(body))

    def patch(self, table: str, body: dict[str, Any], where: Sequence[Filter]) -> Answer:
        return self.answer(self.filtered(self.api.table(table).update(body), where))

    def delete(self, table: str, where: Sequence[Filter]) -> Answer:
        return self.answer(self.filtered(self.api.table(table).delete(), where))

    def upsert(self, table: str, body: Any, on_conflict: str = "") -> Answer:
        return self.answer(self.api.table(table).upsert(body, on_conflict=on_conflict))

    def rpc(self, function: str, /, *, read_only: bool = False, **arguments: Any) -> Answer:
        return self.answer(self.api.rpc(function, arguments, get=read_only))
