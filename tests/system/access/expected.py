"""The rights of each role. What is not listed here is denied to all.

Row level security then decides about rows: a user reads and writes own rows only. `insert` and `update` list
columns, "*" all of them.
"""

from typing import TypedDict


class Rights(TypedDict, total=False):
    """What one role may do with one relation."""

    select: bool
    insert: str
    update: str
    delete: bool


READ: Rights = {"select": True}
ALL: Rights = {"select": True, "insert": "*", "update": "*", "delete": True}

RELATIONS: dict[str, dict[str, Rights]] = {
    "public.user_profiles": {
        "authenticated": {"select": True, "update": "display_name avatar_url last_activity"},
        "service_role": {
            "select": True,
            "update": "tier display_name avatar_url ai_quota_monthly last_activity is_active",
        },
    },
    "public.portfolios": {
        "authenticated": {
            "select": True,
            "insert": "user_id name description initial_capital risk_level strategy_type account_kind",
            "update": "name description risk_level strategy_type is_active",
        },
        "service_role": {
            "select": True,
            "insert": "id user_id name description initial_capital risk_level strategy_type account_kind",
            "update": "name description risk_level strategy_type is_active total_return return_percentage valued_entry_no",
        },
    },
    "public.positions": {
        "authenticated": READ,
        "service_role": {
            "select": True,
            "update": "symbol_name sector current_price last_price_update weight_percentage",
        },
    },
    "public.trades": {
        "authenticated": {
            "select": True,
            "insert": "user_id portfolio_id symbol symbol_name trade_type quantity price stop_price order_type"
            " client_order_id ai_analysis_id",
            "update": "status reason",
        },
        "service_role": {
            "select": True,
            "insert": "id user_id portfolio_id symbol symbol_name trade_type quantity price stop_price order_type"
            " client_order_id order_id ai_analysis_id status commission tax execution_price executed_at",
            "update": "status reason order_id cancel_requested_at closed_at",
        },
    },
    "public.trade_executions": {
        "authenticated": READ,
        "service_role": {
            "select": True,
            "insert": "user_id execution_id trade_id quantity price commission tax reverses executed_at",
        },
    },
    "public.cash_ledger": {
        "authenticated": {"select": True, "insert": "user_id portfolio_id kind amount idempotency_key note"},
        "service_role": {"select": True, "insert": "user_id portfolio_id kind amount idempotency_key note"},
    },
    "public.portfolio_snapshots": {"authenticated": READ, "service_role": READ},
    "public.position_adjustments": {
        "authenticated": {
            "select": True,
            "insert": "user_id portfolio_id symbol symbol_name kind quantity cost idempotency_key note",
        },
        "service_role": {
            "select": True,
            "insert": "user_id portfolio_id symbol symbol_name kind quantity cost reverses idempotency_key note",
        },
    },
    "public.share_ledger": {"authenticated": READ, "service_role": READ},
    "public.corporate_actions": {
        "authenticated": READ,
        "service_role": {
            "select": True,
            "insert": "symbol kind ex_date version is_void old_shares new_shares gross_per_share fraction_price record_date"
            " pay_date source",
            "update": "fraction_price",
        },
    },
    "public.applied_actions": {"authenticated": READ, "service_role": READ},
    "public.movement_kinds": {"anon": READ, "authenticated": READ, "service_role": READ},
    "public.ai_analysis_results": {
        "authenticated": {
            "select": True,
            "insert": "user_id symbol symbol_name analysis_types models_used timeframes request_id",
        },
        "service_role": {
            "select": True,
            "insert": "id user_id request_id symbol symbol_name analysis_types models_used timeframes final_decision"
            " consensus_confidence model_agreement consensus_weights model_results technical_indicators usage"
            " total_cost_usd processing_time_seconds chart_image_url status error_message created_at completed_at",
            "update": "symbol_name consensus_weights model_results technical_indicators usage chart_image_url status"
            " error_message claimed_by claimed_until",
        },
    },
    "public.ai_usage": {"authenticated": READ, "service_role": READ},
    "public.ai_usage_events": {"authenticated": READ, "service_role": READ},
    "public.ai_usage_thresholds": {"authenticated": READ, "service_role": READ},
    "public.ai_model_prices": {"authenticated": READ, "service_role": ALL},
    "public.ai_costs": {"authenticated": READ, "service_role": READ},
    "public.ai_model_results": {"authenticated": READ, "service_role": READ},
    "public.ai_decision_outcomes": {"authenticated": READ, "service_role": READ},
    "public.latest_ai_decisions": {"authenticated": READ, "service_role": READ},
    "public.audit_logs": {"authenticated": READ, "service_role": READ},
    "public.backtest_results": {
        "authenticated": {
            "select": True,
            "insert": "user_id strategy_name strategy_config symbols start_date end_date initial_capital",
            "update": "status",
            "delete": True,
        },
        "service_role": {
            "select": True,
            "insert": "id user_id strategy_name strategy_config symbols start_date end_date initial_capital",
            "update": "status progress_percentage simulated_date error_message claimed_by claimed_at claimed_until"
            " ai_total_cost_usd ai_analysis_count average_analysis_time",
            "delete": True,
        },
    },
    "public.backtest_summaries": {"authenticated": READ, "service_role": READ},
    "public.backtest_tallies": {"authenticated": READ, "service_role": READ},
    "public.watchlists": {
        "authenticated": {
            "select": True,
            "insert": "user_id name description is_default",
            "update": "user_id name description is_default",
            "delete": True,
        },
        "service_role": ALL,
    },
    "public.watchlist_items": {
        "authenticated": {
            "select": True,
            "insert": "user_id watchlist_id symbol symbol_name price_alert_upper price_alert_lower volume_alert_threshold"
            " notes tags",
            "update": "user_id watchlist_id symbol symbol_name price_alert_upper price_alert_lower volume_alert_threshold"
            " notes tags",
            "delete": True,
        },
        "service_role": ALL,
    },
    "public.alert_events": {"authenticated": {"select": True, "update": "acknowledged_at"}, "service_role": READ},
    "public.trading_calendar": {"authenticated": READ, "service_role": ALL},
    "public.market_sessions": {"authenticated": READ, "service_role": ALL},
    "public.settlement_rules": {"authenticated": READ, "service_role": ALL},
    "public.instruments": {"authenticated": READ, "service_role": ALL},
    "public.tick_sizes": {"authenticated": READ, "service_role": ALL},
    "public.price_limits": {"authenticated": READ, "service_role": ALL},
    "public.market_data": {"authenticated": READ, "service_role": ALL},
    "public.adjusted_bars": {"authenticated": READ, "service_role": READ},
    "public.quotes": {"authenticated": READ, "service_role": READ},
    "public.latest_prices": {"authenticated": READ, "service_role": READ},
    "public.system_settings": {"anon": READ, "authenticated": READ, "service_role": ALL},
    "public.error_catalog": {"anon": READ, "authenticated": READ, "service_role": READ},
    "public.position_valuations": {"authenticated": READ, "service_role": READ},
    "public.valued_portfolios": {"authenticated": READ, "service_role": READ},
    "monitoring.table_usage": {"service_role": READ},
    "monitoring.index_usage": {"service_role": READ},
    "monitoring.table_sizes": {"service_role": READ},
    "monitoring.upkeep": {"service_role": READ},
    "monitoring.jobs": {"service_role": READ},
}

USERS = {"authenticated", "service_role"}
FUNCTIONS: dict[str, set[str]] = {
    "place_order": USERS,
    "preview_order": {"authenticated"},
    "latest_price": USERS,
    "quote": USERS,
    "profile": USERS,
    "valuation": USERS,
    "own_portfolios": USERS,
    "place_orders": USERS,
    "cancel_order": USERS,
    "deposit_cash": USERS,
    "withdraw_cash": USERS,
    "move_cash": USERS,
    "transfer_shares": USERS,
    "open_portfolio": USERS,
    "archive_portfolio": USERS,
    "portfolio_summary": USERS,
    "calculate_portfolio_performance": USERS,
    "is_fresh": USERS,
    "fresh_ai_analysis": USERS,
    "request_ai_analysis": {"authenticated"},
    "ai_quota_status": USERS,
    "ai_usage_current": USERS,
    "ai_calls_allowed": USERS,
    "ai_cost_allowed_usd": USERS,
    "ai_model_quality": USERS,
    "ai_calibration": USERS,
    "claim_ai_analyses": {"service_role"},
    "complete_ai_analysis": {"service_role"},
    "fail_ai_analysis": {"service_role"},
    "settle_ai_usage": {"service_role"},
    "business_days": USERS,
    "trading_sessions": USERS,
    "is_market_open": USERS,
    "next_session": USERS,
    "previous_session": USERS,
    "settlement_date": USERS,
    "normalise_symbol": USERS,
    "round_to_tick": USERS,
    "price_limits_of": USERS,
    "search_instruments": USERS,
    "latest_bars": USERS,
    "price_history": USERS,
    "price_factor": USERS,
    "resample_bars": USERS,
    "ingest_market_data": {"service_role"},
    "evaluate_alerts": {"service_role"},
    "reject_order": {"service_role"},
    "record_execution": {"service_role"},
    "record_executions": {"service_role"},
    "reverse_execution": {"service_role"},
    "reverse_adjustment": {"service_role"},
    "apply_corporate_action": {"service_role"},
    "reverse_corporate_action": {"service_role"},
    "record_dividend": {"service_role"},
    "confirm_cancel": {"service_role"},
    "refuse_cancel": {"service_role"},
    "lock_order": {"service_role"},
    "lock_portfolios": {"service_role"},
    "refresh_valuations": {"service_role"},
    "refresh_snapshots": {"service_role"},
    "portfolio_history": USERS,
    "portfolio_monthly_returns": USERS,
    "portfolio_returns": USERS,
    "benchmark_closes": USERS,
    "invest_in_benchmark": USERS,
    "update_ai_usage": {"service_role"},
    "calculate_backtest_metrics": {"service_role"},
    "normal_cdf": USERS,
    "normal_quantile": USERS,
    "probabilistic_sharpe_ratio": USERS,
    "deflated_sharpe_ratio": USERS,
    "risk_figures": USERS,
    "time_weighted_returns": USERS,
    "ttwror": USERS,
    "xirr": USERS,
    "create_backtest": {"authenticated"},
    "cancel_backtest": USERS,
    "backtest_equity": USERS,
    "compare_backtests": USERS,
    "claim_backtests": {"service_role"},
    "start_backtest": {"service_role"},
    "report_backtest_progress": {"service_role"},
    "complete_backtest": {"service_role"},
    "fail_backtest": {"service_role"},
    "run_backtest": {"service_role"},
    "run_backtests": {"service_role"},
}
