begin;
select plan(30);

-- The worked example of the trading rules: moving average on the total cost, the costs of a purchase included.
--                 amount    commission   cost of the sale               cost owned  shares   average
-- buy  100 @ 1,000  100,000   100                                         100,100      100   1,001.00
-- buy  200 @ 1,150  230,000   230                                         330,330      300   1,101.10
-- sell 120 @ 1,200  144,000   144        330,330 x 120 / 300 = 132,132    198,198      180   1,101.10
-- Realised: 144,000 - 144 - 132,132 = 11,724. Cash: 1,000,000 - 100,100 - 230,230 + 143,856 = 813,526.
select tests.open_portfolios(1000000);
select tests.trade('1', '7203', 'buy', 100, 1000);
select tests.each_sees(
    'select quantity, cost_basis, average_price from public.positions', 'values (100, 100100.00, 1001.00)',
    'the commission of a purchase is part of the cost'
);
select tests.trade('2', '7203', 'buy', 200, 1150);
select tests.each_sees(
    'select quantity, cost_basis, average_price from public.positions', 'values (300, 330330.00, 1101.10)',
    'a second purchase adds its cost, and the average moves'
);
select tests.trade('3', '7203', 'sell', 120, 1200);
select tests.each_sees(
    'select quantity, reserved_quantity, cost_basis, average_price from public.positions', 'values (180, 0, 198198.00, 1101.10)',
    'a sale removes its part of the cost, and the average stays'
);
select tests.each_sees(
    $$select cost_basis, realized_pnl, net_amount from public.trades where client_order_id = '3'$$,
    'values (132132.00, 11724.00, 143856.00)',
    'a sale realises its net amount less its part of the cost'
);
select tests.each_sees(
    'select execution_id::text, cost_change, realized_pnl from public.trade_executions order by 1',
    $$values ('1', 100100.00, null), ('2', 230230.00, null), ('3', -132132.00, 11724.00)$$,
    'each fill keeps its change of the cost, and a fill of a sale its profit'
);
select tests.each_sees(
    'select current_balance, reserved_balance, total_invested, realized_pnl from public.portfolios',
    'values (813526.00, 0.00, 198198.00, 11724.00)', 'a portfolio keeps its cash, the cost of its shares and the realised profit'
);
select tests.each_sees(
    'select sum(amount), max(entry_no) from public.cash_ledger', 'values (813526.00, 7::bigint)',
    'the balance is the sum of seven entries: one opening, and two for each fill'
);

-- Each fill ten times more.
select tests.fill('1', '1', 100, 1000), tests.fill('2', '2', 200, 1150), tests.fill('3', '3', 120, 1200)
from generate_series(1, 10);
select tests.each_sees(
    'select p.current_balance, p.realized_pnl, p.last_entry_no, h.quantity, h.cost_basis
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id',
    'values (813526.00, 11724.00, 7::bigint, 180, 198198.00)', 'a fill that the broker repeats counts once'
);

-- The same example as orders that were filled outside Kaboom. One INSERT records each of them.
select tests.sign_in('recorded');
select tests.open_portfolio('recorded', 1000000);
select tests.sign_in_as_service();
prepare record_filled (text, integer, numeric) as
insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status)
values (tests.portfolio_id('recorded'), '7203', $1, $2, $3, 'limit', 'filled')
returning status::text, net_amount, cost_basis, realized_pnl;
select results_eq(
    $$execute record_filled ('buy', 100, 1000)$$, $$values ('filled', 100100.00, null::numeric, null::numeric)$$,
    'a recorded first purchase has the net amount of an order that was placed and filled'
);
select results_eq(
    $$execute record_filled ('buy', 200, 1150)$$, $$values ('filled', 230230.00, null::numeric, null::numeric)$$,
    'a recorded second purchase has the net amount of an order that was placed and filled'
);
select results_eq(
    $$execute record_filled ('sell', 120, 1200)$$, $$values ('filled', 143856.00, 132132.00, 11724.00)$$,
    'a recorded sale has the cost and the profit of an order that was placed and filled'
);
select tests.sign_in('recorded');
select results_eq(
    'select p.current_balance, p.realized_pnl, p.last_entry_no, h.quantity, h.cost_basis
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id',
    'values (813526.00, 11724.00, 7::bigint, 180, 198198.00)',
    'recorded orders give the same cash, profit and position as orders that were placed and filled'
);

-- Two symbols and two portfolios have a cost of their own.
select tests.trade('4', '6758', 'buy', 10, 2000);
select tests.each_sees(
    'select symbol::text, quantity, cost_basis from public.positions order by symbol',
    $$values ('6758', 10, 20020.00), ('7203', 180, 198198.00)$$, 'each symbol has a position with a cost of its own'
);
select tests.sign_in('stranger');
select is_empty(
    format('select 1 from public.%I where %I <> tests.user_id(''stranger'')', relation, owner),
    format('a stranger sees no row of another in %s', relation)
)
from (values
    ('portfolios', 'user_id'), ('positions', 'user_id'), ('trades', 'user_id'), ('trade_executions', 'user_id'),
    ('cash_ledger', 'user_id'), ('audit_logs', 'user_id'), ('user_profiles', 'id')) as v (relation, owner);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
