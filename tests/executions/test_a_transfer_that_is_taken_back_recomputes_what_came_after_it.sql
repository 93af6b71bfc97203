begin;
select plan(34);

-- Commission is 0.1 %.                              out of the cost                        realised   cost shares
-- t1 in   100, cost 80,000                                                                          80,000    100
-- b1 buy  300 @ 1,200  360,000 + 360                                                               440,360    400
-- s1 sell 100 @ 1,500  150,000 - 150   440,360 x 100 / 400 = 110,090    39,760         330,270    300
-- t2 out   60                          330,270 x  60 / 300 =  66,054                    264,216    240
-- b2 buy   60 @ 1,000   60,000 +  60                                                               324,276    300
-- s2 sell 150 @ 1,400  210,000 - 210   324,276 x 150 / 300 = 162,138    47,652         162,138    150
-- Cash: 1,000,000 - 360,360 + 149,850 - 60,060 + 209,790 = 939,220; realised 87,412; transferred 80,000 - 66,054 = 13,946.
select tests.open_portfolios(1000000);
select tests.transfer('7203', 100, 80000, 't1');
select tests.trade('b1', '7203', 'buy', 300, 1200), tests.trade('s1', '7203', 'sell', 100, 1500);
select tests.transfer('7203', -60, null, 't2');
select tests.trade('b2', '7203', 'buy', 60, 1000), tests.trade('s2', '7203', 'sell', 150, 1400);
prepare recomputed as
select p.current_balance, p.total_invested, p.realized_pnl, p.cost_transferred, h.quantity, h.cost_basis
from public.portfolios as p join public.positions as h on h.portfolio_id = p.id where h.symbol = '7203';
select tests.each_sees(
    'execute recomputed', 'values (939220.00, 162138.00, 87412.00, 13946.00, 150, 162138.00)',
    'before anything is taken back all movements count'
);
select tests.sign_out();
create temporary table written as
select to_jsonb(e) as line from public.trade_executions as e where e.user_id = any (tests.users())
union all select to_jsonb(l) from public.cash_ledger as l where l.user_id = any (tests.users())
union all select to_jsonb(a) from public.position_adjustments as a where a.user_id = any (tests.users());

-- Without t1:
-- b1 buy  300 @ 1,200                                                                   360,360    300
-- s1 sell 100 @ 1,500                  360,360 x 100 / 300 = 120,120    29,730         240,240    200
-- t2 out   60                          240,240 x  60 / 200 =  72,072                    168,168    140
-- b2 buy   60 @ 1,000                                                                   228,228    200
-- s2 sell 150 @ 1,400                  228,228 x 150 / 200 = 171,171    38,619          57,057     50
-- Realised 68,349, which is 19,063 less; cost 105,081 less; transferred -72,072; cash as before.
select tests.take_back('t1', 'r1');
select tests.each_sees(
    'execute recomputed', 'values (939220.00, 57057.00, 68349.00, -72072.00, 50, 57057.00)',
    'taking a transfer back makes shares, cost and profit what the remaining movements give in their order'
);
select tests.each_sees(
    $$select kind::text, symbol, quantity::integer, cost, cost_change, realized_pnl, entry_no - reverses
    from public.position_adjustments where idempotency_key = 'r1'$$,
    -- t1 is entry 2; b1, s1, b2 and s2 have two entries each and t2 one, so the reversal is entry 12.
    $$values ('reversal', '7203', -100, -80000.00, -105081.00, -19063.00, 10::bigint)$$,
    'the reversal of a transfer has the difference in cost and profit that it makes'
);
select tests.each_sees(
    $$select client_order_id::text, cost_basis, realized_pnl from public.trades where trade_type = 'sell' order by 1$$,
    $$values ('s1', 110090.00, 39760.00), ('s2', 162138.00, 47652.00)$$,
    'sales after a transfer that is taken back keep the cost and the profit of their booking'
);
select tests.sign_out();
select is_empty(
    $$select line from written
    except
    (select to_jsonb(e) from public.trade_executions as e union all select to_jsonb(l) from public.cash_ledger as l
        union all select to_jsonb(a) from public.position_adjustments as a)$$,
    'the reversal of a transfer changes no earlier row'
);

-- Repetitions, and reversals that do not fit.
select tests.take_back('t1', 'r1'), tests.transfer('7203', 100, 80000, 't1') from generate_series(1, 3);
select tests.each_sees(
    'execute recomputed', 'values (939220.00, 57057.00, 68349.00, -72072.00, 50, 57057.00)',
    'a repeated reversal counts once, and repeating its transfer does not book it again'
);
select tests.each_is_refused(
    $$select tests.take_back('t1', 'r2')$$, 'KB141', 'a transfer is taken back once',
    '%movement of shares 2 is reversed already, by entry 12%'
);
select tests.each_is_refused(
    $$select tests.take_back('t2', 'r1')$$, 'KB120', 'the key of a reversal is not taken for that of another transfer'
);
select tests.each_is_refused(
    $$select tests.take_back('r1', 'r2')$$, 'KB143', 'a reversal of a transfer is not taken back',
    '%has no movement of shares 12%a reversal cannot be reversed%'
);
select tests.each_is_refused(
    $$select tests.take_back('never sent', 'r2')$$, 'KB143', 'a transfer that does not exist is not taken back'
);
select tests.each_is_refused(
    $$select tests.take_back('t2', null)$$, 'KB207', 'a transfer is not taken back without a key'
);
select tests.each_is_refused(
    $$select tests.take_back('t2', 'r2 ')$$, 'KB211', 'a transfer is not taken back under a padded key'
);

-- Without t2 as well:
-- s1                                                                    29,730         240,240    200
-- b2 buy   60 @ 1,000                                                                   300,300    260
-- s2 sell 150 @ 1,400                  300,300 x 150 / 260 = 173,250    36,540         127,050    110
-- Realised 66,270, which is 2,079 less; cost 69,993 more; transferred 0.
select tests.take_back('t2', 'r2');
select tests.each_sees(
    'execute recomputed', 'values (939220.00, 127050.00, 66270.00, 0.00, 110, 127050.00)',
    'taking a transfer out back returns its shares at the cost that they would have'
);
select tests.each_sees(
    $$select quantity::integer, cost, cost_change, realized_pnl from public.position_adjustments where idempotency_key = 'r2'$$,
    'values (60, null::numeric, 69993.00, -2079.00)', 'the reversal of a transfer out has the difference that it makes'
);

-- 110 are owned. 100 more come by transfer, and a sale takes 150.
select tests.transfer('7203', 100, 1000, 't3');
select tests.trade('s3', '7203', 'sell', 150, 1000);
select tests.each_is_refused(
    $$select tests.take_back('t3', 'r3')$$, 'KB142', 'a transfer whose shares were sold since is not taken back',
    '%more of 7203 would have left than there was%Reverse the later sales first.%'
);
-- 60 are owned. 100 more come, and an open sale reserves 70 of 160.
select tests.transfer('7203', 100, 1000, 't4');
select tests.place('waiting', '7203', 'sell', 70, 1000);
select tests.each_is_refused(
    $$select tests.take_back('t4', 'r3')$$, 'KB111', 'a transfer whose shares an open sale reserves is not taken back',
    '%60 shares of 7203 remain, of which 70 wait to be sold%Cancel a waiting sale%'
);
select tests.cancel('waiting');
select tests.archive();
select tests.take_back('t4', 'r3');
select tests.each_sees(
    $$select quantity, reserved_quantity from public.positions where symbol = '7203'$$, 'values (60, 0)',
    'a transfer may be taken back in an archived portfolio, as a fill may'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
