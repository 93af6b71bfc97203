-- One row a symbol, so that a tick costs the same however many users hold the share. Sorted: two loads cannot deadlock.
create or replace function kaboom.update_latest_prices()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into public.latest_prices as l (symbol, price, price_timestamp)
    select distinct on (b.symbol) b.symbol, b.close_price, b.data_timestamp
    from bars as b
    -- A feed whose clock runs ahead would otherwise freeze the price.
    where b.data_timestamp <= now() + interval '5 minutes'
    order by b.symbol, b.data_timestamp desc, b.timeframe
    on conflict (symbol) do update
    set price = excluded.price,
        price_timestamp = excluded.price_timestamp,
        updated_at = excluded.updated_at
    where excluded.price_timestamp >= l.price_timestamp
        and (excluded.price, excluded.price_timestamp) <> (l.price, l.price_timestamp);
    return null;
end;
$$;

comment on function kaboom.update_latest_prices is
'Trigger: keeps latest_prices at the newest bar of each symbol. Bars that start in the future are left out.';

revoke execute on function kaboom.update_latest_prices from public, anon, authenticated, service_role;
