create index idx_backtest_user_status on public.backtest_results (user_id, status);

create index idx_backtest_created on public.backtest_results (user_id, created_at desc);

create index idx_backtest_completed on public.backtest_results (user_id, completed_at desc);

create index idx_backtest_performance on public.backtest_results (user_id, return_percentage desc);

create index idx_backtest_strategy_config on public.backtest_results using gin (strategy_config);

create index idx_backtest_waiting on public.backtest_results (created_at, id)
where status in ('pending', 'running');
