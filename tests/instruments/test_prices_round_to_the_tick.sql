begin;
select plan(15);

select tests.sign_in_as_service();
insert into public.instruments (symbol, name, tick_group)
values ('1001', 'Other', 'other'), ('1002', 'Member of TOPIX 500', 'topix500'), ('1003', 'Fund', 'etf'), ('1004', 'None', null);

-- The exchange's table: prices up to an edge have the tick before it, prices above it the tick after it.
create temporary table published (symbol text, edges numeric[], ticks numeric[]);
insert into pg_temp.published
values
    ('1001', '{3000,5000,30000,50000,300000,500000,3000000,5000000,30000000,50000000}',
        '{1,5,10,50,100,500,1000,5000,10000,50000,100000}'),
    ('1002', '{1000,3000,10000,30000,100000,300000,1000000,3000000,10000000,30000000}',
        '{0.1,0.5,1,5,10,50,100,500,1000,5000,10000}'),
    ('1003', '{10000,30000,100000,300000,1000000,3000000,10000000,30000000}', '{1,5,10,50,100,500,1000,5000,10000}');
create temporary view edges as
select p.symbol, p.edges[n] as edge, p.ticks[n] as below, p.ticks[n + 1] as above
from pg_temp.published as p
cross join lateral generate_subscripts(p.edges, 1) as n;
grant select on all tables in schema pg_temp to authenticated;

select tests.sign_in('taro');
select is_empty(
    $$select * from pg_temp.edges as e
    where public.round_to_tick(e.symbol, e.edge, 'up') <> e.edge or public.round_to_tick(e.symbol, e.edge, 'down') <> e.edge$$,
    'every edge of the table is a valid price'
);
select is_empty(
    $$select * from pg_temp.edges as e
    where public.round_to_tick(e.symbol, e.edge - 0.01, 'down') <> e.edge - e.below
        or public.round_to_tick(e.symbol, e.edge - 0.01, 'up') <> e.edge$$,
    'one hundredth of a yen below an edge the tick is the one below'
);
select is_empty(
    $$select * from pg_temp.edges as e
    where public.round_to_tick(e.symbol, e.edge + 0.01, 'up') <> e.edge + e.above
        or public.round_to_tick(e.symbol, e.edge + 0.01, 'down') <> e.edge$$,
    'one hundredth of a yen above an edge the tick is the one above'
);
select is(public.round_to_tick(r.symbol, r.price, r.direction), r.expected, format('%s of %s rounds %s to %s', r.price, r.symbol, r.direction, r.expected))
from (
    values
        ('1001', 2999.5, 'nearest', 3000.0), ('1001', 2999.49, 'nearest', 2999), ('1001', 3002.5, 'nearest', 3005),
        ('1001', 0.3, 'down', 1), ('1002', 999.95, 'nearest', 1000), ('1002', 0.04, 'nearest', 0.1),
        ('1002.T', 2000.3, 'down', 2000), ('1004', 123.45, 'up', 123.45), ('9999', 123.45, 'up', 123.45)
) as r (symbol, price, direction, expected);
select is(
    public.round_to_tick('1001', 2999.5, 'up', '2023-06-04'), 2999.5, 'before the first row of tick_sizes nothing is rounded'
);
select throws_ok($$select public.round_to_tick('1001', 0, 'up')$$, 'KB203', null, 'a price of zero is refused');
select throws_ok(
    $$select public.round_to_tick('1001', 1, 'sideways')$$, 'KB235', 'direction sideways is neither down, up nor nearest',
    'an unknown direction is refused'
);

select * from finish();
rollback;
