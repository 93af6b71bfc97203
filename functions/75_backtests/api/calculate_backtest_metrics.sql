-- Definer: it calls internal functions.
create or replace function public.calculate_backtest_metrics(
    equity_curve jsonb,
    trade_history jsonb,
    initial_capital numeric,
    periods_per_year double precision default 252,
    risk_free double precision default 0,
    benchmark text default null,
    required_return double precision default 0
)
returns jsonb
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select f.figures
    from kaboom.backtest_figures(
        equity_curve, trade_history, initial_capital, periods_per_year, risk_free, benchmark, required_return,
        '1900-01-01', '2999-12-31'
    ) as f;
$$;

comment on function public.calculate_backtest_metrics is
$$Every figure of a backtest, from its equity curve and its trades. For the service role.

Arguments: equity_curve, [{"date", "value", "drawdown"}], one element a day, in order, value in yen, drawdown
optional; trade_history, [{"profit", ...}] as in backtest_results, [] for a strategy that held;
initial_capital in yen; periods_per_year; risk_free, a fraction per period; benchmark, a symbol of
market_data, or null; required_return, a fraction per year, for omega_ratio.
Returns an object; null where a figure is not defined, never NaN or infinity. In yen: final_capital,
total_return, average_win, average_loss (negative), expectancy, best_trade, worst_trade, open_profit. In
percent: return_percentage, win_rate. As fractions: annual_return, volatility, value_at_risk and
expected_shortfall (95 %), best_day, worst_day, best_month, worst_month, monthly_returns, max_drawdown (with
max_drawdown_start, max_drawdown_date, max_drawdown_end), exposure, benchmark_return, alpha, tracking_error.
Without unit: sharpe_ratio, sortino_ratio, calmar_ratio, omega_ratio, skew, kurtosis (3 for a normal series),
probabilistic_sharpe_ratio, profit_factor, payoff_ratio, turnover, beta, correlation, information_ratio.
Counts: periods, total_trades, winning_trades, losing_trades, open_trades, consecutive_wins,
consecutive_losses, longest_drawdown_days. Also first_day, last_day and the arguments.
Errors: KB504 an argument, KB505 the curve, KB506 the trades are not valid, KB507 the benchmark has no bar.
Definitions as in empyrical; see the README of the room.$$;

revoke execute on function public.calculate_backtest_metrics from public, anon, authenticated, service_role;
grant execute on function public.calculate_backtest_metrics to service_role;
