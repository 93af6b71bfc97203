begin;
select plan(21);

-- 300 @ 2,800 with a commission of 0.1 % reserve 840,840. A fill pays the commission of the order so far, less what was paid. The
-- rest reserves its price at the limit, and what it adds to the commission of the order.
-- fill         amount   executed  commission of the order  of the fill    rest                  its commission
-- 100 @ 2,795    279,500   279,500   279.50                  279.50         200 x 2,800 = 560,000   839.50 - 279.50 = 560
-- 150 @ 2,790.5  418,575   698,075   698.075, so 698.08      418.58          50 x 2,800 = 140,000   838.08 - 698.08 = 140
--  50 @ 2,800    140,000   838,075   838.075, so 838.08      140.00           0
select tests.open_portfolios(1000000);
select tests.place('first', '7203', 'buy', 300, 2800);
prepare bought as
select t.status::text, t.filled_quantity, t.remaining_quantity, t.total_amount, t.commission, t.execution_price,
    t.reserved_amount, p.reserved_balance, p.current_balance
from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'first';

select tests.fill('first', 'e1', 100, 2795);
-- 1,000,000 - 279,779.50
select tests.each_sees(
    'execute bought', $$values ('partial', 100, 200, 279500.00, 279.50, 2795.00, 560560.00, 560560.00, 720220.50)$$,
    'a fill releases what its shares have reserved at the limit of the order, not at its own price'
);
select tests.fill('first', 'e2', 150, 2790.5);
-- 720,220.50 - 418,993.58; 698,075 / 250 = 2,792.30
select tests.each_sees(
    'execute bought', $$values ('partial', 250, 50, 698075.00, 698.08, 2792.30, 140140.00, 140140.00, 301226.92)$$,
    'after a second fill at another price the execution price is the average of all filled shares'
);
select tests.fill('first', 'e3', 50, 2800);
-- 301,226.92 - 140,140; 838,075 / 300 = 2,793.58333
select tests.each_sees(
    'execute bought', $$values ('filled', 300, 0, 838075.00, 838.08, 2793.58, 0.00, 0.00, 161086.92)$$,
    'the last fill releases the whole rest of the reservation'
);
select tests.each_sees(
    $$select quantity::integer, price, amount, commission, tax, cost_change, realized_pnl
    from public.trade_executions order by execution_id$$,
    $$values (100, 2795.00, 279500.00, 279.50, 0.00, 279779.50, null::numeric),
        (150, 2790.50, 418575.00, 418.58, 0.00, 418993.58, null), (50, 2800.00, 140000.00, 140.00, 0.00, 140140.00, null)$$,
    'each fill keeps its amount, its costs and its change of the cost'
);
select tests.each_sees(
    'select t.net_amount, h.cost_basis, h.quantity from public.trades as t join public.positions as h on h.symbol = t.symbol',
    'values (838913.08, 838913.08, 300)',
    'the cost of a position is the net amount of the order that bought it'
);

-- 200 sold of the 300: 80 @ 2,850 and 120 @ 2,860.25 bring 228,000 + 343,230 = 571,230, a share 2,856.15.
select tests.place('sale', '7203', 'sell', 200, 2850);
select tests.fill('sale', 'e4', 80, 2850);
select tests.each_sees(
    $$select t.status::text, t.remaining_quantity, t.execution_price, h.quantity, h.reserved_quantity
    from public.trades as t join public.positions as h on h.symbol = t.symbol where t.client_order_id = 'sale'$$,
    $$values ('partial', 120, 2850.00, 220, 120)$$,
    'a fill of a sale releases the shares that it sells'
);
select tests.fill('sale', 'e5', 120, 2860.25);
select tests.each_sees(
    $$select t.status::text, t.total_amount, t.commission, t.net_amount, t.execution_price, h.quantity, h.reserved_quantity
    from public.trades as t join public.positions as h on h.symbol = t.symbol where t.client_order_id = 'sale'$$,
    $$values ('filled', 571230.00, 571.23, 570658.77, 2856.15, 100, 0)$$,
    'the last fill of a sale releases its last shares'
);

-- A market order of 10 @ 1,000 reserves 10,500 + 10.50. After 4 @ 1,010 = 4,040 the commission of the order is 4.04; the rest
-- reserves 6 x 1,050 = 6,300 and what that adds to the commission: 10.34 - 4.04 = 6.30.
select tests.place('market', '7203', 'buy', 10, 1000, 'market');
select tests.fill('market', 'e6', 4, 1010);
select tests.each_sees(
    $$select status::text, reserved_amount, commission from public.trades where client_order_id = 'market'$$,
    $$values ('partial', 6306.30, 4.04)$$, 'the rest of a market order reserves its price with the margin'
);
select tests.fill('market', 'e7', 6, 990);
select tests.each_sees(
    $$select t.status::text, t.reserved_amount, t.execution_price, p.reserved_balance
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'market'$$,
    $$values ('filled', 0.00, 998.00, 0.00)$$, 'the last fill of a market order releases the rest with its margin'
);

-- The broker may report an older fill after a newer one.
select tests.place('late', '7203', 'buy', 2, 1000);
select tests.sign_in_as_service();
select public.record_execution(tests.order_id('functions', 'late'), 'e8', 1, 1000, executed_at => '2024-12-02 09:05+09');
select public.record_execution(tests.order_id('functions', 'late'), 'e9', 1, 1000, executed_at => '2024-12-02 09:00+09');
insert into public.trade_executions (trade_id, execution_id, quantity, price, executed_at)
values (tests.order_id('tables', 'late'), 'e8', 1, 1000, '2024-12-02 09:05+09');
insert into public.trade_executions (trade_id, execution_id, quantity, price, executed_at)
values (tests.order_id('tables', 'late'), 'e9', 1, 1000, '2024-12-02 09:00+09');
select tests.each_sees(
    $$select executed_at from public.trades where client_order_id = 'late'$$, $$values ('2024-12-02 09:05+09'::timestamptz)$$,
    'an order was executed when the latest of its fills was'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
