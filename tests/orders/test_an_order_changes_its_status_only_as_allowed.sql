begin;
select plan(58);

-- Each attempt has an order of its own. An update to the status that the order already has changes nothing. The broker may send
-- it; a user may send cancelled only.
select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);

create temporary table attempts as
select who, was, wanted, format('%s: %s to %L', who, was, wanted) as name,
    format('%s changes an order from %s to %L: %s', who, was, wanted, code) as sentence, code
from (values
    -- The status of the order, the wanted status, the answer to a user, the answer to the broker.
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
    (select count(*) from attempts), 'each attempt has an order of the status that it starts from'
);

select tests.sign_in('taro');
select is(
    tests.code(format('update public.trades set status = %L where id = %L', wanted, tests.order_id('taro', name))),
    code, sentence
)
from attempts where who = 'a user';
select tests.sign_in_as_service();
select is(
    tests.code(format('update public.trades set status = %L where id = %L', wanted, tests.order_id('taro', name))),
    code, sentence
)
from attempts where who = 'the broker';
select results_eq(
    $$select a.name, t.status::text
    from attempts as a join public.trades as t on t.id = tests.order_id('taro', a.name) order by 1$$,
    $$select name, case code when 'done' then wanted else was end from attempts order by 1$$,
    'after the attempts an order has the wanted status where it was allowed, and its old one elsewhere'
);

-- Each order is for 2 shares at 1,001 yen per share with commission. Of 12 pending orders 3 were cancelled or rejected, so 9
-- reserve 2 shares; of 12 partly filled ones 2 were cancelled, so 10 reserve 1 share.
select results_eq(
    $$select p.reserved_balance from public.portfolios as p where p.id = tests.portfolio_id('main')$$,
    'values (9 * 2 * 1001.00 + 10 * 1 * 1001.00)', 'exactly the orders that are still open reserve cash'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
