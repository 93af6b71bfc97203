begin;
select plan(11);

select tests.sign_in_as_service();
insert into public.instruments (symbol, name, tick_group) values ('1001', 'Other', 'other'), ('1002', 'Member', 'topix500');

-- The exchange's table, "base price below: limit"; the last entry is for all base prices above.
create temporary table published (base numeric, price_limit numeric);
insert into pg_temp.published
values
    (100, 30), (200, 50), (500, 80), (700, 100), (1000, 150), (1500, 300), (2000, 400), (3000, 500), (5000, 700), (7000, 1000),
    (10000, 1500), (15000, 3000), (20000, 4000), (30000, 5000), (50000, 7000), (70000, 10000), (100000, 15000), (150000, 30000),
    (200000, 40000), (300000, 50000), (500000, 70000), (700000, 100000), (1e6, 150000), (1.5e6, 300000), (2e6, 400000),
    (3e6, 500000), (5e6, 700000), (7e6, 1e6), (10e6, 1.5e6), (15e6, 3e6), (20e6, 4e6), (30e6, 5e6), (50e6, 7e6), (null, 10e6);
create temporary view expected as
select b.base_price, (
    select p.price_limit
    from pg_temp.published as p
    where coalesce(p.base > b.base_price, true)
    order by p.base nulls last
    limit 1
) as price_limit
from (select p.base + d as base_price from pg_temp.published as p, unnest('{-1, 0, 1}'::numeric[]) as d where p.base is not null) as b;
-- Symbols without instruments, so that no tick narrows the limits: 1100 and up, one for each base price.
create temporary view cases as
select (1100 + row_number() over (order by e.base_price))::text as symbol, e.* from pg_temp.expected as e;
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
select c.symbol, '1d', '2024-11-05 00:00+09', c.base_price from pg_temp.cases as c;
select is_empty(
    $$select c.*, l.* from pg_temp.cases as c
    left join lateral public.price_limits_of(c.symbol, '2024-11-06') as l on true
    where (l.base_price, l.lower_limit, l.upper_limit)
        is distinct from (c.base_price, greatest(c.base_price - c.price_limit, 0.01), c.base_price + c.price_limit)$$,
    'one yen below, on and above every edge of the table the limit is the published one'
);
select is((select count(*) from pg_temp.cases), 99::bigint, 'the table has 33 edges, of which each is tried three times');

create function pg_temp.limits(symbol text, day date) returns text language sql as $$
    select format('%s: %s to %s', trim_scale(l.base_price), trim_scale(l.lower_limit), trim_scale(l.upper_limit))
    from public.price_limits_of(symbol, day) as l;
$$;
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('1001', '1d', '2024-11-01 00:00+09', 2999), ('1002', '1d', '2024-11-01 00:00+09', 20.3);
select is(pg_temp.limits('1001', '2024-11-05'), '2999: 2499 to 3495', 'an upper limit between two ticks moves inwards');
select is(pg_temp.limits('10010', '2024-11-02'), '2999: 2499 to 3495', 'a day without trade has the limits of its last session');
select is(pg_temp.limits('1002', '2024-11-05'), '20.3: 0.1 to 50.3', 'a lower limit is one tick at least');
select is(pg_temp.limits('1001', '2024-11-06'), null, 'without a bar of the previous session there are no limits');
insert into public.market_data (symbol, timeframe, data_timestamp, close_price, updated_at)
values ('1001', '1d', '2024-11-05 00:00+09', 3000, '2024-11-05 15:29+09');
select is(pg_temp.limits('1001', '2024-11-06'), null, 'a bar that was written before the close gives no limits');
update public.market_data set close_price = 3001 where symbol = '1001' and data_timestamp = '2024-11-05 00:00+09';
select is(pg_temp.limits('1001', '2024-11-06'), '3001: 2301 to 3700', 'the official close gives the limits of the next day');
insert into public.market_data (symbol, timeframe, data_timestamp, close_price, adjustment_factor)
values ('1001', '1d', '2024-11-06 00:00+09', 620, 0.2);
select is(pg_temp.limits('1001', '2024-11-06'), '600.2: 501 to 700', 'on the day of a split the base price is adjusted');
select is(pg_temp.limits('1101', '2023-06-05'), null, 'before the first bar there are no limits');
select throws_ok(
    $$select * from public.price_limits_of('1001', '2032-01-01')$$, 'KB620', null, 'a day outside the calendar is refused'
);

select * from finish();
rollback;
