-- AFTER DELETE, AFTER UPDATE: a price whose bar is gone or has moved is looked up again; bars that are
-- corrected where they are cost nothing here.
create or replace function kaboom.recompute_latest_prices()
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
    if tg_op = 'DELETE' then
        select array_agg(distinct f.symbol::text) into touched
        from former as f;
    else
        select array_agg(distinct f.symbol::text) into touched
        from former as f
        left join bars as b
            on b.symbol = f.symbol and b.timeframe = f.timeframe and b.data_timestamp = f.data_timestamp
        where b.symbol is null;
    end if;
    if touched is null then
        return null;
    end if;
    -- First, because only a statement that starts with the locks held sees what others have committed.
    perform kaboom.lock_latest_prices(touched);
    perform kaboom.look_up_latest_prices(touched);
    return null;
end;
$$;

comment on function kaboom.recompute_latest_prices is
$$Trigger: puts the newest bar that is left in the place of one that was deleted or moved.

Without one there is no price.$$;

revoke execute on function kaboom.recompute_latest_prices from public, anon, authenticated, service_role;
