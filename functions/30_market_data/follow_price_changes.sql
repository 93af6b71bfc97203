-- AFTER UPDATE, AFTER DELETE, and before the other triggers lock latest_prices for good: it may have to give
-- the lock back.
create or replace function kaboom.follow_price_changes()
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
    if tg_op = 'DELETE' then
        select array_agg(f.symbol), array_agg(f.timeframe), array_agg(f.data_timestamp) into symbols, timeframes, starts
        from former as f;
    else
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
        select array_agg(p.symbol), array_agg(p.timeframe), array_agg(k.start) into symbols, timeframes, starts
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
    end if;
    if symbols is null then
        return null;
    end if;
    -- store_bars has locked latest_prices, and tries again by itself.
    if current_setting('kaboom.storing_bars', true) = 'on' then
        perform kaboom.update_price_changes(symbols, timeframes, starts);
        return null;
    end if;
    for attempt in 1 .. 100 loop
        begin
            perform kaboom.lock_latest_prices((select array_agg(distinct s.symbol) from unnest(symbols) as s (symbol)));
            perform kaboom.update_price_changes(symbols, timeframes, starts);
            return null;
        exception
            when lock_not_available then
                perform pg_sleep(0.1 * random());
        end;
    end loop;
    raise exception 'another transaction holds the bars that follow'
        using errcode = 'KB613',
        detail = jsonb_build_object('bars', cardinality(symbols))::text,
        hint = 'Send the statement again when that transaction has ended.';
end;
$$;

comment on function kaboom.follow_price_changes is
$$Trigger: brings the computed changes up to bars that were corrected, moved or deleted.

Errors: KB613 another transaction holds the bars that follow for several seconds.$$;

revoke execute on function kaboom.follow_price_changes from public, anon, authenticated, service_role;
