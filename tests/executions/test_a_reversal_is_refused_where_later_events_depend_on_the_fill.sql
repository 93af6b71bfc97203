begin;
select plan(40);

-- Commission is 0.1 %. 100 are bought and 60 of them sold.
select tests.open_portfolios(1000000);
select tests.trade('b1', '7203', 'buy', 100, 1000);
select tests.trade('s1', '7203', 'sell', 60, 1200);

-- Fills and ids that do not fit together.
select tests.each_is_refused(
    $$select tests.reverse('b1', 'e9', 'r1')$$, 'KB140', 'a fill that does not exist is not reversed', '%has no fill e9%'
);
select tests.each_is_refused(
    $$select tests.reverse('b1', 's1', 'r1')$$, 'KB140', 'a fill is not reversed under another order than its own',
    '%has no fill s1%'
);
select tests.each_is_refused(
    $$select tests.reverse('no such order', 'b1', 'r1')$$, 'KB130', 'a fill of an order that does not exist is not reversed'
);
select tests.each_is_refused(
    $$select tests.reverse('b1', 'b1', 's1')$$, 'KB122', 'a reversal under the id of another fill is refused',
    '%s1 is another execution, not the reversal of b1%'
);
select tests.each_is_refused(
    $$select tests.reverse('b1', 'b1', 'b1')$$, 'KB122', 'a reversal under the id of its own fill is refused'
);

-- Without b1, 60 would have been sold of 0.
select tests.each_is_refused(
    $$select tests.reverse('b1', 'b1', 'r1')$$, 'KB142', 'a purchase is not reversed while a later sale needs its shares',
    '%without fill b1 more of 7203 would have left than there was%Reverse the later sales first.%'
);
-- Shares that were bought after the sale do not cover it.
select tests.trade('b2', '7203', 'buy', 100, 1000);
select tests.each_is_refused(
    $$select tests.reverse('b1', 'b1', 'r1')$$, 'KB142',
    'a purchase is not reversed where only shares that were bought after the sale would cover it'
);

-- 140 are owned, of which an open sale reserves 60: 40 + 100 less the 100 of b2 leave 40.
select tests.place('s2', '7203', 'sell', 60, 1500);
select tests.each_is_refused(
    $$select tests.reverse('b2', 'b2', 'r1')$$, 'KB111', 'a purchase is not reversed while an open sale reserves its shares',
    '%without fill b2 40 shares of 7203 remain, of which 60 wait to be sold%Cancel a waiting sale%'
);
select tests.cancel('s2');
select tests.place('s3', '7203', 'sell', 40, 1500);
select tests.reverse('b2', 'b2', 'r1');
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (40, 40)',
    'a purchase is reversed where the remaining shares cover the open sales'
);
select tests.each_is_refused(
    $$select tests.reverse('b2', 'b2', 'r2')$$, 'KB141', 'a fill that is reversed already is not reversed under another id',
    '%fill b2 is reversed already, by r1%'
);
select tests.each_is_refused(
    $$select tests.reverse('b2', 'r1', 'r2')$$, 'KB140', 'a reversal is not reversed', '%has no fill r1%'
);
select tests.each_is_refused(
    $$select tests.reverse('s1', 's1', 'r1')$$, 'KB122', 'a reversal under the id of another reversal is refused',
    '%r1 is another execution, not the reversal of s1%'
);
select tests.cancel(name) from unnest(array['b2', 's3']) as name;

-- 1,000,000 - 100,100 + 72,000 - 72 = 971,828. All but 71,927.99 of it is withdrawn; the reversal of s1 takes 71,928.
select tests.pay(-899900.01, 'w1');
select tests.each_is_refused(
    $$select tests.reverse('s1', 's1', 'r2')$$, 'KB110', 'a sale is not reversed where the free cash does not cover its proceeds',
    '%free cash 71927.99 does not cover 71928.00%Deposit cash, %then send the same execution_id again.%'
);
select tests.pay(0.01, 'd1');
select tests.reverse('s1', 's1', 'r2');
select tests.each_sees(
    'select current_balance, realized_pnl from public.portfolios', 'values (0.00, 0.00)',
    'after a deposit of the missing cash the same reversal is accepted'
);

-- A purchase at less than its limit: 100 @ 1,000 were reserved, 100 @ 990 cost 99,099. Its reversal returns those and reserves
-- 100,100 again, so 1,001 must be free.
select tests.cancel('s1');
select tests.pay(100100, 'd2');
select tests.place('b3', '7203', 'buy', 100, 1000);
select tests.fill('b3', 'b3', 100, 990);
select tests.pay(-0.01, 'w2');
select tests.each_is_refused(
    $$select tests.reverse('b3', 'b3', 'r3')$$, 'KB110',
    'a purchase is not reversed where the free cash does not cover reservation of its order',
    '%free cash 1000.99 does not cover 1001.00%'
);
select tests.pay(0.01, 'd3');
select tests.reverse('b3', 'b3', 'r3');
select tests.each_sees(
    'select current_balance, reserved_balance from public.portfolios', 'values (100100.00, 100100.00)',
    'a purchase is reversed where the free cash covers the reservation of its order exactly'
);

-- Only the broker reverses.
select tests.sign_in('functions');
select is(
    tests.code($$select public.reverse_execution(tests.order_id('functions', 'b1'), 'b1', 'r4')$$),
    '42501', 'a user does not reverse a fill by reverse_execution'
);
select is(
    tests.code($$insert into public.trade_executions (trade_id, execution_id, reverses)
        values (tests.order_id('functions', 'b1'), 'r4', 'b1')$$),
    '42501', 'a user does not reverse a fill by an INSERT'
);
select tests.sign_in_as_service();
select is(
    tests.code(format('select public.reverse_execution(tests.order_id(''functions'', ''b1''), %L, %L)', fill, reversal)),
    code, format('a reversal %L of a fill %L is refused', reversal, fill)
)
from (values (null, 'r4', 'KB140'), ('b1', null, 'KB209'), ('b1', '', 'KB209'), ('b1', ' ', 'KB209'), ('', '', 'KB209'))
    as v (fill, reversal, code);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
