begin;
select plan(29);

select tests.open_portfolios(1000000);
select tests.place(way, 'first', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.place(way, 'other', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.fill(way, 'first', 'e1', 60, 1000) from tests.ways() as way, generate_series(1, 10);
prepare counted as
select t.filled_quantity, t.commission, p.current_balance, p.reserved_balance, p.last_entry_no, h.quantity,
    (select count(*) from public.trade_executions)
from public.trades as t join public.portfolios as p on p.id = t.portfolio_id
join public.positions as h on h.portfolio_id = p.id where t.client_order_id = 'first';
-- 60,000 + 60 are paid; 40,040 of this order and 100,100 of the other are held.
select tests.each_sees(
    'execute counted', 'values (60, 60.00, 939940.00, 140140.00, 3::bigint, 60, 1::bigint)',
    'a fill that is reported ten times counts once'
);
select tests.sign_in_as_service();
select results_eq(
    $$select execution_id::text, quantity, price, commission, tax, entry_no
    from public.record_execution(tests.order_id('functions', 'first'), 'e1', 60, 1000)$$,
    $$values ('e1', 60, 1000.00, 60.00, 0.00, 2::bigint)$$, 'the function answers with the first report'
);
select is_empty(
    $$insert into public.trade_executions (trade_id, execution_id, quantity, price)
    values (tests.order_id('tables', 'first'), 'e1', 60, 1000) returning execution_id$$,
    'an insert answers with no row'
);
select tests.fill(way, 'first', 'e1', 60, 1000, 60, 0) from tests.ways() as way;
select tests.each_sees(
    'execute counted', 'values (60, 60.00, 939940.00, 140140.00, 3::bigint, 60, 1::bigint)',
    'one that now states the costs which were worked out is the same'
);

-- The same id with other content.
select tests.each_is_refused(
    format('select tests.fill($1, %s)', content), 'KB122', 'the same id with ' || what || ' is refused, and both are named',
    '%e1 is 60 @ 1000.00 of order %, not ' || named || ' of order %'
)
from (values
    ('another quantity', $$'first', 'e1', 40, 1000$$, '40 @ 1000%'),
    ('another price', $$'first', 'e1', 60, 1000.01$$, '60 @ 1000.01%'),
    ('a quantity that would be too much', $$'first', 'e1', 400, 1000$$, '400 @ 1000%'),
    ('another order', $$'other', 'e1', 60, 1000$$, '60 @ 1000%'),
    ('another commission', $$'first', 'e1', 60, 1000, 59.99$$, '60 @ 1000%'),
    ('another tax', $$'first', 'e1', 60, 1000, 60, 0.01$$, '60 @ 1000%')) as v (what, content, named);

-- Once an order is closed, or the fill taken back, it still counts once.
select tests.fill(way, 'first', 'e2', 40, 1000) from tests.ways() as way;
select tests.fill(way, 'first', execution, quantity, 1000)
from tests.ways() as way, (values ('e1', 60), ('e2', 40)) as v (execution, quantity);
select tests.each_sees(
    'execute counted', 'values (100, 100.00, 899900.00, 100100.00, 5::bigint, 100, 2::bigint)',
    'a filled order absorbs what it knows'
);
select tests.fill(way, 'other', 'e3', 10, 1000) from tests.ways() as way;
select tests.cancel(way, 'other') from tests.ways() as way;
select tests.fill(way, 'other', 'e3', 10, 1000) from tests.ways() as way;
select tests.each_sees(
    'execute counted', 'values (100, 100.00, 889890.00, 0.00, 7::bigint, 110, 3::bigint)', 'so does a cancelled one'
);
select tests.bust(way, 'first', 'e2', 'r1') from tests.ways() as way;
select tests.bust(way, 'first', 'e2', 'r1'), tests.fill(way, 'first', 'e2', 40, 1000) from tests.ways() as way;
select tests.each_sees(
    'execute counted', 'values (60, 60.00, 929930.00, 40040.00, 8::bigint, 70, 4::bigint)', 'a fill that was taken back stays so'
);
select tests.each_is_refused(
    $$select tests.fill($1, 'first', 'r1', 40, 1000)$$, 'KB122', 'the id of a reversal is not that of a fill'
);

-- Ids are unique within a user: the broker's e1 was taken for both.
select tests.each_sees($$select count(*) from public.trade_executions where execution_id = 'e1'$$, 'values (1::bigint)',
    'an id of one user is none of another');
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
