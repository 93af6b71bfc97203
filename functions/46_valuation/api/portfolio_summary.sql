-- Invoker: the policies decide which portfolios can be seen.
create or replace function public.portfolio_summary(portfolio_id uuid)
returns table (
    cash numeric,
    reserved_cash numeric,
    free_cash numeric,
    invested numeric,
    market_value numeric,
    fractions_receivable numeric,
    total_value numeric,
    realized_pnl numeric,
    unrealized_pnl numeric,
    dividends numeric,
    other_income numeric,
    income numeric,
    commission numeric,
    tax numeric,
    capital_paid_in numeric,
    capital_withdrawn numeric,
    cost_transferred numeric,
    total_return numeric,
    return_percentage numeric,
    position_count integer
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select v.cash, v.reserved_cash, v.free_cash, v.invested, v.market_value, v.fractions_receivable,
        v.total_value, v.realized_pnl, v.unrealized_pnl, v.dividends, v.other_income, v.income,
        v.commission, v.tax, v.capital_paid_in, v.capital_withdrawn, v.cost_transferred, v.total_return,
        v.return_percentage, v.position_count
    from public.valued_portfolios as v
    where v.portfolio_id = portfolio_summary.portfolio_id;
$$;

comment on function public.portfolio_summary is
$$The full picture of a portfolio at the latest prices, in yen. For several portfolios read valued_portfolios.

Arguments: portfolio_id. Returns one row, no row for a portfolio that the caller does not own:
cash, reserved_cash, free_cash, invested, market_value, fractions_receivable, total_value, realized_pnl,
unrealized_pnl, dividends, other_income, income, commission, tax, capital_paid_in, capital_withdrawn,
cost_transferred, total_return, return_percentage and position_count, as the columns of valued_portfolios.$$;

revoke execute on function public.portfolio_summary from public, anon, authenticated, service_role;
grant execute on function public.portfolio_summary to authenticated, service_role;
