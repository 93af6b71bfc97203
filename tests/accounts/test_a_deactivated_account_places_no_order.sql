begin;
select plan(11);

select tests.open_portfolios(1000000);
select tests.trade('owned', '7203', 'buy', 100, 1000);
select tests.place('open', '7203', 'buy', 100, 1000);
select tests.place('sale', '7203', 'sell', 50, 1000);
select tests.sign_in_as_service();
update public.user_profiles set is_active = false where id in (tests.user_id('functions'), tests.user_id('tables'));

select tests.each_is_refused(
    $$select tests.place('new', '7203', 'buy', 1, 1000)$$, 'KB104', 'a deactivated account places no purchase',
    '%account is closed for orders%Ask the operator%'
);
select tests.each_is_refused(
    $$select tests.place('new', '7203', 'sell', 1, 1000)$$, 'KB104', 'a deactivated account places no sale'
);
select tests.sign_in_as_service();
select is(
    tests.code($$select public.place_order(tests.portfolio_id('functions'), '7203', 'buy', 1, 1000)$$),
    'KB104', 'the service role places no order for a deactivated account'
);
select tests.sign_in('tables');
select is(
    tests.code('update public.user_profiles set is_active = true'), '42501', 'a user does not activate the own account'
);

-- Orders from before go on, and the cash stays the user's.
select tests.place('open', '7203', 'buy', 100, 1000);
select tests.fill('open', 'e1', 60, 1000);
select tests.cancel(name) from unnest(array['open', 'sale']) as name;
-- 1,000,000 - 100,100 - 60,060 = 839,840
select tests.pay(-839840, 'w1');
select tests.pay(1, 'd1');
select tests.each_sees(
    'select p.current_balance, p.reserved_balance, h.quantity, h.reserved_quantity
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id', 'values (1.00, 0.00, 160, 0)',
    'open orders of a deactivated account may be repeated, filled and cancelled, and cash may be deposited and withdrawn'
);

select tests.sign_in_as_service();
update public.user_profiles set is_active = true where id in (tests.user_id('functions'), tests.user_id('tables'));
select tests.place('new', '7203', 'sell', 160, 1000);
select tests.each_sees(
    $$select status::text from public.trades where client_order_id = 'new'$$, $$values ('pending')$$,
    'an account that is activated again places orders'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
