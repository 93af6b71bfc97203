-- Invoker: the service role holds rights on exactly the columns that are written here.
create or replace function public.refresh_valuations()
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    chosen uuid[];
    priced integer;
begin
    -- Portfolios come first, as everywhere; one that is trading right now has its turn at the next call.
    select array_agg(locked.id) into chosen
    from (
        select p.id
        from public.portfolios as p
        where p.last_entry_no <> p.valued_entry_no
            or p.id in (
                select h.portfolio_id
                from public.positions as h
                join public.latest_prices as l on l.symbol = h.symbol
                where h.quantity > 0
                    and h.current_price is distinct from l.price
            )
        order by p.id
        for no key update skip locked
    ) as locked;

    -- A statement of its own: it sees what was committed before the locks were had.
    with worth as materialized (
        select h.id, h.portfolio_id, l.price, l.price_timestamp,
            coalesce(h.quantity * coalesce(l.price, h.current_price), h.cost_basis) as value
        from public.positions as h
        left join public.latest_prices as l on l.symbol = h.symbol
        where h.portfolio_id = any (chosen)
    ),
    valued as materialized (
        select p.id, p.last_entry_no, p.current_balance + coalesce(sum(w.value), 0) as value
        from public.portfolios as p
        left join worth as w on w.portfolio_id = p.id
        where p.id = any (chosen)
        group by p.id
    ),
    changed as (
        update public.positions as h
        set current_price = coalesce(w.price, h.current_price),
            last_price_update = coalesce(w.price_timestamp, h.last_price_update),
            weight_percentage = round(w.value / nullif(v.value, 0) * 100, 2)
        from worth as w
        join valued as v on v.id = w.portfolio_id
        where h.id = w.id
            and (
                h.current_price is distinct from coalesce(w.price, h.current_price)
                or h.weight_percentage is distinct from round(w.value / nullif(v.value, 0) * 100, 2)
            )
        returning h.id
    ),
    totals as (
        update public.portfolios as p
        set total_return = v.value - (p.capital_paid_in - p.capital_withdrawn),
            return_percentage = round((v.value - (p.capital_paid_in - p.capital_withdrawn)) / p.capital_paid_in * 100, 4),
            valued_entry_no = v.last_entry_no
        from valued as v
        where p.id = v.id
    )
    select count(*)::integer into priced from changed;
    return priced;
end;
$$;

comment on function public.refresh_valuations is
$$Bring prices, weights and returns of positions and portfolios up to latest_prices. For the service role.

Touches only portfolios in which a price or the cash has moved, and leaves those that another transaction holds to the
next call. Shares without any price count at their cost.

Returns: how many positions changed.$$;

revoke execute on function public.refresh_valuations from public, anon, authenticated, service_role;
grant execute on function public.refresh_valuations to service_role;
