-- The one home of what a portfolio is worth and has returned. Always fresh, because it
-- reads the latest prices.
create or replace view public.valued_portfolios
with (security_invoker = true)
as
select
    p.user_id,
    p.id as portfolio_id,
    p.name,
    p.current_balance as cash,
    p.reserved_balance as reserved_cash,
    p.current_balance - p.reserved_balance as free_cash,
    p.total_invested as invested,
    s.market_value,
    p.fractions_receivable,
    p.current_balance + s.market_value + p.fractions_receivable as total_value,
    p.realized_pnl,
    s.market_value - p.total_invested as unrealized_pnl,
    p.dividends_received as dividends,
    p.other_income,
    p.dividends_received + p.other_income as income,
    p.commission_paid as commission,
    p.tax_paid as tax,
    p.capital_paid_in,
    p.capital_withdrawn,
    p.cost_transferred,
    p.current_balance + s.market_value + p.fractions_receivable
    - (p.capital_paid_in - p.capital_withdrawn + p.cost_transferred) as total_return,
    round(
        (
            p.current_balance + s.market_value + p.fractions_receivable
            - (p.capital_paid_in - p.capital_withdrawn + p.cost_transferred)
        )
        / (p.capital_paid_in + greatest(p.cost_transferred, 0)) * 100,
        4
    ) as return_percentage,
    s.position_count
from public.portfolios as p
cross join lateral (
    -- Without a price yet, shares are worth what they cost.
    select
        coalesce(sum(coalesce(v.market_value, v.cost_basis)), 0) as market_value,
        count(*)::integer as position_count
    from public.position_valuations as v
    where v.user_id = p.user_id
        and v.portfolio_id = p.id
) as s;

comment on view public.valued_portfolios is
$$What each portfolio of the caller is worth and has returned at the latest prices, in yen.$$;
comment on column public.valued_portfolios.user_id is 'The owner.';
comment on column public.valued_portfolios.portfolio_id is 'The portfolio.';
comment on column public.valued_portfolios.name is 'Its name.';
comment on column public.valued_portfolios.cash is 'Cash in yen.';
comment on column public.valued_portfolios.reserved_cash is 'Cash in yen that open purchases reserve.';
comment on column public.valued_portfolios.free_cash is 'cash less reserved_cash.';
comment on column public.valued_portfolios.invested is 'Cost in yen of the shares that are owned.';
comment on column public.valued_portfolios.market_value is
'Value in yen of the shares at the latest prices; a share without a price counts at its cost.';
comment on column public.valued_portfolios.fractions_receivable is
'Cost in yen of fractions of shares that are still to be paid in cash.';
comment on column public.valued_portfolios.total_value is 'cash, market_value and fractions_receivable.';
comment on column public.valued_portfolios.realized_pnl is 'Realised profit and loss in yen, costs deducted.';
comment on column public.valued_portfolios.unrealized_pnl is 'market_value less invested.';
comment on column public.valued_portfolios.dividends is 'Dividends in yen, less the tax withheld from them.';
comment on column public.valued_portfolios.income is 'dividends and other_income.';
comment on column public.valued_portfolios.other_income is
'Interest, fees and capital gains tax in yen, net.';
comment on column public.valued_portfolios.commission is 'Commission of all fills in yen.';
comment on column public.valued_portfolios.tax is 'Tax of all fills in yen.';
comment on column public.valued_portfolios.capital_paid_in is 'Initial capital and all deposits in yen.';
comment on column public.valued_portfolios.capital_withdrawn is 'All withdrawals in yen.';
comment on column public.valued_portfolios.cost_transferred is
'Cost in yen of shares that came in by transfer, less that of shares that left.';
comment on column public.valued_portfolios.total_return is
'total_value less the net contribution: capital_paid_in - capital_withdrawn + cost_transferred.';
comment on column public.valued_portfolios.return_percentage is
'total_return in percent of capital_paid_in and the cost of shares transferred in, net.';
comment on column public.valued_portfolios.position_count is 'How many shares are owned.';

-- Nobody has the right to write; see kaboom.refuse_view_writes.
create or replace trigger refuse_view_writes
instead of insert or update or delete on public.valued_portfolios
for each row execute function kaboom.refuse_view_writes();

revoke all on public.valued_portfolios from public, anon, authenticated, service_role;
grant select on public.valued_portfolios to authenticated, service_role;
