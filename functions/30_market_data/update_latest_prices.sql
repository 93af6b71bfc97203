-- Waits in short stretches, as lock_latest_prices does and for its reason.
create or replace function kaboom.update_latest_prices(written kaboom.written_series[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    former constant text := current_setting('lock_timeout');
begin
    -- store_bars holds latest_prices, and must be able to give it back: see hold_latest_prices.
    if current_setting('kaboom.storing_bars', true) = 'on' then
        perform kaboom.write_latest_prices(written);
        return;
    end if;
    for attempt in 1 .. 10 loop
        begin
            perform set_config('lock_timeout', case when attempt < 10 then '700ms' else former end, true);
            perform kaboom.write_latest_prices(written);
            perform set_config('lock_timeout', former, true);
            return;
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

Arguments: written, what a statement wrote. Errors: 55P03 as the caller's lock_timeout has it.$$;

revoke execute on function kaboom.update_latest_prices from public, anon, authenticated, service_role;
