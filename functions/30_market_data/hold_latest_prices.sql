-- Without a block for exceptions: what a block that has ended holds is given back only with the transaction,
-- as far as those can see who wait for it. So a caller who may give the locks back takes them in the block
-- that fails.
create or replace function kaboom.hold_latest_prices(symbols text[])
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

comment on function kaboom.hold_latest_prices is
$$Lock the latest prices of some symbols, in order of symbols, until the transaction or the block ends.
Readers do not notice.

Arguments: symbols, normalised. Errors: 55P03 as lock_timeout has it.$$;

revoke execute on function kaboom.hold_latest_prices from public, anon, authenticated, service_role;
