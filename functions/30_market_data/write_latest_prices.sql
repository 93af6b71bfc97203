-- One row a symbol, so that a tick costs the same however many users hold the share. ON CONFLICT locks the
-- row of each symbol, in order of symbols, and decides by what is committed then.
create or replace function kaboom.write_latest_prices(written kaboom.written_series[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into public.latest_prices as l (symbol, price, price_timestamp, timeframe, data_timestamp, volume)
    select c.symbol, c.price, c.price_timestamp, c.timeframe, c.data_timestamp, c.volume
    from kaboom.candidate_prices(written) as c
    order by c.symbol
    on conflict (symbol) do update
    set price = excluded.price,
        price_timestamp = excluded.price_timestamp,
        timeframe = excluded.timeframe,
        data_timestamp = excluded.data_timestamp,
        volume = excluded.volume,
        updated_at = excluded.updated_at
    where (
        excluded.price_timestamp > l.price_timestamp
        or l.data_timestamp is null
        or (
            excluded.price_timestamp = l.price_timestamp
            and (kaboom.timeframe_length(excluded.timeframe), excluded.data_timestamp)
                >= (kaboom.timeframe_length(l.timeframe), l.data_timestamp)
        )
    )
    and (
        excluded.price, excluded.price_timestamp, excluded.timeframe, excluded.data_timestamp, excluded.volume
    ) is distinct from (l.price, l.price_timestamp, l.timeframe, l.data_timestamp, l.volume);
end;
$$;

comment on function kaboom.write_latest_prices is
$$Bring latest_prices up to the bars that a statement wrote, where they were known later. On a tie the longer
timeframe counts.

Arguments: written, what the statement wrote. Errors: 55P03 as lock_timeout has it.$$;

revoke execute on function kaboom.write_latest_prices from public, anon, authenticated, service_role;
