begin;
select plan(58);

-- Each attempt has an order of its own. An update to the status that the order has already changes nothing: the broker may send
-- it, a user may send nothing but cancelled.
select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);

create temporary table attempts as
select who, was, wanted, format('%s: %s to %s', who, was, wanted) as name, code
from (values
    -- What it is, what it is to become, what a user is answered, what the broker is answered.
    ('pending', 'pending', '42501', 'done'),
    ('pending', 'partial', 'KB133', 'KB133'),
    ('pending', 'filled', 'KB133', 'KB133'),
    ('pending', 'cancelled', 'done', 'done'),
    ('pending', 'rejected', '42501', 'done'),
    ('partial', 'pending', 'KB133', 'KB133'),
    ('partial', 'partial', '42501', 'done'),
    ('partial', 'filled', 'KB133', 'KB133'),
    ('partial', 'cancelled', 'done', 'done'),
    ('partial', 'rejected', 'KB133', 'KB133'),
    ('filled', 'pending', 'KB133', 'KB133'),
    ('filled', 'partial', 'KB133', 'KB133'),
    ('filled', 'filled', '42501', 'done'),
    ('filled', 'cancelled', 'KB133', 'KB133'),
    ('filled', 'rejected', 'KB133', 'KB133'),
    ('cancelled', 'pending', 'KB133', 'KB133'),
    ('cancelled', 'partial', 'KB133', 'KB133'),
    ('cancelled', 'filled', 'KB133', 'KB133'),
    ('cancelled', 'cancelled', 'done', 'done'),
    ('cancelled', 'rejected', 'KB133', 'KB133'),
    ('rejected', 'pending', 'KB133', 'KB133'),
    ('rejected', 'partial', 'KB133', 'KB133'),
    ('rejected', 'filled', 'KB133', 'KB133'),
    ('rejected', 'cancelled', 'KB133', 'KB133'),
    ('rejected', 'rejected', '42501', 'done'),
    ('pending', 'open', 'KB133', 'KB133'),
    ('partial', '', 'KB133', 'KB133')) as v (was, wanted, for_user, for_broker)
cross join lateral (values ('a user', for_user), ('the broker', for_broker)) as w (who, code);
grant select on attempts to public;

select tests.sign_in('taro');
select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 2, 1000, client_order_id => name) from attempts;
select tests.sign_in_as_service();
select public.record_execution(tests.order_id('taro', name), name, case was when 'filled' then 2 else 1 end, 1000)
from attempts where was in ('partial', 'filled');
select public.reject_order(tests.order_id('taro', name)) from attempts where was = 'rejected';
select public.cancel_order(tests.order_id('taro', name)) from attempts where was = 'cancelled';
select is(
    (select count(*) from attempts as a join public.trades as t on t.id = tests.order_id('taro', a.name) and t.status = a.was),
    (select count(*) from attempts), 'there is an order of each status for each attempt'
);

select tests.sign_in('taro');
select is(
    tests.code(format('update public.trades set status = %L where id = %L', wanted, tests.order_id('taro', name))),
    code, name
)
from attempts where who = 'a user';
select tests.sign_in_as_service();
select is(
    tests.code(format('update public.trades set status = %L where id = %L', wanted, tests.order_id('taro', name))),
    code, name
)
from attempts where who = 'the broker';
select results_eq(
    $$select a.name, t.status::text
    from attempts as a join public.trades as t on t.id = tests.order_id('taro', a.name) order by 1$$,
    $$select name, case code when 'done' then wanted else was end from attempts order by 1$$,
    'an order has the status that was allowed, or the one that it had'
);

-- Each waiting order has 2 or 1 of 2 shares to go; 1,001 yen a share. Of the 54 attempts 12 were on pending orders of which 3
-- were cancelled or rejected, and 12 on partly filled ones of which 2 were.
select results_eq(
    $$select p.reserved_balance from public.portfolios as p where p.id = tests.portfolio_id('main')$$,
    'values (9 * 2 * 1001.00 + 10 * 1 * 1001.00)', 'and exactly those that still wait hold cash'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
