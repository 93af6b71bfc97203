begin;
select plan(33);

-- Commission is 0.1 %. A cancelled purchase of 100 @ 1,000 has a fill of 60 @ 990, which cost 59,400 + 59.40.
select tests.open_portfolios(1000000);
select tests.place('cancelled', '7203', 'buy', 100, 1000);
select tests.fill('cancelled', 'e1', 60, 990);
select tests.cancel('cancelled', 'enough');
-- Because nobody may write another time, triggers are off.
select tests.sign_out();
set local session_replication_role = replica;
update public.trades set closed_at = '2024-12-02 15:00+09' where client_order_id = 'cancelled' and user_id = any (tests.users());
set local session_replication_role = origin;
prepare late_state as
select t.status::text, t.closed_as::text, t.filled_quantity, t.remaining_quantity, t.reserved_amount, p.current_balance,
    p.reserved_balance
from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = $1;

-- 10 @ 1,000 cost 10,000 + 10: 940,540.60 - 10,010 = 930,530.60.
select tests.fill('cancelled', 'e2', 10, 1000);
select tests.each_sees(
    $$execute late_state('cancelled')$$, $$values ('cancelled', 'cancelled', 70, 30, 0.00, 930530.60, 0.00)$$,
    'a late fill of a cancelled order takes free cash, and the order stays cancelled'
);
select tests.fill('cancelled', 'e2', 10, 1000);
select tests.each_sees(
    $$execute late_state('cancelled')$$, $$values ('cancelled', 'cancelled', 70, 30, 0.00, 930530.60, 0.00)$$,
    'a late fill that is reported again counts once'
);
-- 30 @ 1,100, more than the limit: 33,000, and a commission of 102.40 - 69.40 = 33 yen. 930,530.60 - 33,033 = 897,497.60.
select tests.fill('cancelled', 'e3', 30, 1100);
select tests.each_sees(
    $$execute late_state('cancelled')$$, $$values ('filled', 'cancelled', 100, 0, 0.00, 897497.60, 0.00)$$,
    'late fills that complete a cancelled order make it filled'
);
select tests.each_sees(
    $$select closed_at, reason from public.trades where client_order_id = 'cancelled'$$,
    $$values ('2024-12-02 15:00+09'::timestamptz, 'enough')$$,
    'an order that late fills complete keeps the time and the reason of its cancellation'
);
select tests.each_is_refused(
    $$select tests.fill('cancelled', 'e4', 1, 1000)$$, 'KB132', 'a late fill of more than remains is refused'
);

-- A rejected order, too: 10 @ 1,000 cost 10,010, and 20 @ 1,000 complete it.
select tests.place('rejected', '6758', 'buy', 30, 1000);
select tests.reject('rejected', 'outside the limits');
select tests.fill('rejected', 'f1', 10, 1000);
select tests.each_sees(
    $$execute late_state('rejected')$$, $$values ('rejected', 'rejected', 10, 20, 0.00, 887487.60, 0.00)$$,
    'a fill of a rejected order is booked, and the order stays rejected'
);
select tests.fill('rejected', 'f2', 20, 1000);
select tests.each_sees(
    $$execute late_state('rejected')$$, $$values ('filled', 'rejected', 30, 0, 0.00, 867467.60, 0.00)$$,
    'fills that complete a rejected order make it filled'
);

-- Free cash: an open purchase of 860 @ 1,000 reserves 860,860 of 867,467.60, which leaves 6,607.60.
select tests.place('late purchase', '6758', 'buy', 10, 1000);
select tests.cancel('late purchase');
select tests.place('waiting purchase', '9984', 'buy', 860, 1000);
select tests.each_is_refused(
    $$select tests.fill('late purchase', 'g1', 7, 1000)$$, 'KB110',
    'a late fill of a purchase does not take cash that an open order reserves',
    '%free cash 6607.60 does not cover 7007.00%cancel a waiting purchase, then send the same execution_id again.%'
);
select tests.cancel('waiting purchase');
select tests.fill('late purchase', 'g1', 7, 1000);
select tests.each_sees(
    $$execute late_state('late purchase')$$, $$values ('cancelled', 'cancelled', 7, 3, 0.00, 860460.60, 0.00)$$,
    'a late fill that was refused is booked under its execution_id once the cash is free'
);

-- Free shares: 100 of 7203 are owned, of which an open sale reserves 80.
select tests.place('late sale', '7203', 'sell', 50, 1200);
select tests.cancel('late sale');
select tests.place('waiting sale', '7203', 'sell', 80, 1300);
prepare late_shares as select h.quantity, h.reserved_quantity from public.positions as h where h.symbol = '7203';
select tests.each_is_refused(
    $$select tests.fill('late sale', 'h1', 21, 1200)$$, 'KB111',
    'a late fill of a sale does not take shares that an open sale reserves',
    '%free shares 20 of 7203 do not cover 21%Cancel a waiting sale%'
);
select tests.fill('late sale', 'h1', 20, 1200);
select tests.each_sees(
    'execute late_shares', 'values (80, 80)', 'a late fill of a sale takes free shares and leaves the reserved ones'
);
-- The cost of the 100 was 59,459.40 + 10,010 + 33,033 = 102,502.40: 20 of them 20,500.48; 24,000 - 24 - 20,500.48 = 3,475.52.
select tests.each_sees(
    $$select status::text, filled_quantity, cost_basis, realized_pnl from public.trades where client_order_id = 'late sale'$$,
    $$values ('cancelled', 20, 20500.48, 3475.52)$$, 'a late fill of a sale has its part of the cost and its profit'
);
select tests.cancel('waiting sale');
select tests.fill('late sale', 'h2', 30, 1200);
select tests.each_sees(
    $$select t.status::text, h.quantity, h.reserved_quantity
    from public.trades as t join public.positions as h on h.symbol = t.symbol where t.client_order_id = 'late sale'$$,
    $$values ('filled', 50, 0)$$, 'late fills that complete a cancelled sale make it filled and reserve nothing'
);

-- Shares that were never owned.
select tests.place('sale', '7203', 'sell', 50, 1200);
select tests.reject('sale');
select tests.trade('sold out', '7203', 'sell', 50, 1200);
select tests.each_is_refused(
    $$select tests.fill('sale', 'i1', 1, 1200)$$, 'KB111', 'a late fill of a sale of shares that are no longer owned is refused',
    '%free shares 0 of 7203 do not cover 1%'
);
select tests.sign_in_as_service();
select is(
    tests.code(format('select public.%s(tests.order_id(''functions'', ''rejected''))', name)), 'KB133',
    format('%s does not close an order that late fills have completed', name)
)
from unnest(array['cancel_order', 'confirm_cancel', 'reject_order']) as name;
select tests.sign_in('functions');
select bag_eq(
    $$select a.action::text from public.audit_logs as a where a.resource_id = tests.order_id('functions', 'cancelled')$$,
    $$values ('trade_placed'), ('trade_executed'), ('trade_cancelled'), ('trade_executed'), ('trade_executed')$$,
    'each late fill leaves an audit row'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
