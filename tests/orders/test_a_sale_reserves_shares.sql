begin;
select plan(30);

select tests.open_portfolios(1000000);
select tests.each_is_refused(
    $$select tests.place($1, 'none', '7203', 'sell', 1, 1000)$$, 'KB111', 'what was never held cannot be sold',
    '%free shares 0 of 7203 do not cover 1%'
);
select tests.trade(way, 'bought', '7203', 'buy', 300, 1000) from tests.ways() as way;

select tests.place(way, 's1', '7203', 'sell', 100, 1200) from tests.ways() as way;
select tests.place(way, 's2', '7203', 'sell', 150, 1200, 'market') from tests.ways() as way;
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (300, 250)', 'waiting sales hold their shares'
);
select tests.each_sees(
    $$select p.reserved_balance, t.reserved_amount, t.total_amount, t.net_amount
    from public.portfolios as p join public.trades as t on t.portfolio_id = p.id where t.client_order_id = 's2'$$,
    'values (0.00, 0.00, 180000.00, 180000.00)',
    'and no cash'
);
select tests.each_is_refused(
    $$select tests.place($1, 's3', '7203', 'sell', 51, 1200)$$, 'KB111',
    'a sale of more than all waiting sales leave is refused', '%free shares 50 of 7203 do not cover 51%'
);
select tests.place(way, 's3', '7203', 'sell', 50, 1200, 'stop', 1100) from tests.ways() as way;
select tests.each_sees('select quantity, reserved_quantity from public.positions', 'values (300, 300)', 'the rest may wait too');
select tests.each_is_refused($$select tests.place($1, 's4', '7203', 'sell', 1, 1200)$$, 'KB111', 'then nothing is free');
select tests.each_is_refused(
    $$select tests.place($1, 's4', '6758', 'sell', 1, 1200)$$, 'KB111', 'shares of one company are none of another'
);
select tests.sign_in('functions');
select tests.open_portfolio('second', 1000);
select is(
    tests.code($$select public.place_order(tests.portfolio_id('second'), '7203', 'sell', 1, 1200)$$),
    'KB111', 'nor is what one portfolio holds free in another'
);

-- 60 of the 100 are sold, 40 still wait.
select tests.fill(way, 's1', 'e1', 60, 1200) from tests.ways() as way;
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (240, 240)', 'a fill takes from what its order holds'
);
select tests.cancel(way, 's1') from tests.ways() as way;
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (240, 200)', 'cancelling frees the rest, no more'
);
select tests.each_is_refused($$select tests.place($1, 's4', '7203', 'sell', 41, 1200)$$, 'KB111', 'of which a sale may take all');
select tests.reject(way, 's2') from tests.ways() as way;
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (240, 50)', 'a rejection frees what the order held'
);
select tests.place(way, 's4', '7203', 'sell', 190, 1200) from tests.ways() as way;
select tests.fill(way, 's4', 'e2', 190, 1250) from tests.ways() as way;
select tests.fill(way, 's3', 'e3', 50, 1090) from tests.ways() as way;
select tests.each_sees(
    'select quantity, reserved_quantity, cost_basis, average_price from public.positions', 'values (0, 0, 0.00, null::numeric)',
    'all may be sold'
);
select tests.each_is_refused($$select tests.place($1, 's5', '7203', 'sell', 1, 1200)$$, 'KB111', 'and nothing after that');

-- Bought for 300,000 + 300; sold 60 @ 1,200, 190 @ 1,250 and 50 @ 1,090: 72,000 + 237,500 + 54,500 = 364,000 at a commission of
-- 72 + 237.50 + 54.50 = 364.
select tests.each_sees(
    'select current_balance, realized_pnl from public.portfolios where initial_capital = 1000000',
    'values (1063336.00, 63336.00)',
    'a sale is paid at the price of its fills'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
