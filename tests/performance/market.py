"""Bars and prices, each against the plain way to do the same."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count

from rows import Row, Topic
from server import connect, execute, timed

PLAIN = """
create table plain (like market_data including defaults including generated,
    primary key (symbol, timeframe, data_timestamp))
"""
COLUMNS = "symbol, timeframe, data_timestamp, open_price, high_price, low_price, close_price, volume"
BARS = """
insert into {table} (symbol, timeframe, data_timestamp, open_price, high_price, low_price, close_price, volume)
select (1000 + s)::text, '1d', '2005-01-01 00:00+09'::timestamptz + d * interval '1 day', 100, 102, 98, 101, 1000
from generate_series(0, {symbols} - 1) as s, generate_series({first}, {last}) as d
"""
UPSERT = """
insert into {table} (symbol, timeframe, data_timestamp, open_price, high_price, low_price, close_price, volume)
select (1000 + s)::text, '1d', '2005-01-01 00:00+09'::timestamptz + {days} * interval '1 day', 100, 109, 90, {price}, 1000
from generate_series(0, {symbols} - 1) as s
on conflict (symbol, timeframe, data_timestamp) do update
set close_price = excluded.close_price, high_price = excluded.high_price, low_price = excluded.low_price,
    volume = excluded.volume, updated_at = excluded.updated_at
"""
PROBE = """
select s, (select m.close_price from market_data as m where m.symbol = s::text and m.timeframe = '1d'
    order by m.data_timestamp desc limit 1) from generate_series(1000, 1199) as s
"""
LATEST = "select price from latest_prices where symbol = any (array(select s::text from generate_series(1000, 1199) as s))"
MONTH = """
select kaboom.make_partition('market_data_short_2001_{month:02}', 'partitions.market_data_short',
    '2001-{month:02}-01 00:00+09', '2001-{month:02}-01 00:00+09'::timestamptz + interval '1 month');
insert into partitions.market_data_short_2001_{month:02} (symbol, timeframe, data_timestamp, close_price)
select (1000 + s)::text, '1m', '2001-{month:02}-05 09:00+09'::timestamptz + m * interval '1 minute', 100
from generate_series(0, 999) as s, generate_series(1, {bars}) as m
"""
PARTITIONS = """
select kaboom.make_bar_partitions(array(
    select jsonb_populate_record(null::kaboom.incoming_bar, jsonb_build_object('timeframe', '1d', 'data_timestamp', d))
    from generate_series('2005-01-01 00:00+09'::timestamptz, '2005-01-01 00:00+09'::timestamptz + {days} * interval '1 day',
        '1 month') as d
))
"""
CLEANUP = "select cleanup_old_market_data()"
SYMBOLS = 4000
# Of bars that are inserted by one statement: between two of them the progress is shown.
PART = 50


def load(url: str, text: str, table: str) -> float:
    """Milliseconds of a COPY into an empty table."""
    execute(url, "truncate plain", "truncate market_data", "truncate latest_prices", "checkpoint")
    started = time.perf_counter()
    with connect(url).cursor().copy(f"copy {table} ({COLUMNS}) from stdin".encode()) as stream:
        stream.write(text)
    return (time.perf_counter() - started) * 1000


def drop_month(url: str, bars: int, number: int, *statements: str) -> float:
    """Milliseconds of some statements that remove a month of minute bars, which is made before."""
    execute(url, f"drop table if exists partitions.market_data_short_2001_{number:02}", MONTH.format(month=number, bars=bars))
    return timed(url, *statements)


@contextmanager
def loads(url: str, scale: float, report: Callable[[str], None]) -> Iterator[list[Row]]:
    """Loads of a year, and the end of a month."""
    execute(url, PLAIN)
    report("text of bars")
    text = "".join(
        f"{1000 + symbol}\t1d\t2020-{1 + day // 28:02}-{1 + day % 28:02} 00:00+09\t100.5\t101\t99\t100\t12345\n"
        for day in range(max(5, min(round(250 * scale), 336)))
        for symbol in range(SYMBOLS)
    )
    bars = max(10, round(1000 * scale))
    delete = "delete from market_data where timeframe = '1m' and data_timestamp < '2002-01-01'"
    deleted, dropped = partial(drop_month, url, bars, 1, delete), partial(drop_month, url, bars, 2, CLEANUP)
    yield [
        Row(
            "copy",
            "COPY of bars",
            "the same key, plain",
            0.85,
            partial(load, url, text, "market_data"),
            partial(load, url, text, "plain"),
        ),
        Row("retention", f"a month of {bars * 1000:,} bars goes", "DELETE", 6, dropped, deleted),
    ]


@contextmanager
def bars(url: str, scale: float, report: Callable[[str], None]) -> Iterator[list[Row]]:
    """Years of bars of all symbols, in both tables."""
    execute(url, PLAIN)
    days = max(10, round(1250 * scale))
    execute(url, PARTITIONS.format(days=days))
    for table in ("plain", "market_data"):
        for first in range(1, days + 1, PART):
            report(f"bars of {table}, day {first:,} of {days:,}")
            last = min(first + PART - 1, days)
            replica = "set session_replication_role = replica"  # the triggers of all but the newest day would find nothing
            start = [replica] if table == "market_data" and last < days else []
            execute(url, *start, BARS.format(table=table, symbols=SYMBOLS, first=first, last=last))
    execute(url, "vacuum analyze plain", "vacuum analyze market_data", "vacuum analyze latest_prices", "checkpoint")
    price = count()

    def newest(table: str) -> float:
        return timed(url, UPSERT.format(table=table, symbols=SYMBOLS, days=days, price=91 + next(price) % 18))

    yield [
        Row(
            "upsert",
            f"the newest bar of {SYMBOLS:,} symbols again",
            "plain upsert",
            0.5,
            partial(newest, "market_data"),
            partial(newest, "plain"),
        ),
        Row(
            "latest prices",
            "the latest price of 200 symbols",
            "LATERAL probe",
            3,
            lambda: timed(url, *[LATEST] * 20) / 20,
            lambda: timed(url, *[PROBE] * 20) / 20,
        ),
    ]


TOPICS = [Topic("loads", loads, ("copy", "retention")), Topic("bars", bars, ("upsert", "latest prices"))]
