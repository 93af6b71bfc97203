-- BEFORE INSERT: users choose, the database computes. A portfolio opens with its capital in cash.
create or replace function kaboom.set_opening_figures()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not (kaboom.is_amount(new.initial_capital) and new.initial_capital > 0) then
        raise exception 'initial_capital % is not an amount of yen',
            coalesce(new.initial_capital::text, 'null')
            using errcode = 'KB205',
            detail = jsonb_build_object('initial_capital', new.initial_capital)::text,
            hint = 'Send an amount above zero and below 10,000,000,000,000 with at most two decimals.';
    end if;
    new.initial_capital := round(new.initial_capital, 2);
    new.current_balance := new.initial_capital;
    new.capital_paid_in := new.initial_capital;
    new.last_entry_no := 1;
    -- Every figure, because none is the caller's to choose, whatever the grants.
    new.reserved_balance := 0;
    new.capital_withdrawn := 0;
    new.adjustments := 0;
    new.other_income := 0;
    new.dividends_received := 0;
    new.fractions_receivable := 0;
    new.cost_transferred := 0;
    new.realized_pnl := 0;
    new.commission_paid := 0;
    new.tax_paid := 0;
    new.total_invested := 0;
    new.total_return := 0;
    new.return_percentage := 0;
    new.valued_entry_no := 0;
    new.is_active := true;
    new.archived_by := null;
    return new;
end;
$$;

comment on function kaboom.set_opening_figures is
'Trigger: sets the figures of a new portfolio. Errors: KB205.';

revoke execute on function kaboom.set_opening_figures from public, anon, authenticated, service_role;
