-- Before any bar is written: two loads of the same symbols come one after the other, whatever the order of their bars.
create or replace function kaboom.lock_latest_prices(symbols text[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    -- A symbol that is new has no row to lock, so loads with new symbols take turns.
    if exists (
        select from unnest(symbols) as s (symbol)
        where not exists (select from public.latest_prices as l where l.symbol = s.symbol)
    ) then
        perform pg_advisory_xact_lock(hashtextextended('kaboom: new symbols', 0));
    end if;
    perform from public.latest_prices as l
    where l.symbol = any (symbols)
    order by l.symbol
    for no key update;
end;
$$;

comment on function kaboom.lock_latest_prices is
$$Lock the latest prices of some symbols, in order of symbols, until the transaction ends. Readers do not notice.

Arguments: symbols, normalised.$$;

revoke execute on function kaboom.lock_latest_prices from public, anon, authenticated, service_role;
