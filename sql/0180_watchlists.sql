create index idx_watchlist_items_symbol on public.watchlist_items (symbol);
