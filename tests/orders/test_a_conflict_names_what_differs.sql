begin;
select plan(11);

-- Whoever reads "belongs to the deposit of 5, not to the deposit of 5" does not know what is wrong.
select tests.open_portfolios(1000000);
select tests.pay(way, 5, 'd1') from tests.ways() as way;
select tests.sign_in('functions');
select tests.open_portfolio('second', 1000);
select matches(
    (tests.outcome($$select public.deposit_cash(tests.portfolio_id('second'), 5, 'd1')$$)).message,
    format('%s.*not.*%s', tests.portfolio_id('functions'), tests.portfolio_id('second')),
    'a key of another portfolio is refused with both portfolios named'
);

select tests.place(way, 'first', '7203', 'buy', 100, 1000, 'stop_limit', 990) from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.place($1, 'first', '7203', 'buy', 100, 1000, 'stop_limit', 995)$$, 'KB121',
    'an id of an order with another stop price is refused with both stop prices named', '%990%not to%995%'
);
select tests.each_is_refused(
    $$select tests.place($1, 'first', '7203', 'buy', 100, 1000, 'stop', 990)$$, 'KB121',
    'with another type with both types', '%stop_limit%not to%stop%'
);
select tests.fill(way, 'first', 'e1', 60, 1000, 50, 5) from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.fill($1, 'first', 'e1', 60, 1000, 51, 5)$$, 'KB122',
    'an id of a fill with another commission is refused with both commissions named', '%50.00%not%51%'
);
select tests.each_is_refused(
    $$select tests.fill($1, 'first', 'e1', 60, 1000, 50, 6)$$, 'KB122', 'with another tax with both taxes', '%5.00%not%6%'
);
-- A recorded order brings its fill along, under its order_id.
select tests.sign_in_as_service();
select is(
    tests.code($$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id)
        values (tests.portfolio_id('tables'), '7203', 'buy', 1, 1000, 'limit', 'filled', 'e1')$$),
    'KB122', 'the id of a fill is not that of a recorded order'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
