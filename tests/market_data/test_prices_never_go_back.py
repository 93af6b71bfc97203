"""Loads that meet: whatever waits for whatever, the latest price is that of the newest bar that was committed."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psycopg
import pytest
from support.sessions import PATIENCE, Market, Session, all_at_once, until_blocked, while_waiting

INSERT = "insert into market_data (symbol, timeframe, data_timestamp, close_price) values ('7203', '1h', '2024-11-06 {}+09', {})"
UPSERT = INSERT + " on conflict (symbol, timeframe, data_timestamp) do update set close_price = excluded.close_price"
CORRECT = "update market_data set close_price = {1} where data_timestamp = '2024-11-06 {0}+09'"
MOVE = "update market_data set data_timestamp = '2024-11-05 09:00+09' where data_timestamp = '2024-11-06 {}+09'"
DELETE = "delete from market_data where data_timestamp = '2024-11-06 {}+09'"
RETURNING = " returning close_price"


@pytest.fixture
def market(clone: str) -> Market:
    """A market in which one share has bars of 09:00 and 10:00, at 100 and 101 yen."""
    market = Market(clone)
    with Session(clone) as feed:
        feed.commit(INSERT.format("09:00", 100) + RETURNING)
        feed.commit(INSERT.format("10:00", 101) + RETURNING)
    return market


def price(market: Market) -> object:
    rows = market.owner("select price from latest_prices where symbol = '7203'")
    return rows[0][0] if rows else None


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        (INSERT.format("13:30", 102), UPSERT.format("10:00", 99), 102),
        (INSERT.format("13:30", 102), CORRECT.format("10:00", 99), 102),
        (INSERT.format("13:30", 102), MOVE.format("10:00"), 102),
        (INSERT.format("13:30", 102), DELETE.format("10:00"), 102),
        (INSERT.format("13:30", 102), "delete from market_data where symbol = '7203'", 102),
        (DELETE.format("10:00"), UPSERT.format("09:00", 99), 99),
        (DELETE.format("10:00"), DELETE.format("09:00"), None),
        (MOVE.format("10:00"), DELETE.format("09:00"), 101),
        (MOVE.format("10:00"), INSERT.format("13:30", 102), 102),
    ],
)
def test_a_load_that_waits_for_another_does_not_bring_an_older_price_back(
    market: Market, first: str, then: str, expected: int | None
) -> None:
    with Session(market.conninfo) as one, Session(market.conninfo) as other:
        assert while_waiting(one, (first + RETURNING,), other, (then + RETURNING,)) == "done"
    assert price(market) == expected


def test_loads_of_one_share_from_all_sides_leave_its_newest_bar(market: Market) -> None:
    statements = [
        UPSERT.format("09:00", "{0}"), CORRECT.format("10:00", "{0}"), INSERT.format("11:00", "{0}"), DELETE.format("11:00"),
        INSERT.format("12:30", "{0}"), MOVE.format("12:30"), DELETE.format("13:30"), UPSERT.format("13:30", "{0}"),
    ]  # fmt: skip
    for number in range(10):
        actions: list[Callable[[], str]] = []
        sessions = [Session(market.conninfo) for _ in statements]
        for session, statement in zip(sessions, statements, strict=True):
            actions.append(partial(session.outcome, statement.format(200 + number) + RETURNING))
        outcomes = all_at_once(actions)
        for session in sessions:
            session.connection.close()
        assert set(outcomes) <= {"done", "23505"}, outcomes  # a bar that is there already, or has moved there
        assert market.owner("select price from latest_prices") == market.owner(
            "select close_price from market_data where symbol = '7203' order by data_timestamp desc limit 1"
        )


def test_loads_in_opposite_order_of_symbols_do_not_deadlock(market: Market) -> None:
    load = (
        "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
        " select n::text, '1h', '2024-11-06 {}+09', 100 from generate_series(1000, 1999) as n order by n {} returning id"
    )
    hours = ["09:00", "10:00", "11:00", "12:30", "13:30", "14:30"]
    for hour, other in zip(hours[::2], hours[1::2], strict=True):
        with Session(market.conninfo) as one, Session(market.conninfo) as two:
            upwards, downwards = load.format(hour, ""), load.format(other, "desc")
            assert all_at_once([partial(one.outcome, upwards), partial(two.outcome, downwards)]) == ["done", "done"]


def test_a_batch_that_waits_for_a_bar_lets_others_have_the_latest_price_meanwhile(market: Market) -> None:
    bar = json.dumps([{"symbol": "7203", "timeframe": "1h", "data_timestamp": "2024-11-06 10:00+09", "close_price": 99}])
    lock = "select price from latest_prices where symbol = '7203' for update"
    with (
        Session(market.conninfo) as feed,
        ThreadPoolExecutor(2) as pool,
        psycopg.connect(market.conninfo, autocommit=True) as watcher,
        psycopg.connect(market.conninfo) as holder,
    ):
        holder.execute("select from market_data where data_timestamp = '2024-11-06 10:00+09' for update")
        batch = pool.submit(feed.outcome, "select ingest_market_data(%s)", bar)
        try:
            assert until_blocked(watcher, feed.connection, batch)
            other = pool.submit(market.owner, lock)
            assert other.result(PATIENCE) == [(101,)]
            assert not batch.done()
        finally:
            holder.rollback()
        assert batch.result() == "done"
