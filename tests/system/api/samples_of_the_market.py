"""Samples for the tables and the functions of the market, as samples.py has them for all others."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from keys import MADE, THEN, later, new, numbers
from support.worlds import SeededWorld


def another_day() -> str:
    """A day of the last century that no other row has, and that the calendar does not cover."""
    return str(date(1990, 1, 1) - timedelta(next(numbers)))


def bar(world: SeededWorld) -> dict[str, Any]:
    return MADE | {
        "id": new(),
        "symbol": "7203",
        "symbol_name": "トヨタ自動車",
        "open_price": 1000,
        "high_price": 1010.5,
        "low_price": 999,
        "close_price": 1005,
        "volume": 1_000_000,
        "price_change": 5,
        "price_change_percent": 0.5,
        "change_is_computed": False,
        "adjustment_factor": 1,
        "timeframe": "15m",
        "data_timestamp": later(),
        "data_source": "yfinance",
    }


def special_day(world: SeededWorld) -> dict[str, Any]:
    return MADE | {"day": another_day(), "kind": "closure", "name": "Typhoon", "is_provisional": False}


def session_times(world: SeededWorld) -> dict[str, Any]:
    times = {"morning_opens": "09:00:00", "morning_closes": "11:30:00", "afternoon_opens": "12:30:00"}
    more = {"afternoon_closes": "15:30:00", "closing_auction_starts": "15:25:00"}
    return MADE | {"valid_from": another_day()} | times | more


def settlement_rule(world: SeededWorld) -> dict[str, Any]:
    return MADE | {"valid_from": another_day(), "business_days": 4}


def instrument(world: SeededWorld) -> dict[str, Any]:
    more = {"name": "何か", "name_en": "Something", "segment": "Prime", "sector33": "輸送用機器", "scale": "TOPIX Mid400"}
    rules = {"trading_unit": 100, "tick_group": "topix500", "valid_from": "2018-10-01"}
    listing = {"is_active": True, "listed_on": "1949-05-16", "delisted_on": None}
    return MADE | {"symbol": f"{2000 + next(numbers)}"} | more | rules | listing


def tick_size(world: SeededWorld) -> dict[str, Any]:
    return MADE | {"tick_group": "etf", "valid_from": another_day(), "price_above": 0, "tick": 1}


def price_limit(world: SeededWorld) -> dict[str, Any]:
    return MADE | {"valid_from": another_day(), "base_price_from": 0, "price_limit": 30}


def announcement(world: SeededWorld) -> dict[str, Any]:
    """A split of a share of its own."""
    ratio = {"old_shares": 1, "new_shares": 2, "gross_per_share": None, "fraction_price": None}
    days = {"ex_date": "2024-03-04", "record_date": "2024-03-05", "pay_date": "2024-06-03"}
    more = {"symbol": f"{2000 + next(numbers)}", "kind": "split", "version": 1, "is_void": False, "source": "jpx"}
    return {"id": new(), "is_in_force": True} | MADE | more | ratio | days


MARKET_INSERTS: dict[str, Callable[[SeededWorld], dict[str, Any]]] = {
    "corporate_actions": announcement,
    "instruments": instrument,
    "market_data": bar,
    "market_sessions": session_times,
    "price_limits": price_limit,
    "settlement_rules": settlement_rule,
    "tick_sizes": tick_size,
    "trading_calendar": special_day,
}
MARKET_UPDATES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "alert_events": lambda row: {"acknowledged_at": THEN},
    "corporate_actions": lambda row: {"fraction_price": row["fraction_price"] or (1000 if row["kind"] == "split" else None)},
    "instruments": lambda row: {"name": "別の何か", "is_active": False},
    "market_data": lambda row: {"close_price": 1001, "data_source": "jpx"},
    "market_sessions": lambda row: {"afternoon_closes": "15:45:00"},
    "price_limits": lambda row: {"price_limit": 40},
    "settlement_rules": lambda row: {"business_days": 5},
    "tick_sizes": lambda row: {"tick": 2},
    "trading_calendar": lambda row: {"kind": "holiday", "name": "A holiday"},
}
MARKET_CALLS: dict[str, Callable[[SeededWorld], dict[str, Any]]] = {
    "business_days": lambda world: {"start_date": "2024-01-01", "end_date": "2024-01-31"},
    "cleanup_old_market_data": lambda world: {},
    "evaluate_alerts": lambda world: {},
    "ingest_market_data": lambda world: {"bars": [{"Code": "72030", "Date": "2024-01-05", "C": 1000}]},
    "is_market_open": lambda world: {"at": THEN},
    "latest_bars": lambda world: {"symbols": "{7203,130A}", "timeframe": "1d"},
    "next_session": lambda world: {"after": "2024-01-05"},
    "normalise_symbol": lambda world: {"symbol": "72030"},
    "previous_session": lambda world: {"before": "2024-01-05"},
    "price_history": lambda world: (
        {"symbol": "7203", "timeframe": "1d", "start_time": THEN, "end_time": THEN} | {"adjusted": False}
    ),
    "price_factor": lambda world: {"symbol": "7203", "after": "2024-01-05", "up_to": "2024-01-31"},
    "price_limits_of": lambda world: {"symbol": "7203", "day": "2024-01-09"},
    "round_to_tick": lambda world: {"symbol": "7203", "price": 1000.5, "direction": "down", "day": "2024-01-05"},
    "search_instruments": lambda world: {"query": "7203"},
    "settlement_date": lambda world: {"trade_date": "2024-01-05"},
    "trading_sessions": lambda world: {"start_date": "2024-01-05", "end_date": "2024-01-31"},
    "resample_bars": lambda world: {
        "symbol": "7203",
        "timeframe": "1h",
        "start_time": THEN,
        "end_time": THEN,
        "source_timeframe": "1m",
    },
}
