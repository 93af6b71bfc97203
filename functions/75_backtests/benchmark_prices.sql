-- Because returns are compared over the same dates, the benchmark is read at the dates of the curve.
create or replace function kaboom.benchmark_prices(benchmark text, dates date[], has_opening boolean)
returns numeric[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- The capital has no day of its own; its price is the last one before the first day.
    asked constant date[] := case when has_opening then dates[1] - 1 || dates else dates end;
    prices numeric[];
begin
    with line as (
        select
            b.data_date as day,
            -- Bars are raw: each is brought to the shares of the first day.
            b.close_price / exp(sum(ln(coalesce(b.adjustment_factor, 1))) over (order by b.data_date)) as price,
            false as is_asked
        from kaboom.backtest_bars(
            public.normalise_symbol(benchmark), dates[1] - 31, dates[cardinality(dates)]
        ) as b
        union all
        select a.day, null, true
        from unnest(asked) as a (day)
    ),
    segments as (
        select l.day, l.price, l.is_asked, count(l.price) over (order by l.day, l.is_asked) as segment
        from line as l
    ),
    carried as (
        select s.day, s.is_asked, max(s.price) over (partition by s.segment) as price
        from segments as s
    )
    select array_agg(c.price order by c.day) into prices
    from carried as c
    where c.is_asked;

    if prices[1 + has_opening::integer] is null then
        raise exception 'benchmark % has no daily bar up to %',
            left(benchmark, 60), to_char(dates[1], 'YYYY-MM-DD')
            using errcode = 'KB507',
            detail = jsonb_build_object('benchmark', left(benchmark, 60), 'date', dates[1])::text,
            hint = 'Load its bars (timeframe 1d) into market_data, or name another benchmark.';
    end if;
    return prices;
end;
$$;

comment on function kaboom.benchmark_prices is
$$The closes of a benchmark at the dates of a curve, as if there had been no split.

Each is the last one up to that day, at most a month old at the first.

Arguments: benchmark, a symbol of market_data; dates; has_opening, whether the day before the first counts too
(it comes first then, and may be null). Errors: KB507 there is no bar.$$;

revoke execute on function kaboom.benchmark_prices from public, anon, authenticated, service_role;
