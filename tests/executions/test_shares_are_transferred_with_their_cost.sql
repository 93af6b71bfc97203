begin;
select plan(32);

-- Commission is 0.1 %. A transfer moves shares and their cost, and no cash.
select tests.open_portfolios(1000000);
prepare transferred as
select p.current_balance, p.total_invested, p.realized_pnl, p.cost_transferred, p.capital_paid_in, h.quantity,
    h.reserved_quantity, h.cost_basis, h.average_price
from public.portfolios as p join public.positions as h on h.portfolio_id = p.id where h.symbol = $1;

-- in  100, cost 80,000                                                          100 shares   80,000
select tests.transfer('7203', 100, 80000, 't1');
select tests.each_sees(
    $$execute transferred('7203')$$,
    'values (1000000.00, 80000.00, 0.00, 80000.00, 1000000.00, 100, 0, 80000.00, 800.00)',
    'a transfer in brings shares with their cost, and leaves cash and paid in capital as they are'
);
-- buy 300 @ 1,200       360,000 + 360                                           400 shares  440,360
-- sell 100 @ 1,500      150,000 - 150 - 440,360 x 100 / 400 = 110,090: 39,760   300 shares  330,270
select tests.trade('b1', '7203', 'buy', 300, 1200), tests.trade('s1', '7203', 'sell', 100, 1500);
select tests.each_sees(
    $$execute transferred('7203')$$,
    'values (789490.00, 330270.00, 39760.00, 80000.00, 1000000.00, 300, 0, 330270.00, 1100.90)',
    'shares that came by transfer and bought ones have one average cost'
);
-- out  60               330,270 x 60 / 300 = 66,054                             240 shares  264,216
select tests.transfer('7203', -60, null, 't2');
select tests.each_sees(
    $$execute transferred('7203')$$,
    'values (789490.00, 264216.00, 39760.00, 13946.00, 1000000.00, 240, 0, 264216.00, 1100.90)',
    'a transfer out takes its part of the average cost and makes no profit'
);
select tests.each_sees(
    $$select entry_no, kind::text, symbol, quantity::integer, cost, cost_change, realized_pnl, folds_before, reverses
    from public.position_adjustments order by entry_no$$,
    $$values (2::bigint, 'transfer', '7203', 100, 80000.00, 80000.00, 0.00, null::bigint, null::bigint),
        (7, 'transfer', '7203', -60, null, -66054.00, 0.00, null, null)$$,
    'each transfer is an entry of its portfolio, with what it added to the cost'
);
-- buy  60 @ 1,000       60,000 + 60                                             300 shares  324,276
-- sell 150 @ 1,400      210,000 - 210 - 162,138 = 47,652                        150 shares  162,138
select tests.trade('b2', '7203', 'buy', 60, 1000), tests.trade('s2', '7203', 'sell', 150, 1400);
select tests.each_sees(
    $$execute transferred('7203')$$,
    'values (939220.00, 162138.00, 87412.00, 13946.00, 1000000.00, 150, 0, 162138.00, 1080.92)',
    'fills after a transfer out go on with the remaining cost'
);

-- Entries of cash and of shares are numbered together.
select tests.pay(5, 'd1');
select tests.transfer('6758', 1, 0, 't3');
select tests.pay(-5, 'w1');
select tests.each_sees(
    $$select n.entry_no, n.what from (
        select l.entry_no, l.kind::text as what from public.cash_ledger as l
        union all select a.entry_no, a.symbol from public.position_adjustments as a
    ) as n where n.entry_no > 11 order by 1$$,
    $$values (12::bigint, 'deposit'), (13, '6758'), (14, 'withdrawal')$$,
    'entries of cash and of shares count together without gaps'
);
select tests.each_sees(
    'select last_entry_no from public.portfolios', 'values (14::bigint)',
    'a portfolio knows its last entry, of cash or of shares'
);

-- Shares without cost: 40 of 100 sold @ 1,000 are 40,000 - 40 of profit; 40 bought @ 500 cost 20,020, 200.20 for each of 100.
select tests.transfer('9984', 100, 0, 'gift');
select tests.each_sees(
    $$select quantity, cost_basis, average_price from public.positions where symbol = '9984'$$, 'values (100, 0.00, 0.00)',
    'shares may come without cost'
);
select tests.trade('sale of a gift', '9984', 'sell', 40, 1000);
select tests.each_sees(
    $$select cost_basis, realized_pnl from public.trades where client_order_id = 'sale of a gift'$$, 'values (0.00, 39960.00)',
    'the proceeds of shares without cost are all profit'
);
select tests.trade('more', '9984', 'buy', 40, 500);
select tests.each_sees(
    $$select quantity, cost_basis, average_price from public.positions where symbol = '9984'$$, 'values (100, 20020.00, 200.20)',
    'shares without cost and bought ones have one average cost'
);
select tests.transfer('9984', -100, 0, 'gone');
select tests.each_sees(
    $$select quantity, cost_basis, average_price from public.positions where symbol = '9984'$$, 'values (0, 0.00, null::numeric)',
    'all shares of a position may leave, with all of its cost'
);

-- 100 yen for 3: 33.33 leave, of 66.67 then 33.34 (33.335), and the last share takes the rest.
select tests.transfer('8035', 3, 100, 'three');
select tests.transfer('8035', -1, null, 'one'), tests.transfer('8035', -1, null, 'two'), tests.transfer('8035', -1, null, 'last');
select tests.each_sees(
    $$select cost_change from public.position_adjustments where symbol = '8035' order by entry_no$$,
    'values (100.00), (-33.33), (-33.34), (-33.33)', 'the last share that leaves takes the rest of the cost'
);

-- Reserved shares do not leave.
select tests.place('waiting', '7203', 'sell', 100, 1500);
select tests.each_is_refused(
    $$select tests.transfer('7203', -51, null, 't4')$$, 'KB111', 'shares that an open sale reserves do not leave',
    '%free shares 50 of 7203 do not cover 51%Cancel a waiting sale%'
);
select tests.transfer('7203', -50, null, 't4');
select tests.each_sees(
    $$select quantity, reserved_quantity from public.positions where symbol = '7203'$$, 'values (100, 100)',
    'all free shares may leave'
);
select tests.each_is_refused(
    $$select tests.transfer('9613', -1, null, 't5')$$, 'KB111', 'shares that are not owned do not leave',
    '%free shares 0 of 9613 do not cover 1%'
);

-- The name of a share comes with the first row that brings it.
select tests.sign_in_as_service();
select public.transfer_shares(
    tests.portfolio_id('functions'), '9434', 1, 1, 'named', 'from another broker', 'SoftBank'
);
select results_eq(
    $$select h.symbol_name::text, a.note, a.symbol_name::text
    from public.positions as h join public.position_adjustments as a on a.portfolio_id = h.portfolio_id and a.symbol = h.symbol
    where h.symbol = '9434'$$, $$values ('SoftBank', 'from another broker', 'SoftBank')$$,
    'a transfer names the share of a new position, and keeps its note'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
