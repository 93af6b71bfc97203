begin;
select plan(5);

-- The broker connector places an order that has an order_id and no client_order_id.
create function pg_temp.place(id text, price numeric) returns text language plpgsql as $$
declare
    placed uuid;
begin
    insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, order_id)
    values (tests.portfolio_id('main'), '7203', 'buy', 10, place.price, 'limit', place.id)
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
select is(
    (select sum(t.reserved_amount) from public.trades as t where t.user_id = tests.user_id('taro')), 20030.01,
    'each order has reserved once: 10,000 and 10,010 yen, with a commission of 0.1 %'
);

select * from finish();
rollback;
