"""All days from 1997 to 2030, against exchange-calendars (closed_weekdays.txt; seeds/generate_calendar.py writes it)."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]
FIRST, LAST = date(1997, 1, 1), date(2030, 12, 31)
CLOSED = Path(__file__).with_name("closed_weekdays.txt")
# exchange-calendars has it closed. It lay between two holidays, and Tokyo traded.
TRADED_ALL_THE_SAME = date(1998, 5, 6)
# The exchange's system failed; banks were open, and trades settled.
FAILURE = date(2020, 10, 1)
# Newspapers: the first session of each year to 2009, the last one to 2008.
HALF_DAYS = {
    "1997-01-06", "1998-01-05", "1999-01-04", "2000-01-04", "2001-01-04", "2002-01-04", "2003-01-06", "2004-01-05",
    "2005-01-04", "2006-01-04", "2007-01-04", "2008-01-04", "2009-01-05", "1997-12-30", "1998-12-30", "1999-12-30",
    "2000-12-29", "2001-12-28", "2002-12-30", "2003-12-30", "2004-12-30", "2005-12-30", "2006-12-29", "2007-12-28",
    "2008-12-30",
}  # fmt: skip
# Sessions a year, as the exchange counts them.
COUNTED = {
    2015: 244, 2016: 245, 2017: 247, 2018: 245, 2019: 241, 2020: 242, 2021: 245, 2022: 244, 2023: 246, 2024: 245, 2025: 243,
    2026: 242, 2027: 244,
}  # fmt: skip


def traded_days() -> set[date]:
    """Every weekday that the golden file does not have closed."""
    closed = {
        date.fromisoformat(f"{year}-{day}") for year, *days in map(str.split, CLOSED.read_text().splitlines()) for day in days
    }
    every = {FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)}
    return {day for day in every if day.weekday() < 5 and day not in closed} | {TRADED_ALL_THE_SAME}


def test_the_same_days_are_traded(database: Connection) -> None:
    rows = database.execute("select day, is_half_day from trading_sessions(%s, %s)", [FIRST, LAST]).fetchall()
    assert {day for day, _ in rows} == traded_days()
    assert {str(day) for day, half in rows if half} == HALF_DAYS
    for year, count in COUNTED.items():
        assert sum(day.year == year for day, _ in rows) == count


def test_business_days_are_the_traded_ones_and_the_day_of_the_failure(database: Connection) -> None:
    rows = database.execute("select business_days(%s, %s)", [FIRST, LAST]).fetchall()
    assert {day for (day,) in rows} == traded_days() | {FAILURE}


def test_next_and_previous_session_are_the_neighbours_of_every_day(database: Connection) -> None:
    days = sorted(traded_days())
    query = (
        "select d::date, next_session(d::date), previous_session(d::date)"
        " from generate_series(%s::timestamp, %s::timestamp, '1 day') as d"
    )
    for day, later, earlier in database.execute(query, ["2018-12-20", "2021-01-20"]):
        assert later == next(other for other in days if other > day)
        assert earlier == next(other for other in reversed(days) if other < day)
