"""Computed relationships: a function whose one argument is a row of a table embeds what it gives."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from support.postgrest.transports import open_transport
from support.worlds import ApiWorld

FUNCTIONS = """
create function public.bar(public.trades) returns setof public.market_data rows 1 language sql stable as $$
    select m.* from public.market_data as m where m.symbol = $1.symbol order by m.data_timestamp desc limit 1
$$;
create function public.bar(public.watchlist_items) returns setof public.market_data rows 1 language sql stable as $$
    select m.* from public.market_data as m where m.symbol = $1.symbol order by m.data_timestamp desc limit 1
$$;
create function public.bars(public.trades) returns setof public.market_data language sql stable as $$
    select m.* from public.market_data as m where m.symbol = $1.symbol order by m.data_timestamp
$$;
create function public.siblings(public.trades) returns setof public.trades language sql stable as $$
    select t.* from public.trades as t where t.portfolio_id = $1.portfolio_id and t.id <> $1.id
$$;
create function public.account(public.trades) returns public.user_profiles language sql stable as $$
    select p from public.user_profiles as p where p.id = $1.user_id
$$;
-- Of the name of a table to which a foreign key leads.
create function public.portfolios(public.trades) returns setof public.portfolios language sql stable as $$
    select p.* from public.portfolios as p
$$;
create function public.closed(public.trades) returns setof public.market_data rows 1 language sql stable as $$
    select m.* from public.market_data as m limit 1
$$;
grant execute on all functions in schema public to authenticated;
revoke execute on function public.closed(public.trades) from public, authenticated;
"""


@pytest.fixture(scope="module")
def world(carrier: str, make_clone: Callable[[], str]) -> Iterator[ApiWorld]:
    """The owner has an order of 7203, which has two bars, and one of 9984, which has none."""
    conninfo = make_clone()
    with psycopg.connect(conninfo) as connection:
        connection.execute(FUNCTIONS.encode())
    with open_transport(carrier, conninfo) as transport:
        world = ApiWorld(transport)
        bars = [
            {"symbol": "7203", "timeframe": "1d", "data_timestamp": f"2024-01-0{day}T00:00:00+09:00", "close_price": 1000 + day}
            for day in (4, 5)
        ]
        assert world.broker.post("market_data", bars)[0] == 201
        for symbol in ("7203", "9984"):
            assert world.owner.post("trades", world.order(symbol=symbol, price=1))[0] == 201
        yield world


def test_a_function_of_at_most_one_row_gives_an_object_or_null(world: ApiWorld) -> None:
    assert world.owner.get("trades", "symbol,bar(close_price)", order="symbol") == (
        200,
        [{"symbol": "7203", "bar": {"close_price": 1005}}, {"symbol": "9984", "bar": None}],
    )
    profile = {"account": {"id": str(world.user)}}
    assert world.owner.get("trades", "account(id)") == (200, [profile, profile])


def test_a_function_of_many_rows_gives_an_array(world: ApiWorld) -> None:
    closes = [{"close_price": 1004}, {"close_price": 1005}]
    assert world.owner.get("trades", "symbol,prices:bars(close_price)", order="symbol") == (
        200,
        [{"symbol": "7203", "prices": closes}, {"symbol": "9984", "prices": []}],
    )


def test_embeds_nest_through_a_function(world: ApiWorld) -> None:
    select = "name,trades(symbol,siblings(symbol,bar(close_price),ai_analysis_results(id)))"
    status, rows = world.owner.get("portfolios", select, [("id", "eq", world.portfolio)])
    assert status == 200, rows
    trades = {trade["symbol"]: trade["siblings"] for trade in rows[0]["trades"]}
    assert trades == {
        "7203": [{"symbol": "9984", "bar": None, "ai_analysis_results": None}],
        "9984": [{"symbol": "7203", "bar": {"close_price": 1005}, "ai_analysis_results": None}],
    }


def test_functions_of_one_name_belong_to_their_tables(world: ApiWorld) -> None:
    watchlist = world.owner.get("watchlists", "id", limit=1)[1][0]["id"]
    assert world.owner.post("watchlist_items", {"watchlist_id": watchlist, "symbol": "7203"})[0] == 201
    select = "watchlist_items(symbol,bar(close_price))"
    items = [{"symbol": "7203", "bar": {"close_price": 1005}}]
    assert world.owner.get("watchlists", select, [("id", "eq", watchlist)]) == (200, [{"watchlist_items": items}])
    status, body = world.owner.get("portfolios", "bar(close_price)")
    assert (status, body["code"]) == (400, "PGRST200")


def test_a_function_replaces_the_foreign_key_to_a_table_of_its_name(world: ApiWorld) -> None:
    (row,) = world.owner.get("trades", "portfolios(id)", [("symbol", "eq", "7203")])[1]
    assert row == {"portfolios": [{"id": str(world.portfolio)}]}


def test_a_function_that_the_caller_may_not_call_is_forbidden(world: ApiWorld) -> None:
    status, body = world.owner.get("trades", "closed(close_price)")
    assert (status, body["code"]) == (403, "42501")
    assert world.stranger.get("trades", "bar(close_price)") == (200, [])
