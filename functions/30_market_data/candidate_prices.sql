create or replace function kaboom.candidate_prices(written kaboom.written_series[])
returns table (
    symbol text, price numeric, price_timestamp timestamptz, timeframe text, data_timestamp timestamptz,
    volume bigint
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_sort = on
-- Because plans are kept, and one made for a single bar would join thousands of series in a nested loop.
set enable_nestloop = off
-- Because before PostgreSQL 18 a join that is forbidden costs so much on paper that JIT would compile it.
set jit = off
as $$
begin
    return query
    with periods as materialized (
        -- The bars of a feed share few periods, and each is looked up once.
        select p.timeframe, p.newest, p.in_tokyo, kaboom.timeframe_length(p.timeframe) as length,
            kaboom.bar_known_at(p.example, p.timeframe, p.newest, now()) as known_at
        from (
            select s.timeframe, s.newest, s.in_tokyo, min(s.symbol) as example
            from unnest(written) as s
            -- A feed whose clock runs ahead would otherwise freeze the price.
            where not s.is_future
            group by s.timeframe, s.newest, s.in_tokyo
        ) as p
    )
    select distinct on (s.symbol)
        s.symbol, b.close_price, least(p.known_at, b.updated_at), s.timeframe, s.newest, b.volume
    from unnest(written) as s
    join periods as p on p.timeframe = s.timeframe and p.newest = s.newest and p.in_tokyo = s.in_tokyo
    -- Of a single bar all is known; of many, the newest is probed, rather than looked for among them once
    -- more.
    left join lateral (
        select m.close_price, m.volume, m.updated_at
        from public.market_data as m
        where m.symbol = s.symbol
            and m.timeframe = s.timeframe
            and m.data_timestamp = s.newest
            and s.newest <> s.oldest
        -- So that it stays a probe, and does not become a join with all bars.
        limit 1
    ) as m on true
    cross join lateral (
        select
            case when s.newest <> s.oldest then m.close_price else s.close_price end as close_price,
            case when s.newest <> s.oldest then m.volume else s.volume end as volume,
            case when s.newest <> s.oldest then m.updated_at else s.updated_at end as updated_at
    ) as b
    where not s.is_future
    order by s.symbol, least(p.known_at, b.updated_at) desc, p.length desc, s.newest desc;
end;
$$;

comment on function kaboom.candidate_prices is
$$The bar of each symbol whose close was known last, among those that a statement wrote; on a tie that of the
longer timeframe.

Arguments: written, what a statement wrote. Returns: one row for each symbol, in order of symbols: price in
yen per share; price_timestamp, when it was known; timeframe, data_timestamp and volume of the bar. None of
bars that start in the future.$$;

revoke execute on function kaboom.candidate_prices from public, anon, authenticated, service_role;
