"""The whole path over committed transactions: bars, a request, parts of a run that its owner watches, figures."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest
from support.backtests import load_bars, new_backtest, read_numbers_exactly, results_of
from support.sessions import Market, Session, all_at_once, while_waiting
from support.strategies import Rules, make_bars, simulate_all

RULES = Rules("sma_cross", Decimal("0.001"), fast=3, slow=10)
CURVE = '[{"date": "2019-01-07", "value": 1010}]'
PROGRESS = "select status::text, progress_percentage, simulated_date::text from backtest_summaries"
COMPLETE = "select complete_backtest(%s, %s, '[]')"


@pytest.fixture
def market(clone: str) -> Market:
    return Market(clone)


def request(market: Market, user: UUID, rules: Rules = RULES, symbols: tuple[str, ...] = ("7203",)) -> UUID:
    with psycopg.connect(market.conninfo) as connection:
        return new_backtest(connection, user, rules, list(symbols), "2019-01-07", "2019-12-31", 1_000_000)


def statuses(market: Market) -> dict[UUID, str]:
    return {row[0]: row[1] for row in market.owner("select id, status::text from backtest_results")}


def load(market: Market, symbol: str) -> Any:
    bars = [bar for bar in make_bars(symbol, 250) if bar.day.year == 2019]
    with psycopg.connect(market.conninfo) as connection:
        load_bars(connection, symbol, bars)
    return bars


def test_an_owner_watches_a_run_and_reads_what_python_computes(market: Market) -> None:
    bars, user = load(market, "7203"), market.new_user()
    backtest = request(market, user)
    with Session(market.conninfo, user) as owner, Session(market.conninfo) as worker:
        seen = [owner.commit(PROGRESS)[0]]
        while worker.commit("select run_backtests(1)")[0][0] > 0:
            seen.append(owner.commit(PROGRESS)[0])
        seen.append(owner.commit(PROGRESS)[0])
    assert [status for status, *_ in seen] == ["pending"] + ["running"] * 9 + ["completed"]
    # 359 days: a tenth, rounded up to whole days, is the first part.
    assert seen[1] == ("running", Decimal("10.03"), "2019-02-11")
    assert [progress for _, progress, _ in seen] == sorted({progress for _, progress, _ in seen})
    assert seen[-1] == ("completed", Decimal(100), "2019-12-31")
    with psycopg.connect(market.conninfo) as connection:
        read_numbers_exactly(connection)
        curve, trades = results_of(connection, backtest)
    expected_curve, expected_trades = simulate_all({"7203": bars}, Decimal(1_000_000), RULES)
    assert curve == expected_curve
    assert [trade["profit"] for trade in trades] == [trade["profit"] for trade in expected_trades]
    assert market.owner("select count(*) from kaboom.backtest_simulations") == [(0,)]


def test_the_job_commits_each_part_and_one_failure_stops_no_other(market: Market) -> None:
    load(market, "7203")
    users = [market.new_user() for _ in range(3)]
    missing = request(market, users[0], symbols=("9984",))
    good = [request(market, user) for user in users]
    foreign = request(market, users[0], Rules("momentum", Decimal(0)))
    with psycopg.connect(market.conninfo, autocommit=True) as connection:
        connection.execute("call kaboom.run_job('run backtests')")
    assert statuses(market) == {missing: "failed", foreign: "pending"} | dict.fromkeys(good, "completed")
    (message,) = market.owner("select error_message from backtest_results where id = %s", missing)[0]
    assert message.startswith("KB509: market_data has no daily bar of 9984")
    assert market.owner("select parts, error from kaboom.job_runs where job = 'run backtests'") == [(40, None)]


def test_a_run_that_met_a_lock_waits_for_another_time(market: Market) -> None:
    load(market, "7203")
    user = market.new_user()
    backtest = request(market, user)
    with psycopg.connect(market.conninfo) as other, psycopg.connect(market.conninfo, autocommit=True) as worker:
        other.execute("insert into backtest_tallies (user_id, strategy_name) values (%s, 'sma_cross')", [user])
        worker.execute("set lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            worker.execute("select run_backtests(10)")
        assert statuses(market) == {backtest: "pending"}
        other.rollback()
        worker.execute("select run_backtests(10)")
    assert statuses(market) == {backtest: "completed"}


def test_a_cancelled_run_leaves_nothing_behind(market: Market) -> None:
    load(market, "7203")
    user = market.new_user()
    backtest = request(market, user)
    with Session(market.conninfo, user) as owner, Session(market.conninfo) as worker:
        assert worker.commit("select run_backtests(3)") == [(1,)]
        assert market.owner("select count(*) from kaboom.backtest_simulations") == [(1,)]
        owner.commit("select cancel_backtest(%s)", backtest)
        assert worker.commit("select run_backtests(3)") == [(0,)]
        assert owner.commit("select status::text from backtest_results") == [("cancelled",)]
    assert market.owner("select count(*) from kaboom.backtest_simulations") == [(0,)]
    assert market.owner("select count(*) from backtest_tallies") == [(0,)]


def test_of_cancelling_and_completing_the_first_one_counts(market: Market) -> None:
    user = market.new_user()
    backtests = [request(market, user, Rules("momentum", Decimal(0))) for _ in range(2)]
    with Session(market.conninfo, user) as owner, Session(market.conninfo) as worker:
        for backtest in backtests:
            worker.commit("select start_backtest(%s)", backtest)
        cancel = ("select cancel_backtest(%s)", backtests[0])
        assert while_waiting(owner, cancel, worker, (COMPLETE, backtests[0], CURVE)) == "KB502"
        complete = (COMPLETE, backtests[1], CURVE)
        assert while_waiting(worker, complete, owner, ("select cancel_backtest(%s)", backtests[1])) == "KB502"
    assert statuses(market) == {backtests[0]: "cancelled", backtests[1]: "completed"}
    assert market.owner("select trials from backtest_tallies") == [(1,)]


def test_trials_that_end_at_once_are_all_counted(market: Market) -> None:
    user, curve = market.new_user(), '[{"date": "2019-01-07", "value": 1010000}, {"date": "2019-01-08", "value": %s}]'
    backtests = [request(market, user, Rules("momentum", Decimal(0))) for _ in range(8)]
    sessions = [Session(market.conninfo) for _ in backtests]
    for session, backtest in zip(sessions, backtests, strict=True):
        session.commit("select start_backtest(%s)", backtest)
    finish: list[Callable[[], str]] = [
        partial(session.outcome, COMPLETE, backtest, curve % (1_000_000 + n * 7919))
        for n, (session, backtest) in enumerate(zip(sessions, backtests, strict=True))
    ]
    assert all_at_once(finish) == ["done"] * 8
    for session in sessions:
        session.connection.close()
    exact = "select count(*), round(var_samp(sharpe_ratio / sqrt(252))::numeric, 9) from backtest_results"
    counted = "select trials, round((squared_deviations / (measured_trials - 1))::numeric, 9) from backtest_tallies"
    assert market.owner(counted) == market.owner(exact)


def test_workers_at_once_share_what_waits(market: Market) -> None:
    user = market.new_user()
    backtests = {request(market, user, Rules("momentum", Decimal(0))) for _ in range(12)}
    sessions = [Session(market.conninfo) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        claimed = list(pool.map(lambda n: sessions[n].commit(f"select id from claim_backtests('w{n}', 3)"), range(4)))
    for session in sessions:
        session.connection.close()
    ids = [row[0] for rows in claimed for row in rows]
    assert len(ids) == len(set(ids))
    with Session(market.conninfo) as late:
        ids += [row[0] for row in late.commit("select id from claim_backtests('late', 100)")]
    assert set(ids) == backtests


def test_an_account_is_erased_while_its_run_ends(market: Market) -> None:
    user = market.new_user()
    backtest = request(market, user, Rules("momentum", Decimal(0)))
    with Session(market.conninfo) as worker, Session(market.conninfo) as other:
        worker.commit("select start_backtest(%s)", backtest)
        other.connection.execute("reset role")
        other.connection.commit()
        erase = ("delete from auth.users where id = %s returning id", user)
        assert while_waiting(worker, (COMPLETE, backtest, CURVE), other, erase) == "done"
    assert market.owner("select count(*) from backtest_tallies") == [(0,)]
