-- AFTER DELETE: the prices of the symbols are looked up again.
create or replace function kaboom.recompute_latest_prices()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    touched text[];
begin
    select array_agg(distinct f.symbol::text) into touched
    from former as f;
    perform kaboom.renew_latest_prices(touched);
    return null;
end;
$$;

comment on function kaboom.recompute_latest_prices is
'Trigger: puts the newest bar that is left in the place of one that was deleted.';

revoke execute on function kaboom.recompute_latest_prices from public, anon, authenticated, service_role;
