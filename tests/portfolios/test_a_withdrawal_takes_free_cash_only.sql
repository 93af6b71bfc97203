begin;
select plan(19);

-- 1,000,000 yen, of which a waiting purchase of 300 @ 3,000 holds 900,000 and a commission of 900 (0.1 %).
select tests.open_portfolios(1000000);
select tests.place(way, 'waiting', '7203', 'buy', 300, 3000) from tests.ways() as way;

select tests.each_is_refused(
    $$select tests.pay($1, -99100.01, 'w1')$$, 'KB110',
    'a withdrawal of one hundredth of a yen more than the free cash is refused', '%free cash 99100.00 does not cover 99100.01%'
);
select tests.pay(way, -99100, 'w1') from tests.ways() as way;
select tests.each_sees(
    'select current_balance, reserved_balance, capital_withdrawn from public.portfolios',
    'values (900900.00, 900900.00, 99100.00)',
    'all of the free cash may leave'
);
select tests.each_is_refused(
    $$select tests.pay($1, -0.01, 'w2')$$, 'KB110', 'then nothing more may', '%free cash 0.00 does not cover 0.01%'
);

-- A fill of 100 @ 2,900 costs 290,000 and 290, and frees the 300,300 that it held: 10,010 become free.
select tests.fill(way, 'waiting', 'e1', 100, 2900) from tests.ways() as way;
select tests.each_is_refused($$select tests.pay($1, -10010.01, 'w2')$$, 'KB110', 'a fill frees what it did not need, no more');
select tests.pay(way, -10010, 'w2') from tests.ways() as way;
select tests.each_sees(
    'select current_balance, reserved_balance, capital_withdrawn from public.portfolios',
    'values (600600.00, 600600.00, 109110.00)',
    'which may leave as well'
);

-- Shares that wait to be sold hold no cash; a cancelled order holds none either.
select tests.place(way, 'sale', '7203', 'sell', 100, 3000) from tests.ways() as way;
select tests.cancel(way, 'waiting') from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.pay($1, -600600.01, 'w3')$$, 'KB110', 'a cancelled purchase frees what it held, no more'
);
select tests.pay(way, -600600, 'w3') from tests.ways() as way;
select tests.each_sees(
    'select current_balance, reserved_balance, capital_paid_in, capital_withdrawn from public.portfolios',
    'values (0.00, 0.00, 1000000.00, 709710.00)', 'a portfolio may be emptied'
);
select tests.each_is_refused($$select tests.pay($1, -0.01, 'w4')$$, 'KB110', 'and not overdrawn');
select tests.pay(way, 0.01, 'd1') from tests.ways() as way;
select tests.each_sees('select current_balance from public.portfolios', 'values (0.01)', 'an empty one takes a deposit');
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
