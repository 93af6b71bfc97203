begin;
select plan(3);

-- 1,000 yen, then 200 after an announced split of one into five, which the feed does not know; then 202.
select tests.sign_in_as_service();
insert into public.market_data (symbol, timeframe, data_timestamp, open_price, high_price, low_price, close_price, volume)
values ('7203', '1d', '2024-02-29 00:00+09', 1000, 1000, 1000, 1000, 100000),
    ('7203', '1d', '2024-03-01 00:00+09', 1000, 1000, 1000, 1000, 100000),
    ('7203', '1d', '2024-03-04 00:00+09', 200, 200, 200, 200, 500000),
    ('7203', '1d', '2024-03-05 00:00+09', 202, 202, 202, 202, 500000);
select tests.sign_in('taro');
create temporary table run as
select (public.create_backtest(
    'buy_and_hold', '{"commission_rate": 0}', '{7203}', '2024-02-29', '2024-03-05', 1000000
)).id;
grant select on run to service_role;
select tests.sign_in_as_service();
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares) values ('7203', 'split', '2024-03-04', 1, 5);
select public.run_backtest((select id from run));
select results_eq(
    'select status, final_capital from public.backtest_results where id = (select id from run)',
    $$values ('completed'::varchar, 1010000::numeric)$$,
    'a thousand shares that become five thousand and gain two yen each end at 1,010,000 yen'
);
select results_eq(
    'select value from public.backtest_equity((select id from run)) order by date',
    'values (1000000::numeric), (1000000::numeric), (1000000::numeric), (1010000::numeric)', 'the curve shows no crash'
);
select results_eq(
    'select (b).adjustment_factor from public.backtest_results as r,
    lateral (select b from public.market_data as b where b.symbol = ''7203'') as x where r.id = (select id from run) limit 1',
    'values (null::numeric)', 'the bars themselves know nothing of it'
);

select * from finish();
rollback;
