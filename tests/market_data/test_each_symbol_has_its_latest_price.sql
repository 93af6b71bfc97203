begin;
select plan(12);

select tests.sign_in_as_service();
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('7203', '1d', '2024-01-05 00:00+09', 2500), ('7203', '1d', '2024-01-04 00:00+09', 2400),
    ('6758', '1d', '2024-01-04 00:00+09', 13000);
select results_eq(
    $$select symbol, price from public.latest_prices where symbol in ('7203', '6758') order by symbol$$,
    $$values ('6758'::varchar, 13000.00::numeric), ('7203', 2500.00)$$,
    'each symbol has the close of its newest bar, whatever the order of a load'
);
insert into public.market_data (symbol, timeframe, data_timestamp, close_price) values ('7203', '1d', '2023-12-29 00:00+09', 1);
select is((select price from public.latest_prices where symbol = '7203'), 2500.00, 'an older bar changes nothing');
update public.market_data set close_price = 2510 where symbol = '7203' and data_timestamp = '2024-01-05 00:00+09';
select is((select price from public.latest_prices where symbol = '7203'), 2510.00, 'a corrected bar corrects it');
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('7203', '1d', now() + interval '1 day', 9999);
select is((select price from public.latest_prices where symbol = '7203'), 2510.00, 'a bar of the future does not freeze it');
select throws_ok(
    $$insert into public.market_data (symbol, timeframe, data_timestamp, close_price) values ('7203', '1d', now(), 'NaN')$$,
    '23514', null, 'a price that is no number is refused'
);
insert into public.market_data (symbol, timeframe, data_timestamp, close_price) values ('7203', '1d', '2024-01-09 00:00+09', 8888);
update public.market_data set data_timestamp = '2023-12-28 00:00+09' where symbol = '7203' and close_price = 8888;
select is((select price from public.latest_prices where symbol = '7203'), 2510.00, 'a bar that is moved back is not the newest any more');
insert into public.market_data (symbol, timeframe, data_timestamp, close_price) values ('7203', '1d', '2024-01-10 00:00+09', 8888);
delete from public.market_data where symbol = '7203' and close_price = 8888;
delete from public.market_data where symbol = '6758';
select results_eq(
    $$select symbol, price from public.latest_prices where symbol in ('7203', '6758')$$,
    $$values ('7203'::varchar, 2510.00::numeric)$$,
    'a wrong bar that is deleted gives its place back, and a share without bars has no price'
);
update public.market_data set data_timestamp = '2024-01-07 00:00+09' where symbol = '7203' and data_timestamp = '2023-12-29 00:00+09';
select is((select price from public.latest_prices where symbol = '7203'), 1.00, 'one that is moved past the newest takes its place');
update public.market_data set data_timestamp = '2023-12-29 00:00+09' where symbol = '7203' and data_timestamp = '2024-01-07 00:00+09';
select throws_ok($$update public.latest_prices set price = 1$$, '42501', null, 'nobody else writes it');

select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select tests.buy('main', '7203', 100, 2400);
select results_eq(
    $$select price, market_value, unrealized_pnl from public.position_valuations$$,
    $$values (2510.00::numeric, 251000.00::numeric, 10760.00::numeric)$$,
    'a position is worth the latest price at once'
);
select tests.sign_in_as_service();
select public.refresh_valuations();
select results_eq(
    $$select h.current_price, h.weight_percentage, p.total_return, p.return_percentage
    from public.positions as h join public.portfolios as p on p.id = h.portfolio_id where p.id = tests.portfolio_id('main')$$,
    $$values (2510.00::numeric, 24.83::numeric, 10760.00::numeric, 1.0760::numeric)$$,
    'and a refresh writes it down with weight and return'
);
select is(public.refresh_valuations(), 0, 'a second refresh has nothing to do');

select * from finish();
rollback;
