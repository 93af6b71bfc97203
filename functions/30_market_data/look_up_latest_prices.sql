-- One probe of the key for each timeframe, so that it does not read the history.
create or replace function kaboom.look_up_latest_prices(symbols text[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
-- Because the triggers that call it switch these off for themselves, and without them this would read all
-- bars.
set enable_nestloop = on
as $$
begin
    with lost as materialized (
        select l.symbol
        from public.latest_prices as l
        where l.symbol = any (symbols)
            and not exists (
                select from public.market_data as m
                where m.symbol = l.symbol
                    and m.timeframe = l.timeframe
                    and m.data_timestamp = l.data_timestamp
            )
    ),
    newest as materialized (
        select t.symbol, b.*
        from lost as t
        cross join lateral (
            select n.close_price, n.volume, n.timeframe, n.data_timestamp,
                kaboom.bar_known_at(t.symbol, n.timeframe, n.data_timestamp, n.updated_at) as known_at
            from unnest('{1m,5m,15m,30m,1h,2h,4h,1d,1w,1mo}'::text[]) as f (timeframe)
            cross join lateral (
                select m.close_price, m.volume, m.timeframe, m.data_timestamp, m.updated_at
                from public.market_data as m
                where m.symbol = t.symbol
                    and m.timeframe = f.timeframe
                    and m.data_timestamp <= now() + interval '5 minutes'
                order by m.data_timestamp desc
                limit 1
            ) as n
            order by known_at desc, kaboom.timeframe_length(n.timeframe) desc
            limit 1
        ) as b
    ),
    removed as (
        delete from public.latest_prices as l
        using lost as t
        where l.symbol = t.symbol
            and l.symbol not in (select n.symbol from newest as n)
    )
    update public.latest_prices as l
    set price = n.close_price,
        price_timestamp = n.known_at,
        timeframe = n.timeframe,
        data_timestamp = n.data_timestamp,
        volume = n.volume,
        updated_at = now()
    from newest as n
    where l.symbol = n.symbol;
end;
$$;

comment on function kaboom.look_up_latest_prices is
$$Take the latest price of each symbol whose bar is gone from the newest bar that is left, or remove it.

Arguments: symbols, whose rows in latest_prices the transaction has locked.$$;

revoke execute on function kaboom.look_up_latest_prices from public, anon, authenticated, service_role;
