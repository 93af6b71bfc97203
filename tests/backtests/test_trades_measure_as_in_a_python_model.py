"""Random trades over a random curve, measured by the database and, trade by trade, in exact fractions."""

import json
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from math import isclose
from random import Random
from typing import Any

import psycopg
import pytest
from support.curves import trading_days

Trade = dict[str, Any]
# They are rounded to the hundredth.
IN_YEN = {"average_win", "average_loss", "expectancy", "best_trade", "worst_trade", "open_profit"}
DAYS = trading_days(80)
VALUES = [1_000_000 + 1000 * n for n in range(len(DAYS))]


def make_trades(source: Random, count: int) -> list[Trade]:
    """Trades with profits to the yen, some of them zero, some open; not in the order of their ends."""
    trades = []
    for _ in range(count):
        entry = DAYS[0] + timedelta(days=source.randrange(100))
        end = entry + timedelta(days=source.randrange(8))
        is_open = source.random() < 0.1
        trade: Trade = {
            "profit": source.choice([0, 1, -1]) * source.randrange(1, 10_000) / 4,
            "entry_date": str(entry),
            "exit_date": None if is_open else str(end),
            "quantity": source.randrange(1, 500),
            "entry_price": source.randrange(100, 5000) / 2,
            "exit_price": None if is_open else source.randrange(100, 5000) / 2,
        }
        trades.append(trade)
    return trades


def longest(outcomes: list[int], wanted: int) -> int:
    return max((len(list(group)) for outcome, group in groupby(outcomes) if outcome == wanted), default=0)


def held_days(trades: list[Trade]) -> int:
    """Days of the curve on which at least one trade was held; each day and each trade is looked at."""

    def is_held(trade: Trade, day: date) -> bool:
        entry = date.fromisoformat(trade["entry_date"])
        if trade["exit_date"] is None:
            return day >= entry
        return day == entry or entry <= day < date.fromisoformat(trade["exit_date"])

    return sum(any(is_held(trade, day) for trade in trades) for day in DAYS)


def expected(trades: list[Trade]) -> dict[str, Any]:
    closed = sorted((trade for trade in trades if trade["exit_date"]), key=lambda trade: str(trade["exit_date"]))
    profits = [Fraction(trade["profit"]) for trade in closed]
    wins, losses = [p for p in profits if p > 0], [p for p in profits if p < 0]
    outcomes = [(p > 0) - (p < 0) for p in profits]
    traded = sum(trade["quantity"] * (Fraction(trade["entry_price"]) + Fraction(trade["exit_price"] or 0)) for trade in trades)
    still_open = [Fraction(trade["profit"]) for trade in trades if trade["exit_date"] is None]
    win, loss = sum(wins) / len(wins) if wins else None, -sum(losses) / len(losses) if losses else None
    return {
        "total_trades": len(closed),
        "winning_trades": len(wins),
        "losing_trades": len(losses),
        "win_rate": round(float(Fraction(100 * len(wins), len(closed))), 2) if closed else None,
        "profit_factor": sum(wins) / -sum(losses) if losses else None,
        "payoff_ratio": win / loss if win is not None and loss is not None else None,
        "consecutive_wins": longest(outcomes, 1),
        "consecutive_losses": longest(outcomes, -1),
        "average_win": win,
        "average_loss": loss and -loss,
        "expectancy": sum(profits) / len(profits) if profits else None,
        "best_trade": max(profits, default=None),
        "worst_trade": min(profits, default=None),
        "open_trades": len(still_open),
        "open_profit": sum(still_open),
        "exposure": Fraction(held_days(trades), len(DAYS)) if trades else 1,
        "turnover": Fraction(252, len(DAYS)) * traded / 2 / Fraction(sum(VALUES), len(VALUES)),
    }


def measured(connection: psycopg.Connection[Any], trades: list[Trade]) -> dict[str, Any]:
    curve = [{"date": str(day), "value": value} for day, value in zip(DAYS, VALUES, strict=True)]
    query = "select calculate_backtest_metrics(%s, %s, 1000000)"
    row = connection.execute(query, [json.dumps(curve), json.dumps(trades)]).fetchone()
    assert row
    return dict(row[0])


@pytest.mark.parametrize("count", [0, 1, 2, 5, 30, 200])
def test_trades_have_the_figures_of_the_model(database: psycopg.Connection[Any], count: int) -> None:
    for seed in range(10):
        trades = make_trades(Random(f"trades {seed} {count}"), count)
        given = measured(database, trades)
        wrong = {
            name: (given[name], wanted)
            for name, wanted in expected(trades).items()
            if not (
                given[name] is wanted is None or isclose(given[name], wanted, rel_tol=1e-9, abs_tol=0.0051 * (name in IN_YEN))
            )
        }
        assert wrong == {}, (seed, count)


@pytest.mark.parametrize("left_out", ["entry_date", "exit_date", "quantity", "entry_price", "exit_price"])
def test_what_is_not_known_of_trades_is_null(database: psycopg.Connection[Any], left_out: str) -> None:
    trades = make_trades(Random("known"), 20)
    for trade in trades:
        trade["exit_date"], trade["exit_price"] = trade["exit_date"] or trade["entry_date"], trade["exit_price"] or 5
    trades[7].pop(left_out)
    given = measured(database, trades)
    assert (given["exposure"] is None) == left_out.endswith("date")
    assert (given["turnover"] is None) == (not left_out.endswith("date"))
