begin;
select plan(23);

-- A purchase of 100 @ 1,000 at 0.1 %, filled 60 @ 990 and 40 @ 1,000: 59,400 + 59.40 and 40,000 + 40.00.
select tests.open_portfolios(200000);
select tests.place('first', '7203', 'buy', 100, 1000);
select tests.fill('first', 'e1', 60, 990);
select tests.fill('first', 'e2', 40, 1000);
prepare opened as
select t.status::text, t.filled_quantity, t.total_amount, t.commission, t.execution_price, t.reserved_amount,
    p.current_balance, p.reserved_balance
from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'first';
select tests.each_sees(
    'execute opened', $$values ('filled', 100, 99400.00, 99.40, 994.00, 0.00, 100500.60, 0.00)$$,
    'two fills of 60 and 40 fill an order of 100'
);
select tests.reverse('first', 'e2', 'r1');
-- 40 remaining shares reserve 40,000 and 40.
select tests.each_sees(
    'execute opened', $$values ('partial', 60, 59400.00, 59.40, 990.00, 40040.00, 140540.60, 40040.00)$$,
    'reversing one of two fills makes the order partial and reserves for the rest again'
);
select tests.reverse('first', 'e1', 'r2');
select tests.each_sees(
    'execute opened', $$values ('pending', 0, 100000.00, 0.00, null::numeric, 100100.00, 200000.00, 100100.00)$$,
    'reversing all fills makes the order pending, as when it was placed'
);
select tests.each_sees(
    'select quantity, cost_basis, average_price from public.positions', 'values (0, 0.00, null::numeric)',
    'reversing all purchases of a position leaves no shares and no cost'
);
select tests.each_is_refused(
    $$select tests.fill('first', 'e3', 101, 1000)$$, 'KB132',
    'an order that a reversal has opened again takes no fill of more than it was placed for'
);
select tests.fill('first', 'e3', 100, 1000);
select tests.each_sees(
    'execute opened', $$values ('filled', 100, 100000.00, 100.00, 1000.00, 0.00, 99900.00, 0.00)$$,
    'an order that a reversal has opened again may be filled'
);
select tests.reverse('first', 'e3', 'r3');
select tests.cancel('first');
select tests.each_sees(
    'execute opened', $$values ('cancelled', 0, 100000.00, 0.00, null::numeric, 0.00, 200000.00, 0.00)$$,
    'an order that a reversal has opened again may be cancelled, which frees its cash'
);

-- An order that its user has cancelled stays cancelled.
select tests.place('second', '7203', 'buy', 100, 1000);
select tests.fill('second', 'f1', 30, 1000);
select tests.fill('second', 'f2', 30, 1000);
select tests.cancel('second', 'enough');
select tests.reverse('second', 'f1', 'r4');
select tests.each_sees(
    $$select t.status::text, t.filled_quantity, t.reserved_amount, t.reason, p.current_balance, p.reserved_balance, h.quantity
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id
    join public.positions as h on h.portfolio_id = p.id where t.client_order_id = 'second'$$,
    $$values ('cancelled', 30, 0.00, 'enough', 169970.00, 0.00, 30)$$,
    'a cancelled order stays cancelled when one of its fills is reversed, and reserves nothing'
);
-- The broker corrects the fill: 30 @ 990 cost 29,700 + 29.70, and 169,970 - 29,729.70 = 140,240.30.
select tests.fill('second', 'f3', 30, 990);
select tests.each_sees(
    $$select t.status::text, t.filled_quantity, t.reserved_amount, t.reason, p.current_balance, p.reserved_balance, h.quantity
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id
    join public.positions as h on h.portfolio_id = p.id where t.client_order_id = 'second'$$,
    $$values ('cancelled', 60, 0.00, 'enough', 140240.30, 0.00, 60)$$,
    'a corrected fill of a cancelled order is booked under its new id, and the order stays cancelled'
);
select tests.reverse('second', 'f3', 'r5'), tests.reverse('second', 'f2', 'r6');
select tests.each_sees(
    $$select t.status::text, t.filled_quantity, p.current_balance, p.reserved_balance, p.total_invested, p.realized_pnl
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'second'$$,
    $$values ('cancelled', 0, 200000.00, 0.00, 0.00, 0.00)$$, 'a cancelled order stays cancelled when all its fills are reversed'
);

-- An order that was recorded as filled has one fill, whose execution_id is the broker's order_id.
select tests.sign_in_as_service();
insert into public.trades (
    portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id, client_order_id, execution_price
)
select tests.portfolio_id(way), '7203', 'buy', 10, 1000, 'limit', 'filled', 'broker-1', 'recorded', 990
from unnest(tests.ways()) as way;
select tests.reverse('recorded', 'broker-1', 'r7');
select tests.each_sees(
    $$select t.status::text, t.filled_quantity, t.reserved_amount, p.current_balance, p.reserved_balance
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'recorded'$$,
    $$values ('pending', 0, 10010.00, 200000.00, 10010.00)$$, 'reversing the fill of a recorded order makes that order pending'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
