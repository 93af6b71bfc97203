-- Invoker: the policies decide whose portfolios can be seen.
create or replace function public.calculate_portfolio_performance(portfolio_uuid uuid)
returns table (total_value numeric, total_return numeric, return_percentage numeric, position_count integer)
language sql
stable
set search_path = ''
as $$
    select
        p.current_balance + held.market_value,
        p.current_balance + held.market_value - (p.capital_paid_in - p.capital_withdrawn),
        round(
            (p.current_balance + held.market_value - (p.capital_paid_in - p.capital_withdrawn))
            / p.capital_paid_in * 100,
            4
        ),
        held.positions
    from public.portfolios as p
    cross join lateral (
        -- Without a price yet, shares are worth what they cost.
        select coalesce(sum(coalesce(h.market_value, h.cost_basis)), 0) as market_value, count(*)::integer as positions
        from public.positions as h
        where h.user_id = p.user_id
            and h.portfolio_id = p.id
            and h.quantity > 0
    ) as held
    where p.id = calculate_portfolio_performance.portfolio_uuid;
$$;

comment on function public.calculate_portfolio_performance(uuid) is
$$What a portfolio is worth and has returned.

Arguments: portfolio_uuid. Returns one row, none for a portfolio that the caller does not own: total_value (cash and
market value, yen), total_return (total_value less net capital paid in, yen), return_percentage (of capital paid in),
position_count.$$;

revoke execute on function public.calculate_portfolio_performance(uuid) from public, anon;
grant execute on function public.calculate_portfolio_performance(uuid) to authenticated, service_role;
