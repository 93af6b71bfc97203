begin;
select plan(108);

-- A form field that was left empty is no id; a key with a blank at its end looks like the key without it.
select tests.open_portfolios(1000000);
select tests.place('known', '7203', 'buy', 10, 1000);
select tests.pay(1, 'paid');
create temporary table bad (what, id) as
values ('blank', ' '), ('empty', ''), ('tabs only', E'\t\t'), ('with a blank at its end', 'known '),
    ('with a blank at its beginning', ' known'), ('with a line break at its end', E'known\n'),
    ('with a no-break space at its end', E'known\u00a0'), ('with a blank of Japanese text at its beginning', E'\u3000known'),
    ('of 101 characters', repeat('k', 101)),
    ('of 100 characters and a blank', repeat('k', 100) || ' ');
grant select on bad to public;

select tests.each_is_refused(
    format('select tests.place(%L, ''7203'', ''buy'', 1, 1000)', id), 'KB211',
    format('a client_order_id that is %s is refused, and the message names it', what), '%client_order_id%'
)
from bad;
select tests.sign_in_as_service();
select is(
    tests.code(format('insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_id, status)
        values (tests.portfolio_id(''tables''), ''7203'', ''buy'', 1, 1000, %L, %L)', id, status)),
    'KB211', format('an INSERT of a %s order with an order_id that is %s is refused', status, what)
)
from bad, unnest(array['pending', 'filled']) as status;
select is(
    tests.code(format('update public.trades set order_id = %L where id = tests.order_id(''tables'', ''known'')', id)),
    'KB211', format('an UPDATE to an order_id that is %s is refused', what)
)
from bad;
-- A fill without an id is a fault of its own (KB209), a movement without a key another (KB207).
select tests.each_is_refused(
    format('select tests.fill(''known'', %L, 1, 1000)', id), case when id ~ '\S' then 'KB211' else 'KB209' end,
    format('an execution_id that is %s is refused', what)
)
from bad;
select tests.each_is_refused(
    format('select tests.pay(1, %L)', id), case when id ~ '\S' then 'KB211' else 'KB207' end,
    format('an idempotency_key that is %s is refused', what)
)
from bad;

-- The longest ids, and ids with blanks inside.
select tests.place(id, '7203', 'buy', 1, 1000), tests.fill(id, id, 1, 1000), tests.pay(1, id)
from unnest(array[repeat('k', 100), repeat('買', 100), 'two words', 'x']) as id;
select tests.each_sees(
    $$select count(*) from public.trades as t
    join public.trade_executions as e on e.trade_id = t.id and e.execution_id = t.client_order_id
    join public.cash_ledger as l on l.idempotency_key = t.client_order_id$$,
    'values (4::bigint)', 'ids of up to 100 characters without blanks at their ends are accepted'
);
select tests.sign_in_as_service();
update public.trades set order_id = repeat('o', 100) where client_order_id = 'known' and user_id = any (tests.users());
update public.trades set order_id = null where client_order_id = 'known' and user_id = any (tests.users());
select tests.each_sees(
    $$select order_id from public.trades where client_order_id = 'known'$$, 'values (null::text)',
    'an order_id may be of 100 characters, and may be taken back'
);
-- Orders without ids are orders of their own.
select tests.place(null, '7203', 'buy', 1, 1000), tests.place(null, '7203', 'buy', 1, 1000);
select tests.each_sees(
    'select count(*) from public.trades where client_order_id is null', 'values (2::bigint)',
    'two orders without a client_order_id are two orders'
);
select tests.sign_out();
-- In a database of the locale C, blanks are those of ASCII unless they are named.
select is(kaboom.is_id(id collate "C"), false, format('in the locale C an id that is %s is no id', what)) from bad;
select is(kaboom.is_id('買い 注文' collate "C"), true, 'in the locale C an id of Japanese text is an id');
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
