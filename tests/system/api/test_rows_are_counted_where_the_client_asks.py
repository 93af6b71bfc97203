"""Prefer: count=exact tells in Content-Range how many rows there are in all, within what the caller may see."""

import pytest
from support.postgrest.clients import Answer, Client, Preferences
from support.worlds import ApiWorld

NAMES = [f"count {number}" for number in range(3)]
OURS = [("name", "in", NAMES)]


@pytest.fixture
def owner(api_world: ApiWorld) -> Client:
    """The owner, with three new watchlists; each request asks for the count."""
    api_world.owner.delete("watchlists", OURS)
    api_world.owner.post("watchlists", [{"name": name} for name in NAMES])
    return api_world.owner.preferring(Preferences(count=True))


def shape(answer: Answer) -> tuple[int, int, str]:
    """Status, number of rows, and Content-Range."""
    return answer[0], len(answer[1]), answer.content_range


def test_a_read_tells_how_many_rows_there_are(owner: Client) -> None:
    assert shape(owner.get("watchlists", where=OURS)) == (200, 3, "0-2/3")
    assert shape(owner.get("watchlists", where=[("name", "eq", "nothing")])) == (200, 0, "*/0")


def test_a_part_of_the_rows_has_a_status_of_its_own(owner: Client) -> None:
    assert shape(owner.get("watchlists", where=OURS, order="name", limit=2)) == (206, 2, "0-1/3")
    assert shape(owner.get("watchlists", where=OURS, order="name", limit=0)) == (206, 0, "*/3")
    assert shape(owner.get("watchlists", where=OURS, limit=3)) == (200, 3, "0-2/3")


def test_without_the_wish_the_total_is_not_told(owner: Client, api_world: ApiWorld) -> None:
    plain = api_world.owner
    assert shape(plain.get("watchlists", where=OURS, limit=2)) == (200, 2, "0-1/*")
    assert shape(plain.get("watchlists", where=[("name", "eq", "nothing")])) == (200, 0, "*/*")
    assert shape(plain.patch("watchlists", {"description": "x"}, OURS)) == (200, 3, "0-2/*")
    assert shape(plain.delete("watchlists", OURS)) == (200, 3, "*/*")
    assert shape(plain.post("watchlists", [{"name": name} for name in NAMES])) == (201, 3, "*/*")


def test_a_write_tells_how_many_rows_it_wrote(owner: Client) -> None:
    assert shape(owner.patch("watchlists", {"description": "x"}, OURS)) == (200, 3, "0-2/3")
    assert shape(owner.patch("watchlists", {"description": "x"}, [("name", "eq", "nothing")])) == (200, 0, "*/0")
    assert shape(owner.delete("watchlists", OURS)) == (200, 3, "*/3")
    assert shape(owner.post("watchlists", [{"name": name} for name in NAMES])) == (201, 3, "*/3")
    assert shape(owner.upsert("watchlists", [{"name": name} for name in NAMES], "user_id,name")) == (200, 3, "*/3")


def test_a_function_tells_how_many_rows_it_gives(owner: Client, api_world: ApiWorld) -> None:
    answer = owner.rpc("portfolio_summary", portfolio_id=str(api_world.portfolio))
    assert shape(answer) == (200, 1, "0-0/1")
    assert owner.rpc("place_order", **api_world.order(price=1)).content_range == "0-0/1"


def test_rows_of_others_are_not_counted(owner: Client, api_world: ApiWorld) -> None:
    stranger = api_world.stranger.preferring(Preferences(count=True))
    assert shape(stranger.get("watchlists", where=OURS)) == (200, 0, "*/0")
    assert shape(stranger.patch("watchlists", {"description": "x"}, OURS)) == (200, 0, "*/0")
    refused = api_world.nobody.preferring(Preferences(count=True)).get("watchlists")
    assert (refused[0], refused[1]["code"], refused.content_range) == (401, "42501", "")
