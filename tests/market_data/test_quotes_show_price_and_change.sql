begin;
select plan(8);

select tests.sign_in_as_service();
insert into public.instruments (symbol, name) values ('7203', 'トヨタ自動車');
insert into public.market_data (symbol, timeframe, data_timestamp, close_price, volume)
values ('7203', '1d', '2024-11-01 00:00+09', 2600, 900), ('7203', '15m', '2024-11-05 09:00+09', 2613, 100),
    ('6758', '1d', '2024-11-05 00:00+09', 3000, 500), ('^N225', '1d', '2024-11-04 00:00+09', 38000, null),
    ('^N225', '1d', '2024-11-05 00:00+09', 38474.90, null);

select tests.sign_in('taro');
select results_eq(
    $$select symbol, name, price, price_timestamp, previous_close, previous_date, change, change_percent, volume
    from public.quotes where symbol in ('6758', '7203') order by symbol$$,
    $$values
        ('6758'::varchar, null::varchar, 3000::numeric, '2024-11-05 15:30+09'::timestamptz, null::numeric, null::date,
            null::numeric, null::numeric, 500::bigint),
        ('7203', 'トヨタ自動車', 2613, '2024-11-05 09:15+09', 2600, '2024-11-01', 13, 0.50, 100)$$,
    'a quote has the latest price and its change against the close of an earlier day'
);
select tests.sign_in_as_service();
insert into public.market_data (symbol, timeframe, data_timestamp, close_price, volume)
values ('7203', '1d', '2024-11-05 00:00+09', 2574, 1000);
select tests.sign_in('taro');
select results_eq(
    $$select price, previous_close, change_percent from public.quotes where symbol = '7203'$$,
    $$values (2574::numeric, 2600::numeric, -1.00::numeric)$$,
    'the official close of a day is compared with the day before, not with itself'
);
select results_eq(
    $$select price, previous_close, change from public.quotes where symbol = '^N225'$$,
    $$values (38474.90::numeric, 38000::numeric, 474.90::numeric)$$,
    'a daily bar that is known at midnight is compared with the day before'
);
select throws_ok($$delete from public.quotes$$, '42501', null, 'quotes are not written by anyone');

select results_eq(
    $$select symbol, data_date, close_price from public.latest_bars('{7203.T,67580,7203,9999}')$$,
    $$values ('6758'::varchar, '2024-11-05'::date, 3000::numeric), ('7203', '2024-11-05', 2574)$$,
    'latest_bars has the newest bar of each symbol once, in any spelling'
);
select throws_ok(
    $$select * from public.latest_bars((select array_agg(n::text) from generate_series(1, 5001) as n))$$,
    'KB604', 'bars of 5001 symbols at once are more than 5000', 'latest_bars takes at most 5,000 symbols'
);
select results_eq(
    $$select data_date from public.price_history('72030', '1d', '2024-11-01 00:00+09', '2024-11-05 00:00+09')$$,
    $$values ('2024-11-01'::date)$$,
    'price_history includes its start and excludes its end'
);
select is(
    (select count(*) from public.price_history('7203', '15m')), 1::bigint, 'price_history without a range has all bars of its timeframe'
);

select * from finish();
rollback;
