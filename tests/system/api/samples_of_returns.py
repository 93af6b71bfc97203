"""Samples for the functions of returns, as samples.py has them for all others."""

from collections.abc import Callable
from typing import Any

from support.worlds import SeededWorld

DAYS = ["2024-01-04", "2024-01-05", "2024-01-09"]


def period(world: SeededWorld) -> dict[str, Any]:
    """The period of the second snapshot that the owner has: the benchmark has its first bar there."""
    return {"portfolio_id": world.mine["portfolio"], "start_date": "2024-01-05", "end_date": "2024-01-31"}


def curve(world: SeededWorld) -> dict[str, Any]:
    return {"amounts": [100, 110, 165], "inflows": [0, 0, 50], "outflows": [0, 0, 0]}


RETURN_CALLS: dict[str, Callable[[SeededWorld], dict[str, Any]]] = {
    "benchmark_closes": lambda world: {"benchmark": "7203", "dates": DAYS},
    "invest_in_benchmark": lambda world: {
        "benchmark": "7203",
        "dates": DAYS,
        "inflows": [100, 0, 50],
        "outflows": [0, 0, 0],
    },
    "portfolio_history": period,
    "portfolio_monthly_returns": period,
    "portfolio_returns": lambda world: period(world) | {"benchmark": "7203.T"},
    "refresh_snapshots": lambda world: {"at_most": 10},
    "risk_figures": lambda world: {
        "dates": DAYS,
        "returns": [0.1, -0.05, 0.02],
        "growths": [1.1, 1.045, 1.0659],
        "benchmark_returns": [0.05, -0.02, 0.01],
        "periods_per_year": 252,
    },
    "time_weighted_returns": curve,
    "ttwror": curve,
    "xirr": lambda world: {"amounts": [-100, -50, 170], "dates": DAYS},
}
