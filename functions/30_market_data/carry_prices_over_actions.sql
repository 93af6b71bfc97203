-- Until the new shares are traded, their price is the theoretical one: else portfolios would be worth a
-- multiple on the morning of a split. Worked out from the bar each time, so that a void action gives the
-- price of the bar back.
create or replace function kaboom.carry_prices_over_actions()
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    moved text[];
    changed integer;
begin
    moved := array(select c.symbol from kaboom.prices_over_actions() as c order by c.symbol);
    if cardinality(moved) = 0 then
        return 0;
    end if;
    perform kaboom.lock_latest_prices(moved);
    update public.latest_prices as l
    set price = c.price,
        price_timestamp = c.price_timestamp,
        volume = c.volume,
        updated_at = now()
    from kaboom.prices_over_actions() as c
    where l.symbol = c.symbol;
    get diagnostics changed = row_count;
    return changed;
end;
$$;

comment on function kaboom.carry_prices_over_actions is
$$Bring the latest prices of shares that were split, merged or allotted since their bar to the new shares.

Returns: how many prices changed.$$;

revoke execute on function kaboom.carry_prices_over_actions from public, anon, authenticated, service_role;
