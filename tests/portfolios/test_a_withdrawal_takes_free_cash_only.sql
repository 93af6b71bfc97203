begin;
select plan(19);

-- 1,000,000 yen, of which an open purchase of 300 @ 3,000 reserves 900,000 and a commission of 900 (0.1 %): 99,100 are free.
select tests.open_portfolios(1000000);
select tests.place('open', '7203', 'buy', 300, 3000);

select tests.each_is_refused(
    $$select tests.pay(-99100.01, 'w1')$$, 'KB110',
    'a withdrawal of 0.01 yen more than the free cash is refused', '%free cash 99100.00 does not cover 99100.01%'
);
select tests.pay(-99100, 'w1');
select tests.each_sees(
    'select current_balance, reserved_balance, capital_withdrawn from public.portfolios',
    'values (900900.00, 900900.00, 99100.00)',
    'a withdrawal may take all free cash'
);
select tests.each_is_refused(
    $$select tests.pay(-0.01, 'w2')$$, 'KB110', 'with no free cash left, a withdrawal of 0.01 yen is refused',
    '%free cash 0.00 does not cover 0.01%'
);

-- A fill of 100 @ 2,900 costs 290,000 and 290, and releases the 300,300 that it reserved: 10,010 become free.
select tests.fill('open', 'e1', 100, 2900);
select tests.each_is_refused(
    $$select tests.pay(-10010.01, 'w2')$$, 'KB110',
    'a withdrawal of more than a fill has left of its reservation is refused'
);
select tests.pay(-10010, 'w2');
select tests.each_sees(
    'select current_balance, reserved_balance, capital_withdrawn from public.portfolios',
    'values (600600.00, 600600.00, 109110.00)',
    'a withdrawal may take what a fill has left of its reservation'
);

-- An open sale reserves no cash, and a cancelled order reserves nothing: 600,600 are free.
select tests.place('sale', '7203', 'sell', 100, 3000);
select tests.cancel('open');
select tests.each_is_refused(
    $$select tests.pay(-600600.01, 'w3')$$, 'KB110', 'a withdrawal of more than a cancelled purchase has freed is refused'
);
select tests.pay(-600600, 'w3');
select tests.each_sees(
    'select current_balance, reserved_balance, capital_paid_in, capital_withdrawn from public.portfolios',
    'values (0.00, 0.00, 1000000.00, 709710.00)', 'a withdrawal may empty a portfolio'
);
select tests.each_is_refused(
    $$select tests.pay(-0.01, 'w4')$$, 'KB110', 'a withdrawal from an empty portfolio is refused'
);
select tests.pay(0.01, 'd1');
select tests.each_sees('select current_balance from public.portfolios', 'values (0.01)', 'an empty portfolio takes a deposit');
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
