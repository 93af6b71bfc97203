"""A refresh takes portfolios in small parts, and leaves a portfolio that trades right now to the next call."""

import pytest
from support.sessions import Market, Session

WAITING = "select p.name from portfolios as p where p.last_entry_no <> p.valued_entry_no order by p.name"


@pytest.fixture
def market(clone: str) -> Market:
    return Market(clone)


def test_a_part_of_the_job_has_at_most_twenty_portfolios(market: Market) -> None:
    user = market.new_user()
    portfolios = {str(market.new_portfolio(user, name=str(number))) for number in range(45)}
    parts = [part.strip("{}").split(",") for (part,) in market.owner("select kaboom.revaluation_parts()")]
    assert {portfolio for part in parts for portfolio in part} == portfolios
    assert sum(len(part) for part in parts) == 45
    assert max(len(part) for part in parts) <= 20


REFRESHES = {
    "refresh_valuations": "select refresh_valuations()",
    "a part of the job": "select kaboom.revalue_portfolios(array(select id from portfolios))",
}


@pytest.mark.parametrize("refresh", REFRESHES.values(), ids=REFRESHES.keys())
def test_a_portfolio_that_is_locked_waits_for_the_next_refresh(market: Market, refresh: str) -> None:
    user = market.new_user()
    busy, _ = market.new_portfolio(user, name="busy"), market.new_portfolio(user, name="idle")
    with Session(market.conninfo) as trading:
        trading.run("select id from portfolios where id = %s for no key update", busy)
        market.owner(f"with patience as materialized (select set_config('lock_timeout', '5s', true)) {refresh} from patience")
        assert market.owner(WAITING) == [("busy",)]
        trading.connection.rollback()
    market.owner(refresh)
    assert market.owner(WAITING) == []


def test_a_portfolio_that_is_locked_takes_no_place_in_a_portion(market: Market) -> None:
    user = market.new_user()
    for name in ("one", "two"):
        market.new_portfolio(user, name=name)
    ((first, busy), (_, idle)) = market.owner("select id, name from portfolios order by user_id, id")
    with Session(market.conninfo) as trading:
        trading.run("select id from portfolios where id = %s for no key update", first)
        market.owner("select refresh_valuations(1)")
        assert market.owner(WAITING) == [(busy,)], f"{idle} has not been valued"
