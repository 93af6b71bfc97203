begin;
select plan(17);

select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 100, 1000, client_order_id => 'a');

-- A broker connector sends the fills of a day as one array, which becomes one INSERT.
select tests.sign_in_as_service();
select lives_ok(
    $$insert into public.trade_executions (execution_id, trade_id, quantity, price)
    select 'e' || n, t.id, 10, 1000 from public.trades as t, generate_series(1, 3) as n where t.client_order_id = 'a'$$,
    'one statement records three fills of one order'
);
select lives_ok(
    $$insert into public.trade_executions (execution_id, trade_id, quantity, price)
    select 'e' || n, t.id, 10, 1000 from public.trades as t, generate_series(1, 5) as n where t.client_order_id = 'a'$$,
    'one statement may repeat three fills and add two new ones'
);
-- 50 shares cost 50,000 and a commission of 50.
select results_eq(
    $$select t.filled_quantity, t.net_amount, p.current_balance
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'a'$$,
    $$values (50, 50050.00::numeric, 949950.00::numeric)$$,
    'of fills that two statements have sent each counts once'
);
select throws_like(
    $$insert into public.trade_executions (execution_id, trade_id, quantity, price)
    select 'f' || n, t.id, 30, 1000 from public.trades as t, generate_series(1, 2) as n where t.client_order_id = 'a'$$,
    'a fill of 30 exceeds the remaining 20 of order %', 'two fills of one statement that together exceed their order are refused'
);
select is(
    (select t.filled_quantity from public.trades as t where t.client_order_id = 'a'), 50,
    'a statement with a fill too much records neither of its fills'
);
select lives_ok(
    $$insert into public.trade_executions (execution_id, trade_id, reverses)
    select 'r' || n, t.id, 'e' || n from public.trades as t, generate_series(1, 2) as n where t.client_order_id = 'a'$$,
    'one statement records two reversals'
);
select lives_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id)
    values
        (tests.portfolio_id('main'), '7203', 'buy', 20, 1000, 'limit', 'filled', 'o1'),
        (tests.portfolio_id('main'), '7203', 'sell', 40, 1000, 'limit', 'filled', 'o2'),
        (tests.portfolio_id('main'), '7203', 'sell', 5, 1000, 'limit', 'filled', 'o3'),
        (tests.portfolio_id('main'), '7203', 'sell', 5, 1000, 'limit', 'pending', 'o4')$$,
    'orders that one statement records see each other''s effects'
);
select results_eq(
    $$select h.quantity, h.reserved_quantity from public.positions as h where h.portfolio_id = tests.portfolio_id('main')$$,
    $$values (5, 5)$$, 'after orders of one statement the position has their shares, and the open sale reserves them'
);

select tests.sign_in('taro');
select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type)
    values (tests.portfolio_id('main'), '6758', 'buy', 100, 6000, 'limit'),
        (tests.portfolio_id('main'), '6758', 'buy', 100, 6000, 'limit')$$,
    'KB110', null, 'two purchases of one statement that together exceed the cash are refused'
);
select is_empty(
    $$select 1 from public.trades where symbol = '6758'$$, 'a statement with a purchase too much places neither'
);
select lives_ok(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('main'), 'deposit', 5, 'd1'), (tests.portfolio_id('main'), 'withdrawal', -2, 'w1'),
        (tests.portfolio_id('main'), 'deposit', 5, 'd1'), (tests.portfolio_id('main'), 'deposit', 7, 'd2')$$,
    'one statement moves cash four times'
);
select is(
    (select p.capital_paid_in - p.capital_withdrawn from public.portfolios as p where p.name = 'main'), 1000010.00,

    'a movement that a statement repeats counts once'
);
select is(
    (select array_agg(l.entry_no order by l.entry_no) from public.cash_ledger as l),
    (select array_agg(n order by n) from generate_series(1::bigint, (select count(*) from public.cash_ledger)) as n),
    'entries of one statement are numbered without gaps'
);
select tests.buy('main', '8035', 100, 1000);
select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type)
    values (tests.portfolio_id('main'), '8035', 'sell', 60, 1000, 'limit'),
        (tests.portfolio_id('main'), '8035', 'sell', 60, 1000, 'limit')$$,
    'KB111', null, 'two sales of one statement do not reserve the same shares'
);

-- Without commission, 100 @ 1,000 and 100 @ 2,000 cost 300,000. 50 of the 200 sold @ 2,000 bring in 100,000, have a cost of
-- 300,000 x 50 / 200 = 75,000, and gain 25,000.
select tests.sign_in('hanako');
select tests.open_portfolio('second', 1000000);
select tests.sign_in_as_service();
insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id, commission)
values (tests.portfolio_id('second'), '7203', 'buy', 100, 1000, 'limit', 'filled', 'owned', 0);
select lives_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id, commission)
    values (tests.portfolio_id('second'), '7203', 'buy', 100, 2000, 'limit', 'filled', 'bought', 0),
        (tests.portfolio_id('second'), '7203', 'sell', 50, 2000, 'limit', 'filled', 'sold', 0)$$,
    'one statement records a purchase and a sale'
);
select results_eq(
    $$select cost_basis, realized_pnl from public.trades where user_id = tests.user_id('hanako') and order_id = 'sold'$$,
    'values (75000.00, 25000.00)', 'a recorded sale uses the average cost after the purchase before it in the statement'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
