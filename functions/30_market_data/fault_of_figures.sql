create or replace function kaboom.fault_of_figures(
    open_price numeric, high_price numeric, low_price numeric, close_price numeric, volume numeric
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case
        when close_price is null then 'KB608'
        when least(open_price, high_price, low_price, close_price) <= 0 then 'KB608'
        -- NaN is above every number.
        when greatest(open_price, high_price, low_price, close_price) >= 1e8 then 'KB608'
        when low_price > least(open_price, close_price, high_price) then 'KB609'
        when high_price < greatest(open_price, close_price) then 'KB609'
        when volume < 0 or volume > 1e15 or volume <> trunc(volume) then 'KB610'
    end;
end;
$$;

comment on function kaboom.fault_of_figures is
$$What is wrong with the figures of a bar.

Arguments: prices in yen per share, volume in shares; null for what is missing. Returns: KB608 a price, KB609
low or high, KB610 volume; null for good figures.$$;

revoke execute on function kaboom.fault_of_figures from public, anon, authenticated, service_role;
