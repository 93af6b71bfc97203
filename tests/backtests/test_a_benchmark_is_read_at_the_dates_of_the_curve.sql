begin;
select plan(10);

insert into public.market_data (symbol, timeframe, data_timestamp, close_price, adjustment_factor)
select 'BENCH', '1d', v.day::timestamp at time zone 'Asia/Tokyo', v.price, v.factor
from (values
    ('2024-01-04', 1000, null), ('2024-01-05', 1100, null), ('2024-01-09', 605, 0.5), ('2024-01-11', 1210, 0.5), ('2024-01-12', 7, null)
) as v (day, price, factor);
create function pg_temp.figures(days text[], capital numeric) returns jsonb language sql as $$
    select public.calculate_backtest_metrics(
        (select jsonb_agg(jsonb_build_object('date', day, 'value', 1000 + 10 * n * n) order by n) from unnest(days) with ordinality as u (day, n)),
        '[]', capital, benchmark => ' bench'
    );
$$;

select is(
    (pg_temp.figures('{2024-01-05}', 1000) ->> 'benchmark_return')::numeric, 0.1,
    'a return from the capital is compared with that of the benchmark since the day before'
);
select is(
    (pg_temp.figures('{2024-01-05, 2024-01-09}', 1010) ->> 'benchmark_return')::numeric, 0.1,
    'a curve that begins with the capital is compared from its first day on; a split of the benchmark is no loss'
);
select is(
    round((pg_temp.figures('{2024-01-04, 2024-01-05, 2024-01-09, 2024-01-10}', 1010) ->> 'benchmark_return')::numeric, 12), 0.21,
    'on a day without a bar the benchmark has its last price'
);
select is(
    round((pg_temp.figures('{2024-01-04, 2024-01-05, 2024-01-09, 2024-01-11}', 1010) ->> 'benchmark_return')::numeric, 12), 3.84,
    'two splits of the benchmark count twice'
);
select is(
    round((pg_temp.figures('{2024-01-05, 2024-01-09, 2024-01-10}', 1000) ->> 'information_ratio')::numeric, 12),
    (with d (difference) as (values (0.01 - 0.1), (1040.0 / 1010 - 1 - 0.1), (1090.0 / 1040 - 1))
    select round(avg(difference) / stddev_samp(difference), 12) from d),
    'returns of the curve and of the benchmark are compared date by date'
);
select throws_ok(
    $$select pg_temp.figures('{2024-01-01, 2024-01-05}', 1010)$$, 'KB507', null, 'a benchmark that begins after the curve is refused'
);
-- The last bar is of 2024-01-12.
select is(
    (pg_temp.figures(days::text[], capital) ->> 'benchmark_return')::numeric, 0.0,
    format('a close counts for a month up to %s, or to the day before where the capital is the first value', days)
)
from (values ('{2024-02-12, 2024-02-13}', 1010), ('{2024-02-13, 2024-02-14}', 1000)) as v (days, capital);
select throws_ok(
    format('select pg_temp.figures(%L, %s)', days, capital), 'KB507', null,
    format('a benchmark whose last close is older than a month is refused for %s and a capital of %s', days, capital)
)
from (values ('{2024-02-13, 2024-02-14}', 1010), ('{2024-02-14, 2024-02-15}', 1000)) as v (days, capital);

select * from finish();
rollback;
