begin;
select plan(27);

-- Commission is 0.1 %. The order "first" buys 300 @ 1,150 in two fills; the broker then reverses the first of them.
--                   amount   commission  out of the cost                 realised    cost owned shares
-- e1 buy  100 @ 1,000  100,000  100                                                    100,100     100
-- e2 buy  200 @ 1,150  230,000  230                                                    330,330     300
-- s1 sell 120 @ 1,200  144,000  144      330,330 x 120 / 300 = 132,132    11,724       198,198     180
-- b2 buy   20 @ 1,300   26,000   26                                                    224,224     200
-- s2 sell  50 @ 1,250   62,500   62.50   224,224 x  50 / 200 =  56,056     6,381.50    168,168     150
-- Cash: 1,000,000 - 100,100 - 230,230 + 143,856 - 26,026 + 62,437.50 = 849,937.50; realised 18,105.50.
select tests.open_portfolios(1000000);
select tests.place('first', '7203', 'buy', 300, 1150);
select tests.fill('first', 'e1', 100, 1000);
select tests.fill('first', 'e2', 200, 1150);
select tests.trade('s1', '7203', 'sell', 120, 1200);
select tests.trade('b2', '7203', 'buy', 20, 1300);
select tests.trade('s2', '7203', 'sell', 50, 1250);
prepare figures as
select p.current_balance, p.reserved_balance, p.total_invested, p.realized_pnl, h.quantity, h.cost_basis
from public.portfolios as p join public.positions as h on h.portfolio_id = p.id;
select tests.each_sees(
    'execute figures', 'values (849937.50, 0.00, 168168.00, 18105.50, 150, 168168.00)', 'before the reversal all fills count'
);
select tests.sign_out();
create temporary table written as
select to_jsonb(e) as line from public.trade_executions as e
where e.user_id in (tests.user_id('functions'), tests.user_id('tables'))
union all select to_jsonb(l) from public.cash_ledger as l
where l.user_id in (tests.user_id('functions'), tests.user_id('tables'));

-- Without e1:
-- e2 buy  200 @ 1,150                                                                  230,230     200
-- s1 sell 120 @ 1,200                    230,230 x 120 / 200 = 138,138     5,718        92,092      80
-- b2 buy   20 @ 1,300                                                                  118,118     100
-- s2 sell  50 @ 1,250                    118,118 x  50 / 100 =  59,059     3,378.50     59,059      50
-- Realised 9,096.50, which is 9,009 less; the cost is 109,109 less; cash 100,100 more, as much as e1 had taken.
-- The order has 100 remaining @ 1,150: it reserves 115,000 and, of a commission of 345 in all, the 115 above the 230 of e2.
select tests.reverse('first', 'e1', 'r1');
select tests.each_sees(
    'execute figures', 'values (950037.50, 115115.00, 59059.00, 9096.50, 50, 59059.00)',
    'a reversal makes shares, cost and profit what the remaining fills give in their order, and returns the cash'
);
select tests.each_sees(
    $$select quantity::integer, price, amount, commission, tax, cost_change, realized_pnl, reverses::text
    from public.trade_executions where execution_id = 'r1'$$,
    $$values (-100, 1000.00, -100000.00, -100.00, 0.00, -109109.00, -9009.00, 'e1')$$,
    'a reversal has the amount and the costs of its fill with the opposite sign, and the difference in cost and profit'
);
select tests.each_sees(
    $$select kind::text, amount, balance_after from public.cash_ledger where execution_id = 'r1'$$,
    $$values ('reversal', 100100.00, 950037.50)$$, 'a reversal has one entry in the ledger'
);
select tests.each_sees(
    $$select status::text, filled_quantity, remaining_quantity, total_amount, commission, net_amount, execution_price,
        reserved_amount
    from public.trades where client_order_id = 'first'$$,
    $$values ('partial', 200, 100, 230000.00, 230.00, 230230.00, 1150.00, 115115.00)$$,
    'the order of a reversed fill has the figures of its remaining fills, and is open for the rest'
);
select tests.each_sees(
    $$select client_order_id::text, cost_basis, realized_pnl from public.trades where trade_type = 'sell' order by 1$$,
    $$values ('s1', 132132.00, 11724.00), ('s2', 56056.00, 6381.50)$$,
    'sales after a reversed purchase keep the cost and the profit of their booking'
);
select tests.sign_out();
select is_empty(
    $$select line from written
    except
    (select to_jsonb(e) from public.trade_executions as e union all select to_jsonb(l) from public.cash_ledger as l)$$,
    'a reversal changes no earlier execution and no earlier entry'
);

-- The same reversal and the same fill, ten times more.
select tests.reverse('first', 'e1', 'r1'), tests.fill('first', 'e1', 100, 1000)
from generate_series(1, 10);
select tests.each_sees(
    'execute figures', 'values (950037.50, 115115.00, 59059.00, 9096.50, 50, 59059.00)',
    'a repeated reversal counts once, and repeating its fill does not book it again'
);
select tests.sign_in_as_service();
select results_eq(
    $$select quantity::integer, cost_change from public.reverse_execution(tests.order_id('functions', 'first'), 'e1', 'r1')$$,
    'values (-100, -109109.00)', 'reverse_execution answers a repetition with the first reversal'
);

-- Later sales use the recomputed cost: 50 sold @ 1,300 bring 65,000 - 65 - 59,059 = 5,876.
select tests.trade('s3', '7203', 'sell', 50, 1300);
select tests.each_sees(
    $$select cost_basis, realized_pnl from public.trades where client_order_id = 's3'$$, 'values (59059.00, 5876.00)',
    'a sale after a reversal removes a part of the recomputed cost'
);
-- Without b2 as well: 92,092 for 80; s2 takes 92,092 x 50 / 80 = 57,557.50 and gains 4,880; s3 would sell 50 of 30.
select tests.each_is_refused(
    $$select tests.reverse('b2', 'b2', 'r2')$$, 'KB142', 'a reversal after which a later sale would lack shares is refused'
);
-- With s2 reversed before: after s1, b2 and s3 of 118,118 for 100 there are 59,059 for 50; s3 gains 65,000 - 65 - 59,059 = 5,876.
-- The order s2 is open again and reserves its 50 shares, until it is cancelled.
select tests.reverse('s2', 's2', 'r2');
select tests.each_is_refused(
    $$select tests.reverse('b2', 'b2', 'r3')$$, 'KB111',
    'a reversal of shares that a reopened sale reserves is refused',
    '%without fill b2 30 shares of 7203 remain, of which 50 wait to be sold%'
);
select tests.cancel('s2');
-- Then without b2: 92,092 for 80, s3 takes 92,092 x 50 / 80 = 57,557.50 and gains 7,377.50.
-- Realised 5,718 + 7,377.50 = 13,095.50.
-- Cash: 1,000,000 - 230,230 + 143,856 + 64,935 = 978,561. The order b2 is open again, too, and reserves 26,026 besides the
-- 115,115 of the order "first".
select tests.reverse('b2', 'b2', 'r3');
select tests.each_sees(
    'execute figures', 'values (978561.00, 141141.00, 34534.50, 13095.50, 30, 34534.50)',
    'a reversal after other reversals recomputes with the fills that remain'
);
select tests.each_sees(
    'select execution_id::text, cost_change, realized_pnl from public.trade_executions where reverses is not null order by 1',
    $$values ('r1', -109109.00, -9009.00), ('r2', 59059.00, -3378.50), ('r3', -24524.50, 1501.50)$$,
    'each reversal has the difference in cost and profit that it makes'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
