-- Definer, because it calls internal functions; immutable, so it reads no table.
create or replace function public.risk_figures(
    dates date[],
    returns double precision[],
    growths numeric[],
    benchmark_returns double precision[] default null,
    periods_per_year double precision default 252
)
returns jsonb
language plpgsql
immutable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    dimensions constant integer := greatest(
        array_ndims(dates), array_ndims(returns), array_ndims(growths), array_ndims(benchmark_returns)
    );
    -- Without a number of periods that makes sense, what depends on it is not defined.
    yearly constant double precision := case when periods_per_year > 0 and periods_per_year < 1e9 then periods_per_year end;
begin
    if dimensions > 1 then
        raise exception 'a list has % dimensions', dimensions
            using errcode = 'KB703',
            detail = jsonb_build_object('dimensions', dimensions)::text,
            hint = 'Send lists of single values.';
    end if;
    return kaboom.return_figures(returns, greatest(growths[cardinality(growths)], 0), yearly, 0, 0)
        || kaboom.drawdown_figures(dates, kaboom.drawdowns(growths, 1))
        || case
            when benchmark_returns is null then '{}'
            else kaboom.benchmark_figures(returns, benchmark_returns, yearly, 0)
        end;
end;
$$;

comment on function public.risk_figures is
$$Figures of risk of a series of returns; null where one is not defined.

Arguments: dates, the day of each return, in order; returns, fractions; growths, what one yen has become so far; benchmark_returns,
of the same periods, or null; periods_per_year, above zero.
Returns an object: volatility, sharpe_ratio, sortino_ratio, omega_ratio, value_at_risk, expected_shortfall, skew, kurtosis,
best_day, worst_day, periods, annual_return; max_drawdown, max_drawdown_start, max_drawdown_date, max_drawdown_end,
longest_drawdown_days; with a benchmark alpha, beta, correlation, information_ratio, tracking_error.
Errors: KB703 a list has several dimensions.

Agrees with empyrical.$$;

revoke execute on function public.risk_figures from public, anon, authenticated, service_role;
grant execute on function public.risk_figures to authenticated, service_role;
