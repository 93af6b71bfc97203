"""`.single()`: one object, or PGRST116 and nothing that was written stays."""

from collections.abc import Callable
from typing import Any

import pytest
from support.postgrest.clients import Answer, Preferences
from support.worlds import ApiWorld

SINGLE = Preferences(single=True)
Names = list[str]


@pytest.fixture
def watchlists(api_world: ApiWorld) -> Names:
    """Two new watchlists of the owner, beside the one of the account."""
    names = [f"single {number}" for number in range(2)]
    api_world.owner.delete("watchlists", [("name", "in", [*names, "written"])])
    assert api_world.owner.post("watchlists", [{"name": name} for name in names])[0] == 201
    return names


def is_refused(answer: Answer, rows: int) -> bool:
    """Whether it is PostgREST's refusal of a number of rows."""
    status, body = answer
    return (status, body["code"], body["details"]) == (406, "PGRST116", f"The result contains {rows} rows")


def test_one_row_is_read_as_an_object(api_world: ApiWorld, watchlists: Names) -> None:
    owner, name = api_world.owner.preferring(SINGLE), watchlists[0]
    assert owner.get("watchlists", "name", [("name", "eq", name)]) == (200, {"name": name})
    assert is_refused(owner.get("watchlists", where=[("name", "eq", "nothing")]), 0)
    assert is_refused(owner.get("watchlists", where=[("name", "in", watchlists)]), 2)
    assert owner.get("watchlists", "name", [("name", "in", watchlists)], "name.desc", 1) == (200, {"name": watchlists[1]})
    assert is_refused(api_world.stranger.preferring(SINGLE).get("watchlists", where=[("name", "eq", name)]), 0)


def test_one_row_is_written_and_comes_back_as_an_object(api_world: ApiWorld, watchlists: Names) -> None:
    owner = api_world.owner.preferring(SINGLE)
    status, row = owner.post("watchlists", {"name": "written"})
    assert (status, row["name"], row["user_id"]) == (201, "written", str(api_world.user))
    where = [("id", "eq", row["id"])]
    status, row = owner.patch("watchlists", {"description": "again"}, where)
    assert (status, row["description"]) == (200, "again")
    status, row = owner.upsert("watchlists", {"name": "written", "description": "upsert"}, "user_id,name")
    assert (status, row["description"]) == (200, "upsert")
    assert owner.delete("watchlists", where)[1]["id"] == row["id"]


def test_a_write_of_another_number_of_rows_leaves_nothing(api_world: ApiWorld, watchlists: Names) -> None:
    plain, owner = api_world.owner, api_world.owner.preferring(SINGLE)
    both, none = [("name", "in", watchlists)], [("name", "eq", "nothing")]
    before = plain.get("watchlists", order="id")
    calls: list[tuple[int, Callable[[], Answer]]] = [
        (2, lambda: owner.post("watchlists", [{"name": "third"}, {"name": "fourth"}])),
        (2, lambda: owner.upsert("watchlists", [{"name": "third"}, {"name": watchlists[0]}], "user_id,name")),
        (2, lambda: owner.patch("watchlists", {"description": "changed"}, both)),
        (0, lambda: owner.patch("watchlists", {"description": "changed"}, none)),
        (2, lambda: owner.delete("watchlists", both)),
        (0, lambda: owner.delete("watchlists", none)),
    ]
    for rows, call in calls:
        assert is_refused(call(), rows)
    assert plain.get("watchlists", order="id") == before


def test_an_order_that_is_repeated_through_the_table_stays_though_it_gives_no_row(api_world: ApiWorld) -> None:
    order: dict[str, Any] = api_world.order(client_order_id="single", price=1)
    owner = api_world.owner.preferring(SINGLE)
    status, first = owner.post("trades", order)
    assert (status, first["status"]) == (201, "pending")
    assert is_refused(owner.post("trades", order), 0)
    assert owner.get("trades", "id,status", [("client_order_id", "eq", "single")]) == (
        200,
        {"id": first["id"], "status": "pending"},
    )


def test_a_function_answers_with_an_object(api_world: ApiWorld) -> None:
    owner, stranger = api_world.owner.preferring(SINGLE), api_world.stranger.preferring(SINGLE)
    portfolio: dict[str, Any] = {"portfolio_id": str(api_world.portfolio)}
    (row,) = api_world.owner.rpc("portfolio_summary", **portfolio)[1]
    assert owner.rpc("portfolio_summary", **portfolio) == (200, row)
    assert owner.rpc("portfolio_summary", read_only=True, **portfolio) == (200, row)
    assert is_refused(stranger.rpc("portfolio_summary", **portfolio), 0)
    status, order = owner.rpc("place_order", **api_world.order(price=1))
    assert (status, order["status"]) == (200, "pending")
    assert api_world.broker.preferring(SINGLE).rpc("update_ai_usage", user_uuid=str(api_world.user), cost_usd=0.01) == (204, None)
