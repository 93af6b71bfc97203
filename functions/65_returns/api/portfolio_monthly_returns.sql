-- Invoker: the policies decide whose portfolios can be seen.
create or replace function public.portfolio_monthly_returns(
    portfolio_id uuid, start_date date default null, end_date date default null
)
returns table (year integer, month integer, month_return double precision)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    with months as (
        select extract(year from h.day)::integer as year, extract(month from h.day)::integer as month,
            (array_agg(1 + h.total_return order by h.day desc))[1] as growth
        from public.portfolio_history(
            portfolio_monthly_returns.portfolio_id, portfolio_monthly_returns.start_date,
            portfolio_monthly_returns.end_date
        ) as h
        group by 1, 2
    )
    select m.year, m.month, m.growth / nullif(lag(m.growth, 1, 1::double precision) over by_month, 0) - 1
    from months as m
    window by_month as (order by m.year, m.month)
    order by m.year, m.month;
end;
$$;

comment on function public.portfolio_monthly_returns is
$$The returns of a portfolio by calendar month, without the effect of what was paid in and taken out.

Arguments: portfolio_id; start_date and end_date, both included, all sessions where they are left out.
Returns a row for each month with a session, in order, none for a portfolio that the caller does not own:
year; month, 1 to 12; month_return, a fraction (daily returns, linked), null in the months
after everything was lost.
Errors: KB701 the period ends before it starts.

Source: see time_weighted_returns.$$;

revoke execute on function public.portfolio_monthly_returns from public, anon, authenticated, service_role;
grant execute on function public.portfolio_monthly_returns to authenticated, service_role;
