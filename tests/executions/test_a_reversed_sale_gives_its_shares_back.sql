begin;
select plan(23);

-- Commission is 0.1 %.                             out of the cost               realised   cost owned shares
-- b1 buy  100 @ 1,000, 100,000 + 100                                                        100,100     100
-- s1 sell  40 @ 1,200,  48,000 -  48   100,100 x 40 / 100 = 40,040     7,912       60,060      60
-- b2 buy   60 @ 1,300,  78,000 +  78                                                        138,138     120
-- s2 sell  60 @ 1,250,  75,000 -  75   138,138 x 60 / 120 = 69,069     5,856       69,069      60
-- Cash: 1,000,000 - 100,100 + 47,952 - 78,078 + 74,925 = 944,699; realised 13,768.
select tests.open_portfolios(1000000);
select tests.trade('b1', '7203', 'buy', 100, 1000);
select tests.trade('s1', '7203', 'sell', 40, 1200);
select tests.trade('b2', '7203', 'buy', 60, 1300);
select tests.trade('s2', '7203', 'sell', 60, 1250);
prepare after_sale as
select p.current_balance, p.total_invested, p.realized_pnl, h.quantity, h.reserved_quantity, h.cost_basis
from public.portfolios as p join public.positions as h on h.portfolio_id = p.id;
select tests.each_sees(
    'execute after_sale', 'values (944699.00, 69069.00, 13768.00, 60, 0, 69069.00)',
    'before the reversal all fills count'
);

-- Without s1: 100,100 + 78,078 = 178,178 for 160; s2 takes 178,178 x 60 / 160 = 66,816.75 and gains 8,108.25; 111,361.25 for 100
-- are left. The profit is 13,768 - 8,108.25 = 5,659.75 less, the cost 42,292.25 more, the cash 47,952 less.
select tests.reverse('s1', 's1', 'r1');
select tests.each_sees(
    'execute after_sale', 'values (896747.00, 111361.25, 8108.25, 100, 40, 111361.25)',
    'reversing a sale returns its shares, takes its proceeds, and its order reserves the shares again'
);
select tests.each_sees(
    $$select quantity::integer, amount, commission, cost_change, realized_pnl from public.trade_executions
        where execution_id = 'r1'$$,
    'values (-40, -48000.00, -48.00, 42292.25, -5659.75)', 'the reversal of a sale has the difference in cost and profit'
);
select tests.each_sees(
    $$select status::text, filled_quantity, total_amount, commission, tax, execution_price, executed_at
    from public.trades where client_order_id = 's1'$$,
    $$values ('pending', 0, 48000.00, 0.00, 0.00, null::numeric, null::timestamptz)$$,
    'a sale whose only fill was reversed is pending'
);
select tests.each_is_refused(
    $$select tests.place('s3', '7203', 'sell', 61, 1200)$$, 'KB111',
    'shares that a reopened sale reserves cannot be sold by another order'
);
select tests.fill('s1', 's1 again', 40, 1200);
-- The new fill comes after s2: 111,361.25 x 40 / 100 = 44,544.50, and 47,952 - 44,544.50 = 3,407.50.
select tests.each_sees(
    'execute after_sale', 'values (944699.00, 66816.75, 11515.75, 60, 0, 66816.75)',
    'a reopened sale may be filled, at the average cost of that moment'
);

-- A sale in two fills with tax, of which the second is reversed: 30 @ 1,300 with 39 and 1, 30 @ 1,310 with 39.30 and 2.
-- 66,816.75 x 30 / 60 = 33,408.375, so 33,408.38; then 33,408.37 are left.
select tests.place('s4', '7203', 'sell', 60, 1300);
select tests.fill('s4', 'f1', 30, 1300, 39, 1);
select tests.fill('s4', 'f2', 30, 1310, 39.30, 2);
select tests.each_sees(
    'execute after_sale', 'values (1022917.70, 0.00, 22917.70, 0, 0, 0.00)',
    'two fills sell all shares of a position'
);
select tests.reverse('s4', 'f2', 'r2');
-- 1,022,917.70 - (39,300 - 41.30) = 983,659.00; the profit 22,917.70 - (39,258.70 - 33,408.37) = 17,067.37.
select tests.each_sees(
    'execute after_sale', 'values (983659.00, 33408.37, 17067.37, 30, 30, 33408.37)',
    'reversing the fill that sold the last shares returns the cost that they had left'
);
select tests.each_sees(
    $$select status::text, filled_quantity, total_amount, commission, tax, net_amount, execution_price, cost_basis, realized_pnl
    from public.trades where client_order_id = 's4'$$,
    $$values ('partial', 30, 39000.00, 39.00, 1.00, 38960.00, 1300.00, 33408.38, 5551.62)$$,
    'reversing the second fill of a sale leaves its order as after the first fill'
);
select tests.cancel('s4');
select tests.each_sees(
    'execute after_sale', 'values (983659.00, 33408.37, 17067.37, 30, 0, 33408.37)',
    'a partly filled sale with a reversed fill may be cancelled, which frees its shares'
);
select tests.reverse('s4', 'f1', 'r3');
select tests.each_sees(
    $$select t.status::text, t.filled_quantity, t.cost_basis, t.realized_pnl, h.quantity, h.reserved_quantity
    from public.trades as t join public.positions as h on h.symbol = t.symbol where t.client_order_id = 's4'$$,
    $$values ('cancelled', 0, 0.00, 0.00, 60, 0)$$,
    'a cancelled sale reserves no shares when another fill of it is reversed'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
