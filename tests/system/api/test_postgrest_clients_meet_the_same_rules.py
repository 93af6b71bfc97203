"""The contract with PostgREST clients: status, representation, embedding, upsert, RPC."""

from typing import Any
from uuid import uuid4

import pytest
from support.worlds import ApiWorld


def test_an_insert_answers_with_the_computed_row(api_world: ApiWorld) -> None:
    status, rows = api_world.owner.post("trades", api_world.order(order_type="limit"))
    assert (status, rows[0]["status"], rows[0]["reserved_amount"]) == (201, "pending", 100100.00)
    assert rows[0]["user_id"] == str(api_world.user)
    status, rows = api_world.owner.patch("trades", {"status": "cancelled"}, [("id", "eq", rows[0]["id"])])
    assert (status, rows[0]["status"], rows[0]["reserved_amount"]) == (200, "cancelled", 0)


def test_several_rows_are_inserted_together_or_not_at_all(api_world: ApiWorld) -> None:
    lists = [{"name": "銀行"}, {"name": "商社", "description": "五大"}]
    status, rows = api_world.owner.post("watchlists", lists)
    assert (status, [row["description"] for row in rows]) == (201, [None, "五大"])
    assert api_world.owner.post("watchlists", [{"name": "海運"}, {"name": "銀行"}])[0] == 409
    assert api_world.owner.get("watchlists", where=[("name", "eq", "海運")]) == (200, [])


def test_rows_are_filtered_sorted_and_counted_out(api_world: ApiWorld) -> None:
    placed = [api_world.owner.rpc("place_order", **api_world.order(quantity=quantity, price=10))[1] for quantity in (1, 2, 3)]
    ids = [order["id"] for order in placed]
    mine = ("id", "in", ids)

    def quantities(*where: tuple[str, str, Any], order: str = "quantity", limit: int | None = None) -> list[int]:
        status, rows = api_world.owner.get("trades", "quantity", [mine, *where], order, limit)
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
    opened = [("id", "eq", api_world.portfolio), ("is_active", "is", True)]
    assert api_world.owner.get("portfolios", "opened:is_active", opened) == (200, [{"opened": True}])
    assert api_world.owner.get("trades", where=[("quantity", "eq", "many")])[0] == 400
    assert api_world.owner.get("trades", where=[("nothing", "eq", 1)])[0] == 400
    for trade in ids:
        assert api_world.owner.rpc("cancel_order", trade_id=trade)[0] == 200


def test_what_is_not_granted_is_forbidden(api_world: ApiWorld) -> None:
    assert api_world.owner.post("trades", api_world.order(status="filled"))[0] == 403
    assert api_world.owner.post("trades", api_world.order(status="filled"))[1]["code"] == "42501"
    assert api_world.owner.post("portfolios", {"name": "x", "initial_capital": 1, "user_id": str(api_world.other)})[0] == 403
    assert api_world.nobody.get("trades")[0] == 401
    assert api_world.nobody.rpc("place_order", **api_world.order())[0] == 401
    assert api_world.nobody.get("error_catalog")[0] == 200


def test_unknown_tables_functions_and_arguments_are_not_found(api_world: ApiWorld) -> None:
    assert api_world.owner.get("orders")[0] == 404
    assert api_world.owner.rpc("cancel_trade", trade_id=str(uuid4()))[0] == 404
    assert api_world.owner.rpc("cancel_order")[0] == 404
    assert api_world.owner.rpc("cancel_order", trade_id=str(uuid4()), because="of rain")[0] == 404
    assert api_world.owner.post("watchlists", {"name": "x", "colour": "red"})[0] == 400


def test_a_function_that_writes_is_not_called_by_get(api_world: ApiWorld) -> None:
    assert api_world.owner.rpc("place_order", read_only=True, **api_world.order())[0] == 405
    assert api_world.broker.rpc("refresh_valuations", read_only=True)[0] == 405


def test_another_portfolio_is_a_portfolio_that_is_not_there(api_world: ApiWorld) -> None:
    theirs = api_world.stranger.post("trades", api_world.order())
    none = api_world.stranger.post("trades", api_world.order(portfolio_id=str(uuid4())))
    assert theirs[0] == none[0] == 400
    assert theirs[1]["code"] == none[1]["code"] == "KB101"
    assert theirs[1]["message"].replace(str(api_world.portfolio), "") == theirs[1]["message"][: len("portfolio ")] + " not found"
    assert theirs[1]["hint"] == none[1]["hint"]
    assert theirs[1]["hint"]
    assert api_world.stranger.get("portfolios", where=[("id", "eq", api_world.portfolio)]) == (200, [])
    assert api_world.stranger.get("portfolios") == (200, [])
    assert api_world.stranger.patch("portfolios", {"name": "mine"}, [("id", "eq", api_world.portfolio)]) == (200, [])


def test_an_order_is_placed_filled_cancelled_and_reversed(api_world: ApiWorld) -> None:
    portfolio = api_world.owner.post("portfolios", {"name": "life", "initial_capital": 1_000_000})[1][0]["id"]
    placed = api_world.owner.post("trades", api_world.order(portfolio_id=portfolio, order_type="limit"))[1][0]
    assert (placed["status"], placed["reserved_amount"]) == ("pending", 100100.00)
    fill = {"trade_id": placed["id"], "execution_id": "life", "quantity": 60, "price": 990}
    assert api_world.broker.rpc("record_execution", **fill)[0] == 200
    embedded = api_world.owner.get("portfolios", "id,trades(status,trade_executions(execution_id))", [("id", "eq", portfolio)])[1]
    trades = [{"status": "partial", "trade_executions": [{"execution_id": "life"}]}]
    assert embedded == [{"id": portfolio, "trades": trades}]
    summary = api_world.owner.rpc("portfolio_summary", read_only=True, portfolio_id=portfolio)[1]
    assert summary[0]["reserved_cash"] == 40040.00
    cancelled = api_world.owner.rpc("cancel_order", trade_id=placed["id"])[1]
    assert cancelled["status"] == "cancelled"
    assert api_world.broker.rpc("reverse_execution", trade_id=placed["id"], execution_id="life", reversal_id="death")[0] == 200
    assert api_world.market.wrong_figures() == []


def test_every_function_of_the_api_does_its_work(api_world: ApiWorld) -> None:
    owner, broker, portfolio = api_world.owner, api_world.broker, str(api_world.portfolio)
    assert owner.rpc("deposit_cash", portfolio_id=portfolio, amount=500, idempotency_key="d1")[1]["kind"] == "deposit"
    assert owner.rpc("withdraw_cash", portfolio_id=portfolio, amount=500, idempotency_key="w1")[1]["amount"] == -500
    order = owner.rpc("place_order", **api_world.order())[1]
    fill = {"trade_id": order["id"], "execution_id": "f1", "quantity": 100, "price": 990}
    assert broker.rpc("record_execution", **fill)[1]["commission"] == 99.00
    assert owner.rpc("record_execution", **fill)[0] == 403
    bust = broker.rpc("reverse_execution", trade_id=order["id"], execution_id="f1", reversal_id="r1")
    assert bust[1]["quantity"] == -100
    assert broker.rpc("record_execution", **fill | {"execution_id": "f2"})[0] == 200
    waiting = owner.rpc("place_order", **api_world.order())[1]["id"]
    assert owner.rpc("cancel_order", trade_id=waiting, reason="changed my mind")[1]["status"] == "cancelled"
    waiting = owner.rpc("place_order", **api_world.order())[1]["id"]
    assert broker.rpc("reject_order", trade_id=waiting, reason="closed")[1]["status"] == "rejected"
    bar = {"symbol": "7203", "timeframe": "1d", "data_timestamp": "2024-01-05T00:00:00+09:00", "close_price": 1010}
    assert broker.post("market_data", bar)[0] == 201
    assert broker.rpc("refresh_valuations") == (200, 0)  # portfolios that are left
    stored = broker.get("positions", "current_price", where=[("portfolio_id", "eq", portfolio), ("symbol", "eq", "7203")])
    assert stored == (200, [{"current_price": 1010.00}])
    assert broker.get("latest_prices", "symbol,price") == (200, [{"symbol": "7203", "price": 1010.00}])
    summary = owner.rpc("portfolio_summary", read_only=True, portfolio_id=portfolio)[1][0]
    # 100 shares at 1,010 cost 99,000 and a commission of 99.
    assert (summary["cash"], summary["market_value"], summary["total_return"]) == (900901.00, 101000.00, 1901.00)
    performance = owner.rpc("calculate_portfolio_performance", read_only=True, portfolio_uuid=portfolio)[1][0]
    assert (performance["total_value"], performance["position_count"]) == (1001901.00, 1)
    assert owner.get("position_valuations")[1][0]["unrealized_pnl"] == 1901.00
    assert broker.rpc("update_ai_usage", user_uuid=str(api_world.user), cost_usd=0.01) == (204, None)
    assert owner.get("ai_usage")[1][0]["calls"] == 1
    second = owner.post("portfolios", {"name": "second", "initial_capital": 1})[1][0]["id"]
    assert owner.rpc("archive_portfolio", portfolio_id=second)[1]["is_active"] is False
    assert api_world.market.wrong_figures() == []


def test_an_analysis_tells_whether_it_is_fresh(api_world: ApiWorld) -> None:
    analysis = {
        "user_id": str(api_world.user),
        "symbol": "7203",
        "analysis_types": ["technical"],
        "models_used": ["m"],
    }
    results = {"model_results": {"results": [{"model": "m", "decision": "buy", "confidence": 0.9}]}}
    assert api_world.broker.post("ai_analysis_results", analysis | {"status": "failed"})[0] == 201
    fresh = api_world.broker.post("ai_analysis_results", analysis | results)[1][0]
    found = api_world.owner.get("ai_analysis_results", "status,is_fresh", order="status")[1]
    assert found == [{"status": "completed", "is_fresh": True}, {"status": "failed", "is_fresh": False}]
    assert api_world.owner.rpc("is_fresh", analysis=fresh) == (200, True)
    assert api_world.owner.rpc("place_order", **api_world.order(ai_analysis_id=fresh["id"], price=1))[1]["ai_decision"] == "buy"


def test_watchlists_are_upserted_and_items_embedded(api_world: ApiWorld) -> None:
    watchlist = api_world.owner.post("watchlists", {"name": "半導体"})[1][0]
    item = {"watchlist_id": watchlist["id"], "symbol": "8035", "tags": ["chips"]}
    assert api_world.owner.post("watchlist_items", item)[0] == 201
    assert api_world.owner.post("watchlist_items", item)[0] == 409
    assert api_world.owner.upsert("watchlists", {"id": watchlist["id"], "name": "chips"})[0] == 403
    again = {"name": "半導体", "description": "chips"}
    status, rows = api_world.owner.upsert("watchlists", again, "user_id,name")
    assert (status, rows[0]["id"], rows[0]["description"]) == (200, watchlist["id"], "chips")
    assert api_world.owner.upsert("watchlists", {"name": "自動車"}, "user_id,name")[0] == 201
    status, rows = api_world.owner.upsert("watchlist_items", item | {"tags": ["machines"]}, "user_id,watchlist_id,symbol")
    assert (status, [row["tags"] for row in rows]) == (200, [["machines"]])
    rows = api_world.owner.get("watchlists", "name,items:watchlist_items(symbol)")[1]
    assert {"name": "半導体", "items": [{"symbol": "8035"}]} in rows
    assert {"name": "自動車", "items": []} in rows


def test_an_upsert_that_names_a_row_twice_changes_nothing(api_world: ApiWorld) -> None:
    twice = [{"name": "二重", "description": "first"}, {"name": "二重", "description": "second"}]
    # PostgREST answers 21000 as an error of the server; docs/errors.md says so.
    assert api_world.owner.upsert("watchlists", twice, "user_id,name")[1]["code"] == "21000"
    assert api_world.owner.get("watchlists", where=[("name", "eq", "二重")]) == (200, [])


NUMBERS = [0, -1, "NaN", "Infinity", "-Infinity", 1e30, 0.001, None, 2147483648, 99999999999999]


@pytest.mark.parametrize("number", NUMBERS, ids=str)
def test_a_number_that_is_none_is_refused_with_a_hint(api_world: ApiWorld, number: Any) -> None:
    trade = api_world.owner.rpc("place_order", **api_world.order(quantity=1, price=1))[1]["id"]
    fill = {"trade_id": trade, "execution_id": str(uuid4()), "quantity": 1, "price": 1}
    # As a quantity this is too large, as an amount it is too small by one hundredth of a yen.
    payment: dict[str, Any] = {"portfolio_id": str(api_world.portfolio), "amount": 0.009 if number == 2147483648 else number}
    before = api_world.market.owner("select * from portfolios")
    answers = {
        "quantity": api_world.owner.rpc("place_order", **api_world.order(quantity=number)),
        "price": api_world.owner.rpc("place_order", **api_world.order(price=number)),
        "deposit": api_world.owner.rpc("deposit_cash", **payment, idempotency_key=str(uuid4())),
        "withdrawal": api_world.owner.rpc("withdraw_cash", **payment, idempotency_key=str(uuid4())),
        "filled quantity": api_world.broker.rpc("record_execution", **fill | {"quantity": number}),
        "filled price": api_world.broker.rpc("record_execution", **fill | {"price": number}),
    }
    if number not in (0, None):
        answers["commission"] = api_world.broker.rpc("record_execution", **fill | {"commission": number})
        answers["stop price"] = api_world.owner.rpc("place_order", **api_world.order(order_type="stop", stop_price=number))
    accepted = {name for name, (status, _) in answers.items() if status == 200}
    assert accepted <= ({"stop price"} if number == 2147483648 else set()), answers
    for status, body in answers.values():
        assert status == 200 or (status == 400 and body["code"].startswith("KB") and body["hint"]), answers
    assert api_world.market.owner("select * from portfolios") == before
    api_world.owner.rpc("cancel_order", trade_id=trade)


def test_no_table_answers_a_bad_number_with_a_server_error(api_world: ApiWorld) -> None:
    for number in NUMBERS:
        for column in ("quantity", "price", "stop_price"):
            status, body = api_world.owner.post("trades", api_world.order(order_type="limit") | {column: number})
            assert status in (400, 201) and (status == 400 or (column, number) == ("stop_price", None)), body
        status, body = api_world.owner.post("portfolios", {"name": str(uuid4()), "initial_capital": number})
        assert status == 400 or number == 2147483648, body


def test_a_sub_that_is_no_uuid_is_refused(api_world: ApiWorld) -> None:
    assert api_world.transport.client("authenticated", "taro").get("trades")[0] == 400
