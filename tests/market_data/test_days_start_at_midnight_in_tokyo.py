"""Moments of all kinds, against Python's zoneinfo: a bar of a day is the one of the day that they have in Tokyo."""

import json
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

TOKYO = ZoneInfo("Asia/Tokyo")
ZONES = [ZoneInfo(name) for name in ("Asia/Tokyo", "UTC", "America/New_York", "Europe/London", "Pacific/Apia", "Asia/Kathmandu")]
MOMENTS = st.lists(
    st.datetimes(datetime(1952, 1, 2), datetime(2026, 6, 30), timezones=st.sampled_from(ZONES), allow_imaginary=False),
    min_size=20,
    max_size=20,
)


def starts(moment: datetime, timeframe: str) -> datetime:
    """The start of the bar, worked out with Python's calendar."""
    local = moment.astimezone(TOKYO)
    day = local.date()
    if timeframe == "1w":
        day -= timedelta(day.weekday())
    if timeframe == "1mo":
        day = date(day.year, day.month, 1)
    return datetime(day.year, day.month, day.day, tzinfo=TOKYO)


@hypothesis_settings(max_examples=5)
@given(moments=MOMENTS)
def test_a_moment_is_of_the_day_that_it_has_in_tokyo(conninfo: str, moments: list[datetime]) -> None:
    bars = [
        {"symbol": f"{1000 + number}", "timeframe": timeframe, "data_timestamp": moment.isoformat(), "close_price": 1}
        for number, moment in enumerate(moments)
        for timeframe in ("1d", "1w", "1mo")
    ]
    with psycopg.connect(conninfo) as connection:
        connection.execute("set local role service_role")
        answer: Any = connection.execute("select ingest_market_data(%s)", [json.dumps(bars)]).fetchone()
        assert (answer[0]["inserted"], answer[0]["rejected"]) == (len(bars), [])
        rows = connection.execute("select symbol, timeframe, data_timestamp, data_date from market_data").fetchall()
        connection.rollback()
    for symbol, timeframe, data_timestamp, data_date in rows:
        expected = starts(moments[int(symbol) - 1000], timeframe)
        assert data_timestamp == expected
        assert data_date == expected.date()


def test_days_of_japans_summer_time_start_at_its_midnight(conninfo: str) -> None:
    days = [date(year, month, 15) for year in range(1948, 1953) for month in (4, 6, 8, 10)]
    noons = [datetime(day.year, day.month, day.day, 12, tzinfo=TOKYO).isoformat() for day in days]
    bars = [{"symbol": "^N225", "timeframe": "1d", "data_timestamp": noon, "close_price": 1} for noon in noons]
    expected = [datetime(day.year, day.month, day.day, tzinfo=TOKYO) for day in days]
    insert = (
        "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
        " values ('^N225', '1d', '2024-11-05 00:00+09', 1), ('^N225', '1d', %s, 1)"
    )
    with psycopg.connect(conninfo) as connection:
        connection.execute("set local role service_role")
        connection.execute("select ingest_market_data(%s)", [json.dumps(bars)])
        found = connection.execute("select data_timestamp from market_data order by 1").fetchall()
        assert [row[0] for row in found] == expected
        connection.execute("delete from market_data")
        for start in expected:
            connection.execute(insert.encode(), [start])  # the table takes what ingest has aligned
            connection.execute("delete from market_data")
        with pytest.raises(psycopg.Error, match="is the one of 1950-06-15T00:00:00\\+10") as refused:
            connection.execute(insert.encode(), ["1950-06-15 00:00+09"])
        assert refused.value.sqlstate == "KB602"
        connection.rollback()
