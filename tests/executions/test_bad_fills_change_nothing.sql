begin;
select plan(98);

select tests.open_portfolios(1000000);
select tests.place(way, 'open', '7203', 'buy', 200, 1000) from tests.ways() as way;
create function pg_temp.function_call(figures jsonb) returns text language sql as $$
    select format('select public.record_execution(%L, %L, %L, %L, %L, %L)',
        tests.order_id('functions', 'open'), v ->> 'id', v ->> 'quantity', v ->> 'price', v ->> 'commission', v ->> 'tax')
    from (values ('{"id": "e1", "quantity": 1, "price": 1}' || figures)) as w (v);
$$;
create function pg_temp.table_insert(figures jsonb) returns text language sql as $$
    select format('insert into public.trade_executions (trade_id, execution_id, quantity, price, commission, tax)
        values (%L, %L, %L, %L, %L, %L)',
        tests.order_id('tables', 'open'), v ->> 'id', v ->> 'quantity', v ->> 'price', v ->> 'commission', v ->> 'tax')
    from (values ('{"id": "e1", "quantity": 1, "price": 1}' || figures)) as w (v);
$$;
-- What is sent, what the function answers, and the table. The type of a column answers first where a value does not fit into it.
create temporary table bad (figures jsonb, from_function text, from_table text);
insert into bad values
    ('{"quantity": 0}', 'KB202', 'KB202'), ('{"quantity": -1}', 'KB202', 'KB202'), ('{"quantity": null}', 'KB202', 'KB202'),
    ('{"quantity": 1.5}', 'KB202', '22P02'), ('{"quantity": "NaN"}', 'KB202', '22P02'),
    ('{"quantity": "Infinity"}', 'KB202', '22P02'), ('{"quantity": "-Infinity"}', 'KB202', '22P02'),
    ('{"quantity": 2147483648}', 'KB202', '22003'), ('{"quantity": 1e30}', 'KB202', '22003'),
    ('{"quantity": "all"}', '22P02', '22P02'),
    ('{"quantity": 201}', 'KB132', 'KB132'), ('{"quantity": 2147483647}', 'KB132', 'KB132'),
    ('{"price": 0}', 'KB203', 'KB203'), ('{"price": -0.01}', 'KB203', 'KB203'), ('{"price": null}', 'KB203', 'KB203'),
    ('{"price": 0.004}', 'KB203', 'KB203'), ('{"price": "NaN"}', 'KB203', 'KB203'), ('{"price": "Infinity"}', 'KB203', '22003'),
    ('{"price": "-Infinity"}', 'KB203', '22003'), ('{"price": 100000000}', 'KB203', '22003'),
    ('{"price": 1e30}', 'KB203', '22003'),
    ('{"price": "dear"}', '22P02', '22P02'),
    ('{"commission": -0.01}', 'KB206', 'KB206'), ('{"commission": "NaN"}', 'KB206', 'KB206'),
    ('{"commission": "Infinity"}', 'KB206', '22003'), ('{"commission": "-Infinity"}', 'KB206', '22003'),
    ('{"commission": 10000000000000}', 'KB206', '22003'), ('{"commission": 1e30}', 'KB206', '22003'),
    ('{"commission": 9000000000000}', 'KB110', 'KB110'),
    ('{"tax": -0.01}', 'KB206', 'KB206'), ('{"tax": "NaN"}', 'KB206', 'KB206'), ('{"tax": "Infinity"}', 'KB206', '22003'),
    ('{"tax": "-Infinity"}', 'KB206', '22003'), ('{"tax": 10000000000000}', 'KB206', '22003'),
    ('{"tax": 1e30}', 'KB206', '22003'),
    ('{"tax": 9000000000000}', 'KB110', 'KB110'),
    ('{"quantity": 200, "price": 99999999.99}', 'KB110', 'KB110'),
    ('{"id": null}', 'KB209', 'KB209'), ('{"id": ""}', 'KB209', 'KB209'), ('{"id": " \t"}', 'KB209', 'KB209');
grant select on bad to public;

select tests.sign_in_as_service();
select is(tests.code(pg_temp.function_call(figures)), from_function, format('record_execution with %s', figures)) from bad;
select is(tests.code(pg_temp.table_insert(figures)), from_table, format('an insert with %s', figures)) from bad;
select is(
    tests.code(pg_temp.function_call(figures::jsonb)), code, format('a hundredth of a yen is the least, so not %s', figures)
)
from (values ('{"price": 1.001}', 'KB203'), ('{"commission": 0.001}', 'KB206'), ('{"tax": 0.001}', 'KB206')) as v (figures, code);
select is(
    tests.code(format('select public.record_execution(%L, ''e1'', 1, 1)', id)), 'KB130', format('a fill of an order %s', what)
)
from (values ('nowhere', gen_random_uuid()), ('null', null)) as v (what, id);

-- What the broker may not bring along.
select is(tests.code(format(
    'insert into public.trade_executions (trade_id, execution_id, quantity, price, %s) values (%L, ''e1'', 1, 1, %L)',
    figure, tests.order_id('tables', 'open'), value
)), '42501', format('the broker does not set %s', figure))
from (values
    ('amount', '1'), ('cost_change', '1'), ('realized_pnl', '1'), ('entry_no', '2'), ('created_at', 'now')) as v (figure, value);
select is(tests.code(format(
    'insert into public.trade_executions (trade_id, execution_id, quantity, price, user_id) values (%L, ''e1'', 1, 1, %L)',
    tests.order_id('tables', 'open'), tests.user_id('functions')
)), 'KB130', 'an order is not that of another user');

-- A user fills nothing himself.
select tests.sign_in('functions');
select is(tests.code(pg_temp.function_call('{}')), '42501', 'a user does not record a fill');
select tests.sign_in('tables');
select is(tests.code(pg_temp.table_insert('{}')), '42501', 'through the table neither');
select tests.sign_in_as_service();
select is(tests.code(pg_temp.function_call('{"commission": 0, "tax": 0}')), 'done', 'a fill without costs is good');
select is(tests.code(pg_temp.table_insert('{"commission": 0, "tax": 0}')), 'done', 'through the table as well');
select tests.each_sees(
    'select filled_quantity, commission, tax from public.trades', 'values (1, 0.00, 0.00)', 'and nothing but that has been filled'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
