"""While an account is being erased, a request of its user waits for a moment only, and may be sent again."""

from collections.abc import Callable, Iterator
from uuid import UUID

import psycopg
import pytest
from support.sessions import Market, Session

ERASE = "delete from auth.users where id = %s"
REQUESTS = {
    "change the profile": "update user_profiles set display_name = 'x' where id = %(user)s returning id",
    "change a portfolio": "update portfolios set description = 'x' where id = %(portfolio)s returning id",
    "deposit cash": "select deposit_cash(%(portfolio)s, 1, 'd1')",
    "place an order": "select place_order(%(portfolio)s, '7203', 'buy', 1, 100)",
}


@pytest.fixture(scope="module")
def market(make_clone: Callable[[], str]) -> Market:
    return Market(make_clone())


@pytest.fixture
def user(market: Market) -> UUID:
    return market.new_user()


@pytest.fixture
def portfolio(market: Market, user: UUID) -> UUID:
    return market.new_portfolio(user)


@pytest.fixture
def caller(market: Market, user: UUID, portfolio: UUID) -> Iterator[Session]:
    """The user, who gives up where a request waits until the erasure ends."""
    with Session(market.conninfo, user) as session:
        session.connection.execute("set statement_timeout = '30s'")
        session.connection.commit()
        yield session


def outcome(caller: Session, request: str, user: UUID, portfolio: UUID) -> str:
    """'done', or the SQLSTATE of the refusal."""
    try:
        with caller.connection.transaction():
            caller.connection.execute(REQUESTS[request].encode(), {"user": user, "portfolio": portfolio})
    except psycopg.Error as error:
        return error.sqlstate or "lost"
    return "done"


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_request_is_refused_with_kb134_until_the_erasure_ends(
    market: Market, caller: Session, user: UUID, portfolio: UUID, request_: str
) -> None:
    with psycopg.connect(market.conninfo) as administrator:
        administrator.execute(ERASE, [user])
        assert outcome(caller, request_, user, portfolio) == "KB134"
        administrator.rollback()
        assert outcome(caller, request_, user, portfolio) == "done"


@pytest.mark.parametrize("request_", REQUESTS)
def test_after_an_erasure_the_former_user_is_nobody(
    market: Market, caller: Session, user: UUID, portfolio: UUID, request_: str
) -> None:
    with psycopg.connect(market.conninfo) as administrator:
        administrator.execute(ERASE, [user])
    assert outcome(caller, request_, user, portfolio) == "42501"
