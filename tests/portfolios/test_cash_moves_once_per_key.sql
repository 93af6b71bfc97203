begin;
select plan(33);

select tests.open_portfolios(1000000);

-- 1,000,000 + 500.25 = 1,000,500.25; less 300.10 it is 1,000,200.15.
select tests.pay(500.25, 'd1');
select tests.each_sees(
    $$select entry_no, kind::text, amount, balance_after, idempotency_key::text from public.cash_ledger where entry_no > 1$$,
    $$values (2::bigint, 'deposit', 500.25, 1000500.25, 'd1')$$,
    'a deposit is one entry in the ledger'
);
select tests.each_sees(
    'select current_balance, reserved_balance, capital_paid_in, capital_withdrawn from public.portfolios',
    'values (1000500.25, 0.00, 1000500.25, 0.00)',
    'a deposit adds to the balance and to the capital paid in'
);
select tests.pay(-300.10, 'w1');
select tests.each_sees(
    $$select entry_no, kind::text, amount, balance_after, idempotency_key::text from public.cash_ledger where entry_no > 2$$,
    $$values (3::bigint, 'withdrawal', -300.10, 1000200.15, 'w1')$$,
    'a withdrawal is one entry below zero in the ledger'
);
select tests.each_sees(
    'select current_balance, reserved_balance, capital_paid_in, capital_withdrawn from public.portfolios',
    'values (1000200.15, 0.00, 1000500.25, 300.10)',
    'a withdrawal reduces the balance and adds to the capital withdrawn'
);

-- Known keys, ten times.
select tests.pay(500.25, 'd1'), tests.pay(-300.10, 'w1') from generate_series(1, 10);
select tests.each_sees(
    $$select p.current_balance, p.last_entry_no, count(*) from public.portfolios as p
    join public.cash_ledger as l on l.portfolio_id = p.id group by p.id$$,
    'values (1000200.15, 3::bigint, 3::bigint)',
    'a movement that is repeated ten times under its key counts once'
);
select tests.sign_in('functions');
select results_eq(
    $$select entry_no, kind::text, amount, balance_after
    from public.deposit_cash(tests.portfolio_id('functions'), 500.25, 'd1')
    union all
    select entry_no, kind::text, amount, balance_after
    from public.withdraw_cash(tests.portfolio_id('functions'), 300.10, 'w1')$$,
    $$values (2::bigint, 'deposit', 500.25, 1000500.25), (3, 'withdrawal', -300.10, 1000200.15)$$,
    'deposit_cash and withdraw_cash answer a repetition with the first entry'
);
select tests.sign_in('tables');
select is_empty(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('tables'), 'deposit', 500.25, 'd1') returning entry_no$$,
    'an INSERT that repeats a movement returns no row'
);
select tests.each_is_refused(
    $$select tests.pay(500.26, 'd1')$$, 'KB120',
    'a known key with another amount is refused, and the message names both movements',
    '%d1 belongs to the deposit of 500.25%, not to the deposit of 500.26%'
);
select tests.each_is_refused(
    $$select tests.pay(-500.25, 'd1')$$, 'KB120',
    'a known key with another kind of movement is refused, and the message names both movements',
    '%d1 belongs to the deposit of 500.25%, not to the withdrawal of -500.25%'
);
select tests.sign_in('functions');
select tests.open_portfolio('second', 100);
select is(
    tests.code($$select public.deposit_cash(tests.portfolio_id('second'), 500.25, 'd1')$$),
    'KB120', 'deposit_cash refuses a key of another portfolio of the user'
);
select is(
    tests.code($$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
        values (tests.portfolio_id('second'), 'deposit', 500.25, 'd1')$$),
    'KB120', 'an INSERT with a key of another portfolio of the user is refused'
);
select tests.each_is_refused(
    'select tests.pay(1, null)', 'KB207', 'a deposit without a key is refused', '%deposit needs an idempotency_key%'
);
select tests.each_is_refused(
    'select tests.pay(-1, null)', 'KB207', 'a withdrawal without a key is refused', '%withdrawal needs an idempotency_key%'
);
select tests.each_is_refused(
    $$select tests.pay(-1000200.16, 'w2')$$, 'KB110', 'a withdrawal of more than the free cash is refused'
);
select tests.pay(-200.15, 'w2');
select tests.each_sees(
    $$select entry_no, amount, balance_after from public.cash_ledger where idempotency_key = 'w2'$$,
    'values (4::bigint, -200.15, 1000000.00)',
    'a withdrawal that was refused does not use up its key'
);

-- The service role moves the cash of a user by the same functions, and meets the same keys.
select tests.sign_in_as_service();
select results_eq(
    $$select user_id, entry_no, amount, note from public.deposit_cash(tests.portfolio_id('functions'), 7, 'd2', 'by wire')$$,
    $$values (tests.user_id('functions'), 5::bigint, 7.00, 'by wire')$$,
    'a deposit by deposit_cash of the service role belongs to the user of the portfolio'
);
select results_eq(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key, note)
    values (tests.portfolio_id('tables'), 'deposit', 7, 'd2', 'by wire') returning user_id, entry_no, amount, note$$,
    $$values (tests.user_id('tables'), 5::bigint, 7.00, 'by wire')$$,
    'a deposit by an INSERT of the service role belongs to the user of the portfolio'
);
select tests.pay(7, 'd2');
select tests.each_sees(
    $$select count(*) from public.cash_ledger where idempotency_key = 'd2'$$, 'values (1::bigint)',
    'a user who repeats a deposit of the service role moves nothing'
);
select tests.archive();
select tests.pay(7, 'd2');
select tests.each_sees(
    'select p.current_balance, p.is_active from public.portfolios as p where p.initial_capital = 1000000',
    'values (1000007.00, false)', 'a movement may be repeated in an archived portfolio and moves nothing'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
