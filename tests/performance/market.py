"""How fast is the market? Each figure against the plain way to do the same, on one server, in turn.

`.venv/bin/python tests/performance/market.py [--symbols 4000] [--days 250] [--rounds 5] [--only copy upsert ...]`

copy: COPY of bars, with all triggers and indexes, against COPY into a plain table with the same key.
upsert: the newest bar of every symbol sent again, by a plain statement, against an upsert into the plain table.
ingest: the same bars through ingest_market_data, against the upsert into the plain table.
quotes: the latest price of 200 symbols, against one LATERAL probe of the bars for each.
alerts: 100,000 items whose alerts all fire, and then none, against a bare UPDATE of as many rows.
retention: dropping a month of minute bars, against deleting its rows.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

import psycopg  # noqa: E402
from psycopg.types.json import Jsonb  # noqa: E402
from server import execute, rounds, server, show  # noqa: E402

import migrate  # noqa: E402

Contestants = dict[str, Callable[[], float]]
PLAIN = """
create table plain (like market_data including defaults including generated,
    primary key (symbol, timeframe, data_timestamp))
"""
COLUMNS = "symbol, timeframe, data_timestamp, open_price, high_price, low_price, close_price, volume"
BARS = """
insert into {table} (symbol, timeframe, data_timestamp, open_price, high_price, low_price, close_price, volume)
select (1000 + s)::text, '1d', '2020-01-01 00:00+09'::timestamptz + d * interval '1 day', 100, 102, 98, 101, 1000
from generate_series(0, {symbols} - 1) as s, generate_series(1, {days}) as d
"""
UPSERT = """
insert into {table} (symbol, timeframe, data_timestamp, open_price, high_price, low_price, close_price, volume)
select (1000 + s)::text, '1d', '2020-01-01 00:00+09'::timestamptz + {days} * interval '1 day', 100, 109, 90, {price}, 1000
from generate_series(0, {symbols} - 1) as s
on conflict (symbol, timeframe, data_timestamp) do update
set close_price = excluded.close_price, high_price = excluded.high_price, low_price = excluded.low_price,
    volume = excluded.volume, updated_at = excluded.updated_at
"""
PROBE = """
select s, (select m.close_price from market_data as m where m.symbol = s::text and m.timeframe = '1d'
    order by m.data_timestamp desc limit 1) from generate_series(1000, 1199) as s
"""
MONTH = """
select kaboom.make_partition('market_data_short_2001_{month:02}', 'partitions.market_data_short',
    '2001-{month:02}-01 00:00+09', '2001-{month:02}-01 00:00+09'::timestamptz + interval '1 month');
insert into partitions.market_data_short_2001_{month:02} (symbol, timeframe, data_timestamp, close_price)
select (1000 + s)::text, '1m', '2001-{month:02}-05 09:00+09'::timestamptz + m * interval '1 minute', 100
from generate_series(0, 999) as s, generate_series(0, 299) as m
"""


@cache
def feed(url: str) -> psycopg.Connection[Any]:
    """The connection that measured statements use: a feed keeps its own."""
    return psycopg.connect(url, autocommit=True)


def timed(url: str, *statements: str) -> float:
    """Milliseconds of some statements."""
    started = time.perf_counter()
    for statement in statements:
        feed(url).execute(statement.encode())
    return (time.perf_counter() - started) * 1000


def copy(url: str, symbols: int, days: int) -> Contestants:
    """Loads of a year; each goes into an empty table."""
    text = "".join(
        f"{1000 + symbol}\t1d\t2020-{1 + day // 28:02}-{1 + day % 28:02} 00:00+09\t100.5\t101\t99\t100\t12345\n"
        for day in range(min(days, 336))
        for symbol in range(symbols)
    )

    def load(table: str) -> float:
        execute(url, "truncate plain", "truncate market_data", "truncate latest_prices", "checkpoint")
        started = time.perf_counter()
        with feed(url).cursor().copy(f"copy {table} ({COLUMNS}) from stdin".encode()) as stream:
            stream.write(text)
        return (time.perf_counter() - started) * 1000

    return {"COPY, plain": lambda: load("plain"), "COPY": lambda: load("market_data")}


def newest(url: str, symbols: int, days: int, table: str) -> Callable[[], float]:
    """The newest bar of each symbol, with a price that differs each time."""
    price = count()
    return lambda: timed(url, UPSERT.format(table=table, symbols=symbols, days=days, price=91 + next(price) % 18))


def upsert(url: str, symbols: int, days: int) -> Contestants:
    fill(url, symbols, days)
    contestants = {"upsert, plain": "plain", "upsert": "market_data"}
    return {name: newest(url, symbols, days, table) for name, table in contestants.items()}


def ingest(url: str, symbols: int, days: int) -> Contestants:
    fill(url, symbols, days)
    price = count()
    day = execute(url, "select to_char(max(data_date), 'YYYY-MM-DD') from plain")[0][0]

    def send() -> float:
        shape = {"Date": day, "O": 100, "H": 109, "L": 90, "C": 91 + next(price) % 18, "Vo": 1000}
        bars = Jsonb([shape | {"Code": f"{1000 + symbol}0"} for symbol in range(symbols)], dumps=json.dumps)
        started = time.perf_counter()
        feed(url).execute("select ingest_market_data(%s)", [bars])
        return (time.perf_counter() - started) * 1000

    return {"upsert, plain": newest(url, symbols, days, "plain"), "ingest": send}


def quotes(url: str, symbols: int, days: int) -> Contestants:
    fill(url, symbols, days)
    price = "select price from latest_prices where symbol = any (array(select s::text from generate_series(1000, 1199) as s))"
    quote = "select * from quotes where symbol = any (array(select s::text from generate_series(1000, 1199) as s))"
    return {
        "200 latest bars, probed": lambda: timed(url, *[PROBE] * 20) / 20,
        "200 latest prices": lambda: timed(url, *[price] * 20) / 20,
        "200 quotes": lambda: timed(url, *[quote] * 20) / 20,
    }


def alerts(url: str, symbols: int, days: int) -> Contestants:
    fill(url, symbols, days)
    execute(
        url,
        "insert into auth.users (id) select gen_random_uuid() from generate_series(1, 1000)",
        "set session_replication_role = replica",
        "insert into watchlist_items (user_id, watchlist_id, symbol, price_alert_upper)"
        f" select w.user_id, w.id, (1000 + (n * 37 + r) % {symbols})::text, 100"
        " from (select *, row_number() over (order by id) as r from watchlists) as w, generate_series(1, 100) as n"
        " on conflict do nothing",
        "analyze watchlist_items",
    )

    def evaluate(armed: bool) -> float:
        execute(url, f"update watchlist_items set price_upper_is_armed = {armed}", "vacuum watchlist_items")
        return timed(url, "select evaluate_alerts()")

    def bare() -> float:
        execute(url, "vacuum watchlist_items")
        return timed(url, "update watchlist_items set price_upper_is_armed = not price_upper_is_armed")

    return {
        "100,000 items, updated": bare,
        "100,000 alerts, all fire": lambda: evaluate(True),
        "100,000 alerts, none": lambda: evaluate(False),
    }


def retention(url: str, symbols: int, days: int) -> Contestants:
    def month(number: int, *statements: str) -> float:
        execute(url, MONTH.format(month=number))
        return timed(url, *statements)

    delete = "delete from market_data where timeframe = '1m' and data_timestamp < '2002-01-01'"
    return {
        "a month, deleted": lambda: month(1, delete) + timed(url, "drop table partitions.market_data_short_2001_01"),
        "a month, dropped": lambda: month(2, "select cleanup_old_market_data()"),
    }


def fill(url: str, symbols: int, days: int) -> None:
    """As many bars in both tables, and their latest prices."""
    execute(url, "truncate plain", "truncate market_data", "truncate latest_prices")
    for table in ("plain", "market_data"):
        execute(url, BARS.format(table=table, symbols=symbols, days=days), f"vacuum analyze {table}")


BASES = {
    "COPY": "COPY, plain",
    "upsert": "upsert, plain",
    "ingest": "upsert, plain",
    "200 latest prices": "200 latest bars, probed",
    "200 quotes": "200 latest bars, probed",
    "100,000 alerts, all fire": "100,000 items, updated",
    "100,000 alerts, none": "100,000 items, updated",
    "a month, dropped": "a month, deleted",
}
TOPICS = {"copy": copy, "upsert": upsert, "ingest": ingest, "quotes": quotes, "alerts": alerts, "retention": retention}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--symbols", type=int, default=4000)
    parser.add_argument("--days", type=int, default=250)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=TOPICS, default=list(TOPICS))
    options = parser.parse_args()
    for topic in options.only:
        with server() as url:
            with migrate.connect(url) as connection:
                migrate.migrate(connection, migrate.discover())
            execute(url, PLAIN)
            results = rounds(options.rounds, TOPICS[topic](url, options.symbols, options.days))
            show(topic, "ms", results, BASES)


if __name__ == "__main__":
    main()
