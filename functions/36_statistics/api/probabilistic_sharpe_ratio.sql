create or replace function public.probabilistic_sharpe_ratio(
    sharpe double precision,
    observations bigint,
    skew double precision,
    kurtosis double precision,
    benchmark_sharpe double precision default 0
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
            then public.normal_cdf((sharpe - benchmark_sharpe) * sqrt(observations - 1) / sqrt(v.variance))
    end
    from (
        select case
            when abs(sharpe) <= 1e6 and abs(skew) <= 1e6 and kurtosis between -1e12 and 1e12
                then 1 - skew * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe
        end as variance
    ) as v;
$$;

comment on function public.probabilistic_sharpe_ratio is
$$The probability that the true Sharpe ratio is above a benchmark, given one that was observed.

Arguments: sharpe, per period, not annualised; observations, how many returns; skew and kurtosis (3 for a
normal series) of the returns; benchmark_sharpe, per period. Returns: from 0 to 1; null where it is not
defined.
Source: D. Bailey, M. Lopez de Prado, The Sharpe Ratio Efficient Frontier (2012).$$;

revoke execute on function public.probabilistic_sharpe_ratio from public, anon, authenticated, service_role;
grant execute on function public.probabilistic_sharpe_ratio to authenticated, service_role;
