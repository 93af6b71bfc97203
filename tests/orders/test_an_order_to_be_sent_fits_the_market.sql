begin;
select plan(19);

-- Yesterday's close is 2,750, so today's limits are 2,250 to 3,250; ticks are half a yen, units 100 shares.
insert into public.instruments (symbol, name, tick_group, trading_unit, sector33)
values ('7203', 'トヨタ自動車', 'topix500', 100, '輸送用機器');
insert into public.market_data (symbol, timeframe, data_timestamp, close_price, updated_at)
select '7203', '1d', public.previous_session(kaboom.order_day(now()))::timestamp at time zone 'Asia/Tokyo', 2750, now();

select tests.open_portfolios(10000000);
select tests.each_is_refused(
    $$select tests.place('odd', '7203', 'buy', 150, 2750)$$, 'KB232', 'a purchase of an odd lot is refused',
    '%Send 100 or 200 shares.%'
);
select tests.each_is_refused(
    $$select tests.place('tick', '7203', 'buy', 100, 2750.1)$$, 'KB233', 'a limit between two ticks is refused',
    '%Send 2750 or 2750.5.%'
);
select tests.each_is_refused(
    $$select tests.place('high', '7203', 'buy', 100, 3251)$$, 'KB234', 'a limit above the upper limit of the day is refused',
    '%Send 2250 to 3250.%'
);
select tests.each_is_refused(
    $$select tests.place('trigger', '7203', 'buy', 100, 2750, 'stop', 2249.5)$$, 'KB234',
    'a trigger below the lower limit of the day is refused', '%Send 2250 to 3250.%'
);
select tests.each_is_refused(
    $$select tests.place('unknown', '9999', 'buy', 100, 2750)$$, 'KB230', 'an order for an unknown instrument is refused'
);
select tests.place('market', '7203', 'buy', 100, 9999.99, 'market');
select tests.each_sees(
    $$select order_type::text, symbol_name::text from public.trades$$, $$values ('market', 'トヨタ自動車')$$,
    'the price of a market order is no price of the exchange, and its name comes from instruments'
);

-- What has happened elsewhere is recorded as it is.
select tests.sign_in_as_service();
insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, status)
select tests.portfolio_id(w), '7203', 'buy', 150, 2750.1, 'filled' from unnest(tests.ways()) as w;
select tests.each_sees(
    'select quantity, sector::text from public.positions', $$values (150, '輸送用機器')$$,
    'a fill that is recorded has the quantity and the price that it had'
);

select tests.each_is_refused(
    $$select tests.place('part', '7203', 'sell', 30, 2750)$$, 'KB232', 'a sale of a part of an odd remainder is refused',
    '%Send 50 shares.%'
);
select tests.place('remainder', '7203', 'sell', 50, 2750);
select tests.each_sees(
    'select reserved_quantity from public.positions', 'values (50)', 'the odd remainder of a position may be sold'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
