begin;
select plan(9);

select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
create function pg_temp.basket(size integer) returns jsonb language sql as $$
    select jsonb_agg(jsonb_build_object(
        'portfolio_id', tests.portfolio_id('main'), 'symbol', '7203', 'trade_type', 'buy', 'quantity', 100, 'price', 1
    ))
    from generate_series(1, size);
$$;
select is(
    tests.code(format('select public.place_orders(%L)', batch)), 'KB221', format('%s is no array of orders', coalesce(batch, 'null'))
)
from (values (null), ('{}'), ('"x"'), ('[1]'), ('[{}, null]'), ('[[]]')) as v (batch);
select is(
    tests.code('select public.place_orders(pg_temp.basket(1001))'), 'KB220', 'a basket of 1,001 orders is refused as a whole'
);
select is_empty($$select * from public.place_orders('[]')$$, 'an empty basket places nothing');
select results_eq(
    $$select o.outcome, o.code, o.message from public.place_orders(
        pg_temp.basket(1) || jsonb_set(pg_temp.basket(1), '{0,stopprice}', '1') || pg_temp.basket(1)
    ) as o$$,
    $$values ('placed', null, null), ('refused', 'KB222', 'an order has no member stopprice'), ('placed', null, null)$$,
    'an order with a member that is not known is refused, because it might mean something; the others are placed'
);

select * from finish();
rollback;
