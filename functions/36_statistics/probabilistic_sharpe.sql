create or replace function kaboom.probabilistic_sharpe(
    sharpe double precision,
    observations bigint,
    skew double precision,
    kurtosis double precision,
    benchmark_sharpe double precision
)
returns double precision
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case
        when abs(sharpe) <= 1e6
            and observations >= 2
            and abs(skew) <= 1e6
            and kurtosis between -1e12 and 1e12
            and abs(benchmark_sharpe) <= 1e6
            and v.variance > 1e-12
            then kaboom.normal_cdf((sharpe - benchmark_sharpe) * sqrt(observations - 1) / sqrt(v.variance))
    end
    from (
        select case
            when abs(sharpe) <= 1e6 and abs(skew) <= 1e6 and kurtosis between -1e12 and 1e12
                then 1 - skew * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe
        end as variance
    ) as v;
$$;

comment on function kaboom.probabilistic_sharpe is
'See probabilistic_sharpe_ratio. Null where an argument is out of bounds or the result is not defined.';

revoke execute on function kaboom.probabilistic_sharpe from public, anon, authenticated, service_role;
