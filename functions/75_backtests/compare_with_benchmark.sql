-- Because returns are compared over the same dates, the benchmark is read at the dates of the curve.
create or replace function kaboom.compare_with_benchmark(
    benchmark text,
    dates date[],
    opening numeric,
    returns double precision[],
    periods_per_year double precision,
    risk_free double precision
)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- The capital has no day of its own; it is compared with the last close before the first day.
    prices constant numeric[] := public.benchmark_closes(
        benchmark, case when opening is null then dates else dates[1] - 1 || dates end
    );
    first_price constant numeric := coalesce(prices[1], prices[2]);
    benchmark_returns double precision[];
begin
    if prices[1 + (opening is not null)::integer] is null then
        raise exception 'benchmark % has no daily bar up to %',
            left(benchmark, 60), to_char(dates[1], 'YYYY-MM-DD')
            using errcode = 'KB507',
            detail = jsonb_build_object('benchmark', left(benchmark, 60), 'date', dates[1])::text,
            hint = 'Load its bars (timeframe 1d) into market_data, or name another benchmark.';
    end if;
    select array_agg((v.price - v.former)::double precision / v.former::double precision order by v.place)
    into benchmark_returns
    from (
        select p.place, p.price, lag(p.price) over (order by p.place) as former
        from unnest(prices) with ordinality as p (price, place)
    ) as v
    where v.place > 1;
    return kaboom.benchmark_figures(returns, benchmark_returns, periods_per_year, risk_free)
        || jsonb_build_object(
            'benchmark', public.normalise_symbol(benchmark),
            'benchmark_return',
            (prices[cardinality(prices)] - first_price)::double precision / first_price::double precision
        );
end;
$$;

comment on function kaboom.compare_with_benchmark is
$$Figures of a curve beside a benchmark.

Those of benchmark_figures, with benchmark and benchmark_return (a fraction). Closes are those of
benchmark_closes.

Arguments: benchmark, a symbol of market_data; dates of the curve; opening, null where the first value gives
no return; returns of the curve; periods_per_year; risk_free, a fraction per period. Errors: KB507 the
benchmark has no bar.$$;

revoke execute on function kaboom.compare_with_benchmark from public, anon, authenticated, service_role;
