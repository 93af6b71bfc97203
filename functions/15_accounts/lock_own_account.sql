-- Taken before any row is touched, so that locks come in the order account, portfolio, position, trade whatever the statement.
create or replace function kaboom.lock_own_account()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform from auth.users as a
    join public.user_profiles as u on u.id = a.id
    where a.id = auth.uid()
    for key share of a skip locked
    for no key update of u;
    if not found and exists (select from public.user_profiles as u where u.id = auth.uid()) then
        raise exception 'the account is being erased'
            using errcode = 'KB134',
            detail = jsonb_build_object('user_id', auth.uid())::text,
            hint = 'Send the request again.';
    end if;
    -- Without this, what such a caller inserts would be measured against anybody's portfolio before a policy refuses it.
    if not found then
        raise exception 'nobody is signed in'
            using errcode = '42501', hint = 'Send a token whose sub is the id of a user.';
    end if;
    return null;
end;
$$;

comment on function kaboom.lock_own_account is
'Trigger: locks the caller''s account. KB134 where it is being erased, 42501 where there is none.';

revoke execute on function kaboom.lock_own_account from public, anon, authenticated, service_role;
