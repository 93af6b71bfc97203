"""The same contract over HTTP, by the official Python client. Runs where KABOOM_POSTGREST names a PostgREST binary."""

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
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from postgrest import APIError, SyncPostgrestClient
from support.sessions import Market

SECRET = "a secret of thirty-two characters and more"


def token(role: str, sub: UUID | None = None) -> str:
    """A signed JSON web token (HS256)."""

    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    claims = {"role": role} | ({"sub": str(sub)} if sub else {})
    body = f"{part(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{body}.{part(hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).digest())}"


@pytest.fixture
def address(clone: str) -> Iterator[str]:
    """The URL of a PostgREST that serves a fresh database."""
    binary = os.environ.get("KABOOM_POSTGREST")
    if not binary:
        pytest.skip("KABOOM_POSTGREST names no PostgREST binary")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "PGRST_DB_URI": clone,
        "PGRST_DB_SCHEMAS": "public",
        "PGRST_DB_ANON_ROLE": "anon",
        "PGRST_JWT_SECRET": SECRET,
        "PGRST_SERVER_HOST": "127.0.0.1",
        "PGRST_SERVER_PORT": str(port),
    }
    process = subprocess.Popen([binary], env=os.environ | settings)
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            assert process.poll() is None, "PostgREST has ended"
            try:
                urllib.request.urlopen(f"{url}/error_catalog?limit=1")
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait()


def client(address: str, role: str, sub: UUID | None = None) -> SyncPostgrestClient:
    return SyncPostgrestClient(address, headers={"Authorization": f"Bearer {token(role, sub)}"})


def test_an_order_lives_over_http(address: str, clone: str) -> None:
    market = Market(clone)
    user, other = market.new_user(), market.new_user()
    portfolio = str(market.new_portfolio(user, 1_000_000))
    owner, stranger = client(address, "authenticated", user), client(address, "authenticated", other)
    broker = client(address, "service_role")
    order: Any = {"portfolio_id": portfolio, "symbol": "7203", "trade_type": "buy", "quantity": 100, "price": 1000}
    placed: Any = owner.table("trades").insert(order | {"order_type": "limit"}).execute().data[0]
    assert (placed["status"], placed["reserved_amount"]) == ("pending", 100100.00)
    fill: Any = {"trade_id": placed["id"], "execution_id": "e1", "quantity": 60, "price": 990}
    broker.rpc("record_execution", fill).execute()
    embedded: Any = owner.table("portfolios").select("id,trades(status,trade_executions(execution_id))").execute().data
    assert embedded[0]["trades"] == [{"status": "partial", "trade_executions": [{"execution_id": "e1"}]}]
    with pytest.raises(APIError) as caught:
        stranger.table("trades").insert(order).execute()
    assert caught.value.code == "KB101"
    assert caught.value.hint
    assert stranger.table("portfolios").select("*").execute().data == []
    with pytest.raises(APIError) as caught:
        owner.table("trades").insert(order | {"status": "filled"}).execute()
    assert caught.value.code == "42501"
    summary: Any = owner.rpc("portfolio_summary", {"portfolio_id": portfolio}, get=True).execute().data
    assert summary[0]["reserved_cash"] == 40040.00
    cancelled: Any = owner.rpc("cancel_order", {"trade_id": placed["id"]}).execute().data
    assert cancelled["status"] == "cancelled"
    assert market.wrong_figures() == []
