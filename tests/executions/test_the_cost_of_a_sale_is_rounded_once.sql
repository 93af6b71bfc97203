begin;
select plan(5);

-- 1,000,003 shares for 999,999,666.66 yen: 500,000 of them cost 499,998,333.334999995 (by bc, scale=12), a hair below the
-- middle between two cents.
select tests.sign_in('taro');
select tests.open_portfolio('main', 9000000000);
select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 1000003, 999.99, client_order_id => 'buy');
select tests.sign_in_as_service();
select public.record_execution(t.id, 'e1', 1000003, 999.99, 6666.69, 0) from public.trades as t where t.client_order_id = 'buy';
select is(
    (select h.cost_basis from public.positions as h where h.portfolio_id = tests.portfolio_id('main')), 999999666.66,
    'the purchase costs 999,999,666.66 yen'
);
select tests.sign_in('taro');
select public.place_order(tests.portfolio_id('main'), '7203', 'sell', 500000, 1000, client_order_id => 'sell');
select tests.sign_in_as_service();
select public.record_execution(t.id, 'e2', 500000, 1000, 0, 0) from public.trades as t where t.client_order_id = 'sell';
select is(
    (select t.cost_basis from public.trades as t where t.client_order_id = 'sell'), 499998333.33,
    'a sale removes its part of the cost, rounded once'
);
select is(
    (select h.cost_basis from public.positions as h where h.portfolio_id = tests.portfolio_id('main')), 500001333.33,
    'after a sale the position keeps exactly the rest of the cost'
);
select tests.sign_out();
select is(kaboom.cost_of_sale(9000000000000.00, 3, 3), 9000000000000.00, 'a sale of all shares removes the whole cost');
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
