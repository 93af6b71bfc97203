create index idx_market_data_date on public.market_data (data_date desc);

create index idx_market_data_created on public.market_data (created_at desc);
