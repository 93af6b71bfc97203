"""Two batches that name the same portfolios in opposite order wait for each other, and both are done."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest
from support.sessions import Market, Session, until_blocked, while_waiting

Element = dict[str, object]


@pytest.fixture
def market(clone: str) -> Market:
    return Market(clone)


def purchase(portfolio: UUID) -> Element:
    return {"portfolio_id": str(portfolio), "symbol": "7203", "trade_type": "buy", "quantity": 1, "price": 100}


def fill(trade: UUID, execution: str, quantity: int = 1) -> Element:
    return {"trade_id": str(trade), "execution_id": execution, "quantity": quantity, "price": 100}


@pytest.mark.parametrize("function", ["place_orders", "record_executions"])
def test_batches_in_opposite_order_wait_for_each_other(market: Market, function: str) -> None:
    """The first user's portfolio is held until both wait: a batch that had begun with the second user's would now deadlock."""
    users = sorted(market.new_user() for _ in range(2))
    portfolios = [market.new_portfolio(user) for user in users]
    trades = [market.place(user, portfolio, "buy", 10, 100) for user, portfolio in zip(users, portfolios, strict=True)]
    batches = [[purchase(portfolio) for portfolio in portfolios]] * 2
    if function == "record_executions":
        batches = [[fill(trade, f"{batch} {trade}") for trade in trades] for batch in "ab"]
    call = f"select b.code from {function}(%s) as b"
    with Session(market.conninfo) as holder, Session(market.conninfo) as one, Session(market.conninfo) as two:
        holder.run("select public.lock_portfolios(array[%s]::uuid[])", portfolios[0])
        with ThreadPoolExecutor(2) as pool, psycopg.connect(market.conninfo, autocommit=True) as watcher:
            try:
                outcomes = []
                for session, batch in ((one, batches[0]), (two, batches[1][::-1])):
                    outcomes.append(pool.submit(session.outcome, call, json.dumps(batch)))
                    assert until_blocked(watcher, session.connection, outcomes[-1]), outcomes[-1].result()
            finally:  # Because the pool waits for the sessions, which wait for the holder.
                holder.connection.commit()
            assert [outcome.result() for outcome in outcomes] == ["done", "done"]
    done = "select count(*) from trades" if function == "place_orders" else "select sum(filled_quantity) from trades"
    assert market.owner(done) == [(6 if function == "place_orders" else 4,)]
    assert market.wrong_figures() == []


@pytest.mark.parametrize("batch_first", [True, False])
def test_a_batch_and_a_single_fill_see_each_other(market: Market, batch_first: bool) -> None:
    """Of 10 shares 6 are filled by the first, so the 6 of the second do not fit; an id that is the same is booked once."""
    user = market.new_user()
    trade = market.place(user, market.new_portfolio(user), "buy", 10, 100)
    single = ("select 'booked' from record_execution(%s, 'x', 6, 100)", trade)
    batch = ("select b.outcome from record_executions(%s) as b", json.dumps([fill(trade, "x", 6), fill(trade, "y", 6)]))
    first, second = (batch, single) if batch_first else (single, batch)
    with Session(market.conninfo) as one, Session(market.conninfo) as two:
        assert while_waiting(one, first, two, second) == "done"
    assert market.owner("select execution_id, quantity from trade_executions") == [("x", 6)]
    assert market.wrong_figures() == []


def test_a_busy_portfolio_ends_a_batch_and_nothing_of_it_is_booked(market: Market) -> None:
    users = [market.new_user() for _ in range(2)]
    trades = [market.place(user, market.new_portfolio(user), "buy", 10, 100) for user in users]
    batch = json.dumps([fill(trade, "x") for trade in trades])
    with Session(market.conninfo) as holder, Session(market.conninfo) as broker:
        holder.run("select lock_order(%s)", trades[0])
        assert broker.outcome("select b.outcome from record_executions(%s) as b", batch) == "KB134"
        holder.connection.commit()
        assert broker.outcome("select b.outcome from record_executions(%s) as b", batch) == "done"
    assert market.owner("select sum(filled_quantity) from trades") == [(2,)]
