begin;
select plan(12);

-- PostgREST sends what a client inserts at once as one statement. Its rows have to count as if they had come one after the other.
select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select is(
    tests.code($$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
        values (tests.portfolio_id('main'), 'deposit', 5, 'd1'), (tests.portfolio_id('main'), 'deposit', 7, 'd2')$$),
    'done', 'two deposits in one insert are taken'
);
select results_eq(
    'select entry_no, amount, balance_after from public.cash_ledger order by entry_no',
    'values (1::bigint, 1000000.00, 1000000.00), (2, 5.00, 1000005.00), (3, 7.00, 1000012.00)', 'and numbered one after the other'
);

-- Two purchases of 600 @ 1,000 need 1,201,200 yen.
select is(
    tests.code($$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type)
        values (tests.portfolio_id('main'), '7203', 'buy', 600, 1000, 'limit'),
            (tests.portfolio_id('main'), '6758', 'buy', 600, 1000, 'limit')$$),
    'KB110', 'two purchases in one insert do not take the same cash'
);
select is(
    tests.code($$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, client_order_id)
        values (tests.portfolio_id('main'), '7203', 'buy', 100, 1000, 'limit', 'first'),
            (tests.portfolio_id('main'), '6758', 'buy', 100, 1000, 'limit', 'second')$$),
    'done', 'two that the cash covers are placed'
);

select tests.sign_in_as_service();
select is(
    tests.code($$insert into public.trade_executions (trade_id, execution_id, quantity, price)
        values (tests.order_id('taro', 'first'), 'e1', 60, 1000), (tests.order_id('taro', 'first'), 'e2', 41, 1000)$$),
    'KB132', 'two fills in one insert do not exceed their order together'
);
select is(
    tests.code($$insert into public.trade_executions (trade_id, execution_id, quantity, price)
        values (tests.order_id('taro', 'first'), 'e1', 60, 1000), (tests.order_id('taro', 'first'), 'e2', 40, 1000),
            (tests.order_id('taro', 'second'), 'e3', 100, 1000)$$),
    'done', 'fills of one order and of another in one insert are taken'
);
select results_eq(
    $$select symbol::text, quantity, cost_basis from public.positions
    where portfolio_id = tests.portfolio_id('main') order by 1$$,
    $$values ('6758', 100, 100100.00), ('7203', 100, 100100.00)$$, 'and each of them counts'
);
select is(
    tests.code($$insert into public.trade_executions (trade_id, execution_id, reverses)
        values (tests.order_id('taro', 'first'), 'r1', 'e1'), (tests.order_id('taro', 'first'), 'r2', 'e2')$$),
    'done', 'two busts in one insert are taken, too'
);

select tests.sign_in('taro');
select tests.buy('main', '8035', 100, 1000);
select is(
    tests.code($$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type)
        values (tests.portfolio_id('main'), '8035', 'sell', 60, 1000, 'limit'),
            (tests.portfolio_id('main'), '8035', 'sell', 60, 1000, 'limit')$$),
    'KB111', 'two sales in one insert do not take the same shares'
);

-- 100 @ 1,000 are held at no cost but that. Bought 100 @ 2,000, they cost 300,000 for 200; 50 of them sold @ 2,000 take out
-- 75,000 and gain 25,000.
select tests.sign_in('hanako');
select tests.open_portfolio('second', 1000000);
select tests.sign_in_as_service();
prepare record_both (numeric, text, numeric) as
insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id, commission)
select tests.portfolio_id('second'), '7203', v.side, v.quantity, v.price, 'limit', 'filled', v.id, 0
from (values ('buy', 100, $1, $2), ('sell', 50, $3, 'sold')) as v (side, quantity, price, id)
where v.price is not null;
execute record_both (1000, 'held', null);
select lives_ok($$execute record_both (2000, 'bought', 2000)$$, 'a purchase and a sale are recorded in one insert');
select results_eq(
    $$select cost_basis, realized_pnl from public.trades where user_id = tests.user_id('hanako') and order_id = 'sold'$$,
    'values (75000.00, 25000.00)', 'the sale takes out the cost after the purchase before it'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
