-- The ledger tells where the first cash came from.
create or replace function kaboom.post_opening_entry()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into public.cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after)
    values (new.user_id, new.id, 1, 'opening', new.initial_capital, new.initial_capital);
    return null;
end;
$$;

comment on function kaboom.post_opening_entry is 'Trigger: writes the opening entry of a portfolio.';

revoke execute on function kaboom.post_opening_entry from public, anon, authenticated, service_role;
