begin;
select plan(33);

select tests.open_portfolios(1000000);

-- 1,000,000 + 500.25 = 1,000,500.25; less 300.10 it is 1,000,200.15.
select tests.pay(way, 500.25, 'd1') from tests.ways() as way;
select tests.each_sees(
    $$select entry_no, kind::text, amount, balance_after, idempotency_key::text from public.cash_ledger where entry_no > 1$$,
    $$values (2::bigint, 'deposit', 500.25, 1000500.25, 'd1')$$,
    'a deposit is an entry of its own'
);
select tests.each_sees(
    'select current_balance, reserved_balance, capital_paid_in, capital_withdrawn from public.portfolios',
    'values (1000500.25, 0.00, 1000500.25, 0.00)',
    'it is cash, and capital paid in'
);
select tests.pay(way, -300.10, 'w1') from tests.ways() as way;
select tests.each_sees(
    $$select entry_no, kind::text, amount, balance_after, idempotency_key::text from public.cash_ledger where entry_no > 2$$,
    $$values (3::bigint, 'withdrawal', -300.10, 1000200.15, 'w1')$$,
    'a withdrawal is an entry below zero'
);
select tests.each_sees(
    'select current_balance, reserved_balance, capital_paid_in, capital_withdrawn from public.portfolios',
    'values (1000200.15, 0.00, 1000500.25, 300.10)',
    'it is cash that left, and capital withdrawn'
);

-- A key that is known.
select tests.pay(way, 500.25, 'd1'), tests.pay(way, -300.10, 'w1') from tests.ways() as way, generate_series(1, 10);
select tests.each_sees(
    $$select p.current_balance, p.last_entry_no, count(*) from public.portfolios as p
    join public.cash_ledger as l on l.portfolio_id = p.id group by p.id$$,
    'values (1000200.15, 3::bigint, 3::bigint)',
    'ten times the same under the same key move nothing'
);
select tests.sign_in('functions');
select results_eq(
    $$select entry_no, kind::text, amount, balance_after
    from public.deposit_cash(tests.portfolio_id('functions'), 500.25, 'd1')
    union all
    select entry_no, kind::text, amount, balance_after
    from public.withdraw_cash(tests.portfolio_id('functions'), 300.10, 'w1')$$,
    $$values (2::bigint, 'deposit', 500.25, 1000500.25), (3, 'withdrawal', -300.10, 1000200.15)$$,
    'the functions answer with the first entry'
);
select tests.sign_in('tables');
select is_empty(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('tables'), 'deposit', 500.25, 'd1') returning entry_no$$,
    'an insert answers with no row'
);
select tests.each_is_refused(
    $$select tests.pay($1, 500.26, 'd1')$$, 'KB120', 'the same key with another amount is refused, with both named',
    '%d1 belongs to the deposit of 500.25%, not to the deposit of 500.26%'
);
select tests.each_is_refused(
    $$select tests.pay($1, -500.25, 'd1')$$, 'KB120', 'so is the same key with another kind of movement',
    '%d1 belongs to the deposit of 500.25%, not to the withdrawal of -500.25%'
);
select tests.sign_in('functions');
select tests.open_portfolio('second', 100);
select is(
    tests.code($$select public.deposit_cash(tests.portfolio_id('second'), 500.25, 'd1')$$),
    'KB120', 'so is the same key in another portfolio of the user'
);
select is(
    tests.code($$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
        values (tests.portfolio_id('second'), 'deposit', 500.25, 'd1')$$),
    'KB120', 'through the table as well'
);
select tests.each_is_refused(
    'select tests.pay($1, 1, null)', 'KB207', 'a deposit without a key is refused', '%deposit needs an idempotency_key%'
);
select tests.each_is_refused(
    'select tests.pay($1, -1, null)', 'KB207', 'so is a withdrawal', '%withdrawal needs an idempotency_key%'
);
select tests.each_is_refused(
    $$select tests.pay($1, -1000200.16, 'w2')$$, 'KB110', 'what is refused for want of cash does not use its key up'
);
select tests.pay(way, -200.15, 'w2') from tests.ways() as way;
select tests.each_sees(
    $$select entry_no, amount, balance_after from public.cash_ledger where idempotency_key = 'w2'$$,
    'values (4::bigint, -200.15, 1000000.00)',
    'so that it may be sent with less'
);

-- The service role moves a user's cash by the same names, and meets the same keys.
select tests.sign_in_as_service();
select results_eq(
    $$select user_id, entry_no, amount, note from public.deposit_cash(tests.portfolio_id('functions'), 7, 'd2', 'by wire')$$,
    $$values (tests.user_id('functions'), 5::bigint, 7.00, 'by wire')$$,
    'a deposit by the service role is the user''s'
);
select results_eq(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key, note)
    values (tests.portfolio_id('tables'), 'deposit', 7, 'd2', 'by wire') returning user_id, entry_no, amount, note$$,
    $$values (tests.user_id('tables'), 5::bigint, 7.00, 'by wire')$$,
    'through the table as well'
);
select tests.pay(way, 7, 'd2') from tests.ways() as way;
select tests.each_sees(
    $$select count(*) from public.cash_ledger where idempotency_key = 'd2'$$, 'values (1::bigint)',
    'the user who sends the same under that key moves nothing'
);
select tests.archive(way) from tests.ways() as way;
select tests.pay(way, 7, 'd2') from tests.ways() as way;
select tests.each_sees(
    'select p.current_balance, p.is_active from public.portfolios as p where p.initial_capital = 1000000',
    'values (1000007.00, false)', 'a key that is known answers in an archive too'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
