-- Sorted, so that two batches meet each bar in the same order. The bars of a batch are one for each period.
create or replace function kaboom.write_bars(
    bars kaboom.incoming_bar[], out inserted integer, out updated integer, out new_bars kaboom.incoming_bar[]
)
returns record
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
-- Below deadlock_timeout: see store_bars.
set lock_timeout = '100ms'
-- Because plans are kept, and one made for a single bar would join ten thousand in a nested loop.
set enable_nestloop = off
-- Because before PostgreSQL 18 a join that is forbidden costs so much on paper that JIT would compile it.
set jit = off
as $$
begin
    with batch as materialized (
        select b.*, gen_random_uuid() as id
        from unnest(bars) as b
    ),
    written as (
        insert into public.market_data as m (
            id, symbol, symbol_name, open_price, high_price, low_price, close_price, volume, price_change,
            price_change_percent, change_is_computed, adjustment_factor, timeframe, data_timestamp,
            data_source
        )
        select b.id, b.symbol,
            coalesce(b.symbol_name, (select i.name from public.instruments as i where i.symbol = b.symbol)),
            b.open_price, b.high_price, b.low_price, b.close_price, b.volume, c.price_change,
            c.price_change_percent, c.is_computed,
            case when b.adjustment_factor > 0 and b.adjustment_factor < 1e10 then b.adjustment_factor end,
            b.timeframe, b.data_timestamp, coalesce(b.data_source, 'yfinance')
        from batch as b
        left join kaboom.former_closes(bars) as f
            on f.symbol = b.symbol and f.timeframe = b.timeframe and f.data_timestamp = b.data_timestamp
        cross join lateral kaboom.change_of_bar(
            b.close_price, f.former_close, b.price_change, b.price_change_percent
        ) as c
        order by b.symbol, b.timeframe, b.data_timestamp
        on conflict (symbol, timeframe, data_timestamp) do update
        set symbol_name = coalesce(excluded.symbol_name, m.symbol_name),
            open_price = excluded.open_price,
            high_price = excluded.high_price,
            low_price = excluded.low_price,
            close_price = excluded.close_price,
            volume = excluded.volume,
            price_change = excluded.price_change,
            price_change_percent = excluded.price_change_percent,
            change_is_computed = excluded.change_is_computed,
            adjustment_factor = excluded.adjustment_factor,
            data_source = excluded.data_source,
            updated_at = excluded.updated_at
        where (
                m.open_price, m.high_price, m.low_price, m.close_price, m.volume, m.adjustment_factor,
                m.change_is_computed
            ) is distinct from (
                    excluded.open_price, excluded.high_price, excluded.low_price, excluded.close_price,
                    excluded.volume, excluded.adjustment_factor, excluded.change_is_computed
                )
            or m.symbol_name is distinct from coalesce(excluded.symbol_name, m.symbol_name)
            or (
                not excluded.change_is_computed
                and (m.price_change, m.price_change_percent)
                    is distinct from (excluded.price_change, excluded.price_change_percent)
            )
        returning id
    )
    select count(b.id)::integer, (count(*) - count(b.id))::integer,
        array_agg((
            b.index, null, null, b.symbol, null, b.timeframe, b.data_timestamp,
            null, null, null, null, null, null, null, null, null
        )::kaboom.incoming_bar) filter (where b.id is not null)
    into inserted, updated, new_bars
    from written as w
    left join batch as b on b.id = w.id;
end;
$$;

comment on function kaboom.write_bars is
$$Insert bars, or update those that are there and differ.

Arguments: bars, good ones, of which none is named twice; their symbols are locked.
Returns: how many were inserted and updated; new_bars, period and symbol of those that were inserted.$$;

revoke execute on function kaboom.write_bars from public, anon, authenticated, service_role;
