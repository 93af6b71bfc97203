begin;
select plan(9);

-- Commission is 0.1 %, rounded for the order as a whole: a fill pays what the order owes by then, less what it has paid.
select tests.open_portfolios(1000000);
prepare paid as
select t.client_order_id::text, t.status::text, t.commission, sum(e.commission)
from public.trades as t join public.trade_executions as e on e.trade_id = t.id group by t.id order by 1;

-- 3 @ 333 = 999 owe 0.999, so 1.00. After one share 0.333 -> 0.33, after two 0.666 -> 0.67: 0.33, 0.34 and 0.33.
select tests.place('1 three', '7203', 'buy', 3, 333);
select tests.fill('1 three', 'e' || n, 1, 333) from generate_series(1, 3) as n;
select tests.each_sees(
    'select execution_id::text, commission from public.trade_executions order by 1',
    $$values ('e1', 0.33), ('e2', 0.34), ('e3', 0.33)$$,
    'a fill pays what it adds to the rounded commission of its order'
);

-- 100 @ 4.99 = 499 owe 0.499, so 0.50, though a share owes 0.00499.
select tests.place('2 hundred', '7203', 'buy', 100, 4.99);
select tests.fill('2 hundred', 'f' || n, 1, 4.99) from generate_series(1, 100) as n;
select tests.trade('3 at once', '7203', 'buy', 100, 4.99);
-- 100 @ 5.49 = 549 owe 0.549, so 0.55, though each share rounded up would owe 0.01.
select tests.place('4 sale', '7203', 'sell', 100, 5.49);
select tests.fill('4 sale', 'g' || n, 1, 5.49) from generate_series(1, 100) as n;
select tests.trade('5 at once', '7203', 'sell', 100, 5.49);
-- 2 @ 750 and 1 @ 750.50: 2,250.50 owe 2.2505, so 2.25. Rounded one by one: 0.75 + 0.75 + 0.75.
select tests.place('6 prices', '7203', 'buy', 3, 751, 'market');
select tests.fill('6 prices', 'h1', 1, 750.50);
select tests.fill('6 prices', 'h2', 2, 750);
select tests.each_sees(
    'execute paid',
    $$values ('1 three', 'filled', 1.00, 1.00), ('2 hundred', 'filled', 0.50, 0.50), ('3 at once', 'filled', 0.50, 0.50),
        ('4 sale', 'filled', 0.55, 0.55), ('5 at once', 'filled', 0.55, 0.55), ('6 prices', 'filled', 2.25, 2.25)$$,
    'an order pays the same commission in many fills as in one'
);
select tests.each_sees(
    $$select max(e.commission), count(*) filter (where e.commission = 0) from public.trade_executions as e
    join public.trades as t on t.id = e.trade_id where t.client_order_id = '2 hundred'$$,
    'values (0.01, 50::bigint)', 'of a hundred fills that owe half of 0.01 yen each, every second one pays 0.01'
);

-- 2 @ 4 owe 0.008, so 0.01: 8.01 are reserved. After one share for 4 and 0.00 the rest reserves 4 and the whole 0.01.
select tests.place('7 tiny', '7203', 'buy', 2, 4);
select tests.fill('7 tiny', 'i1', 1, 4);
select tests.each_sees(
    $$select commission, reserved_amount from public.trades where client_order_id = '7 tiny'$$, 'values (0.00, 4.01)',
    'the rest of an order reserves what it will add to the rounded commission'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
