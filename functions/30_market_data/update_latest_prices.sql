-- One row a symbol, so that a tick costs the same however many users hold the share. ON CONFLICT locks the
-- row of each symbol, in order of symbols, and decides by what is committed then. It waits in short
-- stretches, as lock_latest_prices does and for its reason.
create or replace function kaboom.update_latest_prices(written kaboom.written_series[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    former constant text := current_setting('lock_timeout');
begin
    for attempt in 1 .. 10 loop
        begin
            perform set_config('lock_timeout', case when attempt < 10 then '700ms' else former end, true);
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
            and (excluded.price, excluded.price_timestamp, excluded.timeframe, excluded.data_timestamp, excluded.volume)
                is distinct from (l.price, l.price_timestamp, l.timeframe, l.data_timestamp, l.volume);
            perform set_config('lock_timeout', former, true);
            exit;
        exception
            when lock_not_available then
                if attempt = 10 then
                    raise;
                end if;
        end;
    end loop;
end;
$$;

comment on function kaboom.update_latest_prices is
$$Keep latest_prices at the bar of each symbol whose close was known last.

On a tie the longer timeframe counts. Bars that start in the future are left out.

Arguments: written, what a statement wrote. Errors: 55P03 as the caller's lock_timeout has it.$$;

revoke execute on function kaboom.update_latest_prices from public, anon, authenticated, service_role;
