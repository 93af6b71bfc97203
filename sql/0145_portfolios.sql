create index idx_portfolios_user_active on public.portfolios (user_id, is_active);

create index idx_cash_ledger_execution on public.cash_ledger (user_id, execution_id)
where execution_id is not null;

create unique index cash_ledger_idempotency_key_key on public.cash_ledger (user_id, idempotency_key)
where idempotency_key is not null;

create index idx_cash_ledger_action on public.cash_ledger (action_id)
where action_id is not null;
