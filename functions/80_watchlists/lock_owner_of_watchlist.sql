-- BEFORE INSERT OR UPDATE of a default list: account first, as everywhere, so that of two new defaults one
-- waits for the other, and neither deadlocks with an erasure.
create or replace function kaboom.lock_owner_of_watchlist()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.lock_account(new.user_id);
    return new;
end;
$$;

comment on function kaboom.lock_owner_of_watchlist is
'Trigger: locks the account whose default watchlist changes. Errors: KB134 where it is busy.';

revoke execute on function kaboom.lock_owner_of_watchlist from public, anon, authenticated, service_role;
