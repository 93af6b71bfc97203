begin;
select plan(7);

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
grant all on runs to public;
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

-- 1,000,000 shares of which two become three; then nothing but a price of 0.01 after two more splits.
select tests.sign_in_as_service();
insert into public.market_data (
    symbol, timeframe, data_timestamp, open_price, high_price, low_price, close_price, volume, adjustment_factor
)
select v.symbol, '1d', v.day::timestamp at time zone 'Asia/Tokyo', v.price, v.price, v.price, v.price, 500000, v.factor
from (values
    ('8306', '2024-02-29', 30, null), ('8306', '2024-03-01', 30, null), ('8306', '2024-03-04', 20, null),
    ('9432', '2024-02-29', 100, null), ('9432', '2024-03-01', 100, null), ('9432', '2024-03-04', 0.01, 0.0001),
    ('9432', '2024-03-05', 0.01, 0.001)
) as v (symbol, day, price, factor);
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares) values ('8306', 'split', '2024-03-04', 2, 3);
select tests.sign_in('taro');
truncate runs;
insert into runs
select s.symbol, (public.create_backtest(
    'buy_and_hold', '{"commission_rate": 0, "trading_unit": 1}', array[s.symbol], '2024-02-29', '2024-03-07', s.capital
)).id
from (values ('8306', 30000000), ('9432', 1000)) as s (symbol, capital);
select tests.sign_in_as_service();
select public.run_backtest(r.id) from runs as r;
select results_eq(
    $$select (t ->> 'quantity')::integer, final_capital from runs as r join public.backtest_results as b using (id),
        jsonb_array_elements(b.trade_history) as t where r.symbol = '8306'$$,
    'values (1500000, 30000000.00)', 'of an announced ratio no share is lost, however many are held'
);
select results_eq(
    $$select b.status::text, (t ->> 'entry_price')::numeric from runs as r join public.backtest_results as b using (id),
        jsonb_array_elements(b.trade_history) as t where r.symbol = '9432'$$,
    $$values ('completed', 0.0001)$$, 'a price that splits have made smaller than any other is the smallest one'
);

select * from finish();
rollback;
