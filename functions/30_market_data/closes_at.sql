-- One probe of the key for each day, so that it reads no history.
create or replace function kaboom.closes_at(symbols text[], days date[])
returns table (symbol text, day date, close_price numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select a.symbol, a.day, b.close_price
    from unnest(symbols, days) as a (symbol, day)
    cross join lateral (
        select m.close_price
        from public.market_data as m
        where m.symbol = a.symbol
            and m.timeframe = '1d'
            and m.data_timestamp <= a.day::timestamp at time zone 'Asia/Tokyo'
        order by m.data_timestamp desc
        limit 1
    ) as b;
$$;

comment on function kaboom.closes_at is
$$The raw closes of symbols at the end of days: of that day, or the last one before.

Arguments: symbols, normalised, and days in Asia/Tokyo, pairs. Returns: the pairs that have a close, in yen a share.$$;

revoke execute on function kaboom.closes_at from public, anon, authenticated, service_role;
