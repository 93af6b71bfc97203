begin;
select plan(25);

-- Commission is 0.1 %. Each order is for 100 shares. The broker fills it after it was closed, and then takes a fill back.
select tests.open_portfolios(1000000);
prepare reopening as
select t.status::text, t.closed_as::text, t.closed_at is not null as is_closed, t.filled_quantity, t.reserved_amount,
    p.current_balance, p.reserved_balance
from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = $1;

-- A cancelled purchase without fills is filled late: 100 @ 1,000 cost 100,100.
select tests.place('cancelled', '7203', 'buy', 100, 1000);
select tests.cancel('cancelled');
select tests.fill('cancelled', 'e1', 100, 1000);
select tests.each_sees(
    $$execute reopening('cancelled')$$, $$values ('filled', 'cancelled', true, 100, 0.00, 899900.00, 0.00)$$,
    'a late fill completes a cancelled order'
);
select tests.reverse('cancelled', 'e1', 'r1');
select tests.each_sees(
    $$execute reopening('cancelled')$$, $$values ('cancelled', 'cancelled', true, 0, 0.00, 1000000.00, 0.00)$$,
    'a bust of the late fill of a cancelled order makes it cancelled again, and it reserves nothing'
);
-- The broker corrects the fill: 100 @ 990 under a new id, 99,000 + 99.
select tests.fill('cancelled', 'e2', 100, 990);
select tests.each_sees(
    $$execute reopening('cancelled')$$, $$values ('filled', 'cancelled', true, 100, 0.00, 900901.00, 0.00)$$,
    'the corrected fill of a cancelled order is booked under its new id'
);
select tests.reverse('cancelled', 'e2', 'r2');

-- A purchase with a fill of 40 is cancelled and then completed: 40,040 and 60,060.
select tests.place('partial', '7203', 'buy', 100, 1000);
select tests.fill('partial', 'f1', 40, 1000);
select tests.cancel('partial');
select tests.fill('partial', 'f2', 60, 1000);
select tests.reverse('partial', 'f1', 'r3');
select tests.each_sees(
    $$execute reopening('partial')$$, $$values ('cancelled', 'cancelled', true, 60, 0.00, 939940.00, 0.00)$$,
    'a bust of an early fill makes a cancelled order cancelled again, not partial'
);
select tests.reverse('partial', 'f2', 'r4');
select tests.each_sees(
    $$execute reopening('partial')$$, $$values ('cancelled', 'cancelled', true, 0, 0.00, 1000000.00, 0.00)$$,
    'a cancelled order whose fills were all taken back is cancelled, not pending'
);

-- A rejected purchase.
select tests.place('rejected', '7203', 'buy', 100, 1000);
select tests.reject('rejected');
select tests.fill('rejected', 'g1', 100, 1000);
select tests.each_sees(
    $$execute reopening('rejected')$$, $$values ('filled', 'rejected', true, 100, 0.00, 899900.00, 0.00)$$,
    'a fill completes a rejected order'
);
select tests.reverse('rejected', 'g1', 'r5');
select tests.each_sees(
    $$execute reopening('rejected')$$, $$values ('rejected', 'rejected', true, 0, 0.00, 1000000.00, 0.00)$$,
    'a bust makes a rejected order rejected again, and it reserves nothing'
);

-- A sale of 100 of 200 shares that cost 200,200: 300,000 - 300 - 100,100 = 199,600 of profit, which the bust takes back.
select tests.trade('owned', '7203', 'buy', 200, 1000);
select tests.place('sale', '7203', 'sell', 100, 3000);
select tests.cancel('sale');
select tests.fill('sale', 'h1', 100, 3000);
prepare reopening_shares as
select h.quantity, h.reserved_quantity, h.cost_basis, p.realized_pnl, p.current_balance
from public.positions as h join public.portfolios as p on p.id = h.portfolio_id;
select tests.each_sees(
    'execute reopening_shares', 'values (100, 0, 100100.00, 199600.00, 1099500.00)', 'a late fill completes a cancelled sale'
);
select tests.reverse('sale', 'h1', 'r6');
select tests.each_sees(
    'execute reopening_shares', 'values (200, 0, 200200.00, 0.00, 799800.00)',
    'a bust of a cancelled sale gives its shares back and reserves none'
);
select tests.each_sees(
    $$select status::text, cost_basis, realized_pnl from public.trades where client_order_id = 'sale'$$,
    $$values ('cancelled', 0.00, 0.00)$$, 'a cancelled sale whose fill was taken back is cancelled again'
);

-- An order that was never closed opens again, and reserves again.
select tests.reverse('owned', 'owned', 'r7');
select tests.each_sees(
    $$execute reopening('owned')$$, $$values ('pending', null, false, 0, 200200.00, 1000000.00, 200200.00)$$,
    'a bust opens an order again that was never closed'
);
-- An order with an open request to cancel it, which the broker has filled: the bust leaves it open with its request.
select tests.place('requested', '6758', 'buy', 100, 1000);
select tests.sign_in_as_service();
update public.trades set order_id = 'broker 1' where client_order_id = 'requested' and user_id = any (tests.users());
select tests.cancel('requested');
select tests.fill('requested', 'i1', 100, 1000);
select tests.reverse('requested', 'i1', 'r8');
select tests.each_sees(
    $$select t.status::text, t.cancel_requested_at is not null, t.closed_at, t.reserved_amount
    from public.trades as t where t.client_order_id = 'requested'$$,
    $$values ('pending', true, null::timestamptz, 100100.00)$$,
    'a bust opens an order again whose cancellation was requested but not confirmed, and its request stays'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
