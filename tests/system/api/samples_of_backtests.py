"""Samples for the tables and functions of backtests."""

from collections.abc import Callable
from typing import Any

from keys import THEN, new
from support.worlds import SeededWorld


def backtest(world: SeededWorld) -> dict[str, Any]:
    more = {"ai_total_cost_usd": 12, "ai_analysis_count": 12, "average_analysis_time": 12}
    claim = {"claimed_by": "worker", "claimed_at": THEN, "claimed_until": "2024-01-06T00:00:00+00:00"}
    return (
        more
        | claim
        | {
            "id": new(),
            "user_id": str(world.user),
            "strategy_name": "momentum",
            "strategy_config": {"window": 20},
            "symbols": ["7203", "130A"],
            "start_date": "2024-01-01",
            "end_date": "2024-02-01",
            "initial_capital": 1000,
            "status": "pending",
            "progress_percentage": 0,
            "simulated_date": None,
            "error_message": None,
        }
    )


def request(world: SeededWorld) -> dict[str, Any]:
    columns = ["strategy_name", "strategy_config", "symbols", "start_date", "end_date", "initial_capital"]
    return {column: backtest(world)[column] for column in columns}


def pending(world: SeededWorld) -> str:
    """The id of a backtest that the owner has just asked for."""
    return str(world.owner.rpc("create_backtest", **request(world))[1]["id"])


def running(world: SeededWorld) -> str:
    return str(world.broker.rpc("start_backtest", backtest_id=pending(world))[1]["id"])


def results(world: SeededWorld) -> dict[str, Any]:
    curve = [{"date": "2024-01-05", "value": 1010}, {"date": "2024-01-06", "value": 1005, "drawdown": -5 / 1010}]
    return {"equity_curve": curve, "trade_history": [{"profit": 5, "entry_date": "2024-01-05", "exit_date": "2024-01-06"}]}


def completed(world: SeededWorld) -> str:
    return str(world.broker.rpc("complete_backtest", backtest_id=running(world), **results(world))[1]["id"])


def simulable(world: SeededWorld) -> str:
    """The id of a pending backtest that the database itself can run, over the bar that the world has."""
    asked = request(world) | {"strategy_name": "buy_and_hold", "symbols": ["7203"]}
    return str(world.owner.rpc("create_backtest", **asked)[1]["id"])


RATIO = {"sharpe": 0.1, "observations": 100, "skew": 0, "kurtosis": 3}
FIGURES = {"initial_capital": 1000, "periods_per_year": 252, "risk_free": 0, "required_return": 0, "benchmark": None}
BACKTEST_CALLS: dict[str, Callable[[SeededWorld], dict[str, Any]]] = {
    "backtest_equity": lambda world: {"backtest_id": completed(world)},
    "calculate_backtest_metrics": lambda world: results(world) | FIGURES,
    "cancel_backtest": lambda world: {"backtest_id": pending(world)},
    "claim_backtests": lambda world: {"worker": new(), "how_many": 1, "lease": "10 minutes", "strategies": ["momentum"]},
    "compare_backtests": lambda world: {"ids": [completed(world)]},
    "complete_backtest": lambda world: {"backtest_id": running(world)} | results(world),
    "create_backtest": request,
    "deflated_sharpe_ratio": lambda world: RATIO | {"trials": 2, "variance_of_trials": 0.01},
    "fail_backtest": lambda world: {"backtest_id": running(world), "message": "No data."},
    "probabilistic_sharpe_ratio": lambda world: RATIO | {"benchmark_sharpe": 0},
    "report_backtest_progress": lambda world: {
        "backtest_id": running(world),
        "simulated_date": "2024-01-05",
        "progress_percentage": 10,
    },
    "run_backtest": lambda world: {"backtest_id": simulable(world)},
    "run_backtests": lambda world: {"at_most": 1},
    "start_backtest": lambda world: {"backtest_id": pending(world)},
    "normal_cdf": lambda world: {"x": 1.5},
    "normal_quantile": lambda world: {"p": 0.5},
}
