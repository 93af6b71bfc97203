-- Waits in short stretches, below deadlock_timeout: who holds latest_prices may be about to give it back,
-- because it waits for a bar of ours (see store_bars), and the deadlock detector would not let it. The last
-- stretch is as long as the caller allows.
create or replace function kaboom.lock_latest_prices(symbols text[])
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
            perform kaboom.hold_latest_prices(symbols);
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

comment on function kaboom.lock_latest_prices is
$$Lock the latest prices of some symbols, in order of symbols, until the transaction ends. Readers do not
notice.

Arguments: symbols, normalised. Errors: 55P03 as the caller's lock_timeout has it.$$;

revoke execute on function kaboom.lock_latest_prices from public, anon, authenticated, service_role;
