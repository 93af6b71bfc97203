-- Taken before any row is touched, so that locks come in the order portfolio, position, trade whatever the statement.
create or replace function kaboom.lock_own_portfolios()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    perform from public.portfolios as p
    where p.user_id = auth.uid()
    order by p.id
    for no key update;
    return null;
end;
$$;

comment on function kaboom.lock_own_portfolios() is 'Trigger: locks the caller''s portfolios in key order.';

revoke execute on function kaboom.lock_own_portfolios() from public;
