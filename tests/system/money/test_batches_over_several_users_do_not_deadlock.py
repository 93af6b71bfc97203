"""Two batches that name the same portfolios in opposite order wait for each other, and both are done."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest
from support.sessions import Market, Session, until_blocked

Element = dict[str, object]


@pytest.fixture
def market(clone: str) -> Market:
    return Market(clone)


def purchase(portfolio: UUID) -> Element:
    return {"portfolio_id": str(portfolio), "symbol": "7203", "trade_type": "buy", "quantity": 1, "price": 100}


def test_baskets_in_opposite_order_wait_for_each_other(market: Market) -> None:
    """The first user's portfolio is held until both wait: a batch that had begun with the second user's would now deadlock."""
    users = sorted(market.new_user() for _ in range(2))
    portfolios = [market.new_portfolio(user) for user in users]
    there = [purchase(portfolio) for portfolio in portfolios]
    call = "select o.code from place_orders(%s) as o"
    with Session(market.conninfo) as holder, Session(market.conninfo) as one, Session(market.conninfo) as two:
        holder.run("select public.lock_portfolios(array[%s]::uuid[])", portfolios[0])
        with ThreadPoolExecutor(2) as pool, psycopg.connect(market.conninfo, autocommit=True) as watcher:
            try:
                outcomes = []
                for session, batch in ((one, there), (two, there[::-1])):
                    outcomes.append(pool.submit(session.outcome, call, json.dumps(batch)))
                    assert until_blocked(watcher, session.connection, outcomes[-1]), outcomes[-1].result()
            finally:  # Because the pool waits for the sessions, which wait for the holder.
                holder.connection.commit()
            assert [outcome.result() for outcome in outcomes] == ["done", "done"]
    assert market.owner("select count(*) from trades") == [(4,)]
    assert market.wrong_figures() == []
