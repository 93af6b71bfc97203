create or replace view public.quotes
with (security_invoker = true)
as
select
    l.symbol,
    i.name,
    l.price,
    l.price_timestamp,
    p.close_price as previous_close,
    p.data_date as previous_date,
    l.price - p.close_price as change,
    round((l.price - p.close_price) / p.close_price * 100, 2) as change_percent,
    l.volume
from public.latest_prices as l
left join public.instruments as i on i.symbol = l.symbol
left join lateral (
    select m.close_price, m.data_date
    from public.market_data as m
    where m.symbol = l.symbol
        and m.timeframe = '1d'
        -- Before the day of the price; what is known at midnight belongs to the day that ends.
        and m.data_timestamp < date_trunc('day', l.price_timestamp - interval '1 microsecond', 'Asia/Tokyo')
    order by m.data_timestamp desc
    limit 1
) as p on true;

comment on view public.quotes is
$$The latest price of each symbol, and how it stands against the close of the day before.

Columns in yen a share: price, previous_close, change; change_percent in percent; null where there is no
earlier daily bar. price_timestamp is when the price was known; volume is that of the bar it comes from.$$;
comment on column public.quotes.symbol is 'Code of the share.';
comment on column public.quotes.name is 'Name as in instruments.';
comment on column public.quotes.price is 'Latest price in yen a share.';
comment on column public.quotes.price_timestamp is 'When the price was known.';
comment on column public.quotes.previous_close is 'Close in yen a share of the daily bar before the day of the price.';
comment on column public.quotes.previous_date is 'The day of that bar.';
comment on column public.quotes.change is 'price - previous_close.';
comment on column public.quotes.change_percent is 'change in percent of previous_close.';
comment on column public.quotes.volume is 'Shares traded in the bar that the price comes from.';

create or replace trigger refuse_view_writes
instead of insert or update or delete on public.quotes
for each row execute function kaboom.refuse_view_writes();

revoke all on public.quotes from public, anon, authenticated, service_role;
grant select on public.quotes to authenticated, service_role;
