begin;
select plan(34);

-- What is sent is booked exactly, or refused: through functions and tables, in every number of yen and shares.
select tests.open_portfolios(1000000);
select tests.place('open', '7203', 'buy', 300, 2800);
select tests.each_is_refused(format('select %s', call), code, format('%s is refused with %s', what, code))
from (values
    ('an order at 2800.005 yen', $$tests.place('x', '7203', 'buy', 1, 2800.005)$$, 'KB203'),
    ('a stop price of 2800.005 yen', $$tests.place('x', '7203', 'buy', 1, 2800, 'stop', 2800.005)$$, 'KB204'),
    ('an order for 100.6 shares', $$tests.place('x', '7203', 'buy', 100.6, 100)$$, 'KB202'),
    ('a fill at 2795.3333 yen', $$tests.fill('open', 'e1', 100, 2795.3333)$$, 'KB203'),
    ('a fill of 99.9 shares', $$tests.fill('open', 'e1', 99.9, 2795)$$, 'KB202'),
    ('a commission of 0.006 yen', $$tests.fill('open', 'e1', 100, 2795, 0.006)$$, 'KB206'),
    ('a tax of 0.006 yen', $$tests.fill('open', 'e1', 100, 2795, 0, 0.006)$$, 'KB206'),
    ('a deposit of 0.006 yen', $$tests.pay(0.006, 'x')$$, 'KB205'),
    ('a withdrawal of 0.006 yen', $$tests.pay(-0.006, 'x')$$, 'KB205'),
    ('a transfer of 0.6 shares', $$tests.transfer('7203', 0.6, 1, 'x')$$, 'KB202'),
    ('a transfer at a cost of 0.006 yen', $$tests.transfer('7203', 1, 0.006, 'x')$$, 'KB213')) as v (what, call, code);
select tests.sign_in('taro');
select is(
    tests.code($$insert into public.portfolios (name, initial_capital) values ('main', 0.006)$$), 'KB205',
    'an initial capital of 0.006 yen is refused with KB205'
);
select tests.sign_in_as_service();
select is(
    tests.code(format('insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, status, %I)
        values (tests.portfolio_id(''tables''), ''7203'', ''buy'', 1, 1, ''filled'', 1.006)', figure)), 'KB206',
    format('a recorded order with a third decimal in %s is refused with KB206', figure)
)
from unnest(array['execution_price', 'commission', 'tax']) as figure;

-- Zeros behind the decimals say nothing new.
select tests.sign_in('taro');
insert into public.portfolios (name, initial_capital) values ('main', 1000000.0000);
select results_eq(
    $$select p.initial_capital::text, l.amount::text
        from public.portfolios as p join public.cash_ledger as l on l.portfolio_id = p.id$$,
    $$values ('1000000.00', '1000000.00')$$, 'an initial capital with zeros behind its decimals is the same capital'
);
select tests.place('zeros', '7203', 'buy', 10.000, 2800.5000);
select tests.fill('zeros', 'e2', 10.0, 2800.500, 28.0000, 0.0000);
select tests.place('zeros', '7203', 'buy', 10, 2800.5), tests.fill('zeros', 'e2', 10, 2800.5, 28, 0);
-- 28,005 + 28
select tests.each_sees(
    $$select t.filled_quantity, t.price, e.price, e.commission, t.net_amount
    from public.trades as t join public.trade_executions as e on e.trade_id = t.id$$,
    'values (10, 2800.50, 2800.50, 28.00, 28033.00)',
    'an order and a fill with zeros behind their decimals are the same as those without'
);
select tests.pay(0.500000, 'd1'), tests.pay(0.5, 'd1'), tests.pay(-0.5000, 'w1');
select tests.transfer('6758', 10.0, 500.5000, 't1'), tests.transfer('6758', 10, 500.5, 't1');
select tests.each_sees(
    $$select p.capital_paid_in, p.capital_withdrawn, p.cost_transferred from public.portfolios as p$$,
    'values (1000000.50, 0.50, 500.50)', 'movements with zeros behind their decimals are the same as those without'
);
select tests.each_sees(
    $$select scale(amount) from public.cash_ledger where idempotency_key is not null
    union select scale(cost) from public.position_adjustments
    union select scale(price) from public.trades
    union select scale(price) from public.trade_executions$$, 'values (2)',
    'yen are stored with two decimals, however they were sent'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
