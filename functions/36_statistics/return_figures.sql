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
    with series as (
        select
            r.x,
            r.x - risk_free as excess,
            r.x - risk_free - (power(1 + required_return, 1 / periods_per_year) - 1) as margin
        from unnest(returns) as r (x)
    ),
    total as (
        select
            count(*) as n,
            stddev_samp(s.x) as deviation,
            max(s.x) - min(s.x) > 1e-12 as varies,
            avg(s.excess) as excess,
            sqrt(avg(power(least(s.excess, 0), 2))) as downside,
            sum(greatest(s.margin, 0)) as gains,
            -sum(least(s.margin, 0)) as losses
        from series as s
    )
    select kaboom.distribution_figures(returns) || jsonb_build_object(
        'periods', t.n,
        'annual_return', case
            when t.n > 0 then kaboom.annual_growth(growth, t.n::numeric / periods_per_year::numeric)
        end,
        'volatility', t.deviation * sqrt(periods_per_year),
        -- No variance is no risk to measure by: rounding alone would give ratios of 1e15.
        'sharpe_ratio', case when t.varies then t.excess / t.deviation * sqrt(periods_per_year) end,
        'sortino_ratio', case
            when t.n > 1 then periods_per_year * t.excess / nullif(t.downside * sqrt(periods_per_year), 0)
        end,
        'omega_ratio', case when t.n > 1 then t.gains / nullif(t.losses, 0) end
    )
    from total as t;
$$;

comment on function kaboom.return_figures is
$$Figures of a series of returns; null where one is not defined, never NaN or infinity.

Arguments: returns, fractions per period; growth, what one yen has become over all of them; periods_per_year;
risk_free, a fraction per period; required_return, a fraction per year, for omega_ratio.
Returns: an object with periods (how many returns), annual_return, volatility, sharpe_ratio, sortino_ratio,
omega_ratio, and those of distribution_figures. Agrees with empyrical.$$;

revoke execute on function kaboom.return_figures from public, anon, authenticated, service_role;
