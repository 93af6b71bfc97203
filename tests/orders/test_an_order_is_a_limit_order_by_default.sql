begin;
select plan(9);

-- Because a forgotten field must not become a market order. Commission is 0.1 %: 100 @ 1,000 reserve 100,100 without a margin.
select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select results_eq(
    $$select order_type::text, reserved_amount from public.place_order(tests.portfolio_id('main'), '7203', 'buy', 100, 1000)$$,
    $$values ('limit', 100100.00)$$, 'place_order without an order_type places a limit order'
);
select results_eq(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price)
    values (tests.portfolio_id('main'), '7203', 'buy', 100, 1000) returning order_type::text, reserved_amount$$,
    $$values ('limit', 100100.00)$$, 'an INSERT without an order_type places a limit order'
);
select is(
    tests.code($$select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 1, 1000, stop_price => 990)$$),
    'KB204', 'an order with a stop_price and without an order_type is no stop order'
);
select is(
    tests.code($$select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 1, 1000, order_type => null)$$),
    'KB212', 'place_order with an order_type of null is refused'
);
select is(
    tests.code($$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type)
        values (tests.portfolio_id('main'), '7203', 'buy', 1, 1000, null)$$),
    'KB212', 'an INSERT with an order_type of null is refused'
);
select tests.sign_in_as_service();
select results_eq(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, status)
    values (tests.portfolio_id('main'), '7203', 'buy', 1, 1000, 'filled') returning order_type::text$$,
    $$values ('limit')$$, 'an order that is recorded without an order_type is a limit order'
);
select is(
    tests.code($$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status)
        values (tests.portfolio_id('main'), '7203', 'buy', 1, 1000, 'twap', 'filled')$$),
    'KB212', 'an order of an unknown type is not recorded'
);
select is(
    (tests.outcome($$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type)
        values (tests.portfolio_id('main'), '7203', 'buy', 1, 1000, 'twap')$$)).message,
    E'order_type twap is not known\nSend limit, market, stop or stop_limit.',
    'the refusal of an unknown order_type names it and those that there are'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
