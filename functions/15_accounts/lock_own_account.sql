-- BEFORE a statement of a user touches any row, so that locks come in the order of all others whatever the
-- statement.
create or replace function kaboom.lock_own_account()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Refused here, because row triggers would look at a portfolio of somebody else before a policy refuses
    -- the row.
    if auth.uid() is null or not kaboom.lock_account(auth.uid()) then
        raise exception 'nobody is signed in'
            using errcode = '42501', hint = 'Send a token whose sub is the id of a user.';
    end if;
    return null;
end;
$$;

comment on function kaboom.lock_own_account is
'Trigger: locks the account of the caller. Errors: KB134 where it is busy, 42501 where there is none.';

revoke execute on function kaboom.lock_own_account from public, anon, authenticated, service_role;
