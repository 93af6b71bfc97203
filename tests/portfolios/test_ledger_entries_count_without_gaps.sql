begin;
select plan(12);

-- Commission is 0.1 % of the amount unless the broker states it; each fill below moves its amount, commission and tax.
-- buy    100 @ 1,000: -100,000, -100, tax -10      1,000,000 ->  900,000 -> 899,900 -> 899,890
-- sell    50 @ 1,200:   60,000,  -60, tax  -6        899,890 ->  959,890 -> 959,830 -> 959,824
-- buy      1 @   100, no costs: -100                 959,824 ->  959,724
-- sell     1 @   100, tax only: 100, tax -1          959,724 ->  959,824 -> 959,823
-- deposit 177                                        959,823 ->  960,000
-- the sale of 50 reversed: -(60,000 - 60 - 6) = -59,934         900,066
-- withdrawal 66                                                 900,000
select tests.open_portfolios(1000000);
select tests.trade('b1', '7203', 'buy', 100, 1000, null, 10);
select tests.trade('s1', '7203', 'sell', 50, 1200, null, 6);
select tests.trade('b2', '7203', 'buy', 1, 100, 0);
select tests.trade('s2', '7203', 'sell', 1, 100, 0, 1);
select tests.pay(177, 'd1');
-- A movement that is refused or repeated takes no number.
select tests.each_is_refused(
    $$select tests.pay(-1e6, 'w0')$$, 'KB110', 'a withdrawal of more than the free cash is refused'
);
select tests.each_is_refused($$select tests.fill('b1', 'e9', 1, 1)$$, 'KB132', 'a fill of a filled order is refused');
select tests.fill('b1', 'b1', 100, 1000), tests.pay(177, 'd1');
select tests.reverse('s1', 's1', 'r1');
select tests.reverse('s1', 's1', 'r1');
select tests.cancel('s1');
select tests.pay(-66, 'w1');

select tests.each_sees(
    $$select entry_no, kind::text, amount, balance_after, coalesce(execution_id, idempotency_key)::text
    from public.cash_ledger order by entry_no$$,
    $$values (1::bigint, 'opening', 1000000.00, 1000000.00, null),
        (2, 'buy', -100000.00, 900000.00, 'b1'),
        (3, 'commission', -100.00, 899900.00, 'b1'),
        (4, 'tax', -10.00, 899890.00, 'b1'),
        (5, 'sell', 60000.00, 959890.00, 's1'),
        (6, 'commission', -60.00, 959830.00, 's1'),
        (7, 'tax', -6.00, 959824.00, 's1'),
        (8, 'buy', -100.00, 959724.00, 'b2'),
        (9, 'sell', 100.00, 959824.00, 's2'),
        (10, 'tax', -1.00, 959823.00, 's2'),
        (11, 'deposit', 177.00, 960000.00, 'd1'),
        (12, 'reversal', -59934.00, 900066.00, 'r1'),
        (13, 'withdrawal', -66.00, 900000.00, 'w1')$$,
    'entries count from 1 without gaps, each with the balance after it; a fill has one for its amount and one for each cost'
);
select tests.each_sees(
    $$select execution_id::text, entry_no from public.trade_executions order by entry_no$$,
    $$values ('b1', 2::bigint), ('s1', 5), ('b2', 8), ('s2', 9), ('r1', 12)$$,
    'an execution names its first entry'
);
select tests.each_sees(
    'select current_balance, last_entry_no from public.portfolios', 'values (900000.00, 13::bigint)',
    'the balance of a portfolio is the balance after its newest entry'
);

select tests.sign_in('functions');
select tests.open_portfolio('second', 50);
select public.deposit_cash(tests.portfolio_id('second'), 5, 'second');
select public.deposit_cash(tests.portfolio_id('functions'), 5, 'first');
select results_eq(
    $$select p.name::text, l.entry_no, l.balance_after
    from public.cash_ledger as l join public.portfolios as p on p.id = l.portfolio_id
    where l.idempotency_key in ('first', 'second') order by 1$$,
    $$values ('functions', 14::bigint, 900005.00), ('second', 2, 55.00)$$,
    'each portfolio counts its own entries'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
