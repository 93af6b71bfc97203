begin;
select plan(23);

select tests.open_portfolios(1000000);
select tests.trade('owned', '7203', 'buy', 100, 1000);
prepare reservations as
select p.current_balance, p.reserved_balance, h.quantity, h.reserved_quantity
from public.portfolios as p join public.positions as h on h.portfolio_id = p.id;

-- A purchase of 100 @ 1,000 reserves 100,000 and 0.1 % of it; a sale reserves its shares.
select tests.place('purchase', '7203', 'buy', 100, 1000);
select tests.place('sale', '7203', 'sell', 40, 1000);
select tests.each_sees('execute reservations', 'values (899900.00, 100100.00, 100, 40)', 'pending orders reserve cash and shares');
select tests.reject(name, 'outside the price limits') from unnest(array['purchase', 'sale']) as name;
select tests.each_sees(
    $$select client_order_id::text, status::text, reason, filled_quantity, reserved_amount from public.trades
    where client_order_id <> 'owned' order by 1$$,
    $$values ('purchase', 'rejected', 'outside the price limits', 0, 0.00),
        ('sale', 'rejected', 'outside the price limits', 0, 0.00)$$,
    'the broker rejects an order and says why'
);
select tests.each_sees('execute reservations', 'values (899900.00, 0.00, 100, 0)', 'rejecting an order frees its cash and its shares');
select tests.each_is_refused(
    $$select tests.fill('purchase', 'e1', 101, 1000)$$, 'KB132', 'a fill of more than a rejected order was for is refused',
    '%fill of 101 exceeds the remaining 100%'
);
select tests.each_is_refused(
    $$select tests.fill('sale', 'e1', 41, 1000)$$, 'KB132', 'a fill of more than a rejected sale was for is refused'
);

select tests.sign_in_as_service();
select results_eq(
    $$select status::text, reason from public.reject_order(tests.order_id('functions', 'purchase'), 'again')$$,
    $$values ('rejected', 'outside the price limits')$$, 'reject_order answers with a rejected order as it is'
);
update public.trades set status = 'rejected' where id = tests.order_id('tables', 'purchase');
select tests.each_sees('execute reservations', 'values (899900.00, 0.00, 100, 0)', 'rejecting an order a second time frees no more');

select tests.each_is_refused(
    $$select tests.reject('owned')$$, 'KB133', 'a filled order is not rejected', '% is filled and cannot become rejected%'
);
select tests.place('half', '7203', 'buy', 100, 1000);
select tests.fill('half', 'e1', 1, 1000);
select tests.each_is_refused(
    $$select tests.reject('half')$$, 'KB133', 'a partly filled order is not rejected', '% is partial and cannot become rejected%'
);
select tests.cancel('half');
select tests.each_is_refused(
    $$select tests.reject('half')$$, 'KB133', 'a cancelled order is not rejected', '% is cancelled and cannot become rejected%'
);
select tests.sign_in_as_service();
select is(tests.code('select public.reject_order(gen_random_uuid())'), 'KB130', 'an order that does not exist is not rejected');

select tests.place('mine', '7203', 'buy', 1, 1000);
select tests.sign_in('functions');
select is(
    tests.code($$select public.reject_order(tests.order_id('functions', 'mine'))$$), '42501',
    'a user does not reject an order by reject_order'
);
select tests.sign_in('tables');
select is(
    tests.code($$update public.trades set status = 'rejected' where client_order_id = 'mine'$$), '42501',
    'a user does not reject an order by an UPDATE'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
