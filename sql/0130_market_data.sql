-- Bars come in order of time, so that a few pages tell where a day lies; a B-tree would slow down every load.
create index idx_market_data_date on public.market_data
using brin (data_date) with (pages_per_range = 32);
