"""Two evaluations at once, and an owner who is just writing an item, with real connections."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psycopg
import pytest
from support.sessions import Market, Session, all_at_once, until_blocked

EVALUATE = "select evaluate_alerts()"
BAR = (
    "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
    " values ('7203', '15m', '2024-11-06 09:00+09', 3000) returning id"
)
# A session that is slow stops while it reads prices, as long as the test keeps the lock.
STOP = """
alter table latest_prices rename to kept_prices;
create function stopped(price numeric) returns numeric language plpgsql as $$
begin
    if current_setting('test.is_slow', true) = 'on' then
        perform pg_advisory_xact_lock_shared(1);
    end if;
    return price;
end;
$$;
create view latest_prices as
select symbol, stopped(price) as price, price_timestamp, timeframe, data_timestamp, volume from kept_prices;
select pg_advisory_lock(1);
"""


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


def test_an_evaluation_that_takes_long_does_not_fire_what_others_have_fired_meanwhile(market: Market) -> None:
    with Session(market.conninfo) as slow, Session(market.conninfo) as quick, ThreadPoolExecutor(1) as pool:
        with psycopg.connect(market.conninfo, autocommit=True) as owner:
            owner.execute(STOP.encode())
            slow.commit("select set_config('test.is_slow', 'on', false)")
            result = pool.submit(slow.outcome, EVALUATE)
            try:
                assert until_blocked(owner, slow.connection, result)
                assert quick.commit(EVALUATE) == [(100,)]
                owner.execute("update kept_prices set price = 2900")
                assert quick.commit(EVALUATE) == [(0,)]  # arms them again
            finally:
                owner.execute("select pg_advisory_unlock(1)")
        assert result.result() == "done"
    assert market.owner("select count(*), count(distinct watchlist_item_id) from alert_events") == [(100, 100)]
    assert market.owner("select count(*) from watchlist_items where not price_upper_is_armed") == [(0,)]
