-- One list is the default: naming another takes it from the one that had it.
create or replace function kaboom.move_default_watchlist()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    -- An upsert of a list that is there comes here again, as the update that it becomes, or is dropped.
    if tg_op = 'INSERT' and exists (
        select from public.watchlists as w
        where w.user_id = new.user_id
            and w.name = new.name
    ) then
        return new;
    end if;
    update public.watchlists as w
    set is_default = false
    where w.user_id = new.user_id
        and w.id <> new.id
        and w.is_default;
    return new;
end;
$$;

comment on function kaboom.move_default_watchlist is 'Trigger: takes the default from the list that had it.';

revoke execute on function kaboom.move_default_watchlist from public, anon, authenticated, service_role;
