-- Locks, in this order: latest_prices in order of symbols, then bars. A statement on market_data itself holds
-- its bars first and waits for latest_prices then; so whoever holds latest_prices waits for a bar for a
-- moment only, gives everything back (a block that fails releases its locks), and tries again.
create or replace function kaboom.store_bars(
    bars kaboom.incoming_bar[], out inserted integer, out updated integer
)
returns record
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    former constant text := current_setting('lock_timeout');
    written record;
begin
    for attempt in 1 .. 100 loop
        begin
            -- Below deadlock_timeout: see functions/_latest_prices.sql.j2.
            perform set_config('lock_timeout', '700ms', true);
            perform kaboom.hold_latest_prices((select array_agg(distinct b.symbol) from unnest(bars) as b));
            -- Tells the triggers that fire on the way that the locks are held.
            perform set_config('kaboom.storing_bars', 'on', true);
            select w.* into written
            from kaboom.write_bars(bars) as w;
            perform kaboom.update_price_changes(
                array_agg(n.symbol), array_agg(n.timeframe), array_agg(n.data_timestamp)
            )
            from unnest(written.new_bars) as n;
            perform set_config('kaboom.storing_bars', 'off', true);
            perform set_config('lock_timeout', former, true);
            inserted := written.inserted;
            updated := written.updated;
            return;
        exception
            when lock_not_available then
                perform pg_sleep(0.1 * random());
        end;
    end loop;
    raise exception 'another transaction holds bars of the batch'
        using errcode = 'KB613',
        detail = jsonb_build_object('bars', cardinality(bars))::text,
        hint = 'Send the batch again when that transaction has ended.';
end;
$$;

comment on function kaboom.store_bars is
$$Write bars and what follows from them, one batch of a symbol after the other.

Arguments: bars, good ones, of which none is named twice. Returns: how many were inserted and updated.
Errors: KB613 another transaction holds some of them for many seconds.$$;

revoke execute on function kaboom.store_bars from public, anon, authenticated, service_role;
