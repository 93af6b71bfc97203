begin;
select plan(13);

select tests.sign_in_as_service();
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('7203', '1d', '2024-01-05 00:00+09', 2500), ('7203', '1d', '2024-01-04 00:00+09', 2400),
    ('6758', '1d', '2024-01-04 00:00+09', 13000);
select results_eq(
    $$select symbol, price from public.latest_prices where symbol in ('7203', '6758') order by symbol$$,
    $$values ('6758'::varchar, 13000.00::numeric), ('7203', 2500.00)$$,
    'each symbol has the close of its newest bar, whatever the order of the rows'
);
create function pg_temp.price() returns numeric language sql as $$
    select l.price from public.latest_prices as l where l.symbol = '7203';
$$;
insert into public.market_data (symbol, timeframe, data_timestamp, close_price) values ('7203', '1d', '2023-12-29 00:00+09', 1);
select is(pg_temp.price(), 2500.00, 'an older bar does not change the latest price');
update public.market_data set close_price = 2510 where symbol = '7203' and data_timestamp = '2024-01-05 00:00+09';
select is(pg_temp.price(), 2510.00, 'a correction of the newest bar changes the latest price');
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('7203', '15m', date_trunc('hour', now() + interval '1 day'), 9999);
select is(pg_temp.price(), 2510.00, 'a bar of the future does not change the latest price');
select throws_ok(
    $$insert into public.market_data (symbol, timeframe, data_timestamp, close_price) values ('7203', '1d', '2024-01-04 00:00+09', 'NaN')$$,
    '23514', null, 'a bar with a close of NaN is refused'
);
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('7203', '1d', '2024-01-09 00:00+09', 8888);
update public.market_data set data_timestamp = '2023-12-28 00:00+09' where symbol = '7203' and close_price = 8888;
select is(pg_temp.price(), 2510.00, 'a newest bar that is moved back gives its place to the bar before it');
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('7203', '1d', '2024-01-10 00:00+09', 8888);
delete from public.market_data where symbol = '7203' and close_price = 8888;
delete from public.market_data where symbol = '6758';
select results_eq(
    $$select symbol, price from public.latest_prices where symbol in ('7203', '6758')$$,
    $$values ('7203'::varchar, 2510.00::numeric)$$,
    'a deleted newest bar gives its place to the bar before it, and a symbol without bars has no price'
);
update public.market_data set data_timestamp = '2024-01-07 00:00+09'
where symbol = '7203' and data_timestamp = '2023-12-29 00:00+09';
select is(pg_temp.price(), 1.00, 'a bar that is moved past the newest one takes its place');
update public.market_data set data_timestamp = '2023-12-29 00:00+09'
where symbol = '7203' and data_timestamp = '2024-01-07 00:00+09';
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('6501', '1d', '2024-01-10 00:00+09', 100), ('6501', '15m', date_trunc('hour', now() + interval '1 day'), 9999);
delete from public.market_data where symbol = '6501' and close_price = 100;
select is_empty(
    $$select 1 from public.latest_prices where symbol = '6501'$$,
    'a symbol of which only bars of the future are left has no price'
);
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('6503', '1d', '2024-01-10 00:00+09', 100), ('6503', '15m', date_trunc('hour', now() + interval '2 hours'), 9999);
delete from public.market_data where symbol = '6503' and close_price = 100;
select is_empty(
    $$select 1 from public.latest_prices where symbol = '6503'$$, 'a bar that starts in an hour or two is one of the future, too'
);
-- In January 2024 the day closed at 15:00, which is when the last bar of 15 minutes ended.
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('6504', '1d', '2024-01-05 00:00+09', 100), ('6504', '15m', '2024-01-05 14:45+09', 101), ('6504', '1d', '2024-01-09 00:00+09', 102);
delete from public.market_data where symbol = '6504' and close_price = 102;
select results_eq(
    $$select price from public.latest_prices where symbol = '6504'$$, $$values (100.00)$$,
    'of two bars that are left and were known at one time the longer one gives the price'
);
update public.market_data set symbol = '6502' where symbol = '7203' and data_timestamp = '2024-01-05 00:00+09';
select results_eq(
    $$select symbol, price, timeframe, data_timestamp from public.latest_prices where symbol in ('7203', '6502') order by symbol$$,
    $$values ('6502'::varchar, 2510.00::numeric, '1d'::varchar, '2024-01-05 00:00+09'::timestamptz),
        ('7203', 2400.00, '1d', '2024-01-04 00:00+09')$$,
    'a bar that moves to another symbol takes its price along'
);
select throws_ok($$update public.latest_prices set price = 1$$, '42501', null, 'the service role does not write latest prices');

select * from finish();
rollback;
