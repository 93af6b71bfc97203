create or replace function kaboom.revalue_portfolios(portfolio_ids uuid[])
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    chosen uuid[];
    changed integer;
begin
    -- Portfolios come first, as everywhere; one that is trading right now has its turn at the next call.
    select array_agg(locked.id) into chosen
    from (
        select p.id
        from public.portfolios as p
        where p.id = any (portfolio_ids)
        order by p.user_id, p.id
        for no key update skip locked
    ) as locked;

    -- A statement of its own: it sees what was committed before the locks were taken.
    with valued as materialized (
        select v.user_id, v.portfolio_id, v.total_value, v.total_return, v.return_percentage
        from public.valued_portfolios as v
        where v.portfolio_id = any (chosen)
    ),
    worth as materialized (
        select h.user_id, h.id, coalesce(l.price, h.current_price) as price,
            coalesce(l.price_timestamp, h.last_price_update) as price_timestamp,
            round(
                coalesce(h.quantity * coalesce(l.price, h.current_price), h.cost_basis)
                    / nullif(v.total_value, 0) * 100,
                2
            ) as weight
        from valued as v
        join public.positions as h on h.user_id = v.user_id and h.portfolio_id = v.portfolio_id
        left join public.latest_prices as l on l.symbol = h.symbol
    ),
    repriced as (
        update public.positions as h
        set current_price = w.price,
            last_price_update = w.price_timestamp,
            weight_percentage = w.weight,
            updated_at = now()
        from worth as w
        where h.user_id = w.user_id
            and h.id = w.id
            and (h.current_price, h.weight_percentage) is distinct from (w.price, w.weight)
        returning h.id
    ),
    totals as (
        update public.portfolios as p
        set total_return = v.total_return,
            return_percentage = v.return_percentage,
            valued_entry_no = p.last_entry_no,
            updated_at = now()
        from valued as v
        where p.user_id = v.user_id
            and p.id = v.portfolio_id
    )
    select count(*)::integer into changed from repriced;
    return changed;
end;
$$;

comment on function kaboom.revalue_portfolios is
$$Bring prices, weights and returns of some portfolios and their positions up to the latest prices.

A portfolio that another transaction has locked is left for the next time; a position whose price and weight
have not moved is not written. A share without any price counts at its cost.

Arguments: portfolio_ids. Returns: how many positions changed.$$;

revoke execute on function kaboom.revalue_portfolios from public, anon, authenticated, service_role;
