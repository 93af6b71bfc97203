begin;
select plan(30);

select tests.open_portfolios(1000000);
select tests.each_is_refused(
    $$select tests.place('none', '7203', 'sell', 1, 1000)$$, 'KB111',
    'a sale of shares that the portfolio does not own is refused', '%free shares 0 of 7203 do not cover 1%'
);
select tests.trade('bought', '7203', 'buy', 300, 1000);

select tests.place('s1', '7203', 'sell', 100, 1200);
select tests.place('s2', '7203', 'sell', 150, 1200, 'market');
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (300, 250)', 'open sales reserve their shares'
);
select tests.each_sees(
    $$select p.reserved_balance, t.reserved_amount, t.total_amount, t.net_amount
    from public.portfolios as p join public.trades as t on t.portfolio_id = p.id where t.client_order_id = 's2'$$,
    'values (0.00, 0.00, 180000.00, 180000.00)',
    'an open sale reserves no cash'
);
select tests.each_is_refused(
    $$select tests.place('s3', '7203', 'sell', 51, 1200)$$, 'KB111',
    'a sale of more shares than the open sales leave free is refused', '%free shares 50 of 7203 do not cover 51%'
);
select tests.place('s3', '7203', 'sell', 50, 1200, 'stop', 1100);
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (300, 300)', 'a sale may reserve all free shares'
);
select tests.each_is_refused(
    $$select tests.place('s4', '7203', 'sell', 1, 1200)$$, 'KB111',
    'with all shares reserved, a sale of one share is refused'
);
select tests.each_is_refused(
    $$select tests.place('s4', '6758', 'sell', 1, 1200)$$, 'KB111', 'shares of one symbol do not cover a sale of another'
);
select tests.sign_in('functions');
select tests.open_portfolio('second', 1000);
select is(
    tests.code($$select public.place_order(tests.portfolio_id('second'), '7203', 'sell', 1, 1200)$$),
    'KB111', 'shares of one portfolio do not cover a sale in another'
);

-- 60 of the 100 of s1 are sold: 240 of 300 are owned, and 40 of s1, 150 of s2 and 50 of s3 stay reserved.
select tests.fill('s1', 'e1', 60, 1200);
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (240, 240)',
    'a fill of a sale reduces the shares and what its order reserves'
);
select tests.cancel('s1');
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (240, 200)',
    'cancelling a partly filled sale frees its unfilled shares only'
);
select tests.each_is_refused(
    $$select tests.place('s4', '7203', 'sell', 41, 1200)$$, 'KB111',
    'after the cancellation a sale of one share more than the 40 free ones is refused'
);
select tests.reject('s2');
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (240, 50)', 'rejecting a sale frees its shares'
);
select tests.place('s4', '7203', 'sell', 190, 1200);
select tests.fill('s4', 'e2', 190, 1250);
select tests.fill('s3', 'e3', 50, 1090);
select tests.each_sees(
    'select quantity, reserved_quantity, cost_basis, average_price from public.positions', 'values (0, 0, 0.00, null::numeric)',
    'all shares of a position may be sold'
);
select tests.each_is_refused(
    $$select tests.place('s5', '7203', 'sell', 1, 1200)$$, 'KB111',
    'a sale from a position that was sold out is refused'
);

-- Bought for 300,000 + 300; sold 60 @ 1,200, 190 @ 1,250 and 50 @ 1,090: 72,000 + 237,500 + 54,500 = 364,000 at a commission of
-- 72 + 237.50 + 54.50 = 364.
select tests.each_sees(
    'select current_balance, realized_pnl from public.portfolios where initial_capital = 1000000',
    'values (1063336.00, 63336.00)',
    'a sale brings in the price of its fills, not its own'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
