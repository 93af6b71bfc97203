"""Violations of each constraint, table by table: updates that only this constraint refuses."""

from support.violations import NAN, bounds
from violations_of_backtests import BACKTESTS
from violations_of_the_market import MARKET

VIOLATIONS: dict[str, dict[str, list[str]]] = {
    "user_profiles": {
        "ai_quota_is_not_negative": ["ai_quota_monthly = -1"],
        "last_activity_is_finite": ["last_activity = 'infinity'"],
        "avatar_url_is_short": ["avatar_url = repeat('x', 2001)"],
        "tier_is_known": ["tier = 'gold'"],
    },
    "ai_usage": {
        "calls_are_not_negative": ["calls = -1", "reserved_calls = -1"],
        "cost_usd_is_not_negative": ["cost_usd = -1", f"cost_usd = {NAN}"],
        "month_is_its_first_day": ["month = '2024-01-02'"],
        "reserved_cost_usd_is_not_negative": ["reserved_cost_usd = -1", f"reserved_cost_usd = {NAN}"],
    },
    "ai_usage_events": {
        "cost_usd_is_finite": [f"kind = 'corrected', part = 1, cost_usd = {NAN}"],
        "events_count_from_one": ["event_no = event_no - 10"],
        "kind_is_known": ["kind = 'guessed', part = null"],
        "month_is_its_first_day": ["month = '2024-01-02'"],
        "occurred_at_is_finite": ["occurred_at = 'infinity'"],
        "only_calls_that_were_made_have_parts": ["kind = 'settled', part = null", "kind = 'reserved', part = 1"],
        "only_corrections_are_negative": [
            f"kind = 'settled', part = 1, {column} = -1"
            for column in (
                "input_tokens",
                "cache_read_tokens",
                "cache_write_tokens",
                "output_tokens",
                "reasoning_tokens",
                "cost_usd",
            )
        ],
        "request_id_is_not_blank": ["request_id = ' '"],
    },
    "ai_usage_thresholds": {
        "measure_is_known": ["measure = 'tokens'"],
        "month_is_its_first_day": ["month = '2024-01-02'"],
        "percent_is_known": ["percent = 75"],
    },
    "ai_model_prices": {
        "model_is_not_blank": ["model = ' '"],
        "prices_are_not_negative": ["input_usd = -1", "output_usd = -1", f"input_usd = {NAN}", f"output_usd = {NAN}"],
        "valid_from_is_finite": ["valid_from = 'infinity'"],
    },
    "system_settings": {
        **bounds("value", 1 << 16),
    },
    "error_catalog": {"code_is_of_class_kb": ["code = 'XX000'"]},
    "ai_analysis_results": {
        **bounds("usage", 1 << 16),
        **bounds("consensus_weights", 1 << 16),
        "chart_image_url_is_short": ["chart_image_url = repeat('x', 2001)"],
        "error_message_is_short": ["error_message = repeat('x', 10001)"],
        "exactly_completed_analyses_have_results": [
            *[
                f"{column} = null"
                for column in (
                    "final_decision",
                    "consensus_confidence",
                    "model_agreement",
                    "consensus_weights",
                    "consensus_threshold",
                    "model_results",
                    "completed_at",
                )
            ],
            "status = 'pending'",
            "status = 'failed', final_decision = null",
        ],
        "only_open_analyses_hold_a_reservation": ["status = 'completed', reserved_until = now()"],
        "times_are_finite": [
            f"{column} = 'infinity'" for column in ("created_at", "completed_at", "claimed_until", "reserved_until")
        ],
        "consensus_confidence_is_a_fraction": ["consensus_confidence = 1.01"],
        "final_decision_is_known": ["final_decision = 'wait'"],
        "model_agreement_is_a_fraction": ["model_agreement = -0.01"],
        "processing_time_is_not_negative": ["processing_time_seconds = -1", f"processing_time_seconds = {NAN}"],
        **bounds("model_results", 1 << 20),
        **bounds("technical_indicators", 1 << 16),
        "rsi_is_a_number": [
            'technical_indicators = \'{"RSI": "high"}\'',
            "technical_indicators = jsonb_build_object('RSI', repeat('7', 101)::numeric)",
        ],
        "status_is_known": ["status = 'done'"],
        "symbol_is_a_tokyo_code": ["symbol = 'AAPL'"],
        "usage_is_an_object_or_a_list": ["usage = '1'"],
        "consensus_weights_is_an_object": ["consensus_weights = '[1]'"],
        "technical_indicators_is_an_object": ["technical_indicators = '[1]'"],
        "total_cost_usd_is_not_negative": ["total_cost_usd = -0.01", f"total_cost_usd = {NAN}"],
    },
    "portfolios": {
        "archives_say_who_archived": ["is_active = false", "archived_by = 'owner'", "is_active = false, archived_by = 'x'"],
        "balance_covers_reservation": ["reserved_balance = current_balance + 0.01"],
        "capital_withdrawn_is_not_negative": ["capital_withdrawn = -1"],
        "description_is_short": ["description = repeat('x', 2001)"],
        "name_is_not_blank": ["name = ' '"],
        "initial_capital_is_positive": ["initial_capital = 0", f"initial_capital = {NAN}"],
        "money_is_conserved": ["current_balance = current_balance + 0.01", "realized_pnl = 1", "total_invested = 0"],
        "positive_balance": ["current_balance = -0.01"],
        "reservation_is_not_negative": ["reserved_balance = -0.01"],
        "risk_level_is_known": ["risk_level = 'none'"],
        "valuation_is_finite": [f"total_return = {NAN}", f"return_percentage = {NAN}"],
    },
    "positions": {
        "cost_basis_is_not_negative": ["cost_basis = -1"],
        "current_price_is_positive": ["current_price = 0", f"current_price = {NAN}"],
        "weight_is_finite": [f"weight_percentage = {NAN}"],
        "quantity_covers_reservation": ["reserved_quantity = quantity + 1"],
        "quantity_is_not_negative": ["quantity = -1, cost_basis = 0"],
        "reserved_quantity_is_not_negative": ["reserved_quantity = -1"],
        "no_shares_have_no_cost": ["quantity = 0"],
    },
    "trades": {
        "ai_confidence_is_a_fraction": ["ai_confidence = 1.01"],
        "ai_decision_is_known": ["ai_decision = 'wait'"],
        "commission_is_not_negative": ["commission = -1", f"commission = {NAN}"],
        "commission_rate_is_a_fraction": ["commission_rate = 1", "commission_rate = -0.1"],
        "filled_quantity_is_part_of_quantity": ["filled_quantity = quantity + 1", "filled_quantity = -1"],
        "only_waiting_purchases_reserve_cash": ["reserved_amount = 1", "status = 'partial', reserved_amount = -1"],
        "order_type_is_known": ["order_type = 'best'"],
        "closed_orders_say_when_and_how": [
            "closed_at = null",
            "closed_as = null",
            "closed_as = 'rejected'",
            "status = 'partial'",
        ],
        "price_is_in_yen": ["price = 0", "price = 1.005", "price = 100000000", f"price = {NAN}"],
        "quantity_is_a_number_of_shares": [
            "quantity = 0, filled_quantity = 0",
            "quantity = 100.5",
        ],
        "reason_is_short": ["reason = repeat('x', 1001)"],
        "status_is_known_and_agrees_with_filled_quantity": [
            "status = 'gone'",
            "status = 'pending'",
            "status = 'filled'",
            "status = 'partial', filled_quantity = 0",
        ],
        "stop_price_belongs_to_stop_orders": [
            "stop_price = 1",
            "order_type = 'stop'",
            f"order_type = 'stop', stop_price = {NAN}",
            "order_type = 'stop', stop_price = 1.005",
            "order_type = 'stop', stop_price = 100000000",
        ],
        "symbol_is_a_tokyo_code": ["symbol = '0123'"],
        "tax_is_not_negative": ["tax = -1", f"tax = {NAN}"],
        "trade_type_is_known": ["trade_type = 'short'"],
    },
    "trade_executions": {
        "amount_is_quantity_times_price": ["amount = amount + 0.01"],
        "executed_at_is_finite": ["executed_at = 'infinity'", "executed_at = '-infinity'"],
        "execution_id_is_not_blank": ["execution_id = ' '"],
        "only_reversals_are_negative": ["quantity = -1, amount = -price", "reverses = 'e0'", "commission = -1", "tax = -1"],
        "price_is_in_yen": ["price = 0, amount = 0", "price = 1.005, amount = quantity * 1.005"],
    },
    "portfolio_snapshots": {
        "contributed_covers_net_contribution": ["net_contribution = contributed + 0.01"],
        "day_is_finite": ["day = 'infinity'"],
    },
    "position_adjustments": {
        "entries_count_from_one": ["entry_no = 0"],
        "kind_is_known": ["kind = 'gift'"],
        "note_is_short": ["note = repeat('x', 1001)"],
        "only_reversals_reverse": ["reverses = 1", "kind = 'reversal'"],
        "quantity_is_a_number_of_shares": ["quantity = 0", "quantity = 1.5", "quantity = 2147483648"],
        "symbol_is_a_tokyo_code": ["symbol = '0123'"],
    },
    "movement_kinds": {
        "effects_are_known": ["cash = '?'"],
        "ledger_is_known": ["ledger = 'trades'"],
    },
    "cash_ledger": {
        "balance_after_is_not_negative": ["balance_after = -0.01"],
        "entries_count_from_one": ["entry_no = entry_no - 10"],
        "kind_is_known_and_gives_amount_its_sign": [
            "kind = 'gift'",
            "kind = 'deposit', amount = -1",
            "kind = 'buy', amount = 1",
            f"amount = {NAN}",
            "kind = 'adjustment', execution_id = null, amount = 0.005",
            "kind = 'opening', execution_id = null, amount = 1e13",
        ],
        "note_is_short": ["note = repeat('x', 1001)"],
        "trades_move_cash_by_executions": ["kind = 'buy', execution_id = null", "kind = 'deposit', execution_id = 'e1'"],
    },
    **BACKTESTS,
    **MARKET,
    "watchlists": {"description_is_short": ["description = repeat('x', 2001)"], "name_is_not_blank": ["name = ' '"]},
    "watchlist_items": {
        "notes_are_short": ["notes = repeat('x', 10001)"],
        "price_alerts_are_in_order": ["price_alert_lower = 2, price_alert_upper = 1"],
        "price_alerts_are_positive": ["price_alert_upper = 0", "price_alert_lower = -1"],
        "symbol_is_a_tokyo_code": ["symbol = 'トヨタ'"],
        "tags_are_few": ["tags = array_fill('x'::text, array[101])", "tags = '{null}'", "tags = '{{cars},{export}}'"],
        "tags_are_short": ["tags = array[repeat('x', 9999)]"],
        "volume_alert_is_positive": ["volume_alert_threshold = 0"],
    },
    "alert_events": {
        "acknowledged_at_is_finite": ["acknowledged_at = 'infinity'"],
        "kind_is_known": ["kind = 'mood'"],
    },
}
