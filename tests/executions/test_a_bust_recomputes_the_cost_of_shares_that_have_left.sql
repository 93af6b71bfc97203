begin;
select plan(13);

-- Commission is 0.1 %. b1 buys 100 @ 1,000 for 100,100, b2 100 @ 2,000 for 200,200. 50 of the 200 leave: 300,300 / 4 = 75,075.
select tests.open_portfolios(1000000);
select tests.trade('b1', '7203', 'buy', 100, 1000), tests.trade('b2', '7203', 'buy', 100, 2000);
select tests.transfer('7203', -50, null, 't1');
prepare left_behind as
select p.current_balance, p.total_invested, p.realized_pnl, p.cost_transferred, h.quantity, h.cost_basis
from public.portfolios as p join public.positions as h on h.portfolio_id = p.id;
select tests.each_sees(
    'execute left_behind', 'values (699700.00, 225225.00, 0.00, -75075.00, 150, 225225.00)',
    'shares leave with their part of the cost of two purchases'
);
-- Without b1 the 50 took half of 200,200, which is 25,025 more, and 50 for 100,100 are left.
select tests.reverse('b1', 'b1', 'r1');
select tests.each_sees(
    'execute left_behind', 'values (799800.00, 100100.00, 0.00, -100100.00, 50, 100100.00)',
    'a bust of a cheap purchase raises the cost of shares that have left since'
);
select tests.each_sees(
    $$select cost_change, realized_pnl from public.trade_executions where execution_id = 'r1'$$, 'values (-125125.00, 0.00)',
    'the bust has the whole difference in the cost of the position'
);
-- b1 is filled again, after the transfer: 50 for 100,100 and 100 for 100,100.
select tests.fill('b1', 'b1 again', 100, 1000);
select tests.each_sees(
    'execute left_behind', 'values (699700.00, 200200.00, 0.00, -100100.00, 150, 200200.00)',
    'a corrected fill counts after the shares that have left before it'
);
select tests.each_is_refused(
    $$select tests.reverse('b2', 'b2', 'r2')$$, 'KB142', 'a purchase whose shares have left is not reversed',
    '%more of 7203 would have left than there was%'
);
-- With the transfer taken back before, nothing needs the shares of b2.
select tests.take_back('t1', 'r3');
select tests.reverse('b2', 'b2', 'r2');
select tests.each_sees(
    'execute left_behind', 'values (899900.00, 100100.00, 0.00, 0.00, 100, 100100.00)',
    'a purchase is reversed once the transfer of its shares is taken back'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
