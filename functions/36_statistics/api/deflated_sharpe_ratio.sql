create or replace function public.deflated_sharpe_ratio(
    sharpe double precision,
    observations bigint,
    skew double precision,
    kurtosis double precision,
    trials integer,
    variance_of_trials double precision
)
returns double precision
language plpgsql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    return public.probabilistic_sharpe_ratio(
        sharpe,
        observations,
        skew,
        kurtosis,
        case
            when trials = 1 then 0
            -- 0.5772156649 is Euler's constant.
            when trials > 1 and variance_of_trials between 0 and 1e12
                then sqrt(variance_of_trials) * (
                    (1 - 0.5772156649) * public.normal_quantile(1 - 1 / trials::double precision)
                    + 0.5772156649 * public.normal_quantile(1 - exp(-1::double precision) / trials)
                )
        end
    );
end;
$$;

comment on function public.deflated_sharpe_ratio is
$$The probability that a Sharpe ratio is not the luck of the best of many trials.

Arguments: sharpe, per period, not annualised; observations, how many returns; skew and kurtosis (3 for a
normal series) of the returns; trials, how many were made; variance_of_trials, of their Sharpe ratios per
period, ignored for one trial.
Returns: the probability that the true ratio is above the largest that so many trials without skill would be
expected to give, from 0 to 1; null where it is not defined.
Source: D. Bailey, M. Lopez de Prado, The Deflated Sharpe Ratio (2014).$$;

revoke execute on function public.deflated_sharpe_ratio from public, anon, authenticated, service_role;
grant execute on function public.deflated_sharpe_ratio to authenticated, service_role;
