"""The carrier over HTTP, against a server that only listens. Tests that need a PostgREST run where there is one."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from support.postgrest.clients import Answer, Preferences
from support.postgrest.over_http import PATIENCE, SECRET, HttpClient, HttpTransport


class Heard(NamedTuple):
    """One request."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: Any


class Listener(ThreadingHTTPServer):
    """Hears requests, and answers each with the same status, Content-Range and body."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.heard: list[Heard] = []
        self.status, self.content_range, self.body = 200, "*/*", b"[]"
        self.open, self.changed = 0, threading.Condition()
        self.transport = HttpTransport(f"http://127.0.0.1:{self.server_port}", "")

    def says(self, role: str = "authenticated", sub: object = None) -> HttpClient:
        return self.transport.client(role, sub)

    def count(self, change: int) -> None:
        """Keep the number of connections that are open."""
        with self.changed:
            self.open += change
            self.changed.notify_all()

    def has_open(self, number: int) -> bool:
        """Whether that many connections are open in the end."""
        with self.changed:
            return self.changed.wait_for(lambda: self.open == number, PATIENCE)

    @property
    def last(self) -> Heard:
        return self.heard[-1]


class Handler(BaseHTTPRequestHandler):
    """One connection, which stays open until the client closes it."""

    protocol_version = "HTTP/1.1"
    server: Listener

    def setup(self) -> None:
        super().setup()
        self.server.count(+1)

    def finish(self) -> None:
        super().finish()
        self.server.count(-1)

    def answer(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts, headers = urlsplit(self.path), {name.lower(): value for name, value in self.headers.items()}
        body = json.loads(text) if text else None
        self.server.heard.append(Heard(self.command, parts.path, parse_qsl(parts.query), headers, body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.send_header("Content-Range", self.server.content_range)
        self.end_headers()
        self.wfile.write(self.server.body)

    do_GET = do_POST = do_PATCH = do_DELETE = answer

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        with server.transport:
            yield server
        server.shutdown()
        thread.join()


def test_a_read_names_columns_filters_order_and_limit(listener: Listener) -> None:
    where = [("id", "in", ["a", "b,c"]), ("quantity", "not.gt", 1), ("reason", "is", None), ("is_active", "is", True)]
    select = "id,trades(symbol,trade_executions(execution_id))"
    assert listener.says().get("portfolios", select, where, "created_at.desc,id.asc.nullsfirst", 5) == (200, [])
    heard = listener.last
    assert (heard.method, heard.path, heard.body) == ("GET", "/portfolios", None)
    assert heard.query == [
        ("select", select),
        ("id", 'in.(a,"b,c")'),
        ("quantity", "not.gt.1"),
        ("reason", "is.null"),
        ("is_active", "is.true"),
        ("order", "created_at.desc,id.asc.nullsfirst"),
        ("limit", "5"),
    ]
    assert heard.headers["accept-profile"] == "public"


def test_a_write_asks_for_its_rows(listener: Listener) -> None:
    owner, row = listener.says(), {"name": "半導体"}
    calls: dict[str, Callable[[], Answer]] = {
        "POST": lambda: owner.post("watchlists", row),
        "PATCH": lambda: owner.patch("watchlists", row, [("id", "eq", 1)]),
        "DELETE": lambda: owner.delete("watchlists", [("id", "eq", 1)]),
    }
    for method, call in calls.items():
        assert call() == (200, [])
        heard = listener.last
        assert (heard.method, heard.path) == (method, "/watchlists")
        assert heard.headers["prefer"] == "return=representation"
        assert heard.query == ([] if method == "POST" else [("id", "eq.1")])
        assert heard.body == ({} if method == "DELETE" else row)
        assert heard.headers["content-type"] == "application/json"


def test_an_upsert_merges_upon_its_key(listener: Listener) -> None:
    listener.says().upsert("watchlists", {"name": "x"}, "user_id,name")
    assert listener.last.query == [("on_conflict", "user_id,name")]
    assert set(listener.last.headers["prefer"].split(",")) == {"return=representation", "resolution=merge-duplicates"}
    listener.says().upsert("watchlists", [{"name": "x"}])
    assert listener.last.query == [("columns", '"name"')]


def test_a_function_is_posted_to_or_read(listener: Listener) -> None:
    listener.body = b'{"status": "cancelled"}'
    assert listener.says().rpc("cancel_order", trade_id="t", reason=None) == (200, {"status": "cancelled"})
    assert listener.last[:3] == ("POST", "/rpc/cancel_order", [])
    assert listener.last.body == {"trade_id": "t", "reason": None}
    listener.says().rpc("portfolio_summary", read_only=True, portfolio_id="p")
    assert listener.last[:3] == ("GET", "/rpc/portfolio_summary", [("portfolio_id", "p")])


def test_a_token_says_who_asks_and_nobody_has_none(listener: Listener) -> None:
    user = uuid4()
    listener.says("authenticated", user).get("trades")
    scheme, token = listener.last.headers["authorization"].split(" ")
    head, claims, signature = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split("."))
    assert (scheme, json.loads(head)["alg"]) == ("Bearer", "HS256")
    assert json.loads(claims) == {"role": "authenticated", "sub": str(user)}
    assert hmac.new(SECRET.encode(), token.rpartition(".")[0].encode(), hashlib.sha256).digest() == signature
    listener.says("anon").get("trades")
    assert "authorization" not in listener.last.headers


def test_an_error_comes_with_its_status_and_is_not_tried_again(listener: Listener) -> None:
    listener.status, listener.body = 400, b'{"code": "KB101", "message": "m", "details": null, "hint": "h"}'
    assert listener.says().get("trades") == (400, {"code": "KB101", "message": "m", "details": None, "hint": "h"})
    listener.status, listener.body = 503, b"gone"
    assert listener.says().get("trades")[0] == 503
    assert len(listener.heard) == 2
    listener.status, listener.body = 204, b""
    assert listener.says().rpc("update_ai_usage") == (204, None)


def test_text_that_utf8_cannot_hold_is_known_before_it_is_sent() -> None:
    transport = HttpTransport("http://127.0.0.1", "")
    assert transport.can_send("\U0001f600 \u202e \u0000")
    assert not transport.can_send("\ud800")
    with transport, pytest.raises(UnicodeEncodeError):
        transport.client("anon").post("watchlists", {"name": "\ud800"})


def test_what_a_client_prefers_is_sent_as_headers_and_parameters(listener: Listener) -> None:
    owner = listener.says()
    row, mine = {"name": "x", "user_id": "y"}, [("id", "eq", 1)]
    every = Preferences(single=True, count=True, max_affected=1, columns=("name", "user_id"), default=True)
    listener.body, listener.content_range = b'{"name": "x"}', "0-0/1"
    asking = owner.preferring(every)
    calls: dict[str, Callable[[], Answer]] = {
        "GET": lambda: asking.get("watchlists"),
        "POST": lambda: asking.post("watchlists", [row]),
        "PATCH": lambda: asking.patch("watchlists", row, mine),
        "DELETE": lambda: asking.delete("watchlists", mine),
    }
    for method, call in calls.items():
        answer = call()
        assert (answer, answer.content_range) == ((200, {"name": "x"}), "0-0/1")
        heard = listener.last
        prefer = set(heard.headers["prefer"].split(",")) - {"return=representation"}
        assert (heard.method, prefer) == (method, {"count=exact", "handling=strict", "max-affected=1", "missing=default"})
        assert heard.headers["accept"] == "application/vnd.pgrst.object+json"
        assert dict(heard.query).get("columns") == ('"name","user_id"' if method in ("POST", "PATCH") else None)
    asking.rpc("archive_portfolio", portfolio_id="p")
    assert listener.last.headers["prefer"].split(",") == ["count=exact", "handling=strict", "max-affected=1", "missing=default"]
    # The caller who prefers nothing is as before.
    owner.get("watchlists")
    assert "prefer" not in listener.last.headers
    assert listener.last.headers["accept"] != "application/vnd.pgrst.object+json"


def test_the_transport_closes_the_connections_of_its_clients(listener: Listener) -> None:
    with HttpTransport(listener.transport.address, "") as transport:
        for role in ("anon", "authenticated"):
            transport.client(role).get("watchlists")
        assert listener.has_open(2), "a client keeps its connection from one request to the next"
    assert listener.has_open(0), "a connection stays open, for which PostgREST would wait"
