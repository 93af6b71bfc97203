-- Invoker: the policies decide whose backtests can be seen.
create or replace function public.backtest_equity(backtest_id uuid)
returns table (date date, value numeric, drawdown double precision)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    -- Rounded, because a number of JSON may be too small for a double.
    select e.date, e.value, round(e.drawdown, 20)::double precision
    from public.backtest_results as b
    cross join lateral jsonb_to_recordset(b.equity_curve) as e (
        date date, value numeric, drawdown numeric
    )
    where b.id = backtest_equity.backtest_id
        and jsonb_typeof(b.equity_curve) = 'array'
    order by e.date;
$$;

comment on function public.backtest_equity is
$$The equity curve of a backtest as rows, in order.

Arguments: backtest_id. Returns: date; value in yen; drawdown, a fraction, negative. No row before the run is
completed, and none for a backtest that the caller does not own.$$;

revoke execute on function public.backtest_equity from public, anon, authenticated, service_role;
grant execute on function public.backtest_equity to authenticated, service_role;
