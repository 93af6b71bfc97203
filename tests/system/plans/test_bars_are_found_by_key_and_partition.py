"""Bars of many years, at a size where it matters: each query reads the partitions of its time, by an index, and few pages."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
# A million in the long profile.
SYMBOLS = 500 if os.environ.get("KABOOM_PROFILE") == "long" else 50
FILL = """
insert into market_data (symbol, timeframe, data_timestamp, close_price, volume)
select (1000 + s)::text, '1d', '2019-01-01 00:00+09'::timestamptz + d * interval '1 day', 100 + d, 1000
from generate_series(1, 2000) as d, generate_series(1, %s) as s order by d, s
"""
# What is asked, and of which years the partitions may be read.
QUERIES: dict[str, tuple[str, set[str]]] = {
    "a year of one share": (
        "select * from market_data where symbol = '1007' and timeframe = '1d'"
        " and data_timestamp >= '2021-01-01 00:00+09' and data_timestamp < '2022-01-01 00:00+09' order by data_timestamp",
        {"2021"},
    ),
    "the newest bars of one share": (
        "select * from market_data where symbol = '1007' and timeframe = '1d' order by data_timestamp desc limit 100",
        {str(year) for year in range(2000, 2030)},
    ),
    "one bar": (
        "select * from market_data where symbol = '1007' and timeframe = '1d' and data_timestamp = '2021-06-01 00:00+09'",
        {"2021"},
    ),
    "a day of all shares": (
        "select * from market_data where timeframe = '1d' and data_date = '2021-06-01'"
        " and data_timestamp >= '2021-06-01 00:00+09' and data_timestamp < '2021-06-02 00:00+09'",
        {"2021"},
    ),
}
CALLS = {
    "select * from latest_bars(array(select (1000 + n)::text from generate_series(1, 10) as n))": 10,
    "select * from price_history('1007', '1d', '2021-06-01 00:00+09', '2021-07-01 00:00+09')": 30,
    "select * from quotes where symbol in ('1001', '1002', '1003', '1004', '1005')": 5,
}


@pytest.fixture(scope="module")
def years(make_clone: Callable[[], str]) -> Iterator[Connection]:
    """Daily bars from 2019 to 2024, in order of time, as they come in."""
    with psycopg.connect(make_clone(), autocommit=True) as connection:
        connection.execute(FILL.encode(), [SYMBOLS])
        connection.execute("vacuum analyze market_data")
        connection.execute("set role authenticated")
        yield connection


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def explain(connection: Connection, query: str) -> dict[str, Any]:
    row = connection.execute(b"explain (analyze, buffers, format json) " + query.encode()).fetchone()
    assert row
    return dict(row[0][0])


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_reads_the_partitions_of_its_time_by_an_index(years: Connection, name: str) -> None:
    query, expected = QUERIES[name]
    found = [node for node in nodes(explain(years, query)["Plan"]) if "Relation Name" in node]
    assert found
    assert {node["Relation Name"].removeprefix("market_data_long_") for node in found} <= expected
    assert not [node for node in found if node["Node Type"] == "Seq Scan" and node["Actual Loops"]], found


@pytest.mark.parametrize("call", CALLS)
def test_a_call_reads_few_pages(years: Connection, call: str) -> None:
    years.execute(call.encode())
    plan = explain(years, call)["Plan"]
    assert plan["Actual Rows"] == CALLS[call]
    # A row takes a few pages, and a look into each empty partition of later years one or two; a table has thousands.
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 100 * CALLS[call]
