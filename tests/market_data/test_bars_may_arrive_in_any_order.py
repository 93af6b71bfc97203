"""Bars arrive shuffled, twice, wrong and corrected, are deleted again, from several writers at once: the end is that of one
sorted load."""

import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from support.sessions import Market, Session, all_at_once

Bar = dict[str, Any]
STARTS = {
    "1d": [f"2024-11-{day:02}T00:00:00+09:00" for day in range(5, 30)],
    "1h": [f"2024-11-{day:02}T{hour}:00+09:00" for day in range(5, 12) for hour in ("09:00", "11:00", "12:30", "14:30")],
    "15m": [f"2024-11-29T{hour:02}:{minute:02}:00+09:00" for hour in (9, 10, 13, 14) for minute in (0, 15, 30, 45)],
}
BARS = """
select symbol, timeframe, data_timestamp, open_price, high_price, low_price, close_price, volume, price_change,
    price_change_percent, change_is_computed, data_source from market_data order by symbol, timeframe, data_timestamp
"""
PRICES = "select symbol, price, price_timestamp, timeframe, data_timestamp, volume from latest_prices order by symbol"
DELETE = "delete from market_data where symbol = %s and timeframe = %s and data_timestamp = %s returning id"
SEEDS = range(50) if os.environ.get("KABOOM_PROFILE") == "long" else range(1)


@dataclass
class History:
    """What arrives for one bar, in order, and whether it is there in the end."""

    versions: list[Bar]
    is_deleted: bool


def bar(draw: random.Random, symbol: str, timeframe: str, start: str) -> Bar:
    prices = sorted(draw.sample(range(1000, 2000), 4))
    stated = {"price_change": draw.randint(-9, 9)} if draw.random() < 0.2 else {}
    return {
        "symbol": symbol, "timeframe": timeframe, "data_timestamp": start, "low_price": prices[0], "open_price": prices[1],
        "close_price": prices[2], "high_price": prices[3], "volume": draw.randint(0, 10_000),
    } | stated  # fmt: skip


def histories(draw: random.Random) -> list[History]:
    """Bars of three symbols, which several writers bring."""
    found = []
    for symbol in ("7203", "130A", "25935"):
        for timeframe, starts in STARTS.items():
            for start in starts:
                versions = [bar(draw, symbol, timeframe, start) for _ in range(draw.choice([1, 1, 1, 2, 3]))]
                versions += versions[-1:] * draw.choice([0, 0, 1])
                found.append(History(versions, is_deleted=draw.random() < 0.15))
    return found


def patiently(session: Session, query: str, *arguments: object) -> str:
    """Repeat what other writers kept waiting for too long, as the hint of KB613 says."""
    for _ in range(10):
        outcome = session.outcome(query, *arguments)
        if outcome != "KB613":
            break
    return outcome


def write(session: Session, mine: list[History], draw: random.Random) -> str:
    """Bring each bar's versions in their order, the bars shuffled and in batches; delete those that go."""
    waiting = [list(history.versions) for history in mine]
    while any(waiting):
        chosen = draw.sample([versions for versions in waiting if versions], k=min(20, sum(map(bool, waiting))))
        batch = [versions.pop(0) for versions in chosen]
        outcome = patiently(session, "select ingest_market_data(%s)", json.dumps(batch))
        if outcome != "done":
            return outcome
    for history in mine:
        if history.is_deleted:
            key = [history.versions[-1][name] for name in ("symbol", "timeframe", "data_timestamp")]
            outcome = patiently(session, DELETE, *key)
            if outcome != "done":
                return outcome
    return "done"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_end_is_that_of_one_sorted_load(make_clone: Callable[[], str], seed: int) -> None:
    draw = random.Random(seed)
    every = histories(draw)
    arrived, loaded = Market(make_clone()), Market(make_clone())

    writers = 4
    parts: list[list[History]] = [[] for _ in range(writers)]
    for history in every:
        draw.choice(parts).append(history)
    sessions = [Session(arrived.conninfo) for _ in parts]
    actions: list[Callable[[], str]] = [
        partial(write, session, part, random.Random(f"{seed} {number}"))
        for number, (session, part) in enumerate(zip(sessions, parts, strict=True))
    ]
    assert all_at_once(actions) == ["done"] * writers
    for session in sessions:
        session.connection.close()

    lasting = [history.versions[-1] for history in every if not history.is_deleted]
    lasting.sort(key=lambda one: (one["symbol"], one["timeframe"], one["data_timestamp"]))
    with Session(loaded.conninfo) as feed:
        feed.commit("select ingest_market_data(%s)", json.dumps(lasting))

    assert arrived.owner(BARS) == loaded.owner(BARS)
    assert arrived.owner(PRICES) == loaded.owner(PRICES)
    assert len(arrived.owner(BARS)) == len(lasting)
