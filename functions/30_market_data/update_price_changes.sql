-- Because bars arrive in any order: the bar that follows a new, corrected or deleted one changed against
-- another price.
create or replace function kaboom.update_price_changes(
    symbols text[], timeframes text[], starts timestamptz[]
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
-- Because the triggers that call it switch these off for themselves, and without them this would read all
-- bars.
set enable_nestloop = on
-- Below deadlock_timeout: see store_bars.
set lock_timeout = '100ms'
as $$
begin
    update public.market_data as m
    set price_change = c.price_change,
        price_change_percent = c.price_change_percent,
        -- The least that tells of a write: bar_known_at must not take the old close for a new one.
        updated_at = m.updated_at + interval '1 microsecond'
    from (
        select distinct n.symbol, n.timeframe, n.data_timestamp, n.close_price
        from unnest(symbols, timeframes, starts) as b (symbol, timeframe, starts)
        cross join lateral (
            select f.symbol, f.timeframe, f.data_timestamp, f.close_price, f.change_is_computed
            from public.market_data as f
            where f.symbol = b.symbol
                and f.timeframe = b.timeframe
                and f.data_timestamp > b.starts
            order by f.data_timestamp
            limit 1
        ) as n
        where n.change_is_computed
    ) as n
    left join lateral (
        select p.close_price
        from public.market_data as p
        where p.symbol = n.symbol
            and p.timeframe = n.timeframe
            and p.data_timestamp < n.data_timestamp
        order by p.data_timestamp desc
        limit 1
    ) as p on true
    cross join lateral kaboom.change_of_bar(n.close_price, p.close_price, null, null) as c
    where m.symbol = n.symbol
        and m.timeframe = n.timeframe
        and m.data_timestamp = n.data_timestamp
        and (m.price_change, m.price_change_percent)
            is distinct from (c.price_change, c.price_change_percent);
end;
$$;

comment on function kaboom.update_price_changes is
$$Work out once more what the bars that follow some bars changed, where the database computed it.

Arguments: symbols, timeframes and starts of the bars, three arrays of one length.$$;

revoke execute on function kaboom.update_price_changes from public, anon, authenticated, service_role;
