create index idx_watchlist_items_symbol on public.watchlist_items (symbol);
create index idx_alert_events_user_created on public.alert_events (user_id, created_at desc);
create index idx_alert_events_item on public.alert_events (user_id, watchlist_item_id)
where watchlist_item_id is not null;
