-- For whoever row level security holds, whatever the role is called.
create or replace trigger lock_own_account
before insert or update on public.trades
for each statement when (row_security_active('public.trades'))
execute function kaboom.lock_own_account();

create or replace trigger place_order
before insert on public.trades
for each row execute function kaboom.place_order();

create or replace trigger reserve_for_order
after insert on public.trades
for each row when (new.status = 'pending')
execute function kaboom.reserve_for_order();

create or replace trigger close_order
before update of status on public.trades
for each row when (old.status <> new.status and old.filled_quantity = new.filled_quantity)
execute function kaboom.close_order();

create or replace trigger prepare_execution
before insert on public.trade_executions
for each row when (new.entry_no is null and new.reverses is null)
execute function kaboom.prepare_execution();

create or replace trigger prepare_reversal
before insert on public.trade_executions
for each row when (new.entry_no is null and new.reverses is not null)
execute function kaboom.prepare_reversal();
