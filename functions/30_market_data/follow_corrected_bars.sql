-- AFTER UPDATE: only bars whose close or place is another one are followed.
create or replace function kaboom.follow_corrected_bars()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_nestloop = off
-- Because before PostgreSQL 18 a join that is forbidden costs so much on paper that JIT would compile it.
set jit = off
as $$
declare
    symbols text[];
    timeframes text[];
    starts timestamptz[];
begin
    with pairs as (
        select coalesce(f.symbol, b.symbol) as symbol, coalesce(f.timeframe, b.timeframe) as timeframe,
            coalesce(f.data_timestamp, b.data_timestamp) as start,
            f.close_price is distinct from b.close_price as closes_differ,
            b.change_is_computed
                and (f.price_change, f.price_change_percent)
                    is not distinct from (b.price_change, b.price_change_percent)
                as change_is_old,
            b.change_is_computed and f.symbol is null as has_moved_here
        from former as f
        full join bars as b
            on b.symbol = f.symbol and b.timeframe = f.timeframe and b.data_timestamp = f.data_timestamp
    )
    select array_agg(p.symbol::text), array_agg(p.timeframe::text), array_agg(k.start)
    into symbols, timeframes, starts
    from pairs as p
    left join public.latest_prices as l
        on l.symbol = p.symbol and l.timeframe = p.timeframe and l.data_timestamp = p.start
    -- The bar itself follows whatever ends just before it. Nothing follows the newest bar.
    cross join lateral (
        select p.start - interval '1 microsecond' as start
        where p.change_is_old or p.has_moved_here
        union all
        select p.start
        where l.symbol is null
    ) as k
    where p.closes_differ;
    perform kaboom.follow_bars(symbols, timeframes, starts);
    return null;
end;
$$;

comment on function kaboom.follow_corrected_bars is
$$Trigger: brings the computed changes up to bars that were corrected or moved.

Errors: KB613 another transaction holds the bars that follow for several seconds.$$;

revoke execute on function kaboom.follow_corrected_bars from public, anon, authenticated, service_role;
