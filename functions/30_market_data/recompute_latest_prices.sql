-- A wrong bar that is deleted, or moved back in time, is nobody's price any more.
create or replace function kaboom.recompute_latest_prices()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.latest_prices as l
    set price = b.close_price,
        price_timestamp = b.data_timestamp
    from (
        select distinct x.symbol
        from former as f
        join public.latest_prices as x on x.symbol = f.symbol and x.price_timestamp = f.data_timestamp
    ) as touched
    cross join lateral (
        select m.close_price, m.data_timestamp
        from public.market_data as m
        where m.symbol = touched.symbol
            and m.data_timestamp <= now() + interval '5 minutes'
        order by m.data_timestamp desc, m.timeframe
        limit 1
    ) as b
    where l.symbol = touched.symbol
        and (l.price, l.price_timestamp) <> (b.close_price, b.data_timestamp);
    delete from public.latest_prices as l
    where l.symbol in (select f.symbol from former as f)
        and not exists (
            select from public.market_data as m
            where m.symbol = l.symbol
        );
    return null;
end;
$$;

comment on function kaboom.recompute_latest_prices is
'Trigger: puts the newest bar that is left in the place of one that was deleted or moved.';

revoke execute on function kaboom.recompute_latest_prices from public, anon, authenticated, service_role;
