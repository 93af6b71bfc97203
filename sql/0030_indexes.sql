-- Every policy finds a tenant's rows by a key or an index that starts with user_id. Those of the
-- specification that another index or a key already serves are left out; the README lists them.

create index idx_portfolios_user_active on public.portfolios (user_id, is_active);
create index idx_positions_symbol on public.positions (symbol);

-- By created_at, which never changes: an index on executed_at would be written anew with every fill.
-- user_id is not first here: to find one order of a user the planner would take these for as good as the key while most
-- users have few orders, and would then read all the orders of the one who has many.
create index idx_trades_portfolio_date on public.trades (portfolio_id, user_id, created_at desc);
create index idx_trades_symbol_date on public.trades (symbol, user_id, created_at desc);
create index idx_trades_ai_analysis on public.trades (user_id, ai_analysis_id) where ai_analysis_id is not null;
create index idx_trades_active on public.trades (user_id, portfolio_id, created_at)
where status in ('pending', 'partial');
create unique index trades_client_order_id_key on public.trades (user_id, client_order_id)
where client_order_id is not null;
create unique index trades_order_id_key on public.trades (user_id, order_id)
where order_id is not null;

create index idx_trade_executions_trade on public.trade_executions (trade_id, user_id);
create unique index trade_executions_reverses_key on public.trade_executions (user_id, reverses)
where reverses is not null;

create index idx_cash_ledger_execution on public.cash_ledger (user_id, execution_id)
where execution_id is not null;
create unique index cash_ledger_idempotency_key_key on public.cash_ledger (user_id, idempotency_key)
where idempotency_key is not null;

create index idx_ai_analysis_user_symbol_created on public.ai_analysis_results (user_id, symbol, created_at desc);
create index idx_ai_analysis_created on public.ai_analysis_results (user_id, created_at desc);
create index idx_ai_analysis_status on public.ai_analysis_results (status);
create index idx_ai_analysis_decision on public.ai_analysis_results (user_id, final_decision);
create index idx_ai_analysis_failed on public.ai_analysis_results (user_id, created_at) where status = 'failed';
create index idx_ai_analysis_fresh on public.ai_analysis_results (user_id, symbol, created_at desc)
where status = 'completed';
create index idx_ai_analysis_model_results on public.ai_analysis_results
using gin (model_results jsonb_path_ops);
create index idx_ai_analysis_indicators on public.ai_analysis_results using gin (technical_indicators);
create index idx_technical_rsi on public.ai_analysis_results
(((technical_indicators ->> 'RSI')::numeric))
where technical_indicators ? 'RSI';

create index idx_backtest_user_status on public.backtest_results (user_id, status);
create index idx_backtest_created on public.backtest_results (user_id, created_at desc);
create index idx_backtest_completed on public.backtest_results (user_id, completed_at desc);
create index idx_backtest_performance on public.backtest_results (user_id, return_percentage desc);
create index idx_backtest_strategy_config on public.backtest_results using gin (strategy_config);

create index idx_market_data_date on public.market_data (data_date desc);
create index idx_market_data_created on public.market_data (created_at desc);

create unique index watchlists_one_default_key on public.watchlists (user_id) where is_default;
create index idx_watchlist_items_symbol on public.watchlist_items (symbol);

create index idx_audit_user_created on public.audit_logs (user_id, created_at desc);
create index idx_audit_action on public.audit_logs (action);
create index idx_audit_resource on public.audit_logs (resource_type, resource_id);

create index idx_system_settings_updated_by on public.system_settings (updated_by) where updated_by is not null;
