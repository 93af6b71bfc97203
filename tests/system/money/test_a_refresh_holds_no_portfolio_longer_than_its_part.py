"""While a refresh is stopped in the middle of a part, fills of all other portfolios go on; one of that part waits for it."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from support.sessions import Market, Session, blockers, until_blocked

COUNT, PART = 45, 20
FILL = "select record_execution(%s, %s, 1, 100)"


@pytest.fixture
def market(clone: str) -> Market:
    return Market(clone)


def portfolios_to_refresh(market: Market) -> list[UUID]:
    """Portfolios with shares, an open purchase and a new price, by id."""
    user = market.new_user()
    market.owner(
        "insert into portfolios (user_id, name, initial_capital) select %s, n::text, 100000 from generate_series(1, %s) as n"
        " returning id",
        user,
        COUNT,
    )
    market.owner(
        "insert into trades (user_id, portfolio_id, symbol, trade_type, quantity, price)"
        " select user_id, id, '7203', 'buy', 20, 100 from portfolios returning id"
    )
    market.owner(
        "insert into trade_executions (execution_id, trade_id, quantity, price)"
        " select id::text, id, 10, 100 from trades returning execution_id"
    )
    market.owner(
        "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
        " values ('7203', '1m', date_trunc('minute', now()), 130) returning id"
    )
    return [portfolio for (portfolio,) in market.owner("select id from portfolios order by id")]


def fill(session: Session, market: Market, portfolio: UUID) -> str:
    return session.answer(
        FILL, market.owner("select id from trades where portfolio_id = %s", portfolio)[0][0], str(portfolio) + "+"
    )


def refreshed(market: Market) -> set[UUID]:
    return {portfolio for (portfolio,) in market.owner("select portfolio_id from positions where current_price = 130")}


def run(connection: psycopg.Connection[Any], statement: str) -> str:
    connection.execute(statement.encode())
    return "done"


@pytest.mark.parametrize("statement", ["call kaboom.run_job('refresh valuations')", f"select refresh_valuations({PART})"])
def test_a_refresh_holds_no_portfolio_longer_than_its_part(market: Market, statement: str) -> None:
    portfolios = portfolios_to_refresh(market)
    parts = [portfolios[start : start + PART] for start in range(0, COUNT, PART)]
    stopped = parts[1] if statement.startswith("call") else parts[0]
    finished = parts[0] if statement.startswith("call") else []
    with (
        ThreadPoolExecutor(2) as pool,
        psycopg.connect(market.conninfo, autocommit=True) as job,
        psycopg.connect(market.conninfo, autocommit=True) as watcher,
        Session(market.conninfo) as broker,
        # The last one, so that what waits for it is let go also where the test fails.
        Session(market.conninfo) as holder,
    ):
        holder.connection.execute("reset role")
        # The job stops where it writes this position.
        holder.run("select 1 from positions where portfolio_id = %s for update", stopped[0])
        result: Future[str] = pool.submit(run, job, statement)
        assert until_blocked(watcher, job, result)
        assert refreshed(market) == set(finished)
        for other in {*finished[:1], parts[2][0]}:
            assert fill(broker, market, other) == "done"
        waiting: Future[str] = pool.submit(fill, broker, market, stopped[1])
        assert until_blocked(watcher, broker.connection, waiting)
        assert blockers(watcher, broker.connection) == [job.info.backend_pid]
        holder.connection.rollback()
        assert (result.result(), waiting.result()) == ("done", "done")
    assert refreshed(market) >= set(stopped)
    assert market.wrong_figures() == []
