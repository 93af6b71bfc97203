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
    return_percentage numeric(8, 4),
    max_drawdown numeric(8, 4),
    max_drawdown_date date,
    sharpe_ratio numeric(6, 3),
    sortino_ratio numeric(6, 3),
    calmar_ratio numeric(6, 3),
    total_trades integer,
    winning_trades integer,
    losing_trades integer,
    win_rate numeric(5, 2),
    average_win numeric(15, 2),
    average_loss numeric(15, 2),
    profit_factor numeric(6, 3),
    equity_curve jsonb,
    trade_history jsonb,
    monthly_returns jsonb,
    ai_total_cost_usd numeric(10, 6),
    ai_analysis_count integer,
    average_analysis_time numeric(6, 2),
    status varchar(20) not null default 'pending',
    progress_percentage numeric(5, 2) not null default 0,
    simulated_date date,
    error_message text,
    started_at timestamptz,
    completed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint backtest_results_pkey primary key (id),
    constraint backtest_results_user_id_id_key unique (user_id, id),
    constraint backtest_results_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint dates_are_in_order check (start_date <= end_date and isfinite(start_date) and isfinite(end_date)),
    constraint symbols_are_given check (cardinality(symbols) between 1 and 5000 and array_position(symbols, null) is null),
    constraint initial_capital_is_positive check (initial_capital > 0 and initial_capital < 'infinity'),
    constraint progress_is_a_percentage check (progress_percentage between 0 and 100),
    constraint win_rate_is_a_percentage check (win_rate between 0 and 100),
    constraint trade_counts_are_not_negative check (
        total_trades >= 0 and winning_trades >= 0 and losing_trades >= 0
    ),
    constraint symbols_are_short check (octet_length(symbols::text) <= 65536),
    -- Bounds of every JSON value: its size as text, however well it compresses, and its levels.
    constraint strategy_config_is_small check (octet_length(strategy_config::text) <= 65536),
    constraint strategy_config_is_shallow check (not jsonb_path_exists(strategy_config, 'strict $.**{33}')),
    constraint equity_curve_is_small check (octet_length(equity_curve::text) <= 8388608),
    constraint equity_curve_is_shallow check (not jsonb_path_exists(equity_curve, 'strict $.**{33}')),
    constraint trade_history_is_small check (octet_length(trade_history::text) <= 8388608),
    constraint trade_history_is_shallow check (not jsonb_path_exists(trade_history, 'strict $.**{33}')),
    constraint monthly_returns_is_small check (octet_length(monthly_returns::text) <= 65536),
    constraint monthly_returns_is_shallow check (not jsonb_path_exists(monthly_returns, 'strict $.**{33}')),
    constraint status_is_known check (status in ('pending', 'running', 'completed', 'failed', 'cancelled'))
);
alter table public.backtest_results enable row level security;
revoke all on public.backtest_results from public, anon, authenticated, service_role;

comment on table public.backtest_results is
$$Backtests that users asked for, and their results.

A user inserts what to simulate, and may cancel or delete it; the service role writes progress and results.$$;
comment on column public.backtest_results.id is 'Key of the row, made by the database.';
comment on column public.backtest_results.user_id is
'The owner, by default the user who signed in. Never changes.';
comment on column public.backtest_results.strategy_name is 'The user''s name for the strategy.';
comment on column public.backtest_results.symbols is 'Codes of the shares to simulate, 1 to 5,000.';
comment on column public.backtest_results.start_date is 'First day to simulate.';
comment on column public.backtest_results.end_date is 'Last day to simulate.';
comment on column public.backtest_results.total_trades is
'Closed trades of the simulation; null before there is a result.';
comment on column public.backtest_results.winning_trades is
'Closed trades with a profit; null before there is a result.';
comment on column public.backtest_results.losing_trades is
'Closed trades with a loss; null before there is a result.';
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
comment on column public.backtest_results.simulated_date is 'The day that the running simulation has reached.';
comment on column public.backtest_results.strategy_config is 'What the strategy is told, at most 64 KiB.';
comment on column public.backtest_results.equity_curve is '[{"date", "value", "drawdown"}], one element a day, at most 8 MiB.';
comment on column public.backtest_results.trade_history is 'The simulated trades, at most 8 MiB.';
comment on column public.backtest_results.monthly_returns is 'Returns by calendar month, at most 64 KiB.';
comment on column public.backtest_results.initial_capital is 'Yen at the start.';
comment on column public.backtest_results.final_capital is 'Yen at the end.';
comment on column public.backtest_results.total_return is 'final_capital less initial_capital in yen.';
comment on column public.backtest_results.return_percentage is 'total_return in percent of initial_capital.';
comment on column public.backtest_results.max_drawdown is
'Deepest fall below the running maximum, as a fraction of it; negative.';
comment on column public.backtest_results.max_drawdown_date is 'The day of the deepest fall.';
comment on column public.backtest_results.sharpe_ratio is 'Mean return by its standard deviation, annualised; no unit.';
comment on column public.backtest_results.sortino_ratio is 'Mean return by its downside deviation, annualised; no unit.';
comment on column public.backtest_results.calmar_ratio is 'Annual return by the deepest fall; no unit.';
comment on column public.backtest_results.win_rate is 'winning_trades in percent of total_trades.';
comment on column public.backtest_results.average_win is 'Mean profit of a winning trade in yen.';
comment on column public.backtest_results.average_loss is 'Mean loss of a losing trade in yen.';
comment on column public.backtest_results.profit_factor is 'Sum of profits by sum of losses; no unit.';
comment on column public.backtest_results.average_analysis_time is 'Seconds that an AI analysis took on average.';
