begin;
select plan(4);

-- 08:30 in Tokyo is 23:30 of the day before in London; 23:30 in Tokyo is 14:30 of the same day.
create function pg_temp.fill(at timestamptz) returns text language sql as $$
    select tests.code(format(
        'select public.record_execution((select t.id from public.trades as t where t.client_order_id = %L), %L, 1, 1000, null, null, %L)',
        'order', 'e1', at
    ));
$$;
select tests.sign_in('taro');
select tests.open_portfolio('main', 100000);
select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 10, 1000, client_order_id => 'order');
select tests.sign_in_as_service();
select is(pg_temp.fill('2026-01-06 08:30+09'), 'done', 'a fill of the early morning is booked');
select is(
    pg_temp.fill('2026-01-06 23:30+09'), 'done', 'a fill that comes again with another time of the same day of Tokyo is the same fill'
);
select is(
    pg_temp.fill('2026-01-05 23:30+09'), 'KB122', 'a fill that comes again with a time of the day before in Tokyo is another fill'
);
select is(
    (select t.filled_quantity from public.trades as t where t.client_order_id = 'order'), 1,
    'a fill that comes again is booked once'
);

select * from finish();
rollback;
