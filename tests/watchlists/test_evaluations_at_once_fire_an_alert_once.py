"""Two evaluations at once, and an owner who is just writing an item, with real connections."""

from functools import partial

import pytest
from support.sessions import Market, Session, all_at_once

EVALUATE = "select evaluate_alerts()"
BAR = (
    "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
    " values ('7203', '15m', '2024-11-06 09:00+09', 3000) returning id"
)


@pytest.fixture
def market(clone: str) -> Market:
    """A market in which a hundred users wait for a price that has come."""
    market = Market(clone)
    for _ in range(100):
        user = market.new_user()
        market.owner(
            "insert into watchlist_items (user_id, watchlist_id, symbol, price_alert_upper)"
            " select user_id, id, '7203', 3000 from watchlists where user_id = %s returning id",
            user,
        )
    market.owner(BAR)
    return market


def test_an_alert_fires_once_however_many_evaluate(market: Market) -> None:
    sessions = [Session(market.conninfo) for _ in range(4)]
    assert set(all_at_once([partial(session.outcome, EVALUATE) for session in sessions])) == {"done"}
    for session in sessions:
        session.connection.close()
    assert market.owner("select count(*), count(distinct watchlist_item_id) from alert_events") == [(100, 100)]


def test_an_item_that_its_owner_is_writing_has_its_turn_later(market: Market) -> None:
    user, item = market.owner("select user_id, id from watchlist_items limit 1")[0]
    with Session(market.conninfo, user) as owner, Session(market.conninfo) as service:
        owner.run("update watchlist_items set notes = 'Watch.' where id = %s returning id", item)
        assert service.commit(EVALUATE) == [(99,)]
        owner.connection.commit()
        assert service.commit(EVALUATE) == [(1,)]
