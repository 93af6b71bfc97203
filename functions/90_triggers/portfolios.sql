create or replace trigger open_portfolio
before insert on public.portfolios
for each row execute function kaboom.open_portfolio();

create or replace trigger post_opening_entry
after insert on public.portfolios
for each row execute function kaboom.post_opening_entry();

create or replace trigger keep_orders_out_of_archives
before update of is_active on public.portfolios
for each row when (old.is_active and not new.is_active)
execute function kaboom.keep_orders_out_of_archives();

-- The columns that an owner may write, so that fills, which write others, need not ask who is calling.
-- For whoever row level security holds, whatever the role is called.
create or replace trigger lock_own_account
before update of name, description, risk_level, strategy_type, is_active on public.portfolios
for each statement when (row_security_active('public.portfolios'))
execute function kaboom.lock_own_account();

create or replace trigger lock_own_account
before insert on public.cash_ledger
for each statement when (row_security_active('public.cash_ledger'))
execute function kaboom.lock_own_account();

create or replace trigger post_ledger_entry
before insert on public.cash_ledger
for each row when (new.entry_no is null)
execute function kaboom.post_ledger_entry();

create or replace trigger move_cash
after insert on public.cash_ledger
for each row when (new.kind = any('{deposit,withdrawal,adjustment}'))
execute function kaboom.move_cash();
