begin;
select plan(25);

-- 3 @ 333.33 with a commission of 0.01 cost 1,000.00. Sold one by one:
-- first   1,000.00 x 1 / 3 = 333.333, so 333.33; 666.67 are left for 2
-- second    666.67 x 1 / 2 = 333.335, so 333.34; 333.33 are left for 1
-- third   the rest, 333.33
select tests.open_portfolios(1000000);
select tests.trade('b1', '7203', 'buy', 3, 333.33, 0.01);
prepare holding as
select quantity, cost_basis, average_price from public.positions;
select tests.each_sees(
    'execute holding', 'values (3, 1000.00, 333.33)', 'three shares may have a cost that cannot be divided by three'
);
select tests.trade('s1', '7203', 'sell', 1, 400, 0);
select tests.each_sees(
    'execute holding', 'values (2, 666.67, 333.34)', 'a sale of one of three shares removes a third of the cost, rounded once'
);
select tests.trade('s2', '7203', 'sell', 1, 400, 0);
select tests.each_sees(
    'execute holding', 'values (1, 333.33, 333.33)', 'a sale of one of two shares removes half of the remaining cost'
);
select tests.trade('s3', '7203', 'sell', 1, 400, 0);
select tests.each_sees(
    'execute holding', 'values (0, 0.00, null::numeric)',
    'a sale of the last share removes the rest of the cost'
);
select tests.each_sees(
    $$select client_order_id::text, cost_basis, realized_pnl from public.trades where trade_type = 'sell' order by 1$$,
    $$values ('s1', 333.33, 66.67), ('s2', 333.34, 66.66), ('s3', 333.33, 66.67)$$,
    'the costs of three sales add up to the cost of the purchase'
);
-- 3 x 400 came in, 1,000 went out.
select tests.each_sees(
    'select current_balance, total_invested, realized_pnl from public.portfolios', 'values (1000200.00, 0.00, 200.00)',
    'the realised profit of sold shares is what came in less what went out'
);

-- 10 @ 500 with a commission of 0.1 % cost 5,005.
select tests.trade('b2', '7203', 'buy', 10, 500);
select tests.each_sees(
    'execute holding', 'values (10, 5005.00, 500.50)',
    'a purchase after a position was sold out starts with its own cost'
);
select tests.each_sees(
    'select count(*) from public.positions', 'values (1::bigint)',
    'a symbol that is bought again keeps its one row'
);
-- 7 of them @ 450: 3,150 - 3.15 - 5,005 x 7 / 10 = 3,503.50 is a loss of 356.65.
select tests.trade('s4', '7203', 'sell', 7, 450);
select tests.each_sees(
    'execute holding', 'values (3, 1501.50, 500.50)',
    'a sale at a loss removes its part of the cost'
);
select tests.each_sees(
    $$select t.cost_basis, t.realized_pnl, p.realized_pnl from public.trades as t
    join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 's4'$$,
    'values (3503.50, -356.65, -156.65)', 'a loss reduces the realised profit of the portfolio'
);

-- One order of 3 sold in three fills @ 600, as 500.50 each: 1,501.50 x 1 / 3, then 1,001 x 1 / 2, then the rest.
select tests.place('s5', '7203', 'sell', 3, 600);
select tests.fill('s5', 's5 ' || n, 1, 600, 0) from generate_series(1, 3) as n;
select tests.each_sees(
    $$select status::text, cost_basis, realized_pnl from public.trades where client_order_id = 's5'$$,
    $$values ('filled', 1501.50, 298.50)$$, 'an order has the sum of the cost and the profit of its fills'
);
select tests.each_sees(
    'execute holding', 'values (0, 0.00, null::numeric)',
    'a position that several fills have sold out has no shares and no cost'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
