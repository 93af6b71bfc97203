create or replace function kaboom.benchmark_figures(
    returns double precision[],
    benchmark_returns double precision[],
    periods_per_year double precision,
    risk_free double precision
)
returns jsonb
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    with pairs as materialized (
        select p.x, p.b, p.x - p.b as difference
        from unnest(returns, benchmark_returns) as p (x, b)
        where p.x is not null
            and p.b is not null
    ),
    total as (
        select
            case when max(p.b) - min(p.b) > 1e-12 then regr_slope(p.x, p.b) end as beta,
            case
                when max(p.b) - min(p.b) > 1e-12 and max(p.x) - min(p.x) > 1e-12 then corr(p.x, p.b)
            end as correlation,
            avg(p.x - risk_free) as excess,
            avg(p.b - risk_free) as benchmark_excess,
            avg(p.difference) as difference,
            stddev_samp(p.difference) as deviation,
            case when max(p.difference) - min(p.difference) > 1e-12 then stddev_samp(p.difference) end as risk
        from pairs as p
    ),
    adjusted as (
        select
            t.beta, t.correlation, t.difference, t.deviation, t.risk,
            t.excess - t.beta * t.benchmark_excess as excess
        from total as t
    )
    select jsonb_build_object(
        'alpha', case
            when a.excess > -1 then kaboom.annual_growth(1 + a.excess::numeric, 1 / periods_per_year::numeric)
        end,
        'beta', a.beta,
        'correlation', a.correlation,
        'information_ratio', a.difference / a.risk,
        'tracking_error', a.deviation * sqrt(periods_per_year)
    )
    from adjusted as a;
$$;

comment on function kaboom.benchmark_figures is
$$Figures of a series of returns beside those of a benchmark; null where one is not defined.

Arguments: returns and benchmark_returns, fractions of the same periods (a pair with a null is left out);
periods_per_year; risk_free, a fraction per period.
Returns: an object with alpha (a fraction per year), beta, correlation, information_ratio (not annualised) and
tracking_error (a year). Agrees with empyrical.$$;

revoke execute on function kaboom.benchmark_figures from public, anon, authenticated, service_role;
