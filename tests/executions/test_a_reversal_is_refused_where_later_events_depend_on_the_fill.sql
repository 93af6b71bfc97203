begin;
select plan(40);

select tests.open_portfolios(1000000);
select tests.trade(way, 'b1', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.trade(way, 's1', '7203', 'sell', 60, 1200) from tests.ways() as way;

-- By name.
select tests.each_is_refused(
    $$select tests.bust($1, 'b1', 'e9', 'r1')$$, 'KB140', 'a fill that is not there is not reversed', '%has no fill e9%'
);
select tests.each_is_refused(
    $$select tests.bust($1, 'b1', 's1', 'r1')$$, 'KB140', 'nor is the fill of another order', '%has no fill s1%'
);
select tests.each_is_refused($$select tests.bust($1, 'no such order', 'b1', 'r1')$$, 'KB130', 'nor one of no order');
select tests.each_is_refused(
    $$select tests.bust($1, 'b1', 'b1', 's1')$$, 'KB122', 'nor by a reversal under the id of another fill',
    '%s1 is another execution, not the reversal of b1%'
);
select tests.each_is_refused(
    $$select tests.bust($1, 'b1', 'b1', 'b1')$$, 'KB122', 'nor under its own'
);

-- Without b1, 60 would have been sold of nothing.
select tests.each_is_refused(
    $$select tests.bust($1, 'b1', 'b1', 'r1')$$, 'KB142', 'a purchase is not reversed where a later sale would lack its shares',
    '%more of 7203 would have been sold than was held%Reverse the later sales first.%'
);
-- Nor is it enough that shares are there now, if at the time they were not.
select tests.trade(way, 'b2', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.bust($1, 'b1', 'b1', 'r1')$$, 'KB142', 'not even where other shares were bought after that sale'
);

-- 140 are held, of which 60 wait to be sold: 40 + 100 less the 100 of b2 leave 40.
select tests.place(way, 's2', '7203', 'sell', 60, 1500) from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.bust($1, 'b2', 'b2', 'r1')$$, 'KB111', 'a purchase is not reversed where its shares wait to be sold',
    '%without fill b2 40 shares of 7203 remain, of which 60 wait to be sold%Cancel a waiting sale%'
);
select tests.cancel(way, 's2') from tests.ways() as way;
select tests.place(way, 's3', '7203', 'sell', 40, 1500) from tests.ways() as way;
select tests.bust(way, 'b2', 'b2', 'r1') from tests.ways() as way;
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (40, 40)', 'it is where those that remain suffice'
);
select tests.each_is_refused(
    $$select tests.bust($1, 'b2', 'b2', 'r2')$$, 'KB141', 'a fill is reversed once', '%fill b2 is reversed already, by r1%'
);
select tests.each_is_refused(
    $$select tests.bust($1, 'b2', 'r1', 'r2')$$, 'KB140', 'a reversal is not reversed', '%has no fill r1%'
);
select tests.each_is_refused(
    $$select tests.bust($1, 's1', 's1', 'r1')$$, 'KB122', 'its id is not that of another reversal either',
    '%r1 is another execution, not the reversal of s1%'
);
select tests.cancel(way, name) from tests.ways() as way, unnest(array['b2', 's3']) as name;

-- 1,000,000 - 100,100 + 72,000 - 72 = 971,828. All but 71,927.99 of it is withdrawn; the bust of s1 takes 71,928.
select tests.pay(way, -899900.01, 'w1') from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.bust($1, 's1', 's1', 'r2')$$, 'KB110', 'a sale is not reversed where its proceeds are not there any more',
    '%free cash 71927.99 does not cover the 71928.00%Deposit cash, then send the same execution_id again.%'
);
select tests.pay(way, 0.01, 'd1') from tests.ways() as way;
select tests.bust(way, 's1', 's1', 'r2') from tests.ways() as way;
select tests.each_sees(
    'select current_balance, realized_pnl from public.portfolios', 'values (0.00, 0.00)',
    'after a deposit the same reversal is taken'
);

-- A purchase at less than its limit: 100 @ 1,000 were reserved, 100 @ 990 cost 99,099. Its bust brings those back and reserves
-- 100,100 again, so 1,001 have to be free.
select tests.cancel(way, 's1') from tests.ways() as way;
select tests.pay(way, 100100, 'd2') from tests.ways() as way;
select tests.place(way, 'b3', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.fill(way, 'b3', 'b3', 100, 990) from tests.ways() as way;
select tests.pay(way, -0.01, 'w2') from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.bust($1, 'b3', 'b3', 'r3')$$, 'KB110', 'nor a purchase where its order cannot be reserved for again',
    '%free cash 1000.99 does not cover the 1001.00%'
);
select tests.pay(way, 0.01, 'd3') from tests.ways() as way;
select tests.bust(way, 'b3', 'b3', 'r3') from tests.ways() as way;
select tests.each_sees(
    'select current_balance, reserved_balance from public.portfolios', 'values (100100.00, 100100.00)',
    'it is where the cash is there'
);

-- Reversals belong to the broker.
select tests.sign_in('functions');
select is(
    tests.code($$select public.reverse_execution(tests.order_id('functions', 'b1'), 'b1', 'r4')$$),
    '42501', 'a user reverses nothing'
);
select is(
    tests.code($$insert into public.trade_executions (trade_id, execution_id, reverses)
        values (tests.order_id('functions', 'b1'), 'r4', 'b1')$$),
    '42501', 'through the table neither'
);
select tests.sign_in_as_service();
select is(
    tests.code(format('select public.reverse_execution(tests.order_id(''functions'', ''b1''), %L, %L)', fill, reversal)),
    code, format('a reversal %L of a fill %L is refused', reversal, fill)
)
from (values (null, 'r4', 'KB140'), ('b1', null, 'KB209'), ('b1', '', 'KB209'), ('b1', ' ', 'KB209'), ('', '', 'KB209'))
    as v (fill, reversal, code);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
