begin;
select plan(4);

-- Each order of one share at one yen reserves 1.00 yen: 0.1 % of it rounds to nothing.
create function pg_temp.place(how_many integer, name text) returns void language sql as $$
    insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, client_order_id)
    select tests.portfolio_id('main'), '7203', 'buy', 1, 1, 'limit', name || n from generate_series(1, how_many) as n;
$$;
select tests.sign_in('taro');
select tests.open_portfolio('main', 100000);
select tests.sign_in_as_service();
select is(tests.code($$select pg_temp.place(1001, 'many ')$$), 'KB220', 'a statement with 1001 orders is refused');
select is(tests.code($$select pg_temp.place(1000, 'some ')$$), 'done', 'a statement with 1000 orders is admitted');
select is(
    tests.code($$select pg_temp.place(1, 'last ')$$), 'done', 'the next statement of a transaction counts its rows from the start'
);
select is(
    (select count(*) from public.trades as t where t.user_id = tests.user_id('taro')), 1001::bigint,
    'the admitted statements have placed all their orders'
);

select * from finish();
rollback;
