begin;
select plan(11);

select tests.open_portfolios(1000000);
select tests.trade(way, 'held', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.place(way, 'waiting', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.place(way, 'sale', '7203', 'sell', 50, 1000) from tests.ways() as way;
select tests.sign_in_as_service();
update public.user_profiles set is_active = false where id in (tests.user_id('functions'), tests.user_id('tables'));

select tests.each_is_refused(
    $$select tests.place($1, 'new', '7203', 'buy', 1, 1000)$$, 'KB104', 'an account that is closed places no purchase',
    '%account is closed for orders%Ask the operator%'
);
select tests.each_is_refused($$select tests.place($1, 'new', '7203', 'sell', 1, 1000)$$, 'KB104', 'nor a sale');
select tests.sign_in_as_service();
select is(
    tests.code($$select public.place_order(tests.portfolio_id('functions'), '7203', 'buy', 1, 1000)$$),
    'KB104', 'nor does the service role place one for it'
);
select tests.sign_in('tables');
select is(
    tests.code('update public.user_profiles set is_active = true'), '42501', 'its owner does not open it himself'
);

-- What was placed before goes on, and cash is the owner's.
select tests.place(way, 'waiting', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.fill(way, 'waiting', 'e1', 60, 1000) from tests.ways() as way;
select tests.cancel(way, name) from tests.ways() as way, unnest(array['waiting', 'sale']) as name;
-- 1,000,000 - 100,100 - 60,060 = 839,840
select tests.pay(way, -839840, 'w1') from tests.ways() as way;
select tests.pay(way, 1, 'd1') from tests.ways() as way;
select tests.each_sees(
    'select p.current_balance, p.reserved_balance, h.quantity, h.reserved_quantity
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id',
    'values (1.00, 0.00, 160, 0)', 'orders that wait may be repeated, filled and cancelled; cash may come and go'
);

select tests.sign_in_as_service();
update public.user_profiles set is_active = true where id in (tests.user_id('functions'), tests.user_id('tables'));
select tests.place(way, 'new', '7203', 'sell', 160, 1000) from tests.ways() as way;
select tests.each_sees(
    $$select status::text from public.trades where client_order_id = 'new'$$, $$values ('pending')$$,
    'an account that is open again trades'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
