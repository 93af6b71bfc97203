"""Partitions are made and dropped beside readers and writers, with real connections; nothing here waits for a clock."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from support.sessions import Market, Session, all_at_once, until_blocked

PARTITIONS = "select count(*) from pg_class where relnamespace = 'partitions'::regnamespace and relname = %s"
MINUTE = {"symbol": "7203", "timeframe": "1m", "data_timestamp": "2001-01-04T09:00:00+09:00", "close_price": 100}


def count(market: Market, name: str) -> int:
    return int(market.owner(PARTITIONS, name)[0][0])


def drop(market: Market, name: str) -> None:
    with psycopg.connect(market.conninfo) as upkeep:
        upkeep.execute(f"drop table partitions.{name}".encode())


@pytest.fixture
def market(clone: str) -> Market:
    """A market with a minute bar that is older than the retention."""
    with Session(clone) as feed:
        feed.commit("select ingest_market_data(%s)", json.dumps([MINUTE]))
    return Market(clone)


def test_a_month_that_is_being_read_is_dropped_at_a_later_call(market: Market) -> None:
    with psycopg.connect(market.conninfo) as reader, psycopg.connect(market.conninfo, autocommit=True) as upkeep:
        notices: list[str] = []
        upkeep.add_notice_handler(lambda notice: notices.append(str(notice.message_primary)))
        reader.execute("select * from market_data where timeframe = '1m'")
        upkeep.execute("select cleanup_old_market_data()")  # does not wait for the reader, who stays
        assert notices == ["partitions.market_data_short is being read or written; its old partitions go at the next call"]
        assert count(market, "market_data_short_2001_01") == 1
        reader.rollback()
        upkeep.execute("call kaboom.run_retention()")
        assert count(market, "market_data_short_2001_01") == 0
        upkeep_shows: dict[str, str] = dict(upkeep.execute("select what, value from monitoring.upkeep").fetchall())
    assert upkeep_shows["months of minute bars that are due to be dropped"] == "0"
    assert upkeep_shows["partitions that were dropped"].startswith("1; the last one was market_data_short_2001_01 on ")


def test_a_call_with_nothing_to_drop_takes_no_lock(market: Market) -> None:
    market.owner("update system_settings set value = '{\"months\": 1200}' where key = 'market_data_retention' returning id")
    with psycopg.connect(market.conninfo) as upkeep:
        upkeep.execute("select cleanup_old_market_data()")
        held = "select count(*) from pg_locks where pid = pg_backend_pid() and mode = 'AccessExclusiveLock'"
        assert upkeep.execute(held.encode()).fetchone() == (0,)


def test_retention_follows_its_setting(market: Market) -> None:
    market.owner("update system_settings set value = '{\"months\": 1200}' where key = 'market_data_retention' returning id")
    with psycopg.connect(market.conninfo, autocommit=True) as upkeep:
        upkeep.execute("select cleanup_old_market_data()")
        assert count(market, "market_data_short_2001_01") == 1
        upkeep.execute("update system_settings set value = '{\"months\": 1}' where key = 'market_data_retention'")
        upkeep.execute("select cleanup_old_market_data()")
        assert count(market, "market_data_short_2001_01") == 0


def test_one_busy_table_does_not_keep_the_others_from_their_partitions(market: Market) -> None:
    future = "market_data_short_" + str(
        market.owner("select to_char((now() at time zone 'Asia/Tokyo') + interval '1 month', 'YYYY_MM')")[0][0]
    )
    drop(market, future)
    week = market.owner("select max(relname) from pg_class where relkind = 'r' and relname like 'audit_logs_2%%'")[0][0]
    drop(market, week)
    with psycopg.connect(market.conninfo) as reader, psycopg.connect(market.conninfo, autocommit=True) as upkeep:
        reader.execute("select count(*) from audit_logs")
        assert upkeep.execute("select kaboom.ensure_partitions()").fetchone() == (1,)
        assert (count(market, future), count(market, week)) == (1, 0)
        reader.rollback()
        assert upkeep.execute("select kaboom.ensure_partitions()").fetchone() == (1,)
        assert count(market, week) == 1


def test_two_calls_at_once_do_not_collide(market: Market) -> None:
    drop(market, "market_data_long_2005")

    def ensure() -> str:
        with psycopg.connect(market.conninfo, autocommit=True) as upkeep:
            return str(upkeep.execute("select kaboom.ensure_partitions()").fetchone())

    assert sorted(all_at_once([ensure, ensure])) == ["(0,)", "(1,)"]


def test_backfills_of_decades_at_once_make_every_partition_once(market: Market) -> None:
    def backfill(years: list[int]) -> str:
        bars = [
            {"symbol": str(1000 + year % 2), "timeframe": timeframe, "data_timestamp": f"{year}-06-03", "close_price": 100}
            for year in years
            for timeframe in ("1d", "5m")
        ]
        with Session(market.conninfo) as feed:
            return feed.outcome("select ingest_market_data(%s)", json.dumps(bars))

    years = [1985, 1979, 1990, 1982, 1999]
    assert all_at_once([partial(backfill, years), partial(backfill, years[::-1])]) == ["done", "done"]
    assert market.owner("select count(*), count(distinct tableoid) from market_data where data_timestamp < '2000-01-01'") == [
        (10, 10)
    ]


def test_a_bar_of_a_month_that_is_just_being_dropped_finds_its_partition(market: Market) -> None:
    with psycopg.connect(market.conninfo) as upkeep, Session(market.conninfo) as feed, ThreadPoolExecutor(1) as pool:
        upkeep.execute("select cleanup_old_market_data()")
        assert upkeep.info.transaction_status == TransactionStatus.INTRANS
        later = json.dumps([MINUTE | {"data_timestamp": "2001-01-04T09:01:00+09:00"}])
        with psycopg.connect(market.conninfo, autocommit=True) as watcher:
            result = pool.submit(feed.outcome, "select ingest_market_data(%s)", later)
            waited = until_blocked(watcher, feed.connection, result)
        upkeep.commit()
        assert (waited, result.result()) == (True, "done")
    assert market.owner("select data_timestamp from market_data where timeframe = '1m'") == [
        (datetime(2001, 1, 4, 0, 1, tzinfo=UTC),)
    ]
