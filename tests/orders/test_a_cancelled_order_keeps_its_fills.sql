begin;
select plan(34);

-- Commission is 0.1 %. A purchase of 100 @ 1,000 reserves 100,000 + 100. Its fill of 60 @ 990 costs 59,400 + 59.40, which leaves
-- 1,000,000 - 59,459.40 = 940,540.60 of cash; the rest reserves 40 x 1,000 + 40 = 40,040.
select tests.open_portfolios(1000000);
select tests.place('half', '7203', 'buy', 100, 1000);
select tests.fill('half', 'e1', 60, 990);
prepare money as
select current_balance, reserved_balance from public.portfolios;
select tests.each_sees(
    'execute money', 'values (940540.60, 40040.00)', 'the rest of a partly filled purchase keeps its cash reserved'
);

select tests.cancel('half', 'enough');
select tests.each_sees(
    $$select status::text, filled_quantity, remaining_quantity, total_amount, commission, net_amount, execution_price,
        reserved_amount, reason
    from public.trades$$,
    $$values ('cancelled', 60, 40, 59400.00, 59.40, 59459.40, 990.00, 0.00, 'enough')$$,
    'a cancelled order keeps its fills and says why it was cancelled'
);
select tests.each_sees(
    'execute money', 'values (940540.60, 0.00)', 'cancelling an order frees exactly the cash that its rest reserved'
);
select tests.each_sees(
    'select quantity, cost_basis from public.positions', 'values (60, 59459.40)',
    'the shares that a cancelled order has bought stay in the position'
);
select tests.each_is_refused(
    $$select tests.fill('half', 'e2', 41, 1000)$$, 'KB132', 'a fill of more than a cancelled order has left is refused',
    '%fill of 41 exceeds the remaining 40%'
);
select tests.fill('half', 'e1', 60, 990);
select tests.each_sees(
    'execute money', 'values (940540.60, 0.00)', 'repeating a fill from before the cancellation moves no cash'
);

-- An order that is cancelled twice.
select tests.sign_in('functions');
select results_eq(
    $$select status::text, reason from public.cancel_order(tests.order_id('functions', 'half'), 'again')$$,
    $$values ('cancelled', 'enough')$$, 'cancel_order answers with a cancelled order as it is'
);
select tests.sign_in('tables');
update public.trades set status = 'cancelled';
select tests.each_sees('execute money', 'values (940540.60, 0.00)', 'cancelling an order a second time frees no more cash');

-- Orders that cannot be cancelled.
select tests.trade('full', '7203', 'buy', 10, 1000);
select tests.each_is_refused(
    $$select tests.cancel('full')$$, 'KB133', 'a filled order is not cancelled', '% is filled and cannot become cancelled%'
);
select tests.place('rejected', '7203', 'buy', 10, 1000);
select tests.reject('rejected');
select tests.each_is_refused(
    $$select tests.cancel('rejected')$$, 'KB133', 'a rejected order is not cancelled',
    '% is rejected and cannot become cancelled%'
);
select tests.sign_in('functions');
select is(tests.code('select public.cancel_order(gen_random_uuid())'), 'KB130', 'an order that does not exist is not cancelled');
select is(tests.code('select public.cancel_order(null)'), 'KB130', 'cancel_order without an order is refused');
select is(
    tests.code($$select public.cancel_order(tests.order_id('tables', 'full'))$$), 'KB130',
    'an order of another user is not cancelled'
);
select is_empty(
    $$update public.trades set status = 'cancelled' where user_id <> tests.user_id('functions') returning id$$,
    'an UPDATE finds no order of another user'
);

-- 60 + 10 shares are owned. A sale of 50 is filled with 20, which leaves 50 owned and 30 reserved.
select tests.place('sale', '7203', 'sell', 50, 1100);
select tests.fill('sale', 'e3', 20, 1100);
select tests.cancel('sale');
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (50, 0)', 'a cancelled sale frees the shares of its rest'
);
select tests.each_is_refused(
    $$select tests.fill('sale', 'e4', 31, 1100)$$, 'KB132', 'a fill of more than a cancelled sale has left is refused'
);

-- The broker cancels an order of a user.
select tests.place('expired', '7203', 'buy', 10, 1000);
select tests.sign_in_as_service();
select status from public.cancel_order(tests.order_id('functions', 'expired'), 'end of day');
update public.trades set status = 'cancelled', reason = 'end of day' where id = tests.order_id('tables', 'expired');
select tests.each_sees(
    $$select t.status::text, t.reason, t.reserved_amount, p.reserved_balance
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'expired'$$,
    $$values ('cancelled', 'end of day', 0.00, 0.00)$$, 'the broker may cancel an order of a user'
);
-- In one statement: a purchase that reserves 10,010 yen, another that reserves 20,020, and a sale that reserves 50 shares.
select tests.place('b1', '7203', 'buy', 10, 1000), tests.place('b2', '6758', 'buy', 10, 2000);
select tests.place('s1', '7203', 'sell', 50, 1000);
select tests.sign_in_as_service();
update public.trades set status = 'cancelled'
where client_order_id in ('b1', 'b2', 's1') and user_id = any (tests.users());
select tests.each_sees(
    'select p.reserved_balance, h.quantity, h.reserved_quantity
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id',
    'values (0.00, 50, 0)', 'one statement may cancel several orders'
);
select tests.place('talk', '7203', 'buy', 1, 1);
select tests.each_is_refused(
    $$select tests.cancel('talk', repeat('x', 1001))$$, '23514', 'a reason longer than 1,000 characters is refused'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
