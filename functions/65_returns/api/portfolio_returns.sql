-- Invoker: the policies decide whose portfolios can be seen.
create or replace function public.portfolio_returns(
    portfolio_id uuid, start_date date default null, end_date date default null, benchmark text default null
)
returns table (
    first_day date, last_day date, sessions integer, opening_value numeric, closing_value numeric,
    contributed numeric, withdrawn numeric, profit numeric, realized_pnl numeric, dividends numeric,
    costs numeric, ttwror double precision, ttwror_annualised double precision, xirr double precision,
    volatility double precision, sharpe_ratio double precision, sortino_ratio double precision,
    calmar_ratio double precision, max_drawdown double precision, max_drawdown_start date,
    max_drawdown_date date, max_drawdown_end date, longest_drawdown_days integer, best_day double precision,
    worst_day double precision, value_at_risk double precision, expected_shortfall double precision,
    benchmark_return double precision, benchmark_value numeric, benchmark_xirr double precision,
    alpha double precision, beta double precision, correlation double precision,
    information_ratio double precision, tracking_error double precision
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    owner uuid;
    base public.portfolio_snapshots;
    final public.portfolio_snapshots;
    history record;
    invested record;
    opening numeric;
    closing numeric;
    growth double precision;
    annualised double precision;
    figures jsonb;
begin
    select array_agg(h.day order by h.day) as dates, array_agg(h.daily_return order by h.day) as returns,
        array_agg(1 + h.total_return::numeric order by h.day) as growths,
        array_agg(h.inflow order by h.day) as inflows, array_agg(h.outflow order by h.day) as outflows,
        array_agg(h.outflow - h.inflow order by h.day) as flows, sum(h.inflow) as contributed,
        sum(h.outflow) as withdrawn, max(h.day) as last_day
    into history
    from public.portfolio_history(
        portfolio_returns.portfolio_id, portfolio_returns.start_date, portfolio_returns.end_date
    ) as h;
    select p.user_id into owner
    from public.portfolios as p
    where p.id = portfolio_returns.portfolio_id;
    if owner is null then
        return;
    end if;
    if history.last_day is null then
        raise exception 'portfolio % has no snapshot in the period', portfolio_id
            using errcode = 'KB702',
            detail = jsonb_build_object(
                'portfolio_id', portfolio_id, 'start_date', start_date, 'end_date', end_date
            )::text,
            hint = 'Ask for a period with a session; the first snapshot comes after the close of '
                'the first session.';
    end if;

    select n.* into base
    from public.portfolio_snapshots as n
    where n.user_id = owner
        and n.portfolio_id = portfolio_returns.portfolio_id
        and n.day < history.dates[1]
    order by n.day desc
    limit 1;
    select n.* into strict final
    from public.portfolio_snapshots as n
    where n.user_id = owner
        and n.portfolio_id = portfolio_returns.portfolio_id
        and n.day = history.last_day;
    opening := coalesce(base.cash + base.market_value + base.fractions, 0);
    closing := final.cash + final.market_value + final.fractions;
    -- Where the portfolio was opened in the period, it began with nothing before its first session.
    base.day := coalesce(base.day, history.dates[1]);
    growth := history.growths[cardinality(history.growths)]::double precision;
    annualised := case
        when final.day - base.day >= 365
            then power(growth, 365 / (final.day - base.day)::double precision) - 1
    end;
    select b.* into invested
    from public.invest_in_benchmark(
        benchmark, base.day || history.dates, opening || history.inflows, 0::numeric || history.outflows
    ) as b
    where benchmark is not null;
    figures := public.risk_figures(history.dates, history.returns, history.growths, invested.returns);

    return query
    select base.day, final.day, cardinality(history.dates), opening, closing, history.contributed,
        history.withdrawn, closing - opening - history.contributed + history.withdrawn,
        final.realized_pnl - coalesce(base.realized_pnl, 0), final.dividends - coalesce(base.dividends, 0),
        final.costs - coalesce(base.costs, 0), growth - 1, annualised,
        public.xirr(-opening || history.flows || closing, base.day || history.dates || final.day),
        f.volatility, f.sharpe_ratio, f.sortino_ratio, annualised / nullif(-f.max_drawdown, 0),
        f.max_drawdown, f.max_drawdown_start, f.max_drawdown_date, f.max_drawdown_end,
        f.longest_drawdown_days, f.best_day, f.worst_day, f.value_at_risk,
        f.expected_shortfall, invested.growth - 1, round(invested.value, 2),
        public.xirr(-opening || history.flows || invested.value, base.day || history.dates || final.day),
        f.alpha, f.beta, f.correlation, f.information_ratio, f.tracking_error
    from jsonb_to_record(figures) as f (
        volatility double precision, sharpe_ratio double precision, sortino_ratio double precision,
        max_drawdown double precision, max_drawdown_start date, max_drawdown_date date, max_drawdown_end date,
        longest_drawdown_days integer, best_day double precision, worst_day double precision,
        value_at_risk double precision, expected_shortfall double precision, alpha double precision,
        beta double precision, correlation double precision, information_ratio double precision,
        tracking_error double precision
    );
end;
$$;

comment on function public.portfolio_returns is
$$What a portfolio has returned in a period, at what risk, and against a benchmark.

From portfolio_snapshots: the session of today counts after its close.

Arguments: portfolio_id; start_date and end_date, both included, all sessions where they are left out;
benchmark, a symbol of market_data, or null.
Returns one row, none for a portfolio that the caller does not own. first_day, where the returns begin:
the session before the period, or its first session where the portfolio was opened in it; last_day; sessions.
In yen: opening_value and closing_value; contributed and withdrawn, shares by their value; profit, what
the value rose by beside these; realized_pnl; dividends, tax deducted; costs, commission and tax of fills.
As fractions: ttwror, without the effect of what was paid in and taken out; the same a year,
ttwror_annualised, growth^(365 / days) - 1, null below one year; xirr, the yearly rate that these flows
earned; volatility, max_drawdown, best_day, worst_day, value_at_risk and expected_shortfall (95 %);
sharpe_ratio, sortino_ratio, calmar_ratio (ttwror_annualised / max_drawdown), with 252 sessions a year and
no riskless rate; the days of the deepest fall: max_drawdown_start, max_drawdown_date and max_drawdown_end,
as kaboom.drawdown_figures has them, and longest_drawdown_days. Beside the benchmark: benchmark_return;
benchmark_value and benchmark_xirr, had the same flows gone into it (invest_in_benchmark); alpha (a year),
beta, correlation, information_ratio, tracking_error (a year). Null where a figure is not defined.
Errors: KB507 the benchmark has no bar, KB701 the period ends before it starts, KB702 it has no snapshot.

Source: time_weighted_returns, xirr; figures of risk as empyrical has them.$$;

revoke execute on function public.portfolio_returns from public, anon, authenticated, service_role;
grant execute on function public.portfolio_returns to authenticated, service_role;
