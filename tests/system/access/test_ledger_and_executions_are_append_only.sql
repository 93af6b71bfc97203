begin;
select plan(72);

select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 100, 1000, client_order_id => 'first');
select tests.sign_in_as_service();
select public.record_execution(t.id, 'e1', 100, 1000) from public.trades as t where t.client_order_id = 'first';
select tests.sign_out();
create temporary table before as select tests.fingerprint(array[tests.user_id('taro')]) as rows;

select ok(
    not has_table_privilege(role, relation, privilege), format('%s has no privilege %s on %s', role, privilege, relation)
)
from unnest(array['public', 'anon', 'authenticated', 'service_role']) as role,
    unnest(array['public.cash_ledger', 'public.trade_executions']) as relation,
    unnest(array['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) as privilege;
select ok(
    not has_any_column_privilege(role, relation, 'UPDATE'),
    format('%s has no privilege UPDATE on any column of %s', role, relation)
)
from unnest(array['public', 'anon', 'authenticated', 'service_role']) as role,
    unnest(array['public.cash_ledger', 'public.trade_executions']) as relation;

create temporary view attempts as
select what, format(statement, relation) as statement
from (values
    ('change', 'update %s set price = price + 1', 'public.trade_executions'),
    ('backdate', 'update %s set executed_at = executed_at', 'public.trade_executions'),
    ('change', 'update %s set amount = amount + 1', 'public.cash_ledger'),
    ('annotate', 'update %s set note = ''x''', 'public.cash_ledger'),
    ('delete', 'delete from %s', 'public.trade_executions'),
    ('delete', 'delete from %s', 'public.cash_ledger'),
    ('truncate', 'truncate %s cascade', 'public.trade_executions'),
    ('truncate', 'truncate %s', 'public.cash_ledger'),
    ('overwrite', 'insert into %s (execution_id, trade_id, quantity, price)
        values (''e1'', tests.order_id(''taro'', ''first''), 1, 1)
        on conflict (user_id, execution_id) do update set price = excluded.price', 'public.trade_executions'),
    ('overwrite', 'insert into %s (portfolio_id, kind, amount, idempotency_key)
        values (tests.portfolio_id(''main''), ''deposit'', 1, ''k'')
        on conflict (user_id, portfolio_id, entry_no) do update set amount = excluded.amount', 'public.cash_ledger')
) as v (what, statement, relation);
grant select on attempts to public;

select tests.sign_in('taro');
select is(tests.code(statement), '42501', format('a user may not %s own rows: %s', what, left(statement, 40))) from attempts;
select tests.sign_in_as_service();
select is(tests.code(statement), '42501', format('the broker may not %s rows: %s', what, left(statement, 40))) from attempts;
select tests.sign_in_anon();
select is(
    tests.code(statement), '42501', format('a caller who is not signed in may not %s rows: %s', what, left(statement, 40))
) from attempts;

select tests.sign_out();
select is(
    tests.fingerprint(array[tests.user_id('taro')]), (select rows from before),
    'refused changes of the ledger and of executions change no row'
);
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
