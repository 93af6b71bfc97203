begin;
select plan(29);

-- A market order of 100 @ 1,000 holds 105,000 + 105 of 110,000; 4,895 are free.
select tests.open_portfolios(110000);
select tests.place(way, 'market', '7203', 'buy', 100, 1000, 'market') from tests.ways() as way;
prepare costs as
select t.status::text, t.filled_quantity, t.execution_price, t.reserved_amount, p.current_balance, p.reserved_balance
from public.trades as t join public.portfolios as p on p.id = t.portfolio_id order by t.client_order_id = 'market' desc limit 1;
select tests.each_sees(
    'execute costs', $$values ('pending', 0, null::numeric, 105105.00, 110000.00, 105105.00)$$, 'a market order waits'
);

-- 100 @ 1,099 cost 109,900 + 109.90 = 110,009.90, which is 4,904.90 more than the order holds.
select tests.each_is_refused(
    $$select tests.fill($1, 'market', 'e1', 100, 1099)$$, 'KB110',
    'a fill beyond the reservation and the free cash is refused, and says what to do',
    '%free cash 4895.00 does not cover the 4904.90%Deposit cash, then send the same execution_id again.%'
);
select tests.each_sees(
    'execute costs', $$values ('pending', 0, null::numeric, 105105.00, 110000.00, 105105.00)$$, 'the order waits as before'
);
select tests.pay(way, 9.89, 'd1') from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.fill($1, 'market', 'e1', 100, 1099)$$, 'KB110', 'a deposit of one hundredth of a yen too little does not help',
    '%free cash 4904.89 does not cover the 4904.90%'
);
select tests.pay(way, 0.01, 'd2') from tests.ways() as way;
select tests.fill(way, 'market', 'e1', 100, 1099) from tests.ways() as way;
select tests.each_sees(
    'execute costs', $$values ('filled', 100, 1099.00, 0.00, 0.00, 0.00)$$,
    'after a deposit of what was missing the same execution_id is taken, and all cash is spent'
);

-- With 200,000 more: 100 @ 1,200 cost 120,120, of which the order holds 105,105; 15,015 come out of the free 94,895.
select tests.pay(way, 200000, 'd3') from tests.ways() as way;
select tests.place(way, 'second', '7203', 'buy', 100, 1000, 'market') from tests.ways() as way;
select tests.fill(way, 'second', 'e2', 100, 1200) from tests.ways() as way;
select tests.each_sees(
    $$select t.status::text, t.net_amount, t.reserved_amount, p.current_balance, p.reserved_balance
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'second'$$,
    $$values ('filled', 120120.00, 0.00, 79880.00, 0.00)$$,
    'where the cash is there, a market order takes what it costs'
);

-- 79,880, of which a limit order of 50 @ 1,000 holds 50,050 and a market order of 20 @ 1,000 holds 21,021: 8,809 are free.
-- 20 @ 1,500 cost 30,030, which is 9,009 more than the market order holds.
select tests.place(way, 'limit', '7203', 'buy', 50, 1000) from tests.ways() as way;
select tests.place(way, 'third', '7203', 'buy', 20, 1000, 'market') from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.fill($1, 'third', 'e3', 20, 1500)$$, 'KB110', 'what another order holds is not taken',
    '%free cash 8809.00 does not cover the 9009.00%'
);
-- Half of it: 10 @ 1,500 cost 15,015; the rest holds 10 x 1,050 = 10,500 and 10.50, so 10,510.50 of 21,021 are freed.
select tests.fill(way, 'third', 'e3', 10, 1500) from tests.ways() as way;
select tests.each_sees(
    $$select t.status::text, t.reserved_amount, p.current_balance, p.reserved_balance
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'third'$$,
    $$values ('partial', 10510.50, 64865.00, 60560.50)$$,
    'a smaller fill under the id that was refused is taken, and the rest keeps its reservation'
);
-- 64,865 - 50,050 - 10,510.50 = 4,304.50 were free; the next fill needs 15,015 - 10,510.50 = 4,504.50.
select tests.each_is_refused(
    $$select tests.fill($1, 'third', 'e4', 10, 1500)$$, 'KB110', 'the second half is refused as the whole was',
    '%free cash 4304.50 does not cover the 4504.50%'
);
select tests.cancel(way, 'limit') from tests.ways() as way;
select tests.fill(way, 'third', 'e4', 10, 1500) from tests.ways() as way;
select tests.each_sees(
    $$select status::text, execution_price, commission, net_amount from public.trades where client_order_id = 'third'$$,
    $$values ('filled', 1500.00, 30.00, 30030.00)$$, 'cash that another order frees pays as well as a deposit'
);

-- 64,865 - 15,015 = 49,850. The broker takes 500 for a limit order of 10 @ 1,000, which holds 10,010.
select tests.place(way, 'dear', '7203', 'buy', 10, 1000) from tests.ways() as way;
select tests.fill(way, 'dear', 'e5', 10, 1000, 500, 50) from tests.ways() as way;
select tests.each_sees(
    $$select t.net_amount, p.current_balance, p.reserved_balance
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'dear'$$,
    'values (10550.00, 39300.00, 0.00)', 'costs beyond what an order holds come out of free cash, too'
);
select tests.place(way, 'dearest', '7203', 'buy', 10, 1000) from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.fill($1, 'dearest', 'e6', 10, 1000, 29300.01)$$, 'KB110', 'and are refused where they are more',
    '%free cash 29290.00 does not cover the 29290.01%'
);
-- 39,300, of which 29,290 are free. A sale brings 60 @ 1, and the broker takes more than that and all that is free.
select tests.place(way, 'sale', '7203', 'sell', 60, 1) from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.fill($1, 'sale', 'e7', 60, 1, 29350.01)$$, 'KB110', 'the costs of a sale have to be there, too',
    '%free cash 29290.00 does not cover the 29290.01%'
);
select tests.fill(way, 'sale', 'e7', 60, 1, 29350) from tests.ways() as way;
select tests.each_sees(
    'select current_balance, reserved_balance from public.portfolios', 'values (10010.00, 10010.00)',
    'and may take all that is free'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
