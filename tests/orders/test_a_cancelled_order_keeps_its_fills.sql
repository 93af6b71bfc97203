begin;
select plan(34);

-- A purchase of 100 @ 1,000 holds 100,100. After 60 @ 990 it has cost 59,400 + 59.40; the rest holds 40,040.
select tests.open_portfolios(1000000);
select tests.place(way, 'half', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.fill(way, 'half', 'e1', 60, 990) from tests.ways() as way;
prepare money as
select current_balance, reserved_balance from public.portfolios;
select tests.each_sees('execute money', 'values (940540.60, 40040.00)', 'the rest of a half filled order holds its cash');

select tests.cancel(way, 'half', 'enough') from tests.ways() as way;
select tests.each_sees(
    $$select status::text, filled_quantity, remaining_quantity, total_amount, commission, net_amount, execution_price,
        reserved_amount, reason
    from public.trades$$,
    $$values ('cancelled', 60, 40, 59400.00, 59.40, 59459.40, 990.00, 0.00, 'enough')$$,
    'a cancelled order keeps its fills and says why it was cancelled'
);
select tests.each_sees('execute money', 'values (940540.60, 0.00)', 'and frees what the rest held, exactly');
select tests.each_sees(
    'select quantity, cost_basis from public.positions', 'values (60, 59459.40)', 'what was bought stays bought'
);
select tests.each_is_refused(
    $$select tests.fill($1, 'half', 'e2', 40, 1000)$$, 'KB131', 'a cancelled order takes no fill', '% is cancelled%'
);
select tests.fill(way, 'half', 'e1', 60, 990) from tests.ways() as way;
select tests.each_sees('execute money', 'values (940540.60, 0.00)', 'but a fill from before may be repeated');

-- Cancelling twice.
select tests.sign_in('functions');
select results_eq(
    $$select status::text, reason from public.cancel_order(tests.order_id('functions', 'half'), 'again')$$,
    $$values ('cancelled', 'enough')$$, 'cancelling again answers the order as it is'
);
select tests.sign_in('tables');
update public.trades set status = 'cancelled';
select tests.each_sees('execute money', 'values (940540.60, 0.00)', 'and frees nothing more');

-- What cannot be cancelled.
select tests.trade(way, 'full', '7203', 'buy', 10, 1000) from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.cancel($1, 'full')$$, 'KB133', 'a filled order is not cancelled', '% is filled and cannot become cancelled%'
);
select tests.place(way, 'rejected', '7203', 'buy', 10, 1000) from tests.ways() as way;
select tests.reject(way, 'rejected') from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.cancel($1, 'rejected')$$, 'KB133', 'nor is a rejected one', '% is rejected and cannot become cancelled%'
);
select tests.sign_in('functions');
select is(tests.code('select public.cancel_order(gen_random_uuid())'), 'KB130', 'nor one that is not there');
select is(tests.code('select public.cancel_order(null)'), 'KB130', 'nor none');
select is(
    tests.code($$select public.cancel_order(tests.order_id('tables', 'full'))$$), 'KB130', 'nor another user''s'
);
select is_empty(
    $$update public.trades set status = 'cancelled' where user_id <> tests.user_id('functions') returning id$$,
    'through the table another user''s orders are not there'
);

-- A sale of 50 of the 70 shares, 20 of them filled.
select tests.place(way, 'sale', '7203', 'sell', 50, 1100) from tests.ways() as way;
select tests.fill(way, 'sale', 'e3', 20, 1100) from tests.ways() as way;
select tests.cancel(way, 'sale') from tests.ways() as way;
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (50, 0)', 'a cancelled sale frees the shares of its rest'
);
select tests.each_is_refused($$select tests.fill($1, 'sale', 'e4', 30, 1100)$$, 'KB131', 'and takes no fill either');

-- The broker cancels, too.
select tests.place(way, 'expired', '7203', 'buy', 10, 1000) from tests.ways() as way;
select tests.sign_in_as_service();
select status from public.cancel_order(tests.order_id('functions', 'expired'), 'end of day');
update public.trades set status = 'cancelled', reason = 'end of day' where id = tests.order_id('tables', 'expired');
select tests.each_sees(
    $$select t.status::text, t.reason, t.reserved_amount, p.reserved_balance
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'expired'$$,
    $$values ('cancelled', 'end of day', 0.00, 0.00)$$, 'the broker may cancel an order as well'
);
-- All at once: a purchase that holds 10,010, another that holds 20,020, and a sale of 50.
select tests.place(way, 'b1', '7203', 'buy', 10, 1000), tests.place(way, 'b2', '6758', 'buy', 10, 2000) from tests.ways() as way;
select tests.place(way, 's1', '7203', 'sell', 50, 1000) from tests.ways() as way;
select tests.sign_in_as_service();
update public.trades set status = 'cancelled'
where id in (select tests.order_id(way, name) from tests.ways() as way, unnest(array['b1', 'b2', 's1']) as name);
select tests.each_sees(
    'select p.reserved_balance, h.quantity, h.reserved_quantity
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id',
    'values (0.00, 50, 0)', 'one statement may cancel many orders'
);
select tests.place(way, 'talk', '7203', 'buy', 1, 1) from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.cancel($1, 'talk', repeat('x', 1001))$$, '23514', 'a reason longer than 1,000 characters is refused'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
