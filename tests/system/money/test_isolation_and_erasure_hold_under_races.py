"""What one transaction decides on is still so when it commits, whatever its isolation; an erasure gets its turn."""

import threading
from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest
from psycopg import IsolationLevel
from support.sessions import Market, Session, all_at_once, while_waiting

LEVELS = [IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE]
ARCHIVE = "update portfolios set is_active = false where id = %s returning id"
DEFAULT = "insert into watchlists (user_id, name, is_default) values (%s, %s, true) returning id"
CLIENTS = 6


@pytest.fixture
def market(clone: str) -> Market:
    return Market(clone)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("side", ["buy", "sell"])
def test_an_archive_at_an_old_snapshot_does_not_hide_an_open_order(market: Market, level: IsolationLevel, side: str) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    market.hold(user, portfolio, 100)
    with Session(market.conninfo, user) as owner:
        owner.connection.isolation_level = level
        owner.run("select is_active from portfolios where id = %s", portfolio)
        market.place(user, portfolio, side, 10, 100)
        with pytest.raises(psycopg.Error) as refused:
            owner.run(ARCHIVE, portfolio)
        assert refused.value.sqlstate in ("40001", "KB103")
        owner.connection.rollback()
        owner.connection.isolation_level = None
        assert owner.outcome(ARCHIVE, portfolio) == "KB103"


@pytest.mark.parametrize("level", LEVELS)
def test_a_sale_at_an_old_snapshot_is_not_placed_in_an_archive(market: Market, level: IsolationLevel) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    market.hold(user, portfolio, 100)
    with Session(market.conninfo, user) as owner, Session(market.conninfo, user) as other:
        owner.connection.isolation_level = level
        owner.run("select is_active from portfolios where id = %s", portfolio)
        assert other.outcome(ARCHIVE, portfolio) == "done"
        place = "insert into trades (portfolio_id, symbol, trade_type, quantity, price) values (%s, '7203', 'sell', 10, 100)"
        with pytest.raises(psycopg.Error) as refused:
            owner.connection.execute(place.encode(), [portfolio])
        assert refused.value.sqlstate in ("40001", "KB102")


def order_until_refused(market: Market, user: UUID, portfolio: UUID, placed: list[int], ready: threading.Barrier) -> str:
    """Place orders one after the other until one is refused; return the SQLSTATE."""
    with Session(market.conninfo, user) as owner:
        ready.wait()
        while True:
            outcome = owner.outcome("select place_order(%s, '7203', 'buy', 1, 1)", portfolio)
            if outcome not in ("done", "KB134"):
                return outcome
            placed.append(1)


def test_an_erasure_gets_its_turn_among_orders_that_keep_coming(market: Market) -> None:
    market.owner(
        "update system_settings set value = value || '{\"open_orders\": 1000000}' where key = 'user_limits' returning key"
    )
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    placed: list[int] = []
    ready = threading.Barrier(CLIENTS + 1)
    seen: list[int] = []

    def erase() -> str:
        ready.wait()
        while len(placed) < 3 * CLIENTS:
            pass
        seen.append(len(placed))
        market.owner("delete from auth.users where id = %s returning id", user)
        seen.append(len(placed))
        return "erased"

    actions: list[Callable[[], str]] = [lambda: order_until_refused(market, user, portfolio, placed, ready)] * CLIENTS
    outcomes = all_at_once([erase, *actions])
    assert outcomes[0] == "erased"
    assert set(outcomes[1:]) <= {"42501", "KB101"}
    # Without a place in the queue of the account thousands were placed before the erasure.
    assert seen[1] - seen[0] <= 10 * CLIENTS
    assert market.owner("select count(*) from trades") == [(0,)]


@pytest.mark.parametrize("is_operator", [False, True])
def test_of_two_new_default_watchlists_the_later_one_stays(market: Market, is_operator: bool) -> None:
    user = market.new_user()
    caller = None if is_operator else user
    query = DEFAULT if is_operator else DEFAULT.replace("user_id, ", "").replace("%s, %s", "%s")
    with Session(market.conninfo, caller) as one, Session(market.conninfo, caller) as two:
        arguments = (user,) if is_operator else ()
        assert while_waiting(one, (query, *arguments, "one"), two, (query, *arguments, "two")) == "done"
    assert market.owner("select name from watchlists where is_default") == [("two",)]


def test_a_new_default_watchlist_and_an_erasure_do_not_deadlock(market: Market) -> None:
    for _ in range(20):
        user = market.new_user()
        with Session(market.conninfo, user) as owner:
            query = DEFAULT.replace("user_id, ", "").replace("%s, %s", "%s")

            def erase(user: UUID = user) -> str:
                market.owner("delete from auth.users where id = %s returning id", user)
                return "done"

            outcomes = all_at_once([lambda owner=owner, query=query: owner.outcome(query, "new"), erase])  # type: ignore[misc]
            assert outcomes[0] in ("done", "42501")
            assert outcomes[1] == "done"


def test_a_busy_account_is_said_to_be_busy_by_functions_and_tables_alike(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    trade = market.place(user, portfolio, "buy", 1, 1)
    requests = [
        ("select place_order(%s, '7203', 'buy', 1, 1)", portfolio),
        ("select deposit_cash(%s, 1, 'k')", portfolio),
        ("select cancel_order(%s)", trade),
        ("update trades set status = 'cancelled' where id = %s returning id", trade),
        ("update portfolios set name = 'x' where id = %s returning id", portfolio),
        ("insert into watchlists (name) values (%s) returning id", "x"),
    ]
    with Session(market.conninfo, user) as holder:
        holder.run("select deposit_cash(%s, 1, 'held')", portfolio)

        def send(request: tuple[object, ...]) -> str:
            with Session(market.conninfo, user) as other:
                return other.outcome(str(request[0]), *request[1:])

        outcomes = all_at_once([lambda request=request: send(request) for request in requests])  # type: ignore[misc]
        assert outcomes == ["KB134"] * len(requests)
    assert market.wrong_figures() == []


def test_a_request_of_too_many_deposits_is_refused_before_it_works_for_long(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    many = (
        "insert into cash_ledger (portfolio_id, kind, amount, idempotency_key)"
        " select %s, 'deposit', 1, n::text from generate_series(1, %s) as n returning entry_no"
    )
    with Session(market.conninfo, user) as owner:
        assert owner.outcome(many, portfolio, 20_000) == "KB220"
        assert owner.outcome(many, portfolio, 1001) == "KB220"
        assert owner.outcome(many, portfolio, 1000) == "done"
    assert market.wrong_figures() == []
