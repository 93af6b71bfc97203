begin;
select plan(23);

-- A purchase of 100 @ 1,000 at 0.1 %, filled 60 @ 990 and 40 @ 1,000: 59,400 + 59.40 and 40,000 + 40.00.
select tests.open_portfolios(200000);
select tests.place(way, 'first', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.fill(way, 'first', 'e1', 60, 990) from tests.ways() as way;
select tests.fill(way, 'first', 'e2', 40, 1000) from tests.ways() as way;
prepare opened as
select t.status::text, t.filled_quantity, t.total_amount, t.commission, t.execution_price, t.reserved_amount,
    p.current_balance, p.reserved_balance
from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'first';
select tests.each_sees(
    'execute opened', $$values ('filled', 100, 99400.00, 99.40, 994.00, 0.00, 100500.60, 0.00)$$,
    'an order is filled by two fills'
);
select tests.bust(way, 'first', 'e2', 'r1') from tests.ways() as way;
-- 40 to go reserve 40,000 and 40.
select tests.each_sees(
    'execute opened', $$values ('partial', 60, 59400.00, 59.40, 990.00, 40040.00, 140540.60, 40040.00)$$,
    'without the second it is partly filled and reserves the rest again'
);
select tests.bust(way, 'first', 'e1', 'r2') from tests.ways() as way;
select tests.each_sees(
    'execute opened', $$values ('pending', 0, 100000.00, 0.00, null::numeric, 100100.00, 200000.00, 100100.00)$$,
    'without both it is pending, as when it was placed'
);
select tests.each_sees(
    'select quantity, cost_basis, average_price from public.positions', 'values (0, 0.00, null::numeric)', 'and nothing is held'
);
select tests.each_is_refused(
    $$select tests.fill($1, 'first', 'e3', 101, 1000)$$, 'KB132', 'it takes what it was placed for, no more'
);
select tests.fill(way, 'first', 'e3', 100, 1000) from tests.ways() as way;
select tests.each_sees(
    'execute opened', $$values ('filled', 100, 100000.00, 100.00, 1000.00, 0.00, 99900.00, 0.00)$$, 'and may be filled again'
);
select tests.bust(way, 'first', 'e3', 'r3') from tests.ways() as way;
select tests.cancel(way, 'first') from tests.ways() as way;
select tests.each_sees(
    'execute opened', $$values ('cancelled', 0, 100000.00, 0.00, null::numeric, 0.00, 200000.00, 0.00)$$,
    'or cancelled, which frees what it holds again'
);

-- What the owner has cancelled stays cancelled.
select tests.place(way, 'second', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.fill(way, 'second', 'f1', 30, 1000) from tests.ways() as way;
select tests.fill(way, 'second', 'f2', 30, 1000) from tests.ways() as way;
select tests.cancel(way, 'second', 'enough') from tests.ways() as way;
select tests.bust(way, 'second', 'f1', 'r4') from tests.ways() as way;
select tests.each_sees(
    $$select t.status::text, t.filled_quantity, t.reserved_amount, t.reason, p.current_balance, p.reserved_balance, h.quantity
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id
    join public.positions as h on h.portfolio_id = p.id where t.client_order_id = 'second'$$,
    $$values ('cancelled', 30, 0.00, 'enough', 169970.00, 0.00, 30)$$,
    'a cancelled order stays cancelled when a fill of it is busted, and reserves nothing'
);
select tests.each_is_refused($$select tests.fill($1, 'second', 'f3', 1, 1000)$$, 'KB131', 'and takes no fill');
select tests.bust(way, 'second', 'f2', 'r5') from tests.ways() as way;
select tests.each_sees(
    $$select t.status::text, t.filled_quantity, p.current_balance, p.reserved_balance, p.total_invested, p.realized_pnl
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'second'$$,
    $$values ('cancelled', 0, 200000.00, 0.00, 0.00, 0.00)$$, 'not even when all of them are'
);

-- An order that was recorded as filled has one fill, under the broker's id of the order.
select tests.sign_in_as_service();
insert into public.trades (
    portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id, client_order_id, execution_price
)
select tests.portfolio_id(way), '7203', 'buy', 10, 1000, 'limit', 'filled', 'broker-1', 'recorded', 990 from tests.ways() as way;
select tests.bust(way, 'recorded', 'broker-1', 'r6') from tests.ways() as way;
select tests.each_sees(
    $$select t.status::text, t.filled_quantity, t.reserved_amount, p.current_balance, p.reserved_balance
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'recorded'$$,
    $$values ('pending', 0, 10010.00, 200000.00, 10010.00)$$, 'the bust of an order that was recorded as filled opens it, too'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
