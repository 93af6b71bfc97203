-- AFTER INSERT, because an insert that ON CONFLICT drops must move nothing.
create or replace function kaboom.apply_cash_movement()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.portfolios as p
    set current_balance = new.balance_after,
        last_entry_no = new.entry_no,
        capital_paid_in = p.capital_paid_in + case new.kind when 'deposit' then new.amount else 0 end,
        capital_withdrawn = p.capital_withdrawn - case new.kind when 'withdrawal' then new.amount else 0 end,
        adjustments = p.adjustments + case new.kind when 'adjustment' then new.amount else 0 end,
        other_income = p.other_income
            + case when new.kind in ('fee', 'interest', 'capital_gains_tax') then new.amount else 0 end,
        updated_at = now()
    where p.user_id = new.user_id
        and p.id = new.portfolio_id;
    return null;
end;
$$;

comment on function kaboom.apply_cash_movement is
'Trigger: moves the balance of the portfolio by a new entry.';

revoke execute on function kaboom.apply_cash_movement from public, anon, authenticated, service_role;
