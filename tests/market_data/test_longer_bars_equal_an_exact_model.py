"""Minutes of a market with holes, an auction and a half day, made into longer bars, against a model with exact fractions."""

import json
import random
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

TOKYO = ZoneInfo("Asia/Tokyo")
MINUTES = {"5m": 5, "15m": 15, "30m": 30, "1h": 60, "2h": 120, "4h": 240}
# The last session of 2008 ended with the morning; that of 2024-11-05 was the first to end at 15:30.
SESSIONS = {
    datetime(2008, 12, 30): [(time(9), time(11))],
    datetime(2024, 11, 1): [(time(9), time(11, 30)), (time(12, 30), time(15))],
    datetime(2024, 11, 5): [(time(9), time(11, 30)), (time(12, 30), time(15, 30))],
}
RESAMPLED = """
select data_timestamp, open_price, high_price, low_price, close_price, volume, vwap, source_bars
from resample_bars('7203', %s, '2008-12-30 00:00+09', '2024-11-06 00:00+09') order by data_timestamp
"""
Bar = dict[str, Any]


def minutes(draw: random.Random) -> list[Bar]:
    """Some minutes of each day from before the open to after the close, lunch included."""
    bars = []
    for day in SESSIONS:
        for minute in range(8 * 60 + 50, 15 * 60 + 40):
            if draw.random() < 0.4 and not 10 * 60 <= minute < 10 * 60 + 30:  # and half an hour without trade
                low, opens, close, high = sorted(draw.sample(range(1000, 2000), 4))
                at = (day + timedelta(minutes=minute)).replace(tzinfo=TOKYO)
                volume = draw.choice([0, 100, 12_300])
                bars.append({"at": at, "open": opens, "high": high, "low": low, "close": close, "volume": volume})
    return bars


def start(at: datetime, timeframe: str) -> datetime | None:
    """Where the longer bar starts that a minute belongs to; None outside the sessions."""
    day = at.replace(hour=0, minute=0, tzinfo=None)
    for opens, closes in SESSIONS[day]:
        if opens <= at.time() <= closes:
            if timeframe == "1d":
                return day.replace(tzinfo=TOKYO)
            since = (at.hour - opens.hour) * 60 + at.minute - opens.minute
            since -= at.time() == closes  # the auction belongs to the bar that ends with it
            return datetime.combine(day, opens, TOKYO) + timedelta(minutes=since // MINUTES[timeframe] * MINUTES[timeframe])
    return None


def model(bars: list[Bar], timeframe: str) -> list[tuple[Any, ...]]:
    """The longer bars, worked out one by one."""
    groups: dict[datetime, list[Bar]] = {}
    for bar in bars:
        if begins := start(bar["at"], timeframe):
            groups.setdefault(begins, []).append(bar)
    rows = []
    for begins, group in sorted(groups.items()):
        volume = sum(bar["volume"] for bar in group)
        turnover = sum(Fraction(bar["high"] + bar["low"] + bar["close"], 3) * bar["volume"] for bar in group)
        high, low = max(bar["high"] for bar in group), min(bar["low"] for bar in group)
        average = turnover / volume if volume else None
        rows.append((begins, group[0]["open"], high, low, group[-1]["close"], volume, average, len(group)))
    return rows


def test_every_longer_bar_is_that_of_the_model(database: psycopg.Connection[Any]) -> None:
    bars = minutes(random.Random(1))
    sent = [{**bar, "at": None, "symbol": "7203", "timeframe": "1m", "data_timestamp": bar["at"].isoformat()} for bar in bars]
    database.execute("set local role service_role")
    answer = database.execute("select ingest_market_data(%s)", [json.dumps(sent)]).fetchone()
    assert answer is not None
    assert answer[0]["inserted"] == len(bars)
    for timeframe in [*MINUTES, "1d"]:
        expected = model(bars, timeframe)
        found = database.execute(RESAMPLED.encode(), [timeframe]).fetchall()
        assert [row[:6] + row[7:] for row in found] == [row[:6] + row[7:] for row in expected], timeframe
        for row, wanted in zip(found, expected, strict=True):
            if wanted[6] is None:
                assert row[6] is None
            else:
                assert abs(Fraction(row[6]) - wanted[6]) <= Fraction(1, 20_000)
