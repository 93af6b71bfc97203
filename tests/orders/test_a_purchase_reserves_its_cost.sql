begin;
select plan(23);

-- Commission is 0.1 %; market and stop orders reserve 5 % above their price (setting order_reservation).
select tests.open_portfolios(1000000);

-- 300 x 2,800 = 840,000, commission 840.
select tests.place('limit', '7203', 'buy', 300, 2800);
select tests.each_sees(
    $$select status::text, quantity::integer, filled_quantity, remaining_quantity, reserved_amount from public.trades$$,
    $$values ('pending', 300, 0, 300, 840840.00)$$,
    'a limit order reserves its price and the commission'
);
select tests.each_sees(
    $$select total_amount, commission, tax, net_amount, execution_price, executed_at, ai_analysis_id from public.trades$$,
    $$values (840000.00, 0.00, 0.00, 840000.00, null::numeric, null::timestamptz, null::uuid)$$,
    'an order without fills has the amount quantity x price, and nothing has been paid'
);
select tests.each_sees(
    'select current_balance, reserved_balance, last_entry_no from public.portfolios', 'values (1000000.00, 840840.00, 1::bigint)',
    'placing an order leaves the balance as it is and adds no entry to the ledger'
);
select tests.cancel('limit');

-- 100 x 2,900 = 290,000, commission 290. With 5 % above it: 304,500, commission 304.50. A stop order may cost its stop price:
-- 100 x 2,950 x 1.05 = 309,750, commission 309.75.
select tests.place('stop_limit', '7203', 'buy', 100, 2900, 'stop_limit', 2850);
select tests.place('market', '7203', 'buy', 100, 2900, 'market');
select tests.place('stop', '7203', 'buy', 100, 2900, 'stop', 2950);
select tests.each_sees(
    $$select order_type::text, stop_price, reserved_amount from public.trades where status = 'pending' order by order_type$$,
    $$values ('market', null, 304804.50), ('stop', 2950.00, 310059.75), ('stop_limit', 2850.00, 290290.00)$$,
    'a stop_limit order reserves its limit, a market order its price and a stop order its stop price, each with a margin'
);
-- 290,290 + 304,804.50 + 310,059.75 = 905,154.25, which leaves 94,845.75 free.
select tests.each_sees(
    'select current_balance, reserved_balance from public.portfolios', 'values (1000000.00, 905154.25)',
    'a portfolio reserves the sum of what its open purchases reserve'
);

-- 100 x 947.52 = 94,752, commission 94.75; 100 x 947.51 = 94,751, commission 94.75.
select tests.each_is_refused(
    $$select tests.place('more', '7203', 'buy', 100, 947.52)$$, 'KB110',
    'a purchase of one yen more than is free is refused', '%free cash 94845.75 does not cover 94846.75%'
);
select tests.place('all', '7203', 'buy', 100, 947.51);
select tests.each_sees(
    'select current_balance - reserved_balance from public.portfolios', 'values (0.00)', 'a purchase may reserve all free cash'
);
select tests.each_is_refused(
    $$select tests.place('more', '7203', 'buy', 1, 0.01)$$, 'KB110',
    'with no free cash left, a purchase of one share at 0.01 yen is refused'
);
select tests.cancel(name) from unnest(array['stop_limit', 'stop', 'all']) as name;

-- 3 x 333.33 x 1.05 = 1,049.9895, in yen 1,049.99; its commission 1.0499895, in yen 1.05.
select tests.place('rounded', '7203', 'buy', 3, 333.33, 'market');
select tests.each_sees(
    $$select reserved_amount from public.trades where client_order_id = 'rounded'$$, 'values (1051.04)',
    'a reservation is rounded to 0.01 yen, and its commission is rounded by itself'
);

-- With a margin of 10 %: 100 x 1,000 x 1.1 = 110,000, commission 110.
select tests.sign_in_as_service();
update public.system_settings set value = '{"market_margin": 0.1}' where key = 'order_reservation';
select tests.place('wider', '7203', 'buy', 100, 1000, 'market');
select tests.each_sees(
    $$select client_order_id::text, reserved_amount from public.trades where client_order_id in ('wider', 'market') order by 1$$,
    $$values ('market', 304804.50), ('wider', 110110.00)$$,
    'a changed margin counts for new orders only'
);
select tests.sign_in_as_service();
delete from public.system_settings where key = 'order_reservation';
select tests.each_is_refused(
    $$select tests.place('none', '7203', 'buy', 1, 1, 'market')$$, 'KB401',
    'without the setting order_reservation no market order is accepted'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
