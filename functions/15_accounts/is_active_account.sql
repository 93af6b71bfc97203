-- Supabase Auth writes deleted_at and banned_until; a token that was issued before lives on for an hour.
create or replace function kaboom.is_active_account(user_id uuid)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return exists (
        select from auth.users as a
        join public.user_profiles as u on u.id = a.id
        where a.id = is_active_account.user_id
            and u.is_active
            and a.deleted_at is null
            and (a.banned_until is null or a.banned_until <= now())
    );
end;
$$;

comment on function kaboom.is_active_account is
$$Whether an account may place orders: active, not deleted, and not banned at this time.

Arguments: user_id.$$;

revoke execute on function kaboom.is_active_account from public, anon, authenticated, service_role;
