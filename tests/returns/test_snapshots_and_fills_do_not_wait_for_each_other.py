"""Snapshots are taken while fills and bars come in: nobody waits, and nothing is missed."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from support.sessions import Market, Session, all_at_once, until_blocked

TAKE = "select kaboom.take_snapshots(array(select kaboom.due_snapshots()))"
BAR = (
    "insert into market_data (symbol, timeframe, data_timestamp, close_price) values ('7203', '1d', '2024-01-05 00:00+09', {})"
    " on conflict (symbol, timeframe, data_timestamp) do update set close_price = excluded.close_price returning 1"
)
NEWEST = "select cash, market_value from portfolio_snapshots where portfolio_id = %s order by day desc limit 1"


@pytest.fixture
def market(clone: str) -> Market:
    return Market(clone)


def open_portfolio(market: Market, capital: int = 1_000_000) -> tuple[UUID, UUID]:
    """A user and a portfolio that was opened on 2024-01-04."""
    user = market.new_user()
    portfolio = market.new_portfolio(user, capital)
    market.owner("update cash_ledger set created_at = '2024-01-04 10:00+09' where portfolio_id = %s returning 1", portfolio)
    market.owner(
        "insert into kaboom.snapshot_states (user_id, portfolio_id, built_through) values (%s, %s, '2024-01-03') returning 1",
        user,
        portfolio,
    )
    return user, portfolio


def take(market: Market) -> None:
    market.owner("select kaboom.mark_stale_snapshots()")
    market.owner(TAKE)


def fill(session: Session, trade: UUID, execution: str, quantity: int) -> str:
    query = "select record_execution(%s, %s, %s, 100, 0, 0, '2024-01-05 10:00+09')"
    return session.outcome(query, trade, execution, quantity)


def test_a_fill_is_booked_while_snapshots_are_taken(market: Market) -> None:
    user, portfolio = open_portfolio(market)
    trade = market.place(user, portfolio, "buy", 100, 100)
    market.owner("select kaboom.use_closes('2024-01-05')")
    with psycopg.connect(market.conninfo) as job, Session(market.conninfo) as broker:
        job.execute(TAKE.encode())
        broker.commit("select set_config('lock_timeout', '2s', false)")
        assert fill(broker, trade, "during", 60) == "done", "a fill does not wait for snapshots"
    assert market.owner(NEWEST, portfolio) == [(1_000_000, 0)]
    take(market)
    assert market.owner(NEWEST, portfolio) == [(994_000, 6_000)], "without a close, shares are worth what they cost"


def test_snapshots_are_taken_while_a_fill_is_booked(market: Market) -> None:
    user, portfolio = open_portfolio(market)
    trade = market.place(user, portfolio, "buy", 100, 100)
    market.owner("select kaboom.use_closes('2024-01-05')")
    with Session(market.conninfo) as broker:
        broker.run("select record_execution(%s, 'open', 60, 100, 0, 0, '2024-01-05 10:00+09')", trade)
        market.owner(f"with patience as materialized (select set_config('lock_timeout', '2s', true)) {TAKE} from patience")
        assert market.owner(NEWEST, portfolio) == [(1_000_000, 0)], "a fill that is not committed does not count"
        broker.connection.commit()
    take(market)
    assert market.owner(NEWEST, portfolio) == [(994_000, 6_000)], "its portfolio is due when it is"


def test_two_runs_at_once_leave_a_portfolio_to_the_first(market: Market) -> None:
    _, portfolio = open_portfolio(market)
    market.owner("select kaboom.use_closes('2024-01-05')")
    with psycopg.connect(market.conninfo) as first:
        assert first.execute(TAKE.encode()).fetchone() == (2,)
        assert market.owner(TAKE) == [(0,)]
        first.commit()
    assert market.owner("select count(*) from portfolio_snapshots where portfolio_id = %s", portfolio) == [(2,)]


def test_many_fills_at_once_with_the_job_end_in_the_right_snapshot(market: Market) -> None:
    user, portfolio = open_portfolio(market)
    trades = [market.place(user, portfolio, "buy", 100, 100) for _ in range(4)]
    market.owner("select kaboom.use_closes('2024-01-05')")

    def fills(trade: UUID) -> str:
        with Session(market.conninfo) as broker:
            outcomes = {fill(broker, trade, f"{trade} {number}", 10) for number in range(10)}
        return " ".join(sorted(outcomes))

    def job() -> str:
        for _ in range(10):
            take(market)
        return "done"

    assert set(all_at_once([*(lambda trade=trade: fills(trade) for trade in trades), job, job])) == {"done"}
    take(market)
    assert market.owner(NEWEST, portfolio) == [(960_000, 40_000)]
    assert market.wrong_figures() == []


def test_a_bar_that_is_not_committed_when_its_session_opens_is_waited_for(market: Market) -> None:
    user, portfolio = open_portfolio(market)
    with Session(market.conninfo) as broker:
        assert fill(broker, market.place(user, portfolio, "buy", 100, 100), "e", 100) == "done"
    with (
        psycopg.connect(market.conninfo) as feed,
        psycopg.connect(market.conninfo) as job,
        psycopg.connect(market.conninfo, autocommit=True) as watcher,
        ThreadPoolExecutor(1) as pool,
    ):
        feed.execute(BAR.format(200).encode())
        opened = pool.submit(lambda: str(job.execute("select kaboom.use_closes('2024-01-05')").fetchone()))
        assert until_blocked(watcher, job, opened), "the session opened although a bar of it was on its way"
        feed.commit()
        opened.result()
        job.commit()
    take(market)
    assert market.owner(NEWEST, portfolio) == [(990_000, 20_000)]


@pytest.mark.parametrize("isolation", ["READ_COMMITTED", "REPEATABLE_READ"])
def test_a_bar_that_is_written_after_its_session_opened_is_noted(market: Market, isolation: str) -> None:
    user, portfolio = open_portfolio(market)
    with Session(market.conninfo) as broker:
        assert fill(broker, market.place(user, portfolio, "buy", 100, 100), "e", 100) == "done"
    level: Any = getattr(psycopg.IsolationLevel, isolation)
    with psycopg.connect(market.conninfo) as feed:
        feed.isolation_level = level
        feed.execute("select 1 from portfolios")  # From here on the feed sees what was there, or what is committed.
        market.owner("select kaboom.use_closes('2024-01-05')")
        feed.execute(BAR.format(200).encode())
        take(market)
        assert market.owner(NEWEST, portfolio) == [(990_000, 10_000)]
        feed.commit()
    take(market)
    assert market.owner(NEWEST, portfolio) == [(990_000, 20_000)], "the bar came after the snapshot, and nobody noticed"


def test_the_jobs_make_the_snapshots_of_new_portfolios(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    market.owner("update cash_ledger set created_at = now() - interval '20 days' where portfolio_id = %s returning 1", portfolio)
    with psycopg.connect(market.conninfo, autocommit=True) as connection:
        connection.execute("call kaboom.run_job('prepare snapshots')")
        connection.execute("call kaboom.run_job('take snapshots')")
    rows = market.owner(
        "select count(*) > 5, min(day) >= (now() at time zone 'Asia/Tokyo')::date - 20, max(day) = u.through, min(cash)"
        " from portfolio_snapshots, kaboom.used_closes as u where portfolio_id = %s group by u.through",
        portfolio,
    )
    assert rows == [(True, True, True, 100_000)]
    assert market.owner("select count(*) from kaboom.job_runs where error is not null") == [(0,)]


def test_the_service_role_refreshes_until_nothing_is_left(market: Market) -> None:
    user = market.new_user()
    for name in ("one", "two", "three"):
        market.new_portfolio(user, name=name)
    market.owner("update cash_ledger set created_at = now() - interval '20 days' returning 1")
    left: list[int] = []
    with Session(market.conninfo) as service:
        while not left or left[-1]:
            assert len(left) < 10
            left.append(service.commit("select refresh_snapshots(2)")[0][0])
    assert left == [3, 1, 1, 0]
    assert market.owner("select count(distinct portfolio_id) from portfolio_snapshots") == [(3,)]
