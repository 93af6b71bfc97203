"""Samples for every table and every function: a row of all writable columns, and a call with all arguments.

Each sample has new keys. It belongs to a world in which the owner has a row in every table.
"""

from collections.abc import Callable
from typing import Any

from keys import MADE, THEN, new, numbers
from samples_of_ai import AI_CALLS, analysis, price
from samples_of_backtests import BACKTEST_CALLS, backtest
from samples_of_returns import RETURN_CALLS
from samples_of_the_market import MARKET_CALLS, MARKET_INSERTS, MARKET_UPDATES
from support.postgrest.clients import Filter
from support.worlds import SeededWorld


def trade(world: SeededWorld) -> dict[str, Any]:
    """A filled order, as the service role records it. A user, who may not write the last five columns, places an open one."""
    return {
        "id": new(),
        "user_id": str(world.user),
        "portfolio_id": world.mine["portfolio"],
        "symbol": "7203",
        "symbol_name": "トヨタ自動車",
        "trade_type": "buy",
        "quantity": 1,
        "price": 1,
        "stop_price": 1,
        "order_type": "stop_limit",
        "client_order_id": new(),
        "ai_analysis_id": world.mine["analysis"],
        "order_id": new(),
        "status": "filled",
        "commission": 0,
        "tax": 0,
        "execution_price": 1,
        "executed_at": THEN,
    }


def setting(world: SeededWorld) -> dict[str, Any]:
    more = {"value": {"on": True}, "description": "A setting.", "is_public": True, "updated_by": str(world.user)}
    return MADE | {"id": new(), "key": f"kaboom_{new()}"} | more


def watchlist(world: SeededWorld) -> dict[str, Any]:
    more = {"name": f"list {next(numbers)}", "description": "Shares.", "is_default": False}
    return MADE | {"id": new(), "user_id": str(world.user)} | more


def watchlist_item(world: SeededWorld) -> dict[str, Any]:
    return MADE | {
        "id": new(),
        "user_id": str(world.user),
        "watchlist_id": world.mine["watchlist"],
        "symbol": f"{2000 + next(numbers)}",
        "symbol_name": "何か",
        "price_alert_upper": 2000,
        "price_alert_lower": 1000,
        "volume_alert_threshold": 1_000_000,
        "notes": "Watch.",
        "tags": ["cars", "export"],
        "price_upper_is_armed": True,
        "price_lower_is_armed": True,
        "volume_is_armed": True,
        "alerts_set_on": "2024-01-05",
        "alert_factor": 1,
        "added_at": THEN,
    }


def portfolio(world: SeededWorld) -> dict[str, Any]:
    more = {"name": f"portfolio {next(numbers)}", "description": "Shares.", "initial_capital": 1000}
    kinds = {"risk_level": "low", "strategy_type": "mixed", "account_kind": "nisa"}
    return {"id": new(), "user_id": str(world.user)} | kinds | more


def payment(world: SeededWorld) -> dict[str, Any]:
    more = {"kind": "deposit", "amount": 1, "idempotency_key": new(), "note": "Salary."}
    return {"user_id": str(world.user), "portfolio_id": world.mine["portfolio"]} | more


def execution(world: SeededWorld) -> dict[str, Any]:
    """A fill. It has an order of its own: what is recorded for another order cannot be what this one repeats or reverses."""
    more = {"quantity": 1, "price": 1, "commission": 0, "tax": 0, "reverses": None, "executed_at": THEN}
    return {"user_id": str(world.user), "execution_id": new(), "trade_id": placed(world)} | more


def adjustment(world: SeededWorld) -> dict[str, Any]:
    """A transfer of shares into the portfolio."""
    more = {"symbol": "7203", "symbol_name": "トヨタ自動車", "kind": "transfer", "quantity": 10, "cost": 100}
    keys = {"reverses": None, "idempotency_key": new(), "note": "From another broker."}
    return {"user_id": str(world.user), "portfolio_id": world.mine["portfolio"]} | more | keys


INSERTS: dict[str, Callable[[SeededWorld], dict[str, Any]]] = {
    **MARKET_INSERTS,
    "ai_analysis_results": analysis,
    "ai_model_prices": price,
    "backtest_results": backtest,
    "cash_ledger": payment,
    "portfolios": portfolio,
    "position_adjustments": adjustment,
    "system_settings": setting,
    "trade_executions": execution,
    "trades": trade,
    "watchlist_items": watchlist_item,
    "watchlists": watchlist,
}
# By table, what a client changes in a row that it has read. It sends the other columns back unchanged.
UPDATES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    **MARKET_UPDATES,
    "ai_analysis_results": lambda row: {"symbol_name": row["symbol_name"]},
    "ai_model_prices": lambda row: {"output_usd": 12.5},
    "backtest_results": lambda row: {"status": "cancelled"},
    "portfolios": lambda row: {"name": row["name"] + " again", "description": None, "risk_level": "high"},
    "positions": lambda row: {"sector": "cars", "weight_percentage": 12.5},
    "system_settings": lambda row: {"value": [1, {"two": None}], "description": None},
    "trades": lambda row: {"status": "filled" if row["status"] == "filled" else "cancelled", "reason": "Changed my mind."},
    "user_profiles": lambda row: {"display_name": "花子", "avatar_url": "https://kaboom.example/hanako.png"},
    "watchlist_items": lambda row: {"price_alert_upper": None, "notes": "Sell.", "tags": []},
    "watchlists": lambda row: {"description": "More shares.", "is_default": True},
}
READ_ONLY = {"audit_logs", "error_catalog", "latest_prices", "movement_kinds", "position_valuations", "valued_portfolios"}
READ_ONLY |= {"portfolio_snapshots"}
READ_ONLY |= {"ai_usage", "ai_usage_events", "ai_usage_thresholds", "ai_costs", "ai_model_results", "ai_decision_outcomes"}
READ_ONLY |= {"adjusted_bars", "applied_actions", "share_ledger"}
READ_ONLY |= {"backtest_summaries", "backtest_tallies", "latest_ai_decisions", "quotes"}


def placed(world: SeededWorld) -> str:
    """The id of an order of one share at one yen."""
    order: dict[str, Any] = {"symbol": "7203", "trade_type": "buy", "quantity": 1, "price": 1}
    return str(world.owner.rpc("place_order", portfolio_id=world.mine["portfolio"], **order)[1]["id"])


def filled(world: SeededWorld) -> dict[str, Any]:
    """A fill of an order of its own."""
    fill: dict[str, Any] = {"trade_id": placed(world), "execution_id": new(), "quantity": 1, "price": 1}
    return dict(world.broker.rpc("record_execution", **fill)[1])


def order(world: SeededWorld) -> dict[str, Any]:
    columns = set(trade(world)) - {"id", "user_id", "order_id", "status", "commission", "tax", "execution_price", "executed_at"}
    return {column: value for column, value in trade(world).items() if column in columns}


# What counts for a preview: neither the client's id nor the name of the share.
PREVIEWED = {
    "portfolio_id",
    "symbol",
    "trade_type",
    "quantity",
    "price",
    "order_type",
    "stop_price",
    "ai_analysis_id",
}


def cash(world: SeededWorld) -> dict[str, Any]:
    return {"portfolio_id": world.mine["portfolio"], "amount": 1, "idempotency_key": new(), "note": "Salary."}


def movement(world: SeededWorld) -> dict[str, Any]:
    return cash(world) | {"kind": "deposit", "user_id": str(world.user)}


def transfer(world: SeededWorld) -> dict[str, Any]:
    return {key: value for key, value in adjustment(world).items() if key not in ("kind", "reverses")}


def return_of_shares(world: SeededWorld) -> dict[str, Any]:
    booked = world.broker.rpc("transfer_shares", **transfer(world))[1]
    return {
        "portfolio_id": booked["portfolio_id"],
        "entry_no": booked["entry_no"],
        "idempotency_key": new(),
        "note": "Wrong.",
    } | {"user_id": str(world.user)}


def closing(world: SeededWorld) -> dict[str, Any]:
    return {"trade_id": placed(world), "reason": "Closed.", "user_id": str(world.user)}


def report(world: SeededWorld) -> dict[str, Any]:
    return {key: value for key, value in execution(world).items() if key != "reverses"}


def bust(world: SeededWorld) -> dict[str, Any]:
    fill = filled(world)
    return {"trade_id": fill["trade_id"], "execution_id": fill["execution_id"], "reversal_id": new(), "user_id": str(world.user)}


def applied(world: SeededWorld, kind: str) -> dict[str, Any]:
    """An action that was applied to the portfolio of the owner."""
    query = "select a.id::text from corporate_actions as a where a.kind = %s and a.ex_date = '2000-01-04'"
    return {"action_id": world.transport.owner(query, kind)[0][0], "portfolio_id": world.mine["portfolio"]}


CALLS: dict[str, Callable[[SeededWorld], dict[str, Any]]] = {
    **AI_CALLS,
    **BACKTEST_CALLS,
    **MARKET_CALLS,
    **RETURN_CALLS,
    "apply_corporate_action": lambda world: applied(world, "split") | {"at_most": 10},
    "archive_portfolio": lambda world: {"portfolio_id": world.owner.post("portfolios", own(portfolio(world)))[1][0]["id"]},
    "calculate_portfolio_performance": lambda world: {"portfolio_uuid": world.mine["portfolio"]},
    "cancel_order": closing,
    "confirm_cancel": closing,
    "deposit_cash": cash,
    "lock_portfolios": lambda world: {"portfolio_ids": [world.mine["portfolio"]]},
    "lock_order": lambda world: {"trade_id": placed(world), "user_id": str(world.user)},
    "move_cash": movement,
    "is_fresh": lambda world: {"analysis": analysis(world)},
    "open_portfolio": lambda world: {name: value for name, value in portfolio(world).items() if name != "id"},
    "place_order": order,
    "preview_order": lambda world: {name: value for name, value in order(world).items() if name in PREVIEWED},
    "place_orders": lambda world: {"orders": [order(world)], "all_or_nothing": True},
    "portfolio_summary": lambda world: {"portfolio_id": world.mine["portfolio"]},
    "record_dividend": lambda world: applied(world, "dividend") | {"gross": 1, "tax": 0},
    "record_execution": report,
    "record_executions": lambda world: {"executions": [report(world)], "all_or_nothing": True},
    "refresh_valuations": lambda world: {"at_most": 10},
    "refuse_cancel": closing,
    "reject_order": closing,
    "reverse_adjustment": return_of_shares,
    "reverse_corporate_action": lambda world: applied(world, "split"),
    "reverse_execution": bust,
    "transfer_shares": transfer,
    "update_ai_usage": lambda world: {"user_uuid": str(world.user), "cost_usd": 0.01},
    "withdraw_cash": cash,
}


def own(row: dict[str, Any]) -> dict[str, Any]:
    """A row as a user sends it, without id and owner, which the database sets."""
    return {column: value for column, value in row.items() if column not in ("id", "user_id")}


def key_of(world: SeededWorld, relation: str, row: dict[str, Any]) -> list[Filter]:
    return [(column, "eq", row[column]) for column in world.schema.primary_keys[relation]]


def sample(world: SeededWorld, relation: str, role: str) -> dict[str, Any]:
    """A new row of the columns that the role may write."""
    row = INSERTS[relation](world)
    row = {column: value for column, value in row.items() if column in world.rights[relation, role].insert}
    return own(row) if role == "authenticated" else row
