begin;
select plan(11);

-- The broker connector places orders that have an order_id, most of them without a client_order_id.
create function pg_temp.place(id text, price numeric, client_id text default null) returns text language plpgsql as $$
declare
    placed uuid;
begin
    insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, order_id, client_order_id)
    values (tests.portfolio_id('main'), '7203', 'buy', 10, place.price, 'limit', place.id, client_id)
    returning trades.id into placed;
    return case when placed is null then 'repeated' else 'placed' end;
end;
$$;
select tests.sign_in('taro');
select tests.open_portfolio('main', 100000);
select tests.sign_in_as_service();
select is(pg_temp.place('broker-1', 1000), 'placed', 'the broker places an order');
select is(pg_temp.place('broker-1', 1000), 'repeated', 'an order with a known order_id and the same content is not placed again');
select is(
    tests.code($$select pg_temp.place('broker-1', 1001)$$), 'KB121',
    'an order with a known order_id and another price is refused'
);
select is(pg_temp.place('broker-2', 1001), 'placed', 'an order with another order_id is another order');
select is(pg_temp.place('broker-3', 10, 'client-1'), 'placed', 'the broker places an order that has an id of the client, too');
select is(
    pg_temp.place('broker-3', 10, 'client-1'), 'repeated',
    'an order with both ids and the content of an earlier one is not placed again'
);
select is(
    pg_temp.place(null, 10, 'client-1'), 'repeated', 'an order that the broker has may be repeated by the id of the client alone'
);
select is(
    tests.code($$select pg_temp.place('broker-4', 10, 'client-1')$$), 'KB121',
    'an order with a known client_order_id and another order_id is refused'
);
select is(
    tests.code($$update public.trades set order_id = 'broker-2' where order_id = 'broker-1'$$), 'KB121',
    'an order does not take the order_id of another one'
);
select is(
    tests.code($$update public.trades set order_id = 'broker-1' where order_id = 'broker-1'$$), 'done',
    'an order may be given its own order_id again'
);
select is(
    (select sum(t.reserved_amount) from public.trades as t where t.user_id = tests.user_id('taro')), 20130.11,
    'each order has reserved once: 10,000, 10,010 and 100 yen, with a commission of 0.1 %'
);

select * from finish();
rollback;
