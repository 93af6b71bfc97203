begin;
select plan(5);

-- 1,000 yen, then 200 after an announced split of one into five on 2024-03-04, which the feed does not know; then 202. Of the first
-- share each day has its bar; the others are not traded for one day and for two. A run of so few days is simulated day by day.
select tests.sign_in_as_service();
create temporary table shares (symbol text, first_day_after date);
insert into shares values ('7203', '2024-03-04'), ('9984', '2024-03-05'), ('6758', '2024-03-06');
grant select on shares to public;
insert into public.market_data (symbol, timeframe, data_timestamp, open_price, high_price, low_price, close_price, volume)
select s.symbol, '1d', b.day::timestamp at time zone 'Asia/Tokyo', b.price, b.price, b.price, b.price, 500000
from shares as s,
    lateral (
        values ('2024-02-29'::date, 1000), ('2024-03-01', 1000), (s.first_day_after, 200), (s.first_day_after + 1, 202)
    ) as b (day, price);
select tests.sign_in('taro');
create temporary table runs as
select s.symbol, (public.create_backtest(
    'buy_and_hold', '{"commission_rate": 0}', array[s.symbol], '2024-02-29', '2024-03-07', 1000000
)).id
from shares as s;
grant select on runs to service_role;
select tests.sign_in_as_service();
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares)
select s.symbol, 'split', '2024-03-04', 1, 5 from shares as s;
select public.run_backtest(r.id) from runs as r;
select results_eq(
    format('select status, final_capital from public.backtest_results where id = %L', r.id),
    $$values ('completed'::varchar, 1010000::numeric)$$,
    format(
        'shares that become five times as many, are traded again on %s and gain two yen each end at 1,010,000 yen',
        s.first_day_after
    )
)
from runs as r join shares as s using (symbol);
select results_eq(
    $$select r.symbol, array_agg(e.value order by e.date) from runs as r, public.backtest_equity(r.id) as e group by 1 order by 1$$,
    $$select symbol, '{1000000,1000000,1000000,1010000}'::numeric[] from shares order by 1$$, 'no curve shows a crash'
);
select results_eq(
    'select distinct adjustment_factor from public.market_data join shares using (symbol)',
    'values (null::numeric)', 'the bars themselves know nothing of the splits'
);

select * from finish();
rollback;
