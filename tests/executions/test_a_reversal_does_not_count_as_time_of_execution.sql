begin;
select plan(2);

select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 100, 1000, client_order_id => 'first');
select tests.sign_in_as_service();
select public.record_execution(tests.order_id('taro', 'first'), 'e1', 50, 1000, executed_at => '2024-12-02 09:00+09');
select public.record_execution(tests.order_id('taro', 'first'), 'e2', 50, 1000, executed_at => '2024-12-02 10:00+09');
select public.reverse_execution(tests.order_id('taro', 'first'), 'e2', 'r1');
select is(
    (select t.executed_at from public.trades as t where t.id = tests.order_id('taro', 'first')),
    '2024-12-02 09:00+09'::timestamptz,
    'an order has the time of its latest fill that was not reversed'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
