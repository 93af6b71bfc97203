"""Transfers that meet sales or each other: the second waits for the first, and then sees its effects."""

import pytest
from support.sessions import Market, Session, all_at_once, while_waiting

MOVE = "select transfer_shares(%s, '7203', %s, %s, %s)"
SELL = "select place_order(%s, '7203', 'sell', %s, 100)"


@pytest.fixture
def market(clone: str) -> Market:
    return Market(clone)


@pytest.mark.parametrize("transfer_first", [True, False])
def test_a_transfer_and_a_sale_cannot_take_the_same_shares(market: Market, transfer_first: bool) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    market.hold(user, portfolio, 100)
    move, sell = (MOVE, portfolio, -60, None, "out"), (SELL, portfolio, 60)
    with Session(market.conninfo) as broker, Session(market.conninfo, user) as owner:
        if transfer_first:
            assert while_waiting(broker, move, owner, sell) == "KB111"
        else:
            assert while_waiting(owner, sell, broker, move) == "KB111"
    assert market.wrong_figures() == []


@pytest.mark.parametrize(("quantity", "cost", "owned"), [(10, 500, 110), (-10, None, 90)])
def test_a_transfer_that_arrives_twice_at_once_counts_once(market: Market, quantity: int, cost: int | None, owned: int) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    market.hold(user, portfolio, 100)
    move = (MOVE, portfolio, quantity, cost, "key")
    with Session(market.conninfo) as one, Session(market.conninfo) as two:
        assert while_waiting(one, move, two, move) == "done"
        assert all_at_once([lambda: one.answer(*move), lambda: two.answer(*move)]) == ["done", "done"]
    assert market.owner("select quantity from positions") == [(owned,)]
    assert market.wrong_figures() == []


def test_a_key_of_another_transfer_is_refused_by_the_second(market: Market) -> None:
    user = market.new_user()
    first, second = market.new_portfolio(user, name="a"), market.new_portfolio(user, name="b")
    with Session(market.conninfo) as one, Session(market.conninfo) as two:
        assert while_waiting(one, (MOVE, first, 10, 500, "key"), two, (MOVE, first, 10, 501, "key")) == "KB120"
        assert while_waiting(one, (MOVE, first, 10, 500, "other"), two, (MOVE, second, 10, 500, "other")) == "KB120"
    assert market.owner("select quantity, cost_basis from positions") == [(20, 1000)]
    assert market.wrong_figures() == []


def test_a_transfer_that_is_taken_back_twice_at_once_is_taken_back_once(market: Market) -> None:
    portfolio = market.new_portfolio(market.new_user())
    back = "select reverse_adjustment(%s, %s, %s)"
    with Session(market.conninfo) as one, Session(market.conninfo) as two:
        one.commit(MOVE, portfolio, 10, 500, "in")
        entry = market.owner("select entry_no from position_adjustments")[0][0]
        assert while_waiting(one, (back, portfolio, entry, "b1"), two, (back, portfolio, entry, "b2")) == "KB141"
    assert market.owner("select quantity from positions") == [(0,)]
    assert market.wrong_figures() == []


def test_a_sale_is_not_filled_with_shares_that_are_being_taken_back(market: Market) -> None:
    user = market.new_user()
    portfolio = market.new_portfolio(user)
    back = "select reverse_adjustment(%s, %s, 'back')"
    with Session(market.conninfo) as broker, Session(market.conninfo, user) as owner:
        broker.commit(MOVE, portfolio, 10, 500, "in")
        entry = market.owner("select entry_no from position_adjustments")[0][0]
        assert while_waiting(owner, (SELL, portfolio, 10), broker, (back, portfolio, entry)) == "KB111"
        owner.commit("select cancel_order(id) from trades")
        assert while_waiting(broker, (back, portfolio, entry), owner, (SELL, portfolio, 10)) == "KB111"
    assert market.wrong_figures() == []
