-- Invoker: the policies decide whose portfolios can be seen.
create or replace function public.portfolio_summary(portfolio_id uuid)
returns table (
    cash numeric,
    reserved_cash numeric,
    free_cash numeric,
    invested numeric,
    market_value numeric,
    total_value numeric,
    realized_pnl numeric,
    unrealized_pnl numeric,
    commission numeric,
    tax numeric,
    capital_paid_in numeric,
    capital_withdrawn numeric,
    total_return numeric,
    return_percentage numeric,
    position_count integer
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        p.current_balance,
        p.reserved_balance,
        p.current_balance - p.reserved_balance,
        p.total_invested,
        held.market_value,
        p.current_balance + held.market_value,
        p.realized_pnl,
        held.market_value - p.total_invested,
        p.commission_paid,
        p.tax_paid,
        p.capital_paid_in,
        p.capital_withdrawn,
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
        select coalesce(sum(coalesce(v.market_value, v.cost_basis)), 0) as market_value, count(*)::integer as positions
        from public.position_valuations as v
        where v.user_id = p.user_id
            and v.portfolio_id = p.id
    ) as held
    where p.id = portfolio_summary.portfolio_id;
$$;

comment on function public.portfolio_summary is
$$The full picture of a portfolio at the latest prices, in yen.

Arguments: portfolio_id. Returns one row, none for a portfolio that the caller does not own: cash, reserved_cash,
free_cash, invested (cost of the shares held), market_value, total_value (cash and market value), realized_pnl,
unrealized_pnl, commission and tax paid, capital_paid_in, capital_withdrawn, total_return (total_value less capital paid
in, plus capital withdrawn), return_percentage (of capital paid in), position_count.$$;

revoke execute on function public.portfolio_summary from public, anon, authenticated, service_role;
grant execute on function public.portfolio_summary to authenticated, service_role;
