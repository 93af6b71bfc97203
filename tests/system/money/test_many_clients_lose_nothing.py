"""Sixteen clients that buy, sell, fill, cancel, pay and refresh, on one portfolio and on fifty."""

import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from support.sessions import Market, Session

CLIENTS, TURNS = 16, 25
# The answers that a client may get. A deadlock (40P01) is not among them.
EXPECTED = {"done", "KB110", "KB111", "KB132", "KB133", "KB134"}


def hammer(market: Market, seed: int, portfolios: list[tuple[UUID, UUID]]) -> tuple[set[str], Decimal]:
    """Act at random; return the outcomes, and the cash that this client deposited less what it withdrew."""
    dice = random.Random(seed)
    outcomes, paid = set(), Decimal(0)
    for _ in range(TURNS):
        user, portfolio = dice.choice(portfolios)
        with Session(market.conninfo, user) as owner, Session(market.conninfo) as broker:
            amount = Decimal(dice.randint(1, 5_000_000)) / 100
            move = dice.choice(["deposit_cash", "withdraw_cash"])
            result = owner.outcome(f"select {move}(%s, %s, %s)", portfolio, amount, str(uuid4()))
            outcomes.add(result)
            if result == "done":
                paid += amount if move == "deposit_cash" else -amount
            side, quantity, price = dice.choice(["buy", "buy", "sell"]), dice.randint(1, 30), dice.randint(900, 1100)
            outcomes.add(owner.outcome("select place_order(%s, '7203', %s, %s, %s)", portfolio, side, quantity, price))
            waiting = owner.commit(
                "select id, remaining_quantity, price from trades where portfolio_id = %s and status in ('pending', 'partial')"
                " limit 5",
                portfolio,
            )
            for trade, remaining, limit in waiting:
                execution, part, paid_price = str(uuid4()), dice.randint(1, remaining), limit + dice.choice([-1, 0, 1])
                for _ in range(2):
                    fill = "select record_execution(%s, %s, %s, %s)"
                    outcomes.add(broker.outcome(fill, trade, execution, part, paid_price))
            if waiting:
                outcomes.add(owner.outcome("select cancel_order(%s)", waiting[0][0]))
            outcomes.add(broker.outcome("select refresh_valuations()"))
    return outcomes, paid


@pytest.mark.parametrize("count", [1, 50])
def test_many_clients_lose_nothing(clone: str, count: int) -> None:
    market = Market(clone)
    portfolios = [(user, market.new_portfolio(user, 1_000_000)) for user in (market.new_user() for _ in range(count))]
    with Session(market.conninfo) as feed:
        feed.commit(
            "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
            " values ('7203', '1m', date_trunc('minute', now()), 1000)"
            " returning id"
        )
    with ThreadPoolExecutor(CLIENTS) as pool:
        results = list(pool.map(lambda seed: hammer(market, seed, portfolios), range(CLIENTS)))
    assert set().union(*(outcomes for outcomes, _ in results)) <= EXPECTED
    moved = market.owner("select sum(capital_paid_in - capital_withdrawn) from portfolios")[0][0]
    assert moved == 1_000_000 * count + sum(paid for _, paid in results)
    assert market.wrong_figures() == []
