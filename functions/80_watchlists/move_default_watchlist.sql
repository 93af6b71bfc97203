-- AFTER INSERT OR UPDATE, because a statement may set several lists: the first of its rows is the default. A
-- BEFORE trigger has locked the account, so of two new defaults at once the later one stays. (A unique index
-- would refuse one of them.)
create or replace function kaboom.move_default_watchlist()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.watchlists as w
    set is_default = false
    where w.user_id = new.user_id
        and w.id <> new.id
        and w.is_default
        and exists (
            select from public.watchlists as chosen
            where chosen.user_id = new.user_id
                and chosen.id = new.id
                and chosen.is_default
        );
    return null;
end;
$$;

comment on function kaboom.move_default_watchlist is 'Trigger: takes the default from the lists that had it.';

revoke execute on function kaboom.move_default_watchlist from public, anon, authenticated, service_role;
