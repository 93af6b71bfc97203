-- Definer: it calls an internal function; it reads no table.
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
security definer
set search_path = pg_catalog, pg_temp
as $$
    select kaboom.probabilistic_sharpe(sharpe, observations, skew, kurtosis, benchmark_sharpe);
$$;

comment on function public.probabilistic_sharpe_ratio is
$$The probability that the true Sharpe ratio is above a benchmark, given one that was observed.

Arguments: sharpe, per period, not annualised; observations, how many returns; skew and kurtosis (3 for a
normal series) of the returns; benchmark_sharpe, per period. Returns: from 0 to 1; null where it is not
defined.
Source: D. Bailey, M. Lopez de Prado, The Sharpe Ratio Efficient Frontier (2012).$$;

revoke execute on function public.probabilistic_sharpe_ratio from public, anon;
grant execute on function public.probabilistic_sharpe_ratio to authenticated, service_role;
