-- Because a list of rows with their curves and trades is longer than PostgreSQL can send.
create or replace view public.backtest_summaries
with (security_invoker = true)
as
select
    b.id,
    b.user_id,
    b.strategy_name,
    b.symbols,
    b.start_date,
    b.end_date,
    b.status,
    b.progress_percentage,
    b.simulated_date,
    b.error_message,
    b.initial_capital,
    b.final_capital,
    b.total_return,
    b.return_percentage,
    m.annual_return,
    m.volatility,
    b.sharpe_ratio,
    b.sortino_ratio,
    b.calmar_ratio,
    m.omega_ratio,
    b.max_drawdown,
    b.max_drawdown_date,
    b.total_trades,
    b.winning_trades,
    b.losing_trades,
    b.win_rate,
    b.average_win,
    b.average_loss,
    b.profit_factor,
    m.benchmark,
    m.benchmark_return,
    m.alpha,
    m.beta,
    m.information_ratio,
    t.trials,
    m.probabilistic_sharpe_ratio,
    public.deflated_sharpe_ratio(
        b.sharpe_ratio / sqrt(m.periods_per_year),
        m.periods,
        m.skew,
        m.kurtosis,
        t.trials,
        t.squared_deviations / nullif(t.measured_trials - 1, 0)
    ) as deflated_sharpe_ratio,
    b.started_at,
    b.completed_at,
    b.created_at,
    b.updated_at
from public.backtest_results as b
left join public.backtest_tallies as t on t.user_id = b.user_id and t.strategy_name = b.strategy_name
cross join lateral jsonb_to_record(coalesce(b.metrics, '{}')) as m (
    annual_return double precision,
    volatility double precision,
    omega_ratio double precision,
    benchmark text,
    benchmark_return double precision,
    alpha double precision,
    beta double precision,
    information_ratio double precision,
    probabilistic_sharpe_ratio double precision,
    periods_per_year double precision,
    periods bigint,
    skew double precision,
    kurtosis double precision
);

comment on view public.backtest_summaries is
$$Backtests without what is long: curve, trades, configuration. For lists.

Figures are null before a run is completed, and where they are not defined.$$;
comment on column public.backtest_summaries.id is 'Key of the backtest.';
comment on column public.backtest_summaries.user_id is 'The owner.';
comment on column public.backtest_summaries.strategy_name is
'Name of the strategy, by which runs are counted.';
comment on column public.backtest_summaries.symbols is 'Codes of the Tokyo Stock Exchange.';
comment on column public.backtest_summaries.start_date is 'First day to simulate.';
comment on column public.backtest_summaries.end_date is 'Last day to simulate.';
comment on column public.backtest_summaries.status is 'pending, running, completed, failed or cancelled.';
comment on column public.backtest_summaries.progress_percentage is
'How much of the period is simulated, in percent.';
comment on column public.backtest_summaries.simulated_date is 'The day that the simulation has reached.';
comment on column public.backtest_summaries.error_message is
'Why the simulation failed; null where it did not.';
comment on column public.backtest_summaries.initial_capital is 'Yen at the start.';
comment on column public.backtest_summaries.final_capital is 'Yen at the end.';
comment on column public.backtest_summaries.total_return is 'final_capital less initial_capital in yen.';
comment on column public.backtest_summaries.return_percentage is
'total_return in percent of initial_capital.';
comment on column public.backtest_summaries.annual_return is 'Return of a year, a fraction.';
comment on column public.backtest_summaries.volatility is
'Standard deviation of the returns of a year, a fraction.';
comment on column public.backtest_summaries.sharpe_ratio is
'Mean return by its standard deviation, annualised.';
comment on column public.backtest_summaries.sortino_ratio is
'Mean return by its downside deviation, annualised.';
comment on column public.backtest_summaries.calmar_ratio is 'annual_return by the deepest fall.';
comment on column public.backtest_summaries.omega_ratio is
'Gains by losses, both beyond the required return.';
comment on column public.backtest_summaries.max_drawdown is
'Deepest fall below the highest value so far, a fraction: 0, or negative.';
comment on column public.backtest_summaries.max_drawdown_date is
'The day of the deepest fall; null where nothing fell.';
comment on column public.backtest_summaries.total_trades is 'Closed trades.';
comment on column public.backtest_summaries.winning_trades is 'Closed trades with a profit.';
comment on column public.backtest_summaries.losing_trades is 'Closed trades with a loss.';
comment on column public.backtest_summaries.win_rate is 'winning_trades in percent of total_trades.';
comment on column public.backtest_summaries.average_win is 'Mean profit of a winning trade in yen.';
comment on column public.backtest_summaries.average_loss is 'Mean profit of a losing trade in yen, negative.';
comment on column public.backtest_summaries.profit_factor is 'Sum of profits by sum of losses.';
comment on column public.backtest_summaries.benchmark is
'The symbol of market_data to compare with; null for none.';
comment on column public.backtest_summaries.benchmark_return is
'Return of the benchmark over the same dates, a fraction.';
comment on column public.backtest_summaries.alpha is
'Return of a year that the benchmark does not explain, a fraction.';
comment on column public.backtest_summaries.beta is 'How much the returns move with those of the benchmark.';
comment on column public.backtest_summaries.information_ratio is
'Mean difference from the benchmark by its standard deviation, not annualised.';
comment on column public.backtest_summaries.trials is
'Runs of this strategy that the user has completed until now, deleted ones too; null for none.';
comment on column public.backtest_summaries.probabilistic_sharpe_ratio is
'Probability that the true Sharpe ratio is above zero.';
comment on column public.backtest_summaries.deflated_sharpe_ratio is
'Probability that it is above the best that so many trials without skill would give.';
comment on column public.backtest_summaries.started_at is 'When the simulation began.';
comment on column public.backtest_summaries.completed_at is 'When it was completed.';
comment on column public.backtest_summaries.created_at is 'When the user asked for it.';
comment on column public.backtest_summaries.updated_at is 'When the row was changed last.';

-- Nobody holds the right to write; without a trigger PostgreSQL would not come to say so, but end in a server
-- error.
create or replace trigger refuse_writes
instead of insert or update or delete on public.backtest_summaries
for each row execute function kaboom.refuse_view_writes();

revoke all on public.backtest_summaries from public, anon, authenticated, service_role;
grant select on public.backtest_summaries to authenticated, service_role;
