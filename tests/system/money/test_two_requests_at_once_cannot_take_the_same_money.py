"""Two requests at once: the second waits for the first, and then sees its effects."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from support.sessions import Market, Session, all_at_once, while_waiting

PLACE = "select place_order(%s, '7203', %s, %s, %s)"
PLACE_PLAIN = (
    "insert into trades (portfolio_id, symbol, trade_type, quantity, price, order_type)"
    " values (%s, '7203', %s, %s, %s, 'limit') returning id"
)
FILL = "select record_execution(%s, %s, %s, %s)"
WITHDRAW = "select withdraw_cash(%s, %s, %s)"


@pytest.fixture
def market(clone: str) -> Market:
    return Market(clone)


@pytest.mark.parametrize("is_broker", [False, True])
@pytest.mark.parametrize("place", [PLACE, PLACE_PLAIN])
def test_two_purchases_cannot_reserve_the_same_cash(market: Market, place: str, is_broker: bool) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user, 100_000)
    caller = None if is_broker else user
    with Session(market.conninfo, caller) as one, Session(market.conninfo, caller) as two:
        assert while_waiting(one, (place, portfolio, "buy", 60, 1000), two, (place, portfolio, "buy", 60, 1000)) == "KB110"
    # One of them reserves 60 x 1,000 and a commission of 0.1 %.
    assert market.money(portfolio) == (Decimal(100_000), Decimal("60060.00"))
    assert market.wrong_figures() == []


def test_two_sales_cannot_reserve_the_same_shares(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    market.hold(user, portfolio, 100)
    with Session(market.conninfo, user) as one, Session(market.conninfo, user) as two:
        assert while_waiting(one, (PLACE, portfolio, "sell", 60, 100), two, (PLACE, portfolio, "sell", 60, 100)) == "KB111"
    assert market.wrong_figures() == []


@pytest.mark.parametrize("is_broker", [False, True])
@pytest.mark.parametrize("purchase_first", [True, False])
def test_a_purchase_and_a_withdrawal_cannot_take_the_same_cash(market: Market, purchase_first: bool, is_broker: bool) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user, 100_000)
    pair = [(PLACE, portfolio, "buy", 60, 1000), (WITHDRAW, portfolio, 60_000, "w1")]
    first, second = pair if purchase_first else pair[::-1]
    caller = None if is_broker else user
    with Session(market.conninfo, caller) as one, Session(market.conninfo, caller) as two:
        assert while_waiting(one, first, two, second) == "KB110"
    assert market.wrong_figures() == []


@pytest.mark.parametrize("close", ["select cancel_order(%s)", "select reject_order(%s)"])
def test_closing_an_order_waits_for_a_fill_that_comes_first(market: Market, close: str) -> None:
    user = market.new_user()
    trade = market.place(user, market.new_portfolio(user), "buy", 60, 1000)
    with Session(market.conninfo) as one, Session(market.conninfo) as two:
        assert while_waiting(one, (FILL, trade, "e1", 60, 1000), two, (close, trade)) == "KB133"


def test_a_bare_update_by_the_service_role_says_that_the_portfolio_is_busy(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    trade = market.place(user, portfolio, "buy", 10, 1000)
    with Session(market.conninfo, user) as owner, Session(market.conninfo) as broker:
        owner.run(PLACE, portfolio, "buy", 10, 1000)
        assert broker.outcome("update trades set status = 'rejected' where id = %s returning id", trade) == "KB134"
        owner.connection.commit()
        assert broker.outcome("update trades set status = 'rejected' where id = %s returning id", trade) == "done"
    assert market.wrong_figures() == []


def test_an_execution_that_arrives_twice_at_once_counts_once(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    trade = market.place(user, portfolio, "buy", 60, 1000)
    with Session(market.conninfo) as one, Session(market.conninfo) as two:
        assert while_waiting(one, (FILL, trade, "e1", 20, 1000), two, (FILL, trade, "e1", 20, 1000)) == "done"
        assert while_waiting(one, (FILL, trade, "e2", 20, 1000), two, (FILL, trade, "e2", 40, 1000)) == "KB122"
    assert market.owner("select filled_quantity from trades") == [(40,)]
    assert market.wrong_figures() == []


def test_a_client_order_that_arrives_twice_at_once_is_placed_once(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    place = (
        "select place_order(%s, '7203', 'buy', 10, 100, client_order_id => 'c1')",
        portfolio,
    )
    with Session(market.conninfo, user) as one, Session(market.conninfo, user) as two:
        assert while_waiting(one, place, two, place) == "done"
    assert market.owner("select count(*) from trades") == [(1,)]


def test_a_deposit_that_arrives_twice_at_once_counts_once(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user, 100)
    deposit = ("select deposit_cash(%s, 50, 'd1')", portfolio)
    with Session(market.conninfo, user) as one, Session(market.conninfo, user) as two:
        assert while_waiting(one, deposit, two, deposit) == "done"
    assert market.money(portfolio)[0] == 150


def test_a_fill_that_is_reversed_twice_at_once_is_reversed_once(market: Market) -> None:
    user = market.new_user()
    trade = market.place(user, market.new_portfolio(user), "buy", 60, 1000)
    market.fill(trade, "e1", 60, 1000)
    reverse = "select reverse_execution(%s, 'e1', %s)"
    with Session(market.conninfo) as one, Session(market.conninfo) as two:
        assert while_waiting(one, (reverse, trade, "r1"), two, (reverse, trade, "r2")) == "KB141"
    assert market.wrong_figures() == []


def test_a_portfolio_that_is_being_archived_takes_no_order(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    with Session(market.conninfo, user) as one, Session(market.conninfo, user) as two:
        archive = ("select archive_portfolio(%s)", portfolio)
        assert while_waiting(one, archive, two, (PLACE, portfolio, "buy", 10, 100)) == "KB102"
        one.commit("update portfolios set is_active = true where id = %s returning id", portfolio)
        assert while_waiting(one, (PLACE, portfolio, "buy", 10, 100), two, archive) == "KB103"


def test_orders_crossed_over_two_portfolios_do_not_deadlock(market: Market) -> None:
    user = market.new_user()
    first, second = market.new_portfolio(user, 10**6, "a"), market.new_portfolio(user, 10**6, "b")
    many = (
        "insert into trades (portfolio_id, symbol, trade_type, quantity, price, order_type)"
        " values (%s, '7203', 'buy', 1, 100, 'limit'), (%s, '7203', 'buy', 1, 100, 'limit') returning id"
    )
    with Session(market.conninfo, user) as one, Session(market.conninfo, user) as two:
        for _ in range(50):
            outcomes = all_at_once([lambda: one.outcome(many, first, second), lambda: two.outcome(many, second, first)])
            assert outcomes == ["done", "done"]
        one.run(PLACE, first, "buy", 1, 100)
        two_done = while_waiting(one, (PLACE, second, "buy", 1, 100), two, (many, second, first))
        assert two_done == "done"
    assert market.wrong_figures() == []


@pytest.mark.parametrize(
    "statement",
    [
        "update portfolios set description = 'x' where id = %s returning id",
        "select deposit_cash(%s, 1, gen_random_uuid()::text)",
        "select place_order(%s, '7203', 'buy', 1, 100)",
    ],
)
def test_requests_of_one_user_wait_for_each_other_across_portfolios(market: Market, statement: str) -> None:
    user = market.new_user()
    first, second = market.new_portfolio(user, 10**6, "a"), market.new_portfolio(user, 10**6, "b")
    with Session(market.conninfo, user) as one, Session(market.conninfo, user) as two:
        assert while_waiting(one, (statement, first), two, (statement, second)) == "done"


def test_a_refresh_leaves_a_portfolio_that_is_trading_to_the_next_one(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    market.hold(user, portfolio, 100)
    trade = market.place(user, portfolio, "sell", 40, 100)
    bar = (
        "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
        " values ('7203', '1m', date_trunc('minute', now()), 130) returning id"
    )
    price = "select current_price, quantity, weight_percentage from positions"
    with Session(market.conninfo) as broker, Session(market.conninfo) as feed:
        feed.commit(bar)
        broker.run(FILL, trade, "e1", 40, 100)
        assert feed.commit("select refresh_valuations()") == [(0,)]
        assert market.owner(price) == [(None, 100, None)]
        broker.connection.commit()
        assert feed.commit("select refresh_valuations()") == [(0,)]
    # 60 shares at 130 are 7,800; cash is 100,000 - 10,010 + 3,996 = 93,986.
    assert market.owner(price) == [(Decimal(130), 60, Decimal("7.66"))]
    assert market.owner("select total_return from portfolios") == [(Decimal("1786.00"),)]
    assert market.wrong_figures() == []


@pytest.mark.parametrize(
    "statement",
    [
        "insert into trade_executions (execution_id, trade_id, quantity, price)"
        " select 'same', id, 1, 100 from trades where portfolio_id = %s on conflict do nothing returning entry_no",
        "insert into trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id)"
        " values (%s, '7203', 'buy', 1, 100, 'limit', 'filled', 'same') on conflict do nothing returning quantity",
        "insert into trades (portfolio_id, symbol, trade_type, quantity, price, order_type, client_order_id)"
        " values (%s, '7203', 'buy', 1, 100, 'limit', 'same') on conflict do nothing returning quantity",
        "insert into cash_ledger (portfolio_id, kind, amount, idempotency_key) values (%s, 'deposit', 1, 'same')"
        " on conflict do nothing returning entry_no",
    ],
)
def test_one_id_in_two_portfolios_is_refused_by_the_second(market: Market, statement: str) -> None:
    """Because each locks the account, the second looks for the id when the first is done."""
    user = market.new_user()
    portfolios = [market.new_portfolio(user, 10**6, name) for name in "ab"]
    for portfolio in portfolios:
        market.place(user, portfolio, "buy", 10, 100)
    with Session(market.conninfo) as one, Session(market.conninfo) as two:
        outcome = while_waiting(one, (statement, portfolios[0]), two, (statement, portfolios[1]))
    assert outcome in ("KB120", "KB121", "KB122")
    assert market.wrong_figures() == []
    assert market.money(portfolios[1])[0] == 10**6


@pytest.mark.parametrize("who", ["broker", "owner", "owner of the profile"])
def test_a_request_locks_the_account_before_the_profile_as_an_erasure_does(market: Market, who: str) -> None:
    """Because the opposite order would deadlock, a request locks auth.users first and then the profile."""
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    trade = market.place(user, portfolio, "buy", 10, 100)
    statement: tuple[object, ...] = {
        "broker": (FILL, trade, "e1", 10, 100),
        "owner": (PLACE, portfolio, "buy", 1, 100),
        "owner of the profile": ("update user_profiles set display_name = 'x' where id = %s returning id", user),
    }[who]
    with Session(market.conninfo) as holder, Session(market.conninfo, None if who == "broker" else user) as actor:
        holder.run("select 1 from user_profiles where id = %s for update", user)
        with Session(market.conninfo) as eraser, ThreadPoolExecutor(1) as pool:
            eraser.connection.execute("reset role")
            result = pool.submit(actor.outcome, str(statement[0]), *statement[1:])
            while not eraser.run(
                "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            ):
                eraser.connection.rollback()
                eraser.connection.execute("reset role")
            erasing = eraser.outcome("select 1 from auth.users where id = %s for update nowait", user)
            eraser.connection.rollback()
            holder.connection.commit()
            assert (erasing, result.result()) == ("55P03", "done")
