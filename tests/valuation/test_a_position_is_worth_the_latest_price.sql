begin;
select plan(3);

-- 100 @ 2,400 with a commission of 0.1 % cost 240,240, and 1,000,000 - 240,240 = 759,760 of cash are left. At 2,510 the shares
-- are worth 251,000: a profit of 10,760 (1.076 % of 1,000,000), and a weight of 251,000 / (251,000 + 759,760) = 24.83 %.
select tests.sign_in_as_service();
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('7203', '1d', '2024-01-05 00:00+09', 2510);
select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select tests.buy('main', '7203', 100, 2400);
select results_eq(
    $$select price, market_value, unrealized_pnl from public.position_valuations$$,
    $$values (2510.00::numeric, 251000.00::numeric, 10760.00::numeric)$$,
    'a position has the value of the latest price at once'
);
select tests.sign_in_as_service();
select public.refresh_valuations();
select results_eq(
    $$select h.current_price, h.weight_percentage, p.total_return, p.return_percentage
    from public.positions as h join public.portfolios as p on p.id = h.portfolio_id where p.id = tests.portfolio_id('main')$$,
    $$values (2510.00::numeric, 24.83::numeric, 10760.00::numeric, 1.0760::numeric)$$,
    'refresh_valuations stores the price and the weight of a position and the return of its portfolio'
);
select is(public.refresh_valuations(), 0, 'a second refresh changes no row');

select * from finish();
rollback;
