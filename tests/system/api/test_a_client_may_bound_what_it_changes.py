"""Prefer: handling=strict, max-affected=N: a change of more rows is refused with PGRST124 and nothing of it stays."""

from typing import Any

import pytest
from support.postgrest.clients import Answer, Client, Preferences
from support.worlds import ApiWorld

NAMES = [f"bound {number}" for number in range(3)]


@pytest.fixture
def owner(api_world: ApiWorld) -> Client:
    """The owner, with three new watchlists beside the one of the account, who changes one row at most."""
    api_world.owner.delete("watchlists", [("is_default", "is", False)])
    api_world.owner.post("watchlists", [{"name": name} for name in NAMES])
    return api_world.owner.preferring(Preferences(max_affected=1))


def is_refused(answer: Answer, rows: int) -> bool:
    """Whether it is PostgREST's refusal of a number of rows."""
    status, body = answer
    return (status, body["code"], body["details"]) == (400, "PGRST124", f"The query affects {rows} rows")


def test_a_change_without_a_filter_changes_nothing(api_world: ApiWorld, owner: Client) -> None:
    before = owner.get("watchlists", order="id")
    assert len(before[1]) == 4
    assert is_refused(owner.patch("watchlists", {"description": "changed"}, []), 4)
    assert is_refused(owner.delete("watchlists", []), 4)
    assert owner.get("watchlists", order="id") == before


def test_as_many_rows_as_the_bound_are_changed(owner: Client) -> None:
    first = [("name", "eq", NAMES[0])]
    assert owner.patch("watchlists", {"description": "changed"}, first)[1][0]["description"] == "changed"
    assert len(owner.delete("watchlists", first)[1]) == 1
    assert owner.patch("watchlists", {"description": "changed"}, first) == (200, [])


def test_reads_and_inserts_have_no_bound(owner: Client) -> None:
    assert len(owner.get("watchlists")[1]) == 4
    assert owner.post("watchlists", [{"name": "bound 3"}, {"name": "bound 4"}])[0] == 201


def test_a_function_that_gives_rows_is_bounded_and_one_that_gives_a_row_is_not_called(api_world: ApiWorld, owner: Client) -> None:
    portfolio: dict[str, Any] = {"portfolio_id": str(api_world.portfolio)}
    assert len(owner.rpc("portfolio_summary", **portfolio)[1]) == 1
    assert is_refused(api_world.owner.preferring(Preferences(max_affected=0)).rpc("portfolio_summary", **portfolio), 1)
    status, body = owner.rpc("place_order", **api_world.order(client_order_id="bound", price=1))
    assert (status, body["code"]) == (400, "PGRST128")
    assert owner.get("trades", where=[("client_order_id", "eq", "bound")]) == (200, [])
