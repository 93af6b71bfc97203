-- Invoker: everyone reads bars.
create or replace function public.invest_in_benchmark(
    benchmark text, dates date[], inflows numeric[], outflows numeric[]
)
returns table (returns double precision[], growth double precision, value numeric)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    dimensions constant integer := greatest(array_ndims(inflows), array_ndims(outflows));
    prices constant numeric[] := public.benchmark_closes(benchmark, dates);
begin
    if dimensions > 1 then
        raise exception 'a list has % dimensions', dimensions
            using errcode = 'KB703',
            detail = jsonb_build_object('dimensions', dimensions)::text,
            hint = 'Send lists of single values.';
    end if;
    if prices[2] is null then
        raise exception 'benchmark % has no daily bar up to %', coalesce(left(benchmark, 60), 'null'),
            coalesce(dates[2]::text, 'null')
            using errcode = 'KB507',
            detail = jsonb_build_object('benchmark', left(benchmark, 60), 'date', dates[2])::text,
            hint = 'Load its bars (timeframe 1d) into market_data, or name another benchmark.';
    end if;
    return query
    select
        array_agg((s.price - s.former)::double precision / s.former::double precision order by s.place)
            filter (where s.place > 1),
        (prices[cardinality(prices)] / coalesce(prices[1], prices[2]))::double precision,
        sum(s.inflow / coalesce(s.former, s.price, prices[2]) - s.outflow / s.price) * prices[cardinality(prices)]
    from (
        select u.place, u.price, u.inflow, u.outflow, lag(u.price) over (order by u.place) as former
        from unnest(prices, inflows, outflows) with ordinality as u (price, inflow, outflow, place)
    ) as s;
end;
$$;

comment on function public.invest_in_benchmark is
$$What would have become of flows in a benchmark instead.

Inflows buy at the close before their day, outflows sell at the close of it.

Arguments: benchmark, a symbol of market_data, in any spelling; dates in order, the first one the day before the returns begin;
inflows and outflows of each day in yen, of the first one what was there to begin with and 0. Returns one row: returns of the
benchmark on each day after the first, fractions, null where there is no close before; growth, what one yen in it has become; value
in yen of what was invested. Closes are those of benchmark_closes. Errors: KB507 the benchmark has no bar, KB703
a list has several dimensions.$$;

revoke execute on function public.invest_in_benchmark from public, anon, authenticated, service_role;
grant execute on function public.invest_in_benchmark to authenticated, service_role;
