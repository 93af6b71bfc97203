"""The contract with PostgREST clients: status, representation, embedding, upsert, RPC."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from support.postgrest import Client
from support.sessions import Market

HOSTILE = ["'; drop table trades; --", "\\", "%s%n$1", "\u202e", "x" * 100_000, "{}", "", "\ud83d\ude00", "NaN", "-1", "null"]


class Shop:
    """A database with an owner, a stranger, the broker, and nobody."""

    def __init__(self, conninfo: str) -> None:
        self.market = Market(conninfo)
        self.user, self.other = self.market.new_user(), self.market.new_user()
        self.portfolio = self.market.new_portfolio(self.user, 1_000_000)
        self.owner = Client(conninfo, "authenticated", self.user)
        self.stranger = Client(conninfo, "authenticated", self.other)
        self.broker = Client(conninfo, "service_role")
        self.nobody = Client(conninfo, "anon")

    def order(self, **more: Any) -> dict[str, Any]:
        return {"portfolio_id": str(self.portfolio), "symbol": "7203", "trade_type": "buy", "quantity": 100, "price": 1000} | more


@pytest.fixture(scope="module")
def shop(make_clone: Any) -> Iterator[Shop]:
    yield Shop(make_clone())


def test_an_insert_answers_with_the_computed_row(shop: Shop) -> None:
    status, rows = shop.owner.post("trades", shop.order(order_type="limit"))
    assert (status, rows[0]["status"], rows[0]["reserved_amount"]) == (201, "pending", 100100.00)
    assert rows[0]["user_id"] == str(shop.user)
    status, rows = shop.owner.patch("trades", {"status": "cancelled"}, f"trades.id = '{rows[0]['id']}'")
    assert (status, rows[0]["status"], rows[0]["reserved_amount"]) == (200, "cancelled", 0)


def test_what_is_not_granted_is_forbidden(shop: Shop) -> None:
    assert shop.owner.post("trades", shop.order(status="filled"))[0] == 403
    assert shop.owner.post("portfolios", {"name": "x", "initial_capital": 1, "user_id": str(shop.other)})[0] == 403
    assert shop.nobody.get("trades")[0] == 401
    assert shop.nobody.rpc("place_order", **shop.order())[0] == 401
    assert shop.nobody.get("error_catalog")[0] == 200


def test_another_portfolio_is_a_portfolio_that_is_not_there(shop: Shop) -> None:
    theirs = shop.stranger.post("trades", shop.order())
    none = shop.stranger.post("trades", shop.order(portfolio_id=str(uuid4())))
    assert theirs[0] == none[0] == 400
    assert theirs[1]["code"] == none[1]["code"] == "KB101"
    assert theirs[1]["message"].replace(str(shop.portfolio), "") == theirs[1]["message"][: len("portfolio ")] + " not found"
    assert theirs[1]["hint"] == none[1]["hint"]
    assert shop.stranger.get("portfolios", where=f"id = '{shop.portfolio}'") == (200, [])
    assert shop.stranger.patch("portfolios", {"name": "mine"}, f"portfolios.id = '{shop.portfolio}'") == (200, [])


def test_every_function_of_the_api_does_its_work(shop: Shop) -> None:
    owner, broker, portfolio = shop.owner, shop.broker, str(shop.portfolio)
    assert owner.rpc("deposit_cash", portfolio_id=portfolio, amount=500, idempotency_key="d1")[1][0]["kind"] == "deposit"
    assert owner.rpc("withdraw_cash", portfolio_id=portfolio, amount=500, idempotency_key="w1")[1][0]["amount"] == -500
    order = owner.rpc("place_order", **shop.order())[1][0]
    fill = {"trade_id": order["id"], "execution_id": "f1", "quantity": 100, "price": 990}
    assert broker.rpc("record_execution", **fill)[1][0]["commission"] == 99.00
    assert owner.rpc("record_execution", **fill)[0] == 403
    bust = broker.rpc("reverse_execution", trade_id=order["id"], execution_id="f1", reversal_id="r1")
    assert bust[1][0]["quantity"] == -100
    assert broker.rpc("record_execution", **fill | {"execution_id": "f2"})[0] == 200
    waiting = owner.rpc("place_order", **shop.order())[1][0]["id"]
    assert owner.rpc("cancel_order", trade_id=waiting, reason="changed my mind")[1][0]["status"] == "cancelled"
    waiting = owner.rpc("place_order", **shop.order())[1][0]["id"]
    assert broker.rpc("reject_order", trade_id=waiting, reason="closed")[1][0]["status"] == "rejected"
    bar = {"symbol": "7203", "timeframe": "1d", "data_timestamp": "2024-01-05T00:00:00+09:00", "close_price": 1010}
    assert broker.post("market_data", bar)[0] == 201
    assert broker.rpc("refresh_valuations")[1] == [{"pgrst_call": 1}] or broker.get("latest_prices")[0] == 200
    summary = owner.rpc("portfolio_summary", read_only=True, portfolio_id=portfolio)[1][0]
    # 100 shares at 1,010 cost 99,000 and a commission of 99.
    assert (summary["cash"], summary["market_value"], summary["total_return"]) == (900901.00, 101000.00, 1901.00)
    performance = owner.rpc("calculate_portfolio_performance", read_only=True, portfolio_uuid=portfolio)[1][0]
    assert (performance["total_value"], performance["position_count"]) == (1001901.00, 1)
    assert owner.get("position_valuations")[1][0]["unrealized_pnl"] == 1901.00
    assert broker.rpc("update_ai_usage", user_uuid=str(shop.user), cost_usd=0.01)[0] == 200
    assert owner.get("ai_usage")[1][0]["calls"] == 1
    second = owner.post("portfolios", {"name": "second", "initial_capital": 1})[1][0]["id"]
    assert owner.rpc("archive_portfolio", portfolio_id=second)[1][0]["is_active"] is False
    assert shop.market.wrong_figures() == []


def test_watchlists_are_upserted_and_items_embedded(shop: Shop) -> None:
    watchlist = shop.owner.post("watchlists", {"name": "半導体"})[1][0]
    item = {"watchlist_id": watchlist["id"], "symbol": "8035", "tags": ["chips"]}
    assert shop.owner.post("watchlist_items", item)[0] == 201
    assert shop.owner.post("watchlist_items", item)[0] == 409
    again = "on conflict (id) do update set name = excluded.name, id = excluded.id"
    assert shop.owner.post("watchlists", {"id": watchlist["id"], "name": "chips"}, again)[0] == 403
    items = "select json_agg(i.symbol) from watchlist_items as i where i.user_id = watchlists.user_id"
    embed = f"name, ({items} and i.watchlist_id = watchlists.id) as items"
    assert {"name": "半導体", "items": ["8035"]} in shop.owner.get("watchlists", embed)[1]


def test_between_two_tables_there_is_one_way(shop: Shop) -> None:
    """PostgREST embeds by foreign keys and refuses where it finds two."""
    with psycopg.connect(shop.market.conninfo) as connection:
        pairs = connection.execute(
            "select conrelid::regclass::text, confrelid::regclass::text, count(*) from pg_constraint"
            " where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0 group by 1, 2 having count(*) > 1"
        ).fetchall()
    assert pairs == []


def test_everything_that_is_shown_is_explained(shop: Shop) -> None:
    with psycopg.connect(shop.market.conninfo) as connection:
        bare = connection.execute(
            "select p.proname from pg_proc as p where p.pronamespace = 'public'::regnamespace"
            " and p.proname <> 'update_updated_at_column' and obj_description(p.oid) !~ E'\\n\\n'"
        ).fetchall()
    assert bare == []


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_the_callers_mistake(shop: Shop, text: str) -> None:
    portfolio = str(shop.portfolio)
    before = shop.market.owner("select count(*) from trades")
    answers = [
        shop.owner.rpc("place_order", **shop.order(symbol=text)),
        shop.owner.rpc("place_order", **shop.order(trade_type=text)),
        shop.owner.rpc("place_order", **shop.order(order_type=text)),
        shop.owner.rpc("place_order", **shop.order(quantity=text)),
        shop.owner.rpc("place_order", **shop.order(price=text)),
        shop.owner.rpc("cancel_order", trade_id=str(uuid4()), reason=text),
        shop.owner.rpc("withdraw_cash", portfolio_id=portfolio, amount=10**14, idempotency_key=text),
        shop.owner.rpc("archive_portfolio", portfolio_id=text or "?"),
        shop.broker.rpc("record_execution", trade_id=str(uuid4()), execution_id=text, quantity=1, price=1),
        shop.broker.rpc("reverse_execution", trade_id=str(uuid4()), execution_id=text, reversal_id=text),
        shop.owner.post("trades", shop.order(symbol=text)),
        shop.owner.post("watchlist_items", {"watchlist_id": str(uuid4()), "symbol": text}),
    ]
    assert {status for status, _ in answers} <= {400, 403, 404, 409}, answers
    assert shop.market.owner("select count(*) from trades") == before


NUMBERS = [0, -1, "NaN", "Infinity", "-Infinity", 1e30, 0.001, None, 2147483648, 99999999999999]


@pytest.mark.parametrize("number", NUMBERS, ids=str)
def test_a_number_that_is_none_is_refused_with_a_hint(shop: Shop, number: Any) -> None:
    trade = shop.owner.rpc("place_order", **shop.order(quantity=1, price=1))[1][0]["id"]
    fill = {"trade_id": trade, "execution_id": str(uuid4()), "quantity": 1, "price": 1}
    # As a quantity this is too large, as an amount it is too small by one hundredth of a yen.
    payment: dict[str, Any] = {"portfolio_id": str(shop.portfolio), "amount": 0.009 if number == 2147483648 else number}
    before = shop.market.owner("select * from portfolios")
    answers = {
        "quantity": shop.owner.rpc("place_order", **shop.order(quantity=number)),
        "price": shop.owner.rpc("place_order", **shop.order(price=number)),
        "deposit": shop.owner.rpc("deposit_cash", **payment, idempotency_key=str(uuid4())),
        "withdrawal": shop.owner.rpc("withdraw_cash", **payment, idempotency_key=str(uuid4())),
        "filled quantity": shop.broker.rpc("record_execution", **fill | {"quantity": number}),
        "filled price": shop.broker.rpc("record_execution", **fill | {"price": number}),
    }
    if number not in (0, None):
        answers["commission"] = shop.broker.rpc("record_execution", **fill | {"commission": number})
        answers["stop price"] = shop.owner.rpc("place_order", **shop.order(order_type="stop", stop_price=number))
    accepted = {name for name, (status, _) in answers.items() if status == 200}
    assert accepted <= ({"stop price"} if number == 2147483648 else set()), answers
    for status, body in answers.values():
        assert status == 200 or (status == 400 and body["code"].startswith("KB") and body["hint"]), answers
    assert shop.market.owner("select * from portfolios") == before
    shop.owner.rpc("cancel_order", trade_id=trade)


def test_no_table_answers_a_bad_number_with_a_server_error(shop: Shop) -> None:
    for number in NUMBERS:
        for column in ("quantity", "price", "stop_price"):
            status, body = shop.owner.post("trades", shop.order(order_type="limit") | {column: number})
            assert status in (400, 201) and (status == 400 or (column, number) == ("stop_price", None)), body
        status, body = shop.owner.post("portfolios", {"name": str(uuid4()), "initial_capital": number})
        assert status == 400 or number == 2147483648, body


@pytest.mark.parametrize("deep", [40, 1000, 100_000])
def test_a_json_bomb_is_refused(shop: Shop, deep: int) -> None:
    test = {
        "strategy_name": "s",
        "symbols": ["7203"],
        "start_date": "2024-01-01",
        "end_date": "2024-02-01",
        "initial_capital": 1,
    }
    status, body = shop.owner.post("backtest_results", test | {"strategy_config": {"x": "y" * deep * 70}})
    assert (status, "strategy_config_is_small" in str(body)) == ((201, False) if deep == 40 else (400, True))
    with psycopg.connect(shop.market.conninfo) as connection:
        bomb = "[" * deep + "]" * deep
        connection.execute("select set_config('request.jwt.claims', %s, true)", [f'{{"sub": "{shop.user}"}}'])
        connection.execute("set local role authenticated")
        columns = "strategy_name, strategy_config, symbols, start_date, end_date, initial_capital"
        with pytest.raises(psycopg.Error) as caught:
            connection.execute(
                f"insert into backtest_results ({columns}) values ('s', %s, '{{7203}}', '2024-01-01', '2024-02-01', 1)".encode(),
                [bomb],
            )
        assert caught.value.sqlstate in ("23514", "54001")


def test_uuid_is_what_it_says(shop: Shop) -> None:
    assert isinstance(shop.user, UUID)
    liar = Client(shop.market.conninfo, "authenticated", "taro")
    assert liar.get("trades")[0] == 400
