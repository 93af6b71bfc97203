begin;
select plan(29);

-- Commission is 0.1 %. A market order of 100 @ 1,000 reserves 105,000 + 105 of 110,000; 4,895 are free.
select tests.open_portfolios(110000);
select tests.place('market', '7203', 'buy', 100, 1000, 'market');
prepare costs as
select t.status::text, t.filled_quantity, t.execution_price, t.reserved_amount, p.current_balance, p.reserved_balance
from public.trades as t join public.portfolios as p on p.id = t.portfolio_id order by t.client_order_id = 'market' desc limit 1;
select tests.each_sees(
    'execute costs', $$values ('pending', 0, null::numeric, 105105.00, 110000.00, 105105.00)$$,
    'a market order reserves its price with a margin of 5 %'
);

-- 100 @ 1,099 cost 109,900 + 109.90 = 110,009.90, which is 4,904.90 more than the order reserves.
select tests.each_is_refused(
    $$select tests.fill('market', 'e1', 100, 1099)$$, 'KB110',
    'a fill beyond the reservation and the free cash is refused, and the hint says what to do',
    '%free cash 4895.00 does not cover 4904.90%Deposit cash, %then send the same execution_id again.%'
);
select tests.each_sees(
    'execute costs', $$values ('pending', 0, null::numeric, 105105.00, 110000.00, 105105.00)$$,
    'a refused fill leaves its order and its reservation as they were'
);
select tests.pay(9.89, 'd1');
select tests.each_is_refused(
    $$select tests.fill('market', 'e1', 100, 1099)$$, 'KB110',
    'after a deposit that is 0.01 yen too small the fill is still refused', '%free cash 4904.89 does not cover 4904.90%'
);
select tests.pay(0.01, 'd2');
select tests.fill('market', 'e1', 100, 1099);
select tests.each_sees(
    'execute costs', $$values ('filled', 100, 1099.00, 0.00, 0.00, 0.00)$$,
    'after a deposit of the missing cash the same execution_id is accepted, and all cash is spent'
);

-- With 200,000 more: 100 @ 1,200 cost 120,120, of which the order reserves 105,105; 15,015 come out of the free 94,895.
select tests.pay(200000, 'd3');
select tests.place('second', '7203', 'buy', 100, 1000, 'market');
select tests.fill('second', 'e2', 100, 1200);
select tests.each_sees(
    $$select t.status::text, t.net_amount, t.reserved_amount, p.current_balance, p.reserved_balance
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'second'$$,
    $$values ('filled', 120120.00, 0.00, 79880.00, 0.00)$$,
    'a market order takes from the free cash what its fill costs beyond the reservation'
);

-- 79,880, of which a limit order of 50 @ 1,000 reserves 50,050 and a market order of 20 @ 1,000 reserves 21,021: 8,809 are free.
-- 20 @ 1,500 cost 30,030, which is 9,009 more than the market order reserves.
select tests.place('limit', '7203', 'buy', 50, 1000);
select tests.place('third', '7203', 'buy', 20, 1000, 'market');
select tests.each_is_refused(
    $$select tests.fill('third', 'e3', 20, 1500)$$, 'KB110', 'a fill does not take the cash that another order reserves',
    '%free cash 8809.00 does not cover 9009.00%'
);
-- Half of it: 10 @ 1,500 cost 15,015; the rest reserves 10 x 1,050 = 10,500 and 10.50, so 10,510.50 of 21,021 are freed.
select tests.fill('third', 'e3', 10, 1500);
select tests.each_sees(
    $$select t.status::text, t.reserved_amount, p.current_balance, p.reserved_balance
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'third'$$,
    $$values ('partial', 10510.50, 64865.00, 60560.50)$$,
    'a smaller fill under the execution_id that was refused is accepted, and the rest keeps its reservation'
);
-- 64,865 - 50,050 - 10,510.50 = 4,304.50 are free; the next fill needs 15,015 - 10,510.50 = 4,504.50.
select tests.each_is_refused(
    $$select tests.fill('third', 'e4', 10, 1500)$$, 'KB110', 'a second fill beyond the reservation and the free cash is refused',
    '%free cash 4304.50 does not cover 4504.50%'
);
select tests.cancel('limit');
select tests.fill('third', 'e4', 10, 1500);
select tests.each_sees(
    $$select status::text, execution_price, commission, net_amount from public.trades where client_order_id = 'third'$$,
    $$values ('filled', 1500.00, 30.00, 30030.00)$$, 'a fill may take the cash that a cancelled order has freed'
);

-- 64,865 - 15,015 = 49,850. A limit order of 10 @ 1,000 reserves 10,010. The broker takes 500 of commission and 50 of tax, so it
-- costs 10,550 and 39,300 are left.
select tests.place('dear', '7203', 'buy', 10, 1000);
select tests.fill('dear', 'e5', 10, 1000, 500, 50);
select tests.each_sees(
    $$select t.net_amount, p.current_balance, p.reserved_balance
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'dear'$$,
    'values (10550.00, 39300.00, 0.00)', 'costs of the broker beyond the reservation are taken from the free cash'
);
select tests.place('dearest', '7203', 'buy', 10, 1000);
select tests.each_is_refused(
    $$select tests.fill('dearest', 'e6', 10, 1000, 29300.01)$$, 'KB110',
    'costs of the broker beyond the reservation and the free cash are refused',
    '%free cash 29290.00 does not cover 29290.01%'
);
-- 39,300, of which 29,290 are free. A sale brings 60 @ 1, and the broker takes more than that and all that is free.
select tests.place('sale', '7203', 'sell', 60, 1);
select tests.each_is_refused(
    $$select tests.fill('sale', 'e7', 60, 1, 29350.01)$$, 'KB110',
    'a sale whose costs exceed its amount and the free cash is refused', '%free cash 29290.00 does not cover 29290.01%'
);
select tests.fill('sale', 'e7', 60, 1, 29350);
select tests.each_sees(
    'select current_balance, reserved_balance from public.portfolios', 'values (10010.00, 10010.00)',
    'the costs of a sale may take all free cash'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
