"""A split that is applied while others trade: each waits for the other, nobody deadlocks, and no share is counted twice."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest
from support.sessions import Market, Session, all_at_once, while_waiting

EX_DATE = date(2024, 3, 4)
APPLY = "select (apply_corporate_action(%s, %s)).state"
CLIENTS, TURNS = 6, 5
# The answers that a client may get. A deadlock (40P01) is not among them.
EXPECTED = {"done", "KB102", "KB103", "KB110", "KB111", "KB132", "KB133", "KB134", "KB142"}


@pytest.fixture
def market(clone: str) -> Market:
    return Market(clone)


def announce(market: Market, new_shares: int = 5, version: int = 1) -> UUID:
    with Session(market.conninfo) as broker:
        query = (
            "insert into corporate_actions (symbol, kind, ex_date, version, old_shares, new_shares)"
            " values ('7203', 'split', %s, %s, 1, %s) returning id"
        )
        return UUID(str(broker.commit(query, EX_DATE, version, new_shares)[0][0]))


def hold_before(market: Market, portfolio: UUID, quantity: int) -> None:
    """Shares that were bought before ex_date."""
    with Session(market.conninfo) as broker:
        broker.commit(
            "insert into trades (portfolio_id, symbol, trade_type, quantity, price, status, order_id, executed_at)"
            " values (%s, '7203', 'buy', %s, 100, 'filled', %s, '2024-03-01T10:00:00+09:00') returning id",
            portfolio,
            quantity,
            str(uuid4()),
        )


def owned(market: Market, portfolio: UUID) -> int:
    return int(market.owner("select quantity from positions where portfolio_id = %s", portfolio)[0][0])


def test_a_sale_waits_for_a_split_and_sells_new_shares(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    hold_before(market, portfolio, 100)
    action = announce(market)
    with Session(market.conninfo) as broker, Session(market.conninfo, user) as owner:
        sale = ("select place_order(%s, '7203', 'sell', 500, 20)", portfolio)
        assert while_waiting(broker, (APPLY, action, portfolio), owner, sale) == "done"
    assert market.wrong_figures() == []


def test_a_split_waits_for_a_fill_and_leaves_its_shares_alone(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    hold_before(market, portfolio, 100)
    order = market.place(user, portfolio, "sell", 30, 100)
    action = announce(market)
    with Session(market.conninfo) as broker, Session(market.conninfo) as operator:
        fill = ("select record_execution(%s, 'f', 30, 100)", order)
        assert while_waiting(broker, fill, operator, (APPLY, action, portfolio)) == "done"
    assert owned(market, portfolio) == 500 - 30
    assert market.wrong_figures() == []


def test_a_split_and_an_archive_wait_for_each_other(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    hold_before(market, portfolio, 100)
    action = announce(market)
    with Session(market.conninfo, user) as owner, Session(market.conninfo) as operator:
        archive = ("select archive_portfolio(%s)", portfolio)
        assert while_waiting(owner, archive, operator, (APPLY, action, portfolio)) == "done"
    assert owned(market, portfolio) == 500
    assert market.wrong_figures() == []


def test_two_calls_at_once_apply_an_action_once(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    hold_before(market, portfolio, 100)
    action = announce(market)

    def apply() -> str:
        with Session(market.conninfo) as operator:
            return operator.outcome(APPLY, action, portfolio)

    assert all_at_once([apply] * 4) == ["done"] * 4
    assert owned(market, portfolio) == 500
    assert market.owner("select count(*) from position_adjustments where action_id = %s", action) == [(1,)]
    assert market.wrong_figures() == []


def test_two_versions_at_once_leave_one_in_force(market: Market) -> None:
    announce(market)

    def correct(ratio: int) -> str:
        with Session(market.conninfo) as broker:
            return broker.outcome(
                "insert into corporate_actions (symbol, kind, ex_date, version, new_shares)"
                " values ('7203', 'split', %s, 2, %s) returning id",
                EX_DATE,
                ratio,
            )

    assert sorted(all_at_once([lambda: correct(2), lambda: correct(3)])) == ["KB632", "done"]
    assert market.owner("select count(*) from corporate_actions where is_in_force") == [(1,)]


def trade(market: Market, seed: int, portfolios: list[tuple[UUID, UUID]]) -> set[str]:
    """Place, fill, cancel, bust and archive at random."""
    dice, outcomes = random.Random(seed), set()
    for _ in range(TURNS):
        user, portfolio = dice.choice(portfolios)
        with Session(market.conninfo, user) as owner, Session(market.conninfo) as broker:
            side = dice.choice(["buy", "sell"])
            outcomes.add(owner.outcome("select place_order(%s, '7203', %s, %s, 100)", portfolio, side, dice.randint(1, 20)))
            waiting = "select id from trades where portfolio_id = %s and status in ('pending', 'partial') limit 3"
            for (order,) in owner.commit(waiting, portfolio):
                name = str(uuid4())
                outcomes.add(broker.outcome("select record_execution(%s, %s, 1, 100)", order, name))
                if dice.random() < 0.3:
                    outcomes.add(broker.outcome("select reverse_execution(%s, %s, %s)", order, name, str(uuid4())))
                outcomes.add(owner.outcome("select cancel_order(%s)", order))
            outcomes.add(
                owner.outcome("update portfolios set is_active = %s where id = %s returning id", dice.random() < 0.7, portfolio)
            )
    return outcomes - {"KB140"}


def test_corrections_are_applied_while_everybody_trades(market: Market) -> None:
    portfolios = [(user, market.new_portfolio(user, 1_000_000)) for user in (market.new_user() for _ in range(6))]
    for _, portfolio in portfolios:
        hold_before(market, portfolio, 100)
    announce(market)

    def act() -> set[str]:
        """The job, again and again, while the ratio is corrected."""
        for version in range(2, 6):
            announce(market, new_shares=version, version=version)
            with psycopg.connect(market.conninfo, autocommit=True) as scheduler:
                scheduler.execute("call kaboom.run_job('apply corporate actions')")
        return {"done"}

    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        jobs = [pool.submit(trade, market, seed, portfolios) for seed in range(CLIENTS)]
        jobs.append(pool.submit(act))
        outcomes = set().union(*(job.result() for job in jobs))
    assert outcomes <= EXPECTED
    assert market.wrong_figures() == []
    # What could not be applied while it was busy is applied once it is quiet.
    with psycopg.connect(market.conninfo, autocommit=True) as scheduler:
        scheduler.execute("call kaboom.run_job('apply corporate actions')")
    assert market.owner("select action_id, count(*) from applied_actions where state = 'failed' group by 1") == []
    assert market.owner("select count(*) from applied_actions where entry_no is not null") == [(6,)]
    assert market.wrong_figures() == []
