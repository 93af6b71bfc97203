"""Cancellations, requests to cancel and fills that meet: what the broker did is booked, and nothing is freed twice."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from support.sessions import Market, Session, all_at_once, while_waiting

FILL = "select record_execution(%s, %s, %s, %s)"
CANCEL = "select cancel_order(%s)"
CONFIRM = "select confirm_cancel(%s)"
CANCEL_PLAIN = "update trades set status = 'cancelled' where id = %s returning id"
SENT = "update trades set order_id = %s where id = %s returning id"
WITHDRAW = "select withdraw_cash(%s, %s, 'w')"
BOTH_WAYS = [CANCEL, CANCEL_PLAIN]
ROUNDS = 15


@pytest.fixture
def market(clone: str) -> Market:
    return Market(clone)


def state(market: Market, trade: UUID) -> tuple[Any, ...]:
    """Its status, its filled shares, and what it reserves."""
    return market.owner("select status, filled_quantity, reserved_amount from trades where id = %s", trade)[0]


@pytest.mark.parametrize("cancel", BOTH_WAYS)
def test_an_order_that_is_being_filled_cannot_be_cancelled(market: Market, cancel: str) -> None:
    user = market.new_user()
    trade = market.place(user, market.new_portfolio(user), "buy", 60, 1000)
    with Session(market.conninfo) as broker, Session(market.conninfo, user) as owner:
        assert while_waiting(broker, (FILL, trade, "e1", 60, 1000), owner, (cancel, trade)) == "KB133"
    assert market.wrong_figures() == []


@pytest.mark.parametrize("cancel", BOTH_WAYS)
def test_a_fill_that_comes_after_the_cancellation_is_booked(market: Market, cancel: str) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    trade = market.place(user, portfolio, "buy", 60, 1000)
    with Session(market.conninfo, user) as owner, Session(market.conninfo) as broker:
        assert while_waiting(owner, (cancel, trade), broker, (FILL, trade, "e1", 60, 1000)) == "done"
    assert state(market, trade) == ("filled", 60, 0)
    assert market.money(portfolio) == (Decimal("39940.00"), Decimal(0))
    assert market.wrong_figures() == []


@pytest.mark.parametrize("cancel", BOTH_WAYS)
def test_a_request_to_cancel_frees_nothing_that_a_fill_needs(market: Market, cancel: str) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    trade = market.place(user, portfolio, "buy", 60, 1000)
    with Session(market.conninfo, user) as owner, Session(market.conninfo) as broker:
        broker.commit(SENT, "broker's", trade)
        assert while_waiting(owner, (cancel, trade), broker, (FILL, trade, "e1", 20, 1000)) == "done"
        assert owner.outcome(WITHDRAW, portfolio, 50_000) == "KB110"
        assert state(market, trade) == ("partial", 20, Decimal("40040.00"))
        assert while_waiting(broker, (CONFIRM, trade), owner, (WITHDRAW, portfolio, 50_000)) == "done"
    assert state(market, trade) == ("cancelled", 20, 0)
    assert market.wrong_figures() == []


def test_two_cancellations_of_an_order_free_its_cash_once(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    for first, second in [(CANCEL, CANCEL_PLAIN), (CANCEL_PLAIN, CANCEL)]:
        trade = market.place(user, portfolio, "buy", 60, 1000)
        with Session(market.conninfo, user) as one, Session(market.conninfo, user) as two:
            assert while_waiting(one, (first, trade), two, (second, trade)) == "done"
        assert market.money(portfolio) == (Decimal(100_000), Decimal(0))
    assert market.wrong_figures() == []


@pytest.mark.parametrize("fill_first", [True, False])
def test_a_late_fill_and_a_withdrawal_cannot_take_the_same_cash(market: Market, fill_first: bool) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    trade = market.place(user, portfolio, "buy", 60, 1000)
    pair = [(FILL, trade, "e1", 60, 1000), (WITHDRAW, portfolio, 50_000)]
    with Session(market.conninfo, user) as owner, Session(market.conninfo) as broker:
        owner.commit(CANCEL, trade)
        if fill_first:
            assert while_waiting(broker, pair[0], owner, pair[1]) == "KB110"
        else:
            assert while_waiting(owner, pair[1], broker, pair[0]) == "KB110"
            # The fill is not lost: it may be sent again when the cash is there.
            owner.commit("select deposit_cash(%s, 50000, 'd')", portfolio)
            assert broker.outcome(*pair[0]) == "done"  # type: ignore[arg-type]
    assert state(market, trade) == ("filled", 60, 0)
    assert market.wrong_figures() == []


def test_a_late_fill_and_a_sale_cannot_take_the_same_shares(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    market.hold(user, portfolio, 100)
    closed = market.place(user, portfolio, "sell", 60, 100)
    place = "select place_order(%s, '7203', 'sell', 60, 100)"
    with Session(market.conninfo, user) as owner, Session(market.conninfo) as broker:
        owner.commit(CANCEL, closed)
        assert while_waiting(owner, (place, portfolio), broker, (FILL, closed, "e1", 60, 100)) == "KB111"
    assert market.wrong_figures() == []


@pytest.mark.parametrize("is_sent", [False, True])
def test_whatever_comes_first_every_fill_is_booked_and_nothing_stays_reserved(market: Market, is_sent: bool) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    with (
        Session(market.conninfo, user) as one,
        Session(market.conninfo, user) as two,
        Session(market.conninfo) as broker,
        Session(market.conninfo) as back_office,
    ):
        for turn in range(ROUNDS):
            trade = market.place(user, portfolio, "buy", 3, 100)
            if is_sent:
                broker.commit(SENT, f"broker's {turn}", trade)
            actions: list[Callable[[], str]] = [
                lambda trade=trade: one.answer(CANCEL, trade),  # type: ignore[misc]
                lambda trade=trade: two.answer(CANCEL_PLAIN, trade),  # type: ignore[misc]
                lambda trade=trade, turn=turn: broker.answer(FILL, trade, f"e{turn}", 2 + turn % 2, 100),  # type: ignore[misc]
                lambda trade=trade: back_office.answer(CONFIRM, trade),  # type: ignore[misc]
            ]
            cancelled, plain, filled, confirmed = all_at_once(actions)
            assert filled == "done"
            assert {cancelled, plain, confirmed} <= {"done", "KB133"}
            # The order is whole only where all three shares were bought; else the broker has cancelled the rest.
            assert state(market, trade) == ("filled" if turn % 2 else "cancelled", 2 + turn % 2, 0)
    assert market.money(portfolio)[1] == 0
    assert market.wrong_figures() == []
