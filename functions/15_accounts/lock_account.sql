-- The first lock of every transaction that writes for a user. It excludes others on auth.users, too: while
-- transactions share a lock there, an erasure would wait for as long as orders keep coming. The wait is
-- short, because requests of one account that wait for each other would take all connections of the API.
create or replace function kaboom.lock_account(user_id uuid)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
begin
    perform from auth.users as a
    join public.user_profiles as u on u.id = a.id
    where a.id = lock_account.user_id
    for no key update of a, u;
    return found;
exception
    when lock_not_available then
        raise exception 'the account is busy'
            using errcode = 'KB134',
            detail = jsonb_build_object('user_id', user_id)::text,
            hint = 'Send the request again.';
end;
$$;

comment on function kaboom.lock_account is
$$Lock an account to the end of the transaction: auth.users, then user_profiles.

Arguments: user_id. Returns: false where there is no such account. Errors: KB134 another transaction has held
it for two seconds.$$;

revoke execute on function kaboom.lock_account from public, anon, authenticated, service_role;
