"""Samples for the tables and functions of AI analyses."""

from collections.abc import Callable
from typing import Any

from keys import MADE, THEN, new, numbers
from support.worlds import SeededWorld

RESULTS = {
    "results": [
        {"model": "openai/gpt-4", "analysis_type": "technical", "decision": "buy", "confidence": 0.75, "processing_time": 3.5}
    ]
}


def analysis(world: SeededWorld) -> dict[str, Any]:
    return MADE | {
        "id": new(),
        "user_id": str(world.user),
        "symbol": "7203",
        "symbol_name": "トヨタ自動車",
        "analysis_types": ["technical", "fundamental"],
        "models_used": ["openai/gpt-4"],
        "timeframes": ["1d"],
        "request_id": new(),
        "final_decision": "buy",
        "consensus_confidence": 0.75,
        "model_agreement": 1,
        "consensus_weights": {"technical": 1},
        "model_results": RESULTS,
        "technical_indicators": {"RSI": 28.5},
        "usage": {"cost": 0.25},
        "total_cost_usd": 0.25,
        "processing_time_seconds": 3.5,
        "chart_image_url": "https://kaboom.example/chart.png",
        "status": "completed",
        "error_message": None,
        "completed_at": THEN,
    }


def price(world: SeededWorld) -> dict[str, Any]:
    return MADE | {"model": f"model/{next(numbers)}", "valid_from": "2024-01-01", "input_usd": 2.5, "output_usd": 10}


# Where a row of INSERTS never changes, by table: a row that does.
CHANGEABLE: dict[str, Callable[[SeededWorld], dict[str, Any]]] = {
    "ai_analysis_results": lambda world: dict(world.owner.rpc("request_ai_analysis", symbol="7203")[1]),
}


def asked(world: SeededWorld) -> str:
    """The id of an analysis that waits."""
    return str(world.owner.rpc("request_ai_analysis", symbol="7203")[1]["id"])


def claim(world: SeededWorld) -> dict[str, Any]:
    asked(world)
    return {"worker": "worker 1", "how_many": 2, "lease": "00:05:00"}


def profile(world: SeededWorld) -> dict[str, Any]:
    return {"profile": world.owner.get("user_profiles")[1][0]}


AI_CALLS: dict[str, Callable[[SeededWorld], dict[str, Any]]] = {
    "ai_calibration": lambda world: {"sessions": 5},
    "ai_calls_allowed": profile,
    "ai_cost_allowed_usd": profile,
    "ai_model_quality": lambda world: {"since": "2024-01-01", "until": "2024-12-31"},
    "ai_quota_status": lambda world: {"user_uuid": str(world.user)},
    "ai_usage_current": profile,
    "claim_ai_analyses": claim,
    "complete_ai_analysis": lambda world: {
        "analysis_id": asked(world),
        "model_results": RESULTS,
        "technical_indicators": {"RSI": 28.5},
        "usage": {"cost": 0.25},
        "weights": {"technical": 1},
    },
    "fail_ai_analysis": lambda world: {"analysis_id": asked(world), "message": "Timeout."},
    "fresh_ai_analysis": lambda world: {"symbol": "7203", "user_id": str(world.user)},
    "request_ai_analysis": lambda world: {
        "symbol": "7203",
        "analysis_types": ["technical", "sentiment"],
        "models": ["openai/gpt-4"],
        "timeframes": ["1h", "1d"],
        "request_id": new(),
    },
    "settle_ai_usage": lambda world: {"user_id": str(world.user), "request_id": new(), "usage": {"cost": 0.25}},
}
