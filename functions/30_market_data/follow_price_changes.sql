-- AFTER DELETE: whatever follows the bars that have gone follows others now.
create or replace function kaboom.follow_price_changes()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    symbols text[];
    timeframes text[];
    starts timestamptz[];
begin
    select array_agg(f.symbol::text), array_agg(f.timeframe::text), array_agg(f.data_timestamp)
    into symbols, timeframes, starts
    from former as f;
    perform kaboom.follow_bars(symbols, timeframes, starts);
    return null;
end;
$$;

comment on function kaboom.follow_price_changes is
$$Trigger: brings the computed changes up to bars that were deleted.

Errors: KB613 another transaction holds the bars that follow for several seconds.$$;

revoke execute on function kaboom.follow_price_changes from public, anon, authenticated, service_role;
