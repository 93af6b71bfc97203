create or replace trigger kaboom_create_profile
after insert on auth.users
for each row execute function kaboom.create_profile();

-- The audit takes a share of auth.users, which has to come first.
create or replace trigger lock_own_account
before update on public.user_profiles
for each statement when (row_security_active('public.user_profiles'))
execute function kaboom.lock_own_account();

create or replace trigger forget_person
before delete on public.user_profiles
for each row execute function kaboom.forget_person();

create or replace trigger move_default_watchlist
before insert or update of is_default on public.watchlists
for each row when (new.is_default)
execute function kaboom.move_default_watchlist();
