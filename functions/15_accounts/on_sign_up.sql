-- AFTER INSERT on auth.users: a new account starts with a profile and a default watchlist.
create or replace function kaboom.on_sign_up()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.create_profile(new.id, new.raw_user_meta_data);
    return null;
end;
$$;

comment on function kaboom.on_sign_up is
'Trigger: creates the profile and the default watchlist of a new user.';

revoke execute on function kaboom.on_sign_up from public, anon, authenticated, service_role;
