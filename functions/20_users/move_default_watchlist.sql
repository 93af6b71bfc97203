-- One list is the default: naming another takes it from the one that had it.
create or replace function kaboom.move_default_watchlist()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    update public.watchlists as w
    set is_default = false
    where w.user_id = new.user_id
        and w.id <> new.id
        and w.is_default;
    return new;
end;
$$;

comment on function kaboom.move_default_watchlist() is 'Trigger: takes the default from the list that had it.';

revoke execute on function kaboom.move_default_watchlist() from public;
