"""The contract with PostgREST clients: status, representation, embedding, upsert, RPC."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from support.shop import Shop


def test_an_insert_answers_with_the_computed_row(shop: Shop) -> None:
    status, rows = shop.owner.post("trades", shop.order(order_type="limit"))
    assert (status, rows[0]["status"], rows[0]["reserved_amount"]) == (201, "pending", 100100.00)
    assert rows[0]["user_id"] == str(shop.user)
    status, rows = shop.owner.patch("trades", {"status": "cancelled"}, [("id", "eq", rows[0]["id"])])
    assert (status, rows[0]["status"], rows[0]["reserved_amount"]) == (200, "cancelled", 0)


def test_several_rows_are_inserted_together_or_not_at_all(shop: Shop) -> None:
    lists = [{"name": "銀行"}, {"name": "商社", "description": "五大"}]
    status, rows = shop.owner.post("watchlists", lists)
    assert (status, [row["description"] for row in rows]) == (201, [None, "五大"])
    assert shop.owner.post("watchlists", [{"name": "海運"}, {"name": "銀行"}])[0] == 409
    assert shop.owner.get("watchlists", where=[("name", "eq", "海運")]) == (200, [])


def test_rows_are_filtered_sorted_and_counted_out(shop: Shop) -> None:
    placed = [shop.owner.rpc("place_order", **shop.order(quantity=quantity, price=10))[1] for quantity in (1, 2, 3)]
    ids = [order["id"] for order in placed]
    mine = ("id", "in", ids)

    def quantities(*where: tuple[str, str, Any], order: str = "quantity", limit: int | None = None) -> list[int]:
        status, rows = shop.owner.get("trades", "quantity", [mine, *where], order, limit)
        assert status == 200, rows
        return [row["quantity"] for row in rows]

    assert quantities() == [1, 2, 3]
    assert quantities(order="created_at.desc,quantity.desc") == [3, 2, 1]
    assert quantities(order="stop_price.asc.nullsfirst,quantity.desc", limit=2) == [3, 2]
    assert quantities(("quantity", "gt", 1)) == quantities(("quantity", "gte", 2)) == [2, 3]
    assert quantities(("quantity", "lt", 2)) == quantities(("quantity", "lte", 1)) == [1]
    assert quantities(("id", "eq", ids[1])) == quantities(("quantity", "not.in", [1, 3])) == [2]
    assert quantities(("symbol", "neq", "7203")) == quantities(("client_order_id", "not.is", None)) == []
    assert quantities(("client_order_id", "is", None)) == [1, 2, 3]
    opened = [("id", "eq", shop.portfolio), ("is_active", "is", True)]
    assert shop.owner.get("portfolios", "opened:is_active", opened) == (200, [{"opened": True}])
    assert shop.owner.get("trades", where=[("quantity", "eq", "many")])[0] == 400
    assert shop.owner.get("trades", where=[("nothing", "eq", 1)])[0] == 400
    for trade in ids:
        assert shop.owner.rpc("cancel_order", trade_id=trade)[0] == 200


def test_what_is_not_granted_is_forbidden(shop: Shop) -> None:
    assert shop.owner.post("trades", shop.order(status="filled"))[0] == 403
    assert shop.owner.post("trades", shop.order(status="filled"))[1]["code"] == "42501"
    assert shop.owner.post("portfolios", {"name": "x", "initial_capital": 1, "user_id": str(shop.other)})[0] == 403
    assert shop.nobody.get("trades")[0] == 401
    assert shop.nobody.rpc("place_order", **shop.order())[0] == 401
    assert shop.nobody.get("error_catalog")[0] == 200


def test_what_is_not_there_is_not_found(shop: Shop) -> None:
    assert shop.owner.get("orders")[0] == 404
    assert shop.owner.rpc("cancel_trade", trade_id=str(uuid4()))[0] == 404
    assert shop.owner.rpc("cancel_order")[0] == 404
    assert shop.owner.rpc("cancel_order", trade_id=str(uuid4()), because="of rain")[0] == 404
    assert shop.owner.post("watchlists", {"name": "x", "colour": "red"})[0] == 400


def test_what_writes_is_not_called_by_get(shop: Shop) -> None:
    assert shop.owner.rpc("place_order", read_only=True, **shop.order())[0] == 405
    assert shop.broker.rpc("refresh_valuations", read_only=True)[0] == 405


def test_another_portfolio_is_a_portfolio_that_is_not_there(shop: Shop) -> None:
    theirs = shop.stranger.post("trades", shop.order())
    none = shop.stranger.post("trades", shop.order(portfolio_id=str(uuid4())))
    assert theirs[0] == none[0] == 400
    assert theirs[1]["code"] == none[1]["code"] == "KB101"
    assert theirs[1]["message"].replace(str(shop.portfolio), "") == theirs[1]["message"][: len("portfolio ")] + " not found"
    assert theirs[1]["hint"] == none[1]["hint"]
    assert theirs[1]["hint"]
    assert shop.stranger.get("portfolios", where=[("id", "eq", shop.portfolio)]) == (200, [])
    assert shop.stranger.get("portfolios") == (200, [])
    assert shop.stranger.patch("portfolios", {"name": "mine"}, [("id", "eq", shop.portfolio)]) == (200, [])


def test_an_order_lives(shop: Shop) -> None:
    portfolio = shop.owner.post("portfolios", {"name": "life", "initial_capital": 1_000_000})[1][0]["id"]
    placed = shop.owner.post("trades", shop.order(portfolio_id=portfolio, order_type="limit"))[1][0]
    assert (placed["status"], placed["reserved_amount"]) == ("pending", 100100.00)
    fill = {"trade_id": placed["id"], "execution_id": "life", "quantity": 60, "price": 990}
    assert shop.broker.rpc("record_execution", **fill)[0] == 200
    embedded = shop.owner.get("portfolios", "id,trades(status,trade_executions(execution_id))", [("id", "eq", portfolio)])[1]
    trades = [{"status": "partial", "trade_executions": [{"execution_id": "life"}]}]
    assert embedded == [{"id": portfolio, "trades": trades}]
    summary = shop.owner.rpc("portfolio_summary", read_only=True, portfolio_id=portfolio)[1]
    assert summary[0]["reserved_cash"] == 40040.00
    cancelled = shop.owner.rpc("cancel_order", trade_id=placed["id"])[1]
    assert cancelled["status"] == "cancelled"
    assert shop.broker.rpc("reverse_execution", trade_id=placed["id"], execution_id="life", reversal_id="death")[0] == 200
    assert shop.market.wrong_figures() == []


def test_every_function_of_the_api_does_its_work(shop: Shop) -> None:
    owner, broker, portfolio = shop.owner, shop.broker, str(shop.portfolio)
    assert owner.rpc("deposit_cash", portfolio_id=portfolio, amount=500, idempotency_key="d1")[1]["kind"] == "deposit"
    assert owner.rpc("withdraw_cash", portfolio_id=portfolio, amount=500, idempotency_key="w1")[1]["amount"] == -500
    order = owner.rpc("place_order", **shop.order())[1]
    fill = {"trade_id": order["id"], "execution_id": "f1", "quantity": 100, "price": 990}
    assert broker.rpc("record_execution", **fill)[1]["commission"] == 99.00
    assert owner.rpc("record_execution", **fill)[0] == 403
    bust = broker.rpc("reverse_execution", trade_id=order["id"], execution_id="f1", reversal_id="r1")
    assert bust[1]["quantity"] == -100
    assert broker.rpc("record_execution", **fill | {"execution_id": "f2"})[0] == 200
    waiting = owner.rpc("place_order", **shop.order())[1]["id"]
    assert owner.rpc("cancel_order", trade_id=waiting, reason="changed my mind")[1]["status"] == "cancelled"
    waiting = owner.rpc("place_order", **shop.order())[1]["id"]
    assert broker.rpc("reject_order", trade_id=waiting, reason="closed")[1]["status"] == "rejected"
    bar = {"symbol": "7203", "timeframe": "1d", "data_timestamp": "2024-01-05T00:00:00+09:00", "close_price": 1010}
    assert broker.post("market_data", bar)[0] == 201
    status, changed = broker.rpc("refresh_valuations")
    assert status == 200
    assert changed >= 1
    assert broker.get("latest_prices", "symbol,price") == (200, [{"symbol": "7203", "price": 1010.00}])
    summary = owner.rpc("portfolio_summary", read_only=True, portfolio_id=portfolio)[1][0]
    # 100 shares at 1,010 cost 99,000 and a commission of 99.
    assert (summary["cash"], summary["market_value"], summary["total_return"]) == (900901.00, 101000.00, 1901.00)
    performance = owner.rpc("calculate_portfolio_performance", read_only=True, portfolio_uuid=portfolio)[1][0]
    assert (performance["total_value"], performance["position_count"]) == (1001901.00, 1)
    assert owner.get("position_valuations")[1][0]["unrealized_pnl"] == 1901.00
    assert broker.rpc("update_ai_usage", user_uuid=str(shop.user), cost_usd=0.01) == (204, None)
    assert owner.get("ai_usage")[1][0]["calls"] == 1
    second = owner.post("portfolios", {"name": "second", "initial_capital": 1})[1][0]["id"]
    assert owner.rpc("archive_portfolio", portfolio_id=second)[1]["is_active"] is False
    assert shop.market.wrong_figures() == []


def test_an_analysis_tells_whether_it_is_fresh(shop: Shop) -> None:
    analysis = {
        "user_id": str(shop.user),
        "symbol": "7203",
        "analysis_types": ["technical"],
        "models_used": ["m"],
        "final_decision": "buy",
        "model_results": {"results": []},
    }
    assert shop.broker.post("ai_analysis_results", analysis | {"status": "failed"})[0] == 201
    fresh = shop.broker.post("ai_analysis_results", analysis)[1][0]
    found = shop.owner.get("ai_analysis_results", "status,is_fresh", order="status")[1]
    assert found == [{"status": "completed", "is_fresh": True}, {"status": "failed", "is_fresh": False}]
    assert shop.owner.rpc("is_fresh", analysis=fresh) == (200, True)
    assert shop.owner.rpc("place_order", **shop.order(ai_analysis_id=fresh["id"], price=1))[1]["ai_decision"] == "buy"


def test_watchlists_are_upserted_and_items_embedded(shop: Shop) -> None:
    watchlist = shop.owner.post("watchlists", {"name": "半導体"})[1][0]
    item = {"watchlist_id": watchlist["id"], "symbol": "8035", "tags": ["chips"]}
    assert shop.owner.post("watchlist_items", item)[0] == 201
    assert shop.owner.post("watchlist_items", item)[0] == 409
    assert shop.owner.upsert("watchlists", {"id": watchlist["id"], "name": "chips"})[0] == 403
    again = {"name": "半導体", "description": "chips"}
    status, rows = shop.owner.upsert("watchlists", again, "user_id,name")
    assert (status, rows[0]["id"], rows[0]["description"]) == (200, watchlist["id"], "chips")
    assert shop.owner.upsert("watchlists", {"name": "自動車"}, "user_id,name")[0] == 201
    assert shop.owner.upsert("watchlist_items", item, "user_id,watchlist_id,symbol")[0] == 403
    rows = shop.owner.get("watchlists", "name,items:watchlist_items(symbol)")[1]
    assert {"name": "半導体", "items": [{"symbol": "8035"}]} in rows
    assert {"name": "自動車", "items": []} in rows


def test_an_upsert_that_names_a_row_twice_changes_nothing(shop: Shop) -> None:
    twice = [{"name": "二重", "description": "first"}, {"name": "二重", "description": "second"}]
    # PostgREST takes 21000 for an error of the server; docs/errors.md says so.
    assert shop.owner.upsert("watchlists", twice, "user_id,name")[1]["code"] == "21000"
    assert shop.owner.get("watchlists", where=[("name", "eq", "二重")]) == (200, [])


NUMBERS = [0, -1, "NaN", "Infinity", "-Infinity", 1e30, 0.001, None, 2147483648, 99999999999999]


@pytest.mark.parametrize("number", NUMBERS, ids=str)
def test_a_number_that_is_none_is_refused_with_a_hint(shop: Shop, number: Any) -> None:
    trade = shop.owner.rpc("place_order", **shop.order(quantity=1, price=1))[1]["id"]
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


def test_uuid_is_what_it_says(shop: Shop) -> None:
    assert isinstance(shop.user, UUID)
    liar = shop.transport.client("authenticated", "taro")
    assert liar.get("trades")[0] == 400
