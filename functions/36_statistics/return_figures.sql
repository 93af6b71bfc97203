create or replace function kaboom.return_figures(
    returns double precision[],
    growth numeric,
    periods_per_year double precision,
    risk_free double precision,
    required_return double precision
)
returns jsonb
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    with series as materialized (
        select
            r.x,
            r.x - risk_free as excess,
            r.x - risk_free - (power(1 + required_return, 1 / periods_per_year) - 1) as margin,
            row_number() over (order by r.x) as rank
        from unnest(returns) as r (x)
    ),
    total as materialized (
        select
            count(*) as n,
            avg(s.x) as mean,
            -- No variance is no risk to measure by: rounding alone would give ratios of 1e15.
            case when max(s.x) - min(s.x) > 1e-12 then stddev_samp(s.x) end as deviation,
            stddev_samp(s.x) * sqrt(periods_per_year) as volatility,
            avg(s.excess) as excess,
            sqrt(avg(power(least(s.excess, 0), 2))) as downside,
            sum(greatest(s.margin, 0)) as gains,
            -sum(least(s.margin, 0)) as losses,
            percentile_cont(0.05) within group (order by s.x) as value_at_risk,
            max(s.x) as best,
            min(s.x) as worst
        from series as s
    ),
    moments as (
        select
            avg(power(s.x - t.mean, 2)) as second,
            avg(power(s.x - t.mean, 3)) as third,
            avg(power(s.x - t.mean, 4)) as fourth,
            -- Python's int((n - 1) * 0.05) + 1, with doubles as there.
            avg(s.x) filter (
                where s.rank <= floor((t.n - 1)::double precision * 0.05::double precision) + 1
            ) as shortfall
        from series as s
        cross join total as t
    ),
    ratios as (
        select
            t.n, t.deviation, t.volatility, t.value_at_risk, t.best, t.worst, m.shortfall,
            t.excess / t.deviation as sharpe,
            case
                when t.n > 1 then periods_per_year * t.excess / nullif(t.downside * sqrt(periods_per_year), 0)
            end as sortino,
            case when t.n > 1 then t.gains / nullif(t.losses, 0) end as omega,
            case when t.deviation > 0 then m.third / power(m.second, 1.5) end as skew,
            case when t.deviation > 0 then m.fourth / power(m.second, 2) end as kurtosis,
            case
                when t.n > 0 then kaboom.annual_growth(growth, t.n::numeric / periods_per_year::numeric)
            end as annual_return
        from total as t
        cross join moments as m
    )
    select jsonb_build_object(
        'periods', r.n,
        'annual_return', r.annual_return,
        'volatility', r.volatility,
        'sharpe_ratio', r.sharpe * sqrt(periods_per_year),
        'sortino_ratio', r.sortino,
        'omega_ratio', r.omega,
        'value_at_risk', r.value_at_risk,
        'expected_shortfall', r.shortfall,
        'skew', r.skew,
        'kurtosis', r.kurtosis,
        'best_day', r.best,
        'worst_day', r.worst
    )
    from ratios as r;
$$;

comment on function kaboom.return_figures is
$$Figures of a series of returns; null where one is not defined, never NaN or infinity.

Arguments: returns, fractions per period; growth, what one yen has become over all of them; periods_per_year;
risk_free, a fraction per period; required_return, a fraction per year, for omega_ratio.
Returns: an object with periods (how many returns), annual_return, volatility, sharpe_ratio, sortino_ratio,
omega_ratio, value_at_risk and expected_shortfall (at 95 %, fractions), skew, kurtosis (3 for a normal
series), best_day, worst_day. Agrees with empyrical.$$;

revoke execute on function kaboom.return_figures from public, anon, authenticated, service_role;
