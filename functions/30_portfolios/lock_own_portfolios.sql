-- Taken before any row is touched, so that locks come in the order portfolio, position, trade whatever the statement.
create or replace function kaboom.lock_own_portfolios()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    -- Without this, what such a caller inserts would be measured against anybody's portfolio before a policy refuses it.
    if auth.uid() is null then
        raise exception 'nobody is signed in'
            using errcode = '42501', hint = 'Send a token whose sub is the id of a user.';
    end if;
    perform from public.portfolios as p
    where p.user_id = auth.uid()
    order by p.id
    for no key update;
    return null;
end;
$$;

comment on function kaboom.lock_own_portfolios() is
'Trigger: locks the caller''s portfolios in key order. 42501 where nobody is signed in.';

revoke execute on function kaboom.lock_own_portfolios() from public;
