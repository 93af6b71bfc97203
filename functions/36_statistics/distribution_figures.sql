create or replace function kaboom.distribution_figures(returns double precision[])
returns jsonb
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    with series as materialized (
        select r.x, row_number() over (order by r.x) as rank
        from unnest(returns) as r (x)
    ),
    total as materialized (
        select
            count(*) as n,
            avg(s.x) as mean,
            max(s.x) - min(s.x) > 1e-12 as varies,
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
    )
    select jsonb_build_object(
        'value_at_risk', t.value_at_risk,
        'expected_shortfall', m.shortfall,
        'skew', case when t.varies then m.third / power(m.second, 1.5) end,
        'kurtosis', case when t.varies then m.fourth / power(m.second, 2) end,
        'best_day', t.best,
        'worst_day', t.worst
    )
    from total as t
    cross join moments as m;
$$;

comment on function kaboom.distribution_figures is
$$How a series of returns is distributed; null where a figure is not defined.

Arguments: returns, fractions per period.
Returns: an object with value_at_risk and expected_shortfall (at 95 %, fractions), skew, kurtosis (3 for a
normal series), best_day, worst_day. Agrees with empyrical and scipy.$$;

revoke execute on function kaboom.distribution_figures from public, anon, authenticated, service_role;
