create or replace function kaboom.portfolios_to_revalue()
returns setof uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select p.id
    from public.portfolios as p
    where p.last_entry_no <> p.valued_entry_no
    union
    select h.portfolio_id
    from public.positions as h
    join public.latest_prices as l on l.symbol = h.symbol
    where h.quantity > 0
        and h.current_price is distinct from l.price;
$$;

comment on function kaboom.portfolios_to_revalue is
'The portfolios in which a price, cash or shares have moved since they were valued.';

revoke execute on function kaboom.portfolios_to_revalue from public, anon, authenticated, service_role;
