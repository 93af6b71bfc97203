-- One range of the key for each symbol, and the bar before it, so that it reads no other history.
create or replace function kaboom.closes_at(symbols text[], days date[])
returns table (symbol text, day date, close_price numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with asked as materialized (
        select a.symbol, a.day
        from unnest(symbols, days) as a (symbol, day)
    ),
    spans as materialized (
        select a.symbol, min(a.day)::timestamp at time zone 'Asia/Tokyo' as first_start,
            max(a.day)::timestamp at time zone 'Asia/Tokyo' as last_start
        from asked as a
        group by a.symbol
    ),
    line as (
        select s.symbol, b.day, b.close_price, false as is_asked
        from spans as s
        cross join lateral (
            select m.data_date as day, m.close_price
            from public.market_data as m
            where m.symbol = s.symbol
                and m.timeframe = '1d'
                and m.data_timestamp > s.first_start
                and m.data_timestamp <= s.last_start
            union all
            (
                select m.data_date, m.close_price
                from public.market_data as m
                where m.symbol = s.symbol
                    and m.timeframe = '1d'
                    and m.data_timestamp <= s.first_start
                order by m.data_timestamp desc
                limit 1
            )
        ) as b
        union all
        select a.symbol, a.day, null, true
        from asked as a
    ),
    segments as (
        select l.*, count(l.close_price) over (partition by l.symbol order by l.day, l.is_asked) as segment
        from line as l
    ),
    carried as (
        select s.symbol, s.day, s.is_asked,
            max(s.close_price) over (partition by s.symbol, s.segment) as close_price
        from segments as s
    )
    select c.symbol, c.day, c.close_price
    from carried as c
    where c.is_asked
        and c.close_price is not null;
$$;

comment on function kaboom.closes_at is
$$The raw closes of symbols at the end of days: of that day, or the last one before.

Arguments: symbols, normalised, and days in Asia/Tokyo, pairs. Returns: the pairs that have a close, in yen a
share.$$;

revoke execute on function kaboom.closes_at from public, anon, authenticated, service_role;
