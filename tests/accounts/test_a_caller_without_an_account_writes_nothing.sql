begin;
select plan(4);

-- The token is valid, but its user has no account here any more.
select tests.open_portfolios(100000);
select tests.act('authenticated', jsonb_build_object('role', 'authenticated', 'sub', tests.user_id('nobody')));
select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type)
    values (tests.portfolio_id('tables'), '7203', 'buy', 1, 100, 'limit')$$,
    '42501', 'nobody is signed in', 'a caller without an account places no order'
);
select throws_ok(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('tables'), 'deposit', 1, 'd1')$$,
    '42501', 'nobody is signed in', 'a caller without an account deposits no cash'
);
select throws_ok(
    $$update public.user_profiles set display_name = 'x'$$,
    '42501', 'nobody is signed in', 'a caller without an account changes no profile'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
