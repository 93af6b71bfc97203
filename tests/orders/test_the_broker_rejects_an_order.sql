begin;
select plan(23);

select tests.open_portfolios(1000000);
select tests.trade(way, 'held', '7203', 'buy', 100, 1000) from tests.ways() as way;
prepare held as
select p.current_balance, p.reserved_balance, h.quantity, h.reserved_quantity
from public.portfolios as p join public.positions as h on h.portfolio_id = p.id;

-- A purchase of 100 @ 1,000 holds 100,100, a sale its shares.
select tests.place(way, 'purchase', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.place(way, 'sale', '7203', 'sell', 40, 1000) from tests.ways() as way;
select tests.each_sees('execute held', 'values (899900.00, 100100.00, 100, 40)', 'orders that the broker has not answered wait');
select tests.reject(way, name, 'outside the price limits') from tests.ways() as way, unnest(array['purchase', 'sale']) as name;
select tests.each_sees(
    $$select client_order_id::text, status::text, reason, filled_quantity, reserved_amount from public.trades
    where client_order_id <> 'held' order by 1$$,
    $$values ('purchase', 'rejected', 'outside the price limits', 0, 0.00),
        ('sale', 'rejected', 'outside the price limits', 0, 0.00)$$,
    'the broker rejects an order and says why'
);
select tests.each_sees('execute held', 'values (899900.00, 0.00, 100, 0)', 'which frees the cash and the shares that it held');
select tests.each_is_refused(
    $$select tests.fill($1, 'purchase', 'e1', 100, 1000)$$, 'KB131', 'a rejected order takes no fill', '% is rejected%'
);
select tests.each_is_refused($$select tests.fill($1, 'sale', 'e1', 1, 1000)$$, 'KB131', 'nor does a rejected sale');

select tests.sign_in_as_service();
select results_eq(
    $$select status::text, reason from public.reject_order(tests.order_id('functions', 'purchase'), 'again')$$,
    $$values ('rejected', 'outside the price limits')$$, 'rejecting again answers the order as it is'
);
update public.trades set status = 'rejected' where id = tests.order_id('tables', 'purchase');
select tests.each_sees('execute held', 'values (899900.00, 0.00, 100, 0)', 'and frees nothing more');

select tests.each_is_refused(
    $$select tests.reject($1, 'held')$$, 'KB133', 'a filled order is not rejected', '% is filled and cannot become rejected%'
);
select tests.place(way, 'half', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.fill(way, 'half', 'e1', 1, 1000) from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.reject($1, 'half')$$, 'KB133', 'nor is one that has a fill', '% is partial and cannot become rejected%'
);
select tests.cancel(way, 'half') from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.reject($1, 'half')$$, 'KB133', 'nor a cancelled one', '% is cancelled and cannot become rejected%'
);
select tests.sign_in_as_service();
select is(tests.code('select public.reject_order(gen_random_uuid())'), 'KB130', 'nor one that is not there');

select tests.place(way, 'mine', '7203', 'buy', 1, 1000) from tests.ways() as way;
select tests.sign_in('functions');
select is(
    tests.code($$select public.reject_order(tests.order_id('functions', 'mine'))$$), '42501',
    'a user does not reject his order himself'
);
select tests.sign_in('tables');
select is(
    tests.code($$update public.trades set status = 'rejected' where client_order_id = 'mine'$$), '42501',
    'through the table neither'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
