-- Called before the other triggers lock latest_prices for good: it may have to give the lock back.
create or replace function kaboom.follow_bars(symbols text[], timeframes text[], starts timestamptz[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    former constant text := current_setting('lock_timeout');
begin
    if symbols is null then
        return;
    end if;
    -- store_bars has locked latest_prices, and tries again by itself.
    if current_setting('kaboom.storing_bars', true) = 'on' then
        perform kaboom.update_price_changes(symbols, timeframes, starts);
        return;
    end if;
    for attempt in 1 .. 100 loop
        begin
            -- Below deadlock_timeout: see functions/_latest_prices.sql.j2.
            perform set_config('lock_timeout', '700ms', true);
            perform kaboom.hold_latest_prices(
                array(select distinct s.symbol from unnest(symbols) as s (symbol))
            );
            perform kaboom.update_price_changes(symbols, timeframes, starts);
            perform set_config('lock_timeout', former, true);
            return;
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

comment on function kaboom.follow_bars is
$$Bring the computed changes up to bars that have moved or gone.

Arguments: symbols, timeframes and starts of the bars that others follow, one each; null for none. Errors:
KB613 another transaction holds the bars that follow for several seconds.$$;

revoke execute on function kaboom.follow_bars from public, anon, authenticated, service_role;
