begin;
select plan(15);

select tests.sign_in('taro');
select tests.open_portfolio('main', 2000000000000);
select tests.sign_in_as_service();

-- 100 @ 990 cost 99,000 and a commission of 0.1 %.
prepare record as
insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id, execution_price)
values (tests.portfolio_id('main'), '7203', 'buy', 100, 1000, 'limit', 'filled', 'broker-1', 990)
returning status, filled_quantity, total_amount, commission, net_amount, reserved_amount;
select results_eq(
    'record',
    $$values ('filled'::varchar, 100, 99000.00::numeric, 99.00::numeric, 99099.00::numeric, 0.00::numeric)$$,
    'one INSERT records an order that was filled outside Kaboom'
);
select is_empty('record', 'recording the same order a second time returns no row');
select is_empty('record', 'recording the same order a third time returns no row');
select results_eq(
    $$select count(*), sum(e.quantity)::integer from public.trade_executions as e where e.user_id = tests.user_id('taro')$$,
    $$values (1::bigint, 100)$$, 'a recorded order has one fill, however often it was sent'
);
select throws_like(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id, execution_price)
    values (tests.portfolio_id('main'), '7203', 'buy', 100, 1000, 'limit', 'filled', 'broker-1', 991)$$,
    '%order_id broker-1 belongs to order %: buy 100 of 7203 @ 1000.00%, not to buy 100 of 7203 @ 1000.00%991%',
    'recording the same order_id at another price is refused, and the message names both prices'
);
select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, order_id)
    values (tests.portfolio_id('main'), '7203', 'sell', 100, 1000, 'limit', 'broker-1')$$,
    'KB121', null, 'placing another order under the order_id of a recorded one is refused'
);
select lives_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status, client_order_id)
    values (tests.portfolio_id('main'), '7203', 'buy', 1, 1000, 'limit', 'filled', 'mine')$$,
    'a recorded order may have a client_order_id instead of an order_id'
);
select lives_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status, client_order_id)
    values (tests.portfolio_id('main'), '7203', 'buy', 1, 1000, 'limit', 'filled', 'mine')$$,
    'recording the same client_order_id a second time is no error'
);
select is(
    (select h.quantity from public.positions as h where h.portfolio_id = tests.portfolio_id('main')), 101,
    'recorded orders of 100 and 1 shares give a position of 101, however often they were sent'
);

select public.place_order(tests.portfolio_id('main'), '6758', 'buy', 1000000000, 1000, client_order_id => 'large');
select lives_ok(
    $$select public.record_execution(t.id, 'e1', 1000000000, 1000) from public.trades as t where t.client_order_id = 'large'$$,
    'an order of a trillion yen is filled'
);
select is(
    (select t.commission from public.trades as t where t.client_order_id = 'large'), 1000000000.00,
    'an order of a trillion yen pays a commission of a billion yen'
);
select throws_ok(
    $$insert into public.trades (id, portfolio_id, symbol, trade_type, quantity, price, order_type, status)
    select t.id, t.portfolio_id, '6758', 'buy', 1, 1000, 'limit', 'filled'
    from public.trades as t where t.client_order_id = 'large'
    on conflict (id) do nothing$$, 'KB121', null,
    'an order cannot be recorded under the id of another, not even to be dropped on conflict'
);
select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, status)
    values (tests.portfolio_id('main'), '9984', 'BUY', 1, 1, 'filled')$$,
    'KB210', null, 'a recorded order that neither buys nor sells is refused'
);
select throws_ok(
    $$with opened as (
        insert into public.portfolios (user_id, name, initial_capital) values (tests.user_id('taro'), 'new', 1) returning id
    )
    insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key) select id, 'deposit', 1, 'k' from opened$$,
    'KB134', null, 'cash cannot move in the statement that opens its portfolio'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
