"""Violations of each constraint of backtests."""

from support.violations import NAN, bounds

BACKTESTS: dict[str, dict[str, list[str]]] = {
    "backtest_results": {
        "dates_are_in_order": ["end_date = start_date - 1"],
        "dates_are_those_of_a_curve": [
            "end_date = '3000-01-01', start_date = '2999-12-31'",
            "start_date = '1899-12-31', end_date = '1900-01-01'",
            "end_date = 'infinity'",
            "start_date = '-infinity'",
        ],
        "initial_capital_is_positive": ["initial_capital = 0", f"initial_capital = {NAN}"],
        "progress_is_a_percentage": ["progress_percentage = 100.01"],
        "status_is_known": ["status = 'done'"],
        **bounds("strategy_config", 1 << 16),
        **bounds("equity_curve", 1 << 23),
        **bounds("trade_history", 1 << 23),
        **bounds("monthly_returns", 1 << 16),
        "symbols_are_given": ["symbols = '{}'", "symbols = '{7203, null}'"],
        "symbols_are_short": ["symbols = array[repeat('x', 65535)]"],
        "trade_counts_are_not_negative": ["total_trades = -1", "winning_trades = -1", "losing_trades = -1"],
        "period_is_at_most_a_century": ["start_date = '1900-01-01', end_date = '2000-01-03'"],
        "simulated_date_lies_in_the_period": ["simulated_date = start_date - 1", "simulated_date = end_date + 1"],
        "final_capital_is_not_negative": ["final_capital = -0.01", f"final_capital = {NAN}"],
        "total_return_is_final_less_initial_capital": [
            "final_capital = 1000, total_return = 0.01",
            f"final_capital = 1, total_return = {NAN}",
            f"total_return = {NAN}",
        ],
        "return_percentage_is_total_return_by_initial_capital": [
            "total_return = 10, return_percentage = 1.0002",
            f"return_percentage = {NAN}",
        ],
        "max_drawdown_is_a_fall": ["max_drawdown = 0.1", "max_drawdown = -1.1", f"max_drawdown = {NAN}"],
        "max_drawdown_has_a_date_in_the_period": [
            "max_drawdown = -0.1",
            "max_drawdown = 0, max_drawdown_date = start_date",
            "max_drawdown = -0.1, max_drawdown_date = start_date - 1",
        ],
        "ratios_are_finite": [
            f"sharpe_ratio = {NAN}",
            f"sortino_ratio = {NAN}",
            f"calmar_ratio = {NAN}",
            "sharpe_ratio = 'infinity'",
        ],
        "profit_factor_is_not_negative": ["profit_factor = -0.1", f"profit_factor = {NAN}", "profit_factor = 'infinity'"],
        "winning_and_losing_trades_are_trades": ["total_trades = 1, winning_trades = 1, losing_trades = 1"],
        "win_rate_is_winning_trades_by_total_trades": [
            "win_rate = 100.01",
            "total_trades = 3, winning_trades = 1, win_rate = 33.35",
        ],
        "average_win_is_a_profit": ["average_win = -0.01", f"average_win = {NAN}"],
        "average_loss_is_a_loss": ["average_loss = 0.01", f"average_loss = {NAN}"],
        "ai_figures_are_not_negative": [
            "ai_total_cost_usd = -1",
            "ai_analysis_count = -1",
            "average_analysis_time = -1",
            f"ai_total_cost_usd = {NAN}",
            f"average_analysis_time = {NAN}",
        ],
        "error_message_is_short": ["error_message = repeat('x', 10001)"],
        "claimed_by_is_short": ["claimed_by = repeat('x', 201)"],
        "a_claim_has_worker_and_lease": [
            "claimed_by = 'w'",
            "claimed_by = 'w', claimed_at = now(), claimed_until = now()",
            "claimed_by = 'w', claimed_at = now(), claimed_until = 'infinity'",
        ],
        "a_completed_run_has_its_figures": ["status = 'completed'"],
        **bounds("metrics", 1 << 16),
    },
    "backtest_tallies": {
        "measured_trials_are_trials": ["measured_trials = 1", "measured_trials = -1"],
        "figures_of_trials_are_finite": [
            f"mean_sharpe = {NAN}",
            f"squared_deviations = {NAN}",
            "squared_deviations = -1",
            "mean_sharpe = 'infinity'",
        ],
    },
}
