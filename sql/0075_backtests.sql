create table public.backtest_results (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    strategy_name varchar(100) not null,
    strategy_config jsonb not null,
    symbols text[] not null,
    start_date date not null,
    end_date date not null,
    initial_capital numeric(15, 2) not null,
    final_capital numeric(15, 2),
    total_return numeric(15, 2),
    return_percentage numeric(22, 4),
    max_drawdown double precision,
    max_drawdown_date date,
    sharpe_ratio double precision,
    sortino_ratio double precision,
    calmar_ratio double precision,
    total_trades integer,
    winning_trades integer,
    losing_trades integer,
    win_rate numeric(5, 2),
    average_win numeric(15, 2),
    average_loss numeric(15, 2),
    profit_factor double precision,
    equity_curve jsonb,
    trade_history jsonb,
    monthly_returns jsonb,
    metrics jsonb,
    ai_total_cost_usd numeric(10, 6),
    ai_analysis_count integer,
    average_analysis_time numeric(6, 2),
    status varchar(20) not null default 'pending',
    progress_percentage numeric(5, 2) not null default 0,
    simulated_date date,
    claimed_by text,
    claimed_at timestamptz,
    claimed_until timestamptz,
    error_message text,
    started_at timestamptz,
    completed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint backtest_results_pkey primary key (id),
    constraint backtest_results_user_id_id_key unique (user_id, id),
    constraint backtest_results_user_id_fkey
    foreign key (user_id) references auth.users (id) on delete cascade,
    constraint dates_are_in_order check (start_date <= end_date),
    constraint dates_are_those_of_a_curve check (start_date >= '1900-01-01' and end_date <= '2999-12-31'),
    constraint period_is_at_most_a_century check (end_date - start_date <= 36525),
    constraint symbols_are_given check (
        cardinality(symbols) between 1 and 5000 and array_position(symbols, null) is null
    ),
    constraint initial_capital_is_positive check (initial_capital > 0 and initial_capital < 'infinity'),
    constraint progress_is_a_percentage check (progress_percentage between 0 and 100),
    constraint simulated_date_lies_in_the_period check (simulated_date between start_date and end_date),
    -- Figures of one row must not contradict each other.
    constraint final_capital_is_not_negative check (final_capital >= 0 and final_capital < 'infinity'),
    constraint total_return_is_final_less_initial_capital check (
        total_return = final_capital - initial_capital and total_return < 'infinity'
    ),
    constraint return_percentage_is_total_return_by_initial_capital check (
        abs(return_percentage - total_return / initial_capital * 100) <= 0.0001
        and return_percentage < 'infinity'
    ),
    constraint max_drawdown_is_a_fall check (max_drawdown between -1 and 0),
    constraint max_drawdown_has_a_date_in_the_period check (
        (coalesce(max_drawdown, 0) = 0) = (max_drawdown_date is null)
        and max_drawdown_date between start_date and end_date
    ),
    -- Written so that NaN, which PostgreSQL holds greater than every number, is refused too.
    constraint ratios_are_finite check (
        abs(sharpe_ratio) < 'infinity' and abs(sortino_ratio) < 'infinity' and abs(calmar_ratio) < 'infinity'
    ),
    constraint profit_factor_is_not_negative check (profit_factor >= 0 and profit_factor < 'infinity'),
    constraint trade_counts_are_not_negative check (
        total_trades >= 0 and winning_trades >= 0 and losing_trades >= 0
    ),
    constraint winning_and_losing_trades_are_trades check (winning_trades + losing_trades <= total_trades),
    constraint win_rate_is_winning_trades_by_total_trades check (
        win_rate between 0 and 100
        and abs(win_rate * total_trades - winning_trades * 100) <= 0.01 * total_trades
    ),
    constraint average_win_is_a_profit check (average_win >= 0 and average_win < 'infinity'),
    constraint average_loss_is_a_loss check (average_loss <= 0 and average_loss > '-infinity'),
    constraint ai_figures_are_not_negative check (
        ai_total_cost_usd >= 0 and ai_analysis_count >= 0 and average_analysis_time >= 0
        and ai_total_cost_usd < 'infinity' and average_analysis_time < 'infinity'
    ),
    constraint symbols_are_short check (octet_length(symbols::text) <= 65536),
    constraint error_message_is_short check (octet_length(error_message) <= 10000),
    constraint claimed_by_is_short check (octet_length(claimed_by) <= 200),
    constraint a_claim_has_worker_and_lease check (
        num_nulls(claimed_by, claimed_at, claimed_until) in (0, 3) and claimed_at < claimed_until
        and isfinite(claimed_until)
    ),
    constraint a_completed_run_has_its_figures check (
        status <> 'completed'
        or num_nulls(
            final_capital, total_return, max_drawdown, equity_curve, trade_history, metrics, completed_at
        ) = 0
    ),
    -- Bounds of every JSON value: its size as text, however well it compresses, and its levels.
    constraint strategy_config_is_small check (octet_length(strategy_config::text) <= 65536),
    constraint strategy_config_is_shallow check (not jsonb_path_exists(strategy_config, 'strict $.**{33}')),
    constraint equity_curve_is_small check (octet_length(equity_curve::text) <= 8388608),
    constraint equity_curve_is_shallow check (not jsonb_path_exists(equity_curve, 'strict $.**{33}')),
    constraint trade_history_is_small check (octet_length(trade_history::text) <= 8388608),
    constraint trade_history_is_shallow check (not jsonb_path_exists(trade_history, 'strict $.**{33}')),
    constraint monthly_returns_is_small check (octet_length(monthly_returns::text) <= 65536),
    constraint monthly_returns_is_shallow check (not jsonb_path_exists(monthly_returns, 'strict $.**{33}')),
    constraint metrics_is_small check (octet_length(metrics::text) <= 65536),
    constraint metrics_is_shallow check (not jsonb_path_exists(metrics, 'strict $.**{33}')),
    constraint status_is_known check (status in ('pending', 'running', 'completed', 'failed', 'cancelled'))
);
alter table public.backtest_results enable row level security;
revoke all on public.backtest_results from public, anon, authenticated, service_role;

comment on table public.backtest_results is
$$Backtests that users asked for, and their results.

A user inserts what to simulate, and may cancel or delete it; the service role reports progress. The database
computes every figure when the run is completed; after that the row does not change. Lists:
backtest_summaries.$$;
comment on column public.backtest_results.strategy_config is
$$What the strategy is told: an object of at most 64 KiB, whose unknown keys are kept.

Known keys: name; ai_models (names); consensus_threshold (0 to 1); decision_weights (an object of numbers from
0 to 1 whose sum is 1); benchmark (a symbol of market_data); periods_per_year (252 unless given); risk_free (a
fraction per period) and required_return (a fraction per year), both 0 unless given. For buy_and_hold and
sma_cross also: commission_rate (that of the user's tier unless given), trading_unit (shares, that of
instruments unless given, else 100), tick (yen, that of tick_sizes unless given), volume_share (the largest
part of a bar's volume that an order takes), fast and slow (bars, 25 and 75 unless given).$$;
comment on column public.backtest_results.symbols is
'Codes of the Tokyo Stock Exchange, each once, as normalise_symbol writes them.';
comment on column public.backtest_results.id is 'Key of the row, made by the database.';
comment on column public.backtest_results.user_id is
'The owner, by default the user who signed in. Never changes.';
comment on column public.backtest_results.strategy_name is
'The user''s name for the strategy, by which runs are counted.';
comment on column public.backtest_results.start_date is 'First day to simulate.';
comment on column public.backtest_results.end_date is 'Last day to simulate.';
comment on column public.backtest_results.ai_total_cost_usd is
'Cost of the AI calls in US dollars; null where none was counted.';
comment on column public.backtest_results.ai_analysis_count is
'AI analyses that the simulation made; null where none was counted.';
comment on column public.backtest_results.status is 'pending, running, completed, failed or cancelled.';
comment on column public.backtest_results.progress_percentage is
'How much of the period is simulated, in percent.';
comment on column public.backtest_results.error_message is
'Why the simulation failed; null where it did not.';
comment on column public.backtest_results.started_at is 'When the simulation began; null before.';
comment on column public.backtest_results.completed_at is 'When the simulation ended; null before.';
comment on column public.backtest_results.created_at is
'When the user asked for it: time of the transaction.';
comment on column public.backtest_results.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.backtest_results.initial_capital is 'Yen at the start.';
comment on column public.backtest_results.final_capital is 'Yen at the end.';
comment on column public.backtest_results.total_return is 'final_capital less initial_capital in yen.';
comment on column public.backtest_results.return_percentage is 'total_return in percent of initial_capital.';
comment on column public.backtest_results.max_drawdown is
'Deepest fall below the highest value so far, as a fraction of it: 0, or negative.';
comment on column public.backtest_results.max_drawdown_date is
'The day of the deepest fall; null where nothing fell.';
comment on column public.backtest_results.sharpe_ratio is
'Mean return by its standard deviation, annualised; no unit.';
comment on column public.backtest_results.sortino_ratio is
'Mean return by its downside deviation, annualised; no unit.';
comment on column public.backtest_results.calmar_ratio is 'Annual return by the deepest fall; no unit.';
comment on column public.backtest_results.total_trades is 'Closed trades.';
comment on column public.backtest_results.winning_trades is 'Closed trades with a profit above zero.';
comment on column public.backtest_results.losing_trades is 'Closed trades with a profit below zero.';
comment on column public.backtest_results.win_rate is 'winning_trades in percent of total_trades.';
comment on column public.backtest_results.average_win is 'Mean profit of a winning trade in yen.';
comment on column public.backtest_results.average_loss is 'Mean profit of a losing trade in yen, negative.';
comment on column public.backtest_results.profit_factor is 'Sum of profits by sum of losses; no unit.';
comment on column public.backtest_results.equity_curve is
$$[{"date", "value", "drawdown"}], one element a day, at most 8 MiB; value in yen, drawdown a fraction,
negative.$$;
comment on column public.backtest_results.trade_history is
$$The simulated trades, at most 8 MiB: [{"profit", "symbol", "entry_date", "exit_date", "quantity",
"entry_price", "exit_price"}]. profit is what the trade earned in yen after costs; the others may be missing.
A trade whose exit_date is null is open at the end.$$;
comment on column public.backtest_results.monthly_returns is
'Returns compounded by calendar month, as fractions: {"2024-01": 0.015}.';
comment on column public.backtest_results.metrics is
$$The figures of calculate_backtest_metrics that have no column of their own, with trials and
deflated_sharpe_ratio.$$;
comment on column public.backtest_results.average_analysis_time is
'Seconds that an AI analysis took on average.';
comment on column public.backtest_results.simulated_date is
'The day that the running simulation has reached.';
comment on column public.backtest_results.claimed_by is 'The worker that runs it, or is about to.';
comment on column public.backtest_results.claimed_at is
'When the worker claimed it, or last reported progress.';
comment on column public.backtest_results.claimed_until is
'When another worker may claim it, unless progress is reported.';
