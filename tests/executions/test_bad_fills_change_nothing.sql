begin;
select plan(103);

select tests.open_portfolios(1000000);
select tests.place('open', '7203', 'buy', 200, 1000);
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
-- What is sent, and the answer of function and table: the same, because the table checks what was sent.
create temporary table bad (figures jsonb, code text);
insert into bad values
    ('{"quantity": 0}', 'KB202'), ('{"quantity": -1}', 'KB202'), ('{"quantity": null}', 'KB202'),
    ('{"quantity": 1.5}', 'KB202'), ('{"quantity": "NaN"}', 'KB202'),
    ('{"quantity": "Infinity"}', 'KB202'), ('{"quantity": "-Infinity"}', 'KB202'),
    ('{"quantity": 2147483648}', 'KB202'), ('{"quantity": 1e30}', 'KB202'),
    ('{"quantity": "all"}', '22P02'),
    ('{"quantity": 201}', 'KB132'), ('{"quantity": 2147483647}', 'KB132'),
    ('{"price": 0}', 'KB203'), ('{"price": -0.01}', 'KB203'), ('{"price": null}', 'KB203'),
    ('{"price": 0.004}', 'KB203'), ('{"price": "NaN"}', 'KB203'), ('{"price": "Infinity"}', 'KB203'),
    ('{"price": "-Infinity"}', 'KB203'), ('{"price": 100000000}', 'KB203'),
    ('{"price": 1e30}', 'KB203'),
    ('{"price": 1.001}', 'KB203'), ('{"commission": 0.001}', 'KB206'), ('{"tax": 0.001}', 'KB206'),
    ('{"price": "dear"}', '22P02'),
    ('{"commission": -0.01}', 'KB206'), ('{"commission": "NaN"}', 'KB206'),
    ('{"commission": "Infinity"}', 'KB206'), ('{"commission": "-Infinity"}', 'KB206'),
    ('{"commission": 10000000000000}', 'KB206'), ('{"commission": 1e30}', 'KB206'),
    ('{"commission": 9000000000000}', 'KB110'),
    ('{"tax": -0.01}', 'KB206'), ('{"tax": "NaN"}', 'KB206'), ('{"tax": "Infinity"}', 'KB206'),
    ('{"tax": "-Infinity"}', 'KB206'), ('{"tax": 10000000000000}', 'KB206'),
    ('{"tax": 1e30}', 'KB206'),
    ('{"tax": 9000000000000}', 'KB110'),
    ('{"quantity": 200, "price": 99999999.99}', 'KB110'),
    ('{"id": null}', 'KB209'), ('{"id": ""}', 'KB209'), ('{"id": " \t"}', 'KB209');
grant select on bad to public;

select tests.sign_in_as_service();
select is(
    tests.code(pg_temp.function_call(figures)), code,
    format('record_execution with %s is refused with %s', figures, code)
) from bad;
select is(
    tests.code(pg_temp.table_insert(figures)), code,
    format('an INSERT of a fill with %s is refused with %s', figures, code)
) from bad;
select is(
    tests.code(format('select public.record_execution(%L, ''e1'', 1, 1)', id)), 'KB130',
    format('record_execution for an order %s is refused', what)
)
from (values ('that does not exist', gen_random_uuid()), ('null', null)) as v (what, id);

-- Columns that the broker may not set.
select is(tests.code(format(
    'insert into public.trade_executions (trade_id, execution_id, quantity, price, %s) values (%L, ''e1'', 1, 1, %L)',
    figure, tests.order_id('tables', 'open'), value
)), '42501', format('the broker does not set %s of a fill', figure))
from (values
    ('amount', '1'), ('cost_change', '1'), ('realized_pnl', '1'), ('entry_no', '2'),
    ('executed_at_is_stated', 'true'), ('updated_at', 'now'), ('created_at', 'now')) as v (figure, value);
select is(tests.code(format(
    'insert into public.trade_executions (trade_id, execution_id, quantity, price, user_id) values (%L, ''e1'', 1, 1, %L)',
    tests.order_id('tables', 'open'), tests.user_id('functions')
)), 'KB130', 'a fill that names another user than that of its order is refused');

-- Only the broker records fills.
select tests.sign_in('functions');
select is(tests.code(pg_temp.function_call('{}')), '42501', 'a user does not record a fill by record_execution');
select tests.sign_in('tables');
select is(tests.code(pg_temp.table_insert('{}')), '42501', 'a user does not record a fill by an INSERT');
select tests.sign_in_as_service();
select is(
    tests.code(pg_temp.function_call('{"commission": 0, "tax": 0}')), 'done',
    'record_execution accepts a fill with commission 0 and tax 0'
);
select is(
    tests.code(pg_temp.table_insert('{"commission": 0, "tax": 0}')), 'done',
    'an INSERT of a fill with commission 0 and tax 0 is accepted'
);
select tests.each_sees(
    'select filled_quantity, commission, tax from public.trades', 'values (1, 0.00, 0.00)',
    'after refused fills an order has the shares of the accepted one'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
