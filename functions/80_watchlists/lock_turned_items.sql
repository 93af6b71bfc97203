-- Of two evaluations at once, one finds nothing left to do. An item that its owner is writing has its turn at
-- the next call.
create or replace function kaboom.lock_turned_items()
returns table (user_id uuid, id uuid)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
        select i.user_id, i.id
        from public.watchlist_items as i
        join public.latest_prices as l on l.symbol = i.symbol
        where i.price_upper_is_armed <> coalesce(l.price < i.price_alert_upper, true)
            or i.price_lower_is_armed <> coalesce(l.price > i.price_alert_lower, true)
            or i.volume_is_armed <> coalesce(l.volume < i.volume_alert_threshold, true)
        for no key update of i skip locked;
end;
$$;

comment on function kaboom.lock_turned_items is
$$Lock the watched shares of which an alert is to be fired or armed.

Returns: user_id and id of each item of watchlist_items.$$;

revoke execute on function kaboom.lock_turned_items from public, anon, authenticated, service_role;
