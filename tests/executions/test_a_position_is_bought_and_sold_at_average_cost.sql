begin;
select plan(30);

-- The worked example of the trading rules: moving average on the total cost, the costs of a purchase included.
--                 amount    commission   cost of the sale               cost held   shares   average
-- buy  100 @ 1,000  100,000   100                                         100,100      100   1,001.00
-- buy  200 @ 1,150  230,000   230                                         330,330      300   1,101.10
-- sell 120 @ 1,200  144,000   144        330,330 x 120 / 300 = 132,132    198,198      180   1,101.10
-- Realised: 144,000 - 144 - 132,132 = 11,724. Cash: 1,000,000 - 100,100 - 230,230 + 143,856 = 813,526.
select tests.open_portfolios(1000000);
select tests.trade(way, '1', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.each_sees(
    'select quantity, cost_basis, average_price from public.positions', 'values (100, 100100.00, 1001.00)',
    'the commission of a purchase is part of the cost'
);
select tests.trade(way, '2', '7203', 'buy', 200, 1150) from tests.ways() as way;
select tests.each_sees(
    'select quantity, cost_basis, average_price from public.positions', 'values (300, 330330.00, 1101.10)',
    'a second purchase adds to it, and the average moves'
);
select tests.trade(way, '3', '7203', 'sell', 120, 1200) from tests.ways() as way;
select tests.each_sees(
    'select quantity, reserved_quantity, cost_basis, average_price from public.positions', 'values (180, 0, 198198.00, 1101.10)',
    'a sale takes its share of the cost out, and the average stays'
);
select tests.each_sees(
    $$select cost_basis, realized_pnl, net_amount from public.trades where client_order_id = '3'$$,
    'values (132132.00, 11724.00, 143856.00)',
    'what it brings in above that is realised, its own costs deducted'
);
select tests.each_sees(
    'select execution_id::text, cost_change, realized_pnl from public.trade_executions order by 1',
    $$values ('1', 100100.00, null), ('2', 230230.00, null), ('3', -132132.00, 11724.00)$$,
    'each fill tells what it did to the cost, and a sale what it gained'
);
select tests.each_sees(
    'select current_balance, reserved_balance, total_invested, realized_pnl from public.portfolios',
    'values (813526.00, 0.00, 198198.00, 11724.00)', 'the portfolio has the cash, the cost of its shares and the profit'
);
select tests.each_sees(
    'select sum(amount), max(entry_no) from public.cash_ledger', 'values (813526.00, 7::bigint)',
    'which is the sum of seven entries: one that opened it, and two for each fill'
);

-- Each fill once more, ten times.
select tests.fill(way, '1', '1', 100, 1000), tests.fill(way, '2', '2', 200, 1150), tests.fill(way, '3', '3', 120, 1200)
from tests.ways() as way, generate_series(1, 10);
select tests.each_sees(
    'select p.current_balance, p.realized_pnl, p.last_entry_no, h.quantity, h.cost_basis
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id',
    'values (813526.00, 11724.00, 7::bigint, 180, 198198.00)', 'fills that the broker repeats count once'
);

-- The same example as orders that were filled elsewhere and are recorded in one insert each.
select tests.sign_in('recorded');
select tests.open_portfolio('recorded', 1000000);
select tests.sign_in_as_service();
prepare record_filled (text, integer, numeric) as
insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status)
values (tests.portfolio_id('recorded'), '7203', $1, $2, $3, 'limit', 'filled')
returning status::text, net_amount, cost_basis, realized_pnl;
select results_eq(
    $$execute record_filled ('buy', 100, 1000)$$, $$values ('filled', 100100.00, null::numeric, null::numeric)$$,
    'an order that was filled elsewhere'
);
select results_eq(
    $$execute record_filled ('buy', 200, 1150)$$, $$values ('filled', 230230.00, null::numeric, null::numeric)$$,
    'counts like any'
);
select results_eq(
    $$execute record_filled ('sell', 120, 1200)$$, $$values ('filled', 143856.00, 132132.00, 11724.00)$$, 'be it bought or sold'
);
select tests.sign_in('recorded');
select results_eq(
    'select p.current_balance, p.realized_pnl, p.last_entry_no, h.quantity, h.cost_basis
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id',
    'values (813526.00, 11724.00, 7::bigint, 180, 198198.00)', 'and comes to the same'
);

-- Two symbols and two portfolios have a cost of their own.
select tests.trade(way, '4', '6758', 'buy', 10, 2000) from tests.ways() as way;
select tests.each_sees(
    'select symbol::text, quantity, cost_basis from public.positions order by symbol',
    $$values ('6758', 10, 20020.00), ('7203', 180, 198198.00)$$, 'each share has a cost of its own'
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
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
