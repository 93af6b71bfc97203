create or replace function kaboom.renew_latest_prices(symbols text[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if symbols is not null then
        -- First, because only a statement that starts with the locks held sees what others have committed.
        perform kaboom.lock_latest_prices(symbols);
        perform kaboom.look_up_latest_prices(symbols);
    end if;
end;
$$;

comment on function kaboom.renew_latest_prices is
$$Put the newest bar that is left in the place of one that is gone. Without one there is no price.

Arguments: symbols, null for none.$$;

revoke execute on function kaboom.renew_latest_prices from public, anon, authenticated, service_role;
