-- Definer: the service role may not write events. It alone may call this, and the job does.
create or replace function public.evaluate_alerts()
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    owners uuid[];
    items uuid[];
    fired integer;
begin
    -- So that on the day of a split prices and alerts are those of the new shares.
    perform kaboom.carry_prices_over_actions();
    perform kaboom.carry_alerts_over_actions();
    select array_agg(t.user_id), array_agg(t.id) into owners, items
    from kaboom.lock_turned_items() as t;
    -- Then the items once more, because only a statement that starts with the locks held sees the prices by
    -- which others have fired or armed them meanwhile.
    with crossings as materialized (
        select i.user_id, i.id, i.symbol, i.price_alert_upper, i.price_alert_lower, i.volume_alert_threshold,
            i.price_upper_is_armed, i.price_lower_is_armed, i.volume_is_armed,
            coalesce(l.price < i.price_alert_upper, true) as below_upper,
            coalesce(l.price > i.price_alert_lower, true) as above_lower,
            coalesce(l.volume < i.volume_alert_threshold, true) as below_volume,
            l.price, l.price_timestamp, l.volume, l.timeframe, l.data_timestamp
        from unnest(owners, items) as k (user_id, id)
        join public.watchlist_items as i on i.user_id = k.user_id and i.id = k.id
        join public.latest_prices as l on l.symbol = i.symbol
    ),
    turned as (
        update public.watchlist_items as i
        set price_upper_is_armed = c.below_upper,
            price_lower_is_armed = c.above_lower,
            volume_is_armed = c.below_volume
        from crossings as c
        where i.user_id = c.user_id
            and i.id = c.id
            and (i.price_upper_is_armed, i.price_lower_is_armed, i.volume_is_armed)
                is distinct from (c.below_upper, c.above_lower, c.below_volume)
    ),
    events as (
        insert into public.alert_events (
            user_id, watchlist_item_id, symbol, kind, threshold, price, price_timestamp, volume, timeframe,
            data_timestamp
        )
        select c.user_id, c.id, c.symbol, k.kind, k.threshold, c.price, c.price_timestamp, c.volume,
            c.timeframe, c.data_timestamp
        from crossings as c
        cross join lateral (
            values
                ('price_upper', c.price_alert_upper, c.price_upper_is_armed and not c.below_upper),
                ('price_lower', c.price_alert_lower, c.price_lower_is_armed and not c.above_lower),
                ('volume', c.volume_alert_threshold, c.volume_is_armed and not c.below_volume)
        ) as k (kind, threshold, fires)
        where k.fires
        returning id
    )
    select count(*)::integer into fired
    from events as e;
    return fired;
end;
$$;

comment on function public.evaluate_alerts is
$$Fire the alerts of watchlists that the latest prices have crossed. For the service role.

Alerts whose price is back are armed again; on the day of a split prices and alerts are brought to the new
shares first. Called by a job, and by loaders after ingest_market_data. An alert that is set while the price
is beyond it fires at once. Only the latest price counts: what was crossed and left between two calls fires
nothing.

Returns: how many alerts fired; each is a row of alert_events.$$;

revoke execute on function public.evaluate_alerts from public, anon, authenticated, service_role;
grant execute on function public.evaluate_alerts to service_role;
