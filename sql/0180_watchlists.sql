create unique index watchlists_one_default_key on public.watchlists (user_id) where is_default;

create index idx_watchlist_items_symbol on public.watchlist_items (symbol);
