begin;
select plan(29);

select tests.open_portfolios(1000000);
select tests.place('first', '7203', 'buy', 100, 1000);
select tests.place('other', '7203', 'buy', 100, 1000);
select tests.fill('first', 'e1', 60, 1000) from generate_series(1, 10);
prepare counted as
select t.filled_quantity, t.commission, p.current_balance, p.reserved_balance, p.last_entry_no, h.quantity,
    (select count(*) from public.trade_executions)
from public.trades as t join public.portfolios as p on p.id = t.portfolio_id
join public.positions as h on h.portfolio_id = p.id where t.client_order_id = 'first';
-- 60,000 + 60 are paid; this order reserves 40,040 and the other one 100,100.
select tests.each_sees(
    'execute counted', 'values (60, 60.00, 939940.00, 140140.00, 3::bigint, 60, 1::bigint)',
    'a fill that is reported ten times counts once'
);
select tests.sign_in_as_service();
select results_eq(
    $$select execution_id::text, quantity::integer, price, commission, tax, entry_no
    from public.record_execution(tests.order_id('functions', 'first'), 'e1', 60, 1000)$$,
    $$values ('e1', 60, 1000.00, 60.00, 0.00, 2::bigint)$$, 'record_execution answers a repeated fill with the first one'
);
select is_empty(
    $$insert into public.trade_executions (trade_id, execution_id, quantity, price)
    values (tests.order_id('tables', 'first'), 'e1', 60, 1000) returning execution_id$$,
    'an INSERT that repeats a fill returns no row'
);
select tests.fill('first', 'e1', 60, 1000, 60, 0);
select tests.each_sees(
    'execute counted', 'values (60, 60.00, 939940.00, 140140.00, 3::bigint, 60, 1::bigint)',
    'a repeated fill may state the costs that the database has computed'
);

-- A known execution_id with other content.
select tests.each_is_refused(
    format('select tests.fill(%s)', content), 'KB122',
    'a known execution_id with ' || what || ' is refused, and the message names both fills',
    '%e1 is 60 @ 1000.00 of order %, not ' || named || ' of order %'
)
from (values
    ('another quantity', $$'first', 'e1', 40, 1000$$, '40 @ 1000%'),
    ('another price', $$'first', 'e1', 60, 1000.01$$, '60 @ 1000.01%'),
    ('a quantity that would be too much', $$'first', 'e1', 400, 1000$$, '400 @ 1000%'),
    ('another order', $$'other', 'e1', 60, 1000$$, '60 @ 1000%'),
    ('another commission', $$'first', 'e1', 60, 1000, 59.99$$, '60 @ 1000%'),
    ('another tax', $$'first', 'e1', 60, 1000, 60, 0.01$$, '60 @ 1000%')) as v (what, content, named);

-- A fill counts once, also when its order is filled or closed, or when the fill is reversed.
select tests.fill('first', 'e2', 40, 1000);
select tests.fill('first', execution, quantity, 1000)
from (values ('e1', 60), ('e2', 40)) as v (execution, quantity);
select tests.each_sees(
    'execute counted', 'values (100, 100.00, 899900.00, 100100.00, 5::bigint, 100, 2::bigint)',
    'a fill of a filled order may be repeated and counts once'
);
select tests.fill('other', 'e3', 10, 1000);
select tests.cancel('other');
select tests.fill('other', 'e3', 10, 1000);
select tests.each_sees(
    'execute counted', 'values (100, 100.00, 889890.00, 0.00, 7::bigint, 110, 3::bigint)',
    'a fill of a cancelled order may be repeated and counts once'
);
select tests.reverse('first', 'e2', 'r1');
select tests.reverse('first', 'e2', 'r1'), tests.fill('first', 'e2', 40, 1000);
select tests.each_sees(
    'execute counted', 'values (60, 60.00, 929930.00, 40040.00, 8::bigint, 70, 4::bigint)',
    'a repeated fill that was reversed stays reversed'
);
select tests.each_is_refused(
    $$select tests.fill('first', 'r1', 40, 1000)$$, 'KB122', 'a fill under the id of a reversal is refused'
);

-- Both users have an execution e1.
select tests.each_sees(
    $$select count(*) from public.trade_executions where execution_id = 'e1'$$, 'values (1::bigint)',
    'an execution_id is unique within a user, not among users'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
