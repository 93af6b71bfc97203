-- By created_at, because it never changes: every fill would write an index on executed_at. user_id is not
-- first, because the planner would then take these indexes for as good as the key when it looks for one
-- order, and would read all orders of a user who has many.
create index idx_trades_portfolio_date on public.trades (portfolio_id, user_id, created_at desc);

create index idx_trades_symbol_date on public.trades (symbol, user_id, created_at desc);

create index idx_trades_ai_analysis on public.trades (user_id, ai_analysis_id)
where ai_analysis_id is not null;

create index idx_trades_active on public.trades (user_id, portfolio_id, created_at)
where status in ('pending', 'partial');

create unique index trades_client_order_id_key on public.trades (user_id, client_order_id)
where client_order_id is not null;

create unique index trades_order_id_key on public.trades (user_id, order_id)
where order_id is not null;
