-- AFTER UPDATE: a price whose bar has moved is looked up again; bars that are corrected where they are cost
-- nothing here.
create or replace function kaboom.recompute_moved_prices()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_nestloop = off
-- Because before PostgreSQL 18 a join that is forbidden costs so much on paper that JIT would compile it.
set jit = off
as $$
declare
    touched text[];
begin
    select array_agg(distinct f.symbol::text) into touched
    from former as f
    left join bars as b
        on b.symbol = f.symbol and b.timeframe = f.timeframe and b.data_timestamp = f.data_timestamp
    where b.symbol is null;
    perform kaboom.renew_latest_prices(touched);
    return null;
end;
$$;

comment on function kaboom.recompute_moved_prices is
'Trigger: puts the newest bar that is left in the place of one that was moved.';

revoke execute on function kaboom.recompute_moved_prices from public, anon, authenticated, service_role;
