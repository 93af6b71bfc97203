begin;
select plan(28);

select tests.open_portfolios(1000000);
select tests.place('first', '7203', 'buy', 100, 1000, 'stop_limit', 990) from generate_series(1, 10);
-- One purchase of 100 @ 1,000 reserves 100,000 and 0.1 % of it.
prepare orders as
select p.current_balance, p.reserved_balance, (select count(*) from public.trades) from public.portfolios as p;
select tests.each_sees(
    'execute orders', 'values (1000000.00, 100100.00, 1::bigint)', 'an order that is sent ten times is placed once'
);
select tests.sign_in('functions');
select results_eq(
    $$select id, status::text, reserved_amount from public.place_order(
        tests.portfolio_id('functions'), '7203', 'buy', 100, 1000, 'stop_limit', 990, 'first'
    )$$, $$values (tests.order_id('functions', 'first'), 'pending', 100100.00)$$,
    'place_order answers a repeated order with the first one'
);
select tests.sign_in('tables');
select is_empty(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, stop_price, client_order_id)
    values (tests.portfolio_id('tables'), '7203', 'buy', 100, 1000, 'stop_limit', 990, 'first') returning id$$,
    'an INSERT that repeats an order returns no row'
);

select tests.each_is_refused(
    format('select tests.place(''first'', %s)', content), 'KB121',
    format('the same client_order_id with another %s is refused, and the message names both orders', what),
    '%first%belongs to order %: buy 100 of 7203 @ 1000.00 %, not to ' || named || '%'
)
from (values
    ('symbol', $$'6758', 'buy', 100, 1000, 'stop_limit', 990$$, 'buy 100 of 6758 @ 1000'),
    ('side', $$'7203', 'sell', 100, 1000, 'stop_limit', 990$$, 'sell 100 of 7203 @ 1000'),
    ('quantity', $$'7203', 'buy', 101, 1000, 'stop_limit', 990$$, 'buy 101 of 7203 @ 1000'),
    ('price', $$'7203', 'buy', 100, 1000.01, 'stop_limit', 990$$, 'buy 100 of 7203 @ 1000.01'),
    ('stop price', $$'7203', 'buy', 100, 1000, 'stop_limit', 990.01$$, 'buy 100 of 7203 @ 1000'),
    ('type', $$'7203', 'buy', 100, 1000, 'stop', 990$$, 'buy 100 of 7203 @ 1000'),
    ('type without a stop price', $$'7203', 'buy', 100, 1000$$, 'buy 100 of 7203 @ 1000')) as v (what, content, named);
select tests.sign_in('functions');
select tests.open_portfolio('second', 500000);
select is(
    tests.code($$select public.place_order(
        tests.portfolio_id('second'), '7203', 'buy', 100, 1000, 'stop_limit', 990, 'first'
    )$$),
    'KB121', 'the same client_order_id in another portfolio is refused'
);
select tests.each_is_refused(
    $$select tests.place('too much', '7203', 'buy', 1000, 1000)$$, 'KB110',
    'an order that is larger than the free cash is refused'
);
select tests.place('too much', '7203', 'buy', 10, 1000);
select tests.each_sees(
    $$select status::text, reserved_amount from public.trades where client_order_id = 'too much'$$,
    $$values ('pending', 10010.00)$$, 'an order that was refused does not use up its client_order_id'
);

-- A repetition is answered with the first order in every status of it.
select tests.fill('first', 'e1', 100, 1000);
select tests.cancel('too much');
select tests.place('first', '7203', 'buy', 100, 1000, 'stop_limit', 990);
select tests.place('too much', '7203', 'buy', 10, 1000);
select tests.archive();
select tests.place('first', '7203', 'buy', 100, 1000, 'stop_limit', 990);
select tests.each_sees(
    'select client_order_id::text, status::text from public.trades order by 1',
    $$values ('first', 'filled'), ('too much', 'cancelled')$$,
    'an order that is sent again when it is filled, cancelled or in an archived portfolio is not placed again'
);
select tests.each_sees(
    'select current_balance, reserved_balance from public.portfolios where initial_capital = 1000000',
    'values (899900.00, 0.00)', 'an order that is sent again in an archived portfolio moves no cash'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
