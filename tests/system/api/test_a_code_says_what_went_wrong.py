"""The codes of docs/errors.md that PostgreSQL and PostgREST give by themselves."""

import re
from typing import Any

import pytest
from support.postgrest.clients import Answer, Preferences
from support.worlds import ApiWorld

from migrate import ROOT


def upsert_on_no_key(world: ApiWorld) -> Answer:
    item = {"watchlist_id": world.owner.get("watchlists", "id")[1][0]["id"], "symbol": "7203"}
    return world.owner.upsert("watchlist_items", item, "watchlist_id,symbol")


def send_a_generated_column(world: ApiWorld) -> Answer:
    return world.owner.post("trades", world.order(net_amount=1))


def repeat_an_order(world: ApiWorld) -> Answer:
    order = world.order(client_order_id="repeated", quantity=1, price=1)
    assert world.owner.post("trades", order)[0] == 201
    assert world.owner.post("trades", order) == (201, [])
    answer = world.owner.preferring(Preferences(single=True)).post("trades", order)
    key: Any = [("client_order_id", "eq", "repeated")]
    assert world.owner.get("trades", "status", key) == (200, [{"status": "pending"}])
    return answer


def change_more_than_meant(world: ApiWorld) -> Answer:
    for symbol in ("9984", "6758"):
        assert world.owner.post("trades", world.order(symbol=symbol, quantity=1, price=1))[0] == 201
    return world.owner.preferring(Preferences(max_affected=1)).patch("trades", {"status": "cancelled"}, [])


@pytest.mark.parametrize(
    ("mistake", "code"),
    [
        (upsert_on_no_key, "42P10"),
        (send_a_generated_column, "428C9"),
        (repeat_an_order, "PGRST116"),
        (change_more_than_meant, "PGRST124"),
    ],
)
def test_the_code_and_the_status_are_those_of_the_page(api_world: ApiWorld, mistake: Any, code: str) -> None:
    status, body = mistake(api_world)
    page = (ROOT / "docs/errors.md").read_text("utf-8")
    row = re.search(rf"(?m)^\| {code} \| (\d+) \|", page)
    assert row, f"{code} is not on the page"
    assert (status, body["code"]) == (int(row[1]), code)
