create index idx_positions_symbol on public.positions (symbol);

create index idx_trade_executions_trade on public.trade_executions (trade_id, user_id);

create unique index trade_executions_reverses_key on public.trade_executions (user_id, reverses)
where reverses is not null;

create index idx_position_adjustments_symbol on public.position_adjustments (user_id, portfolio_id, symbol);

create unique index position_adjustments_reverses_key
on public.position_adjustments (user_id, portfolio_id, reverses)
where reverses is not null;

create unique index position_adjustments_follows_key
on public.position_adjustments (user_id, follows, portfolio_id, belongs_to)
where follows is not null;

create index idx_position_adjustments_action on public.position_adjustments (action_id)
where action_id is not null;
