create or replace trigger kaboom_create_profile
after insert on auth.users
for each row execute function kaboom.create_profile();

create or replace trigger move_default_watchlist
before insert or update of is_default on public.watchlists
for each row when (new.is_default)
execute function kaboom.move_default_watchlist();
