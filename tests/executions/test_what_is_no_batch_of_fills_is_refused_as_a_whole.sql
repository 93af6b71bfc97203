begin;
select plan(10);

select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 1000, 100, client_order_id => 'a');
select tests.sign_in_as_service();
create function pg_temp.fills(first integer, last integer) returns jsonb language sql as $$
    select jsonb_agg(jsonb_build_object('trade_id', t.id, 'execution_id', 'e' || n, 'quantity', 1, 'price', 100) order by n)
    from public.trades as t, generate_series(first, last) as n;
$$;
select is(
    tests.code(format('select public.record_executions(%L)', batch)), 'KB221',
    format('%s is no array of fills', coalesce(batch, 'null'))
)
from (values (null), ('{}'), ('"x"'), ('[1]'), ('[{}, null]'), ('[[]]')) as v (batch);
select is(
    tests.code('select public.record_executions(pg_temp.fills(1, 1001))'), 'KB220', 'a batch of 1,001 fills is refused as a whole'
);
select is_empty($$select * from public.record_executions('[]')$$, 'an empty batch books nothing');
select results_eq(
    $$select e.execution_id, e.outcome, e.code from public.record_executions(
        pg_temp.fills(1, 2) || jsonb_set(pg_temp.fills(3, 3), '{0,comission}', '1') || pg_temp.fills(4, 4)
    ) as e$$,
    $$values ('e1', 'booked', null), ('e2', 'booked', null), ('e3', 'refused', 'KB222'), ('e4', 'booked', null)$$,
    'a fill with a member that is not known is refused, because it might mean something; the others are booked'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
