"""What the pages of a front end show comes in one request each: related rows are embedded, also by computed relationships."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from support.postgrest.clients import Preferences
from support.postgrest.transports import open_transport
from support.worlds import ApiWorld


@pytest.fixture(scope="module")
def world(carrier: str, make_clone: Callable[[], str]) -> Iterator[ApiWorld]:
    """The owner has 100 shares of 7203, bought at 1,000 yen, and watches it and 9984; 7203 closed at 1,000, then at 1,050 yen."""
    conninfo = make_clone()
    with psycopg.connect(conninfo) as connection:
        connection.execute("insert into instruments (symbol, name) values ('7203', 'トヨタ自動車') on conflict do nothing")
    with open_transport(carrier, conninfo) as transport:
        world = ApiWorld(transport)
        bars = [
            {"symbol": "7203", "timeframe": "1d", "data_timestamp": f"2024-01-0{day}T00:00:00+09:00", "close_price": close}
            for day, close in ((4, 1000), (5, 1050))
        ]
        assert world.broker.post("market_data", bars)[0] == 201
        bought = {"status": "filled", "user_id": str(world.user), "order_id": "1"}
        assert world.broker.post("trades", world.order(**bought))[0] == 201
        watchlist = world.owner.get("watchlists", "id")[1][0]["id"]
        items = [{"watchlist_id": watchlist, "symbol": symbol} for symbol in ("7203", "9984")]
        assert world.owner.post("watchlist_items", items)[0] == 201
        yield world


def test_a_watchlist_comes_with_names_prices_and_the_change_of_the_day(world: ApiWorld) -> None:
    select = "name,watchlist_items(symbol,quote(name,price,change,change_percent),latest_price(price))"
    quote = {"name": "トヨタ自動車", "price": 1050.00, "change": 50.00, "change_percent": 5.00}
    items = [
        {"symbol": "7203", "quote": quote, "latest_price": {"price": 1050.00}},
        {"symbol": "9984", "quote": None, "latest_price": None},
    ]
    status, rows = world.owner.get("watchlists", select)
    assert status == 200, rows
    (row,) = rows
    assert sorted(row["watchlist_items"], key=lambda item: str(item["symbol"])) == items


def test_a_portfolio_comes_with_its_value_its_shares_and_its_orders(world: ApiWorld) -> None:
    select = (
        "name,profile(tier),valuation(cash,market_value,total_value,total_return),"
        "positions(symbol,quantity,quote(price),latest_price(price),valuation(unrealized_pnl)),"
        "trades(symbol,status,quote(name),latest_price(price))"
    )
    # 1,000,000 yen less 100 x 1,000 yen and 0.1 % commission; the shares are worth 105,000 yen and cost 100,100.
    position = {"symbol": "7203", "quantity": 100, "quote": {"price": 1050.00}, "latest_price": {"price": 1050.00}}
    page = {
        "name": world.owner.get("portfolios", "name")[1][0]["name"],
        "profile": {"tier": "basic"},
        "valuation": {"cash": 899900.00, "market_value": 105000.00, "total_value": 1004900.00, "total_return": 4900.00},
        "positions": [position | {"valuation": {"unrealized_pnl": 4900.00}}],
        "trades": [{"symbol": "7203", "status": "filled", "quote": {"name": "トヨタ自動車"}, "latest_price": {"price": 1050.00}}],
    }
    one = world.owner.preferring(Preferences(single=True))
    assert one.get("portfolios", select, [("id", "eq", world.portfolio)]) == (200, page)


def test_a_home_page_comes_with_all_portfolios_of_the_user(world: ApiWorld) -> None:
    select = "tier,own_portfolios(valuation(total_value))"
    home = {"tier": "basic", "own_portfolios": [{"valuation": {"total_value": 1004900.00}}]}
    assert world.owner.get("user_profiles", select) == (200, [home])
    assert world.owner.get("valued_portfolios", "total_value,position_count") == (
        200,
        [{"total_value": 1004900.00, "position_count": 1}],
    )


def test_an_order_ticket_is_one_request_that_changes_nothing(world: ApiWorld) -> None:
    status, rows = world.owner.rpc("preview_order", read_only=True, **world.order(quantity=200, price=2000))
    assert status == 200, rows
    shown = {name: rows[0][name] for name in ("accepted", "code", "reserved_amount", "free_cash", "free_cash_after")}
    assert shown == {
        "accepted": True,
        "code": None,
        "reserved_amount": 400400.00,
        "free_cash": 899900.00,
        "free_cash_after": 499500.00,
    }


LEADS = [
    ("portfolios", "name,profile(tier),valuation(cash)"),
    ("positions", "symbol,latest_price(price),quote(price),valuation(price)"),
    ("trades", "symbol,latest_price(price),quote(price),profile(tier)"),
    ("watchlist_items", "symbol,latest_price(price),quote(price)"),
]


@pytest.mark.parametrize(("table", "select"), LEADS)
def test_a_relationship_shows_no_more_than_its_tables(world: ApiWorld, table: str, select: str) -> None:
    assert world.owner.get(table, select)[1]
    assert world.stranger.get(table, select) == (200, [])
    assert world.broker.get(table, select)[1]
    refused: Any = world.nobody.get(table, select)
    assert refused[0] == 401
