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


def test_a_portfolio_that_is_locked_waits_for_the_next_refresh(market: Market) -> None:
    user = market.new_user()
    busy, _ = market.new_portfolio(user, name="busy"), market.new_portfolio(user, name="idle")
    with Session(market.conninfo) as trading, Session(market.conninfo) as job:
        job.commit("select set_config('lock_timeout', '5s', false)")
        trading.run("select id from portfolios where id = %s for no key update", busy)
        job.commit("select refresh_valuations()")
        assert market.owner(WAITING) == [("busy",)]
        trading.connection.rollback()
        job.commit("select refresh_valuations()")
    assert market.owner(WAITING) == []
