begin;
select plan(11);

-- Because "belongs to the deposit of 5, not to the deposit of 5" does not say what is wrong, a message names what differs.
select tests.open_portfolios(1000000);
select tests.pay(5, 'd1');
select tests.sign_in('functions');
select tests.open_portfolio('second', 1000);
select matches(
    (tests.outcome($$select public.deposit_cash(tests.portfolio_id('second'), 5, 'd1')$$)).message,
    format('%s.*not.*%s', tests.portfolio_id('functions'), tests.portfolio_id('second')),
    'an idempotency_key of another portfolio is refused, and the message names both portfolios'
);

select tests.place('first', '7203', 'buy', 100, 1000, 'stop_limit', 990);
select tests.each_is_refused(
    $$select tests.place('first', '7203', 'buy', 100, 1000, 'stop_limit', 995)$$, 'KB121',
    'a client_order_id with another stop price is refused, and the message names both stop prices', '%990%not to%995%'
);
select tests.each_is_refused(
    $$select tests.place('first', '7203', 'buy', 100, 1000, 'stop', 990)$$, 'KB121',
    'a client_order_id with another order type is refused, and the message names both types', '%stop_limit%not to%stop%'
);
select tests.fill('first', 'e1', 60, 1000, 50, 5);
select tests.each_is_refused(
    $$select tests.fill('first', 'e1', 60, 1000, 51, 5)$$, 'KB122',
    'an execution_id with another commission is refused, and the message names both commissions', '%50.00%not%51%'
);
select tests.each_is_refused(
    $$select tests.fill('first', 'e1', 60, 1000, 50, 6)$$, 'KB122',
    'an execution_id with another tax is refused, and the message names both taxes', '%5.00%not%6%'
);
-- Because a recorded order brings its fill along under its order_id, that must not be the id of a known fill.
select tests.sign_in_as_service();
select is(
    tests.code($$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id)
        values (tests.portfolio_id('tables'), '7203', 'buy', 1, 1000, 'limit', 'filled', 'e1')$$),
    'KB122', 'an order is not recorded under the execution_id of another order''s fill'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
