-- Users choose, the database computes: a portfolio opens with its capital in cash.
create or replace function kaboom.set_opening_figures()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    new.current_balance := new.initial_capital;
    new.capital_paid_in := new.initial_capital;
    new.last_entry_no := 1;
    return new;
end;
$$;

comment on function kaboom.set_opening_figures is 'Trigger: sets the figures of a new portfolio.';

revoke execute on function kaboom.set_opening_figures from public, anon, authenticated, service_role;
