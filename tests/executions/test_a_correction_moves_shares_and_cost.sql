begin;
select plan(23);

-- The operator corrects shares, their cost, or both. Of a correction the cost is always stated. 100 shares cost 80,000.
select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select tests.sign_in_as_service();
select public.transfer_shares(tests.portfolio_id('main'), '7203', 100, 80000, 't1');
create function pg_temp.correction(symbol text, quantity numeric, cost numeric, key text) returns text language sql as $$
    select format('insert into public.position_adjustments (portfolio_id, symbol, kind, quantity, cost, idempotency_key)
        values (tests.portfolio_id(''main''), %L, ''correction'', %L, %L, %L)', symbol, quantity, cost, key);
$$;
prepare corrected as
select h.quantity, h.cost_basis, p.cost_transferred, p.realized_pnl, p.current_balance
from public.positions as h join public.portfolios as p on p.id = h.portfolio_id
where h.symbol = '7203' and p.id = tests.portfolio_id('main');

select is(tests.code(pg_temp.correction('7203', 0, 500, 'c1')), 'done', 'a correction may raise the cost alone');
select results_eq(
    'execute corrected', 'values (100, 80500.00, 80500.00, 0.00, 1000000.00)',
    'a correction of the cost counts as contribution, not as profit'
);
select is(tests.code(pg_temp.correction('7203', 0, -1500, 'c2')), 'done', 'a correction may lower the cost alone');
select is(tests.code(pg_temp.correction('7203', 5, 0, 'c3')), 'done', 'a correction may bring shares without cost');
select is(tests.code(pg_temp.correction('7203', -15, -9000, 'c4')), 'done', 'a correction may take shares with a stated cost');
-- 80,500 - 1,500 - 9,000 = 70,000 for 90
select results_eq(
    'execute corrected', 'values (90, 70000.00, 70000.00, 0.00, 1000000.00)', 'corrections add up to shares and cost'
);
select is(tests.code(pg_temp.correction(symbol, quantity, cost, 'bad')), code, what)
from (values
    ('7203', 0, -70000.01, 'KB213', 'a correction leaves no cost below zero'),
    ('7203', -90, -69999.99, 'KB213', 'a correction leaves no cost without shares'),
    ('6758', 0, 1, 'KB213', 'a correction puts no cost on shares that are not owned'),
    ('7203', -91, -70000, 'KB111', 'a correction takes no more shares than are free'),
    ('7203', 1, null, 'KB213', 'a correction without its cost is refused'),
    ('7203', null, 1, 'KB202', 'a correction without its quantity is refused'),
    ('7203', 0, 0.006, 'KB213', 'a correction of a part of 0.01 yen is refused'),
    ('7203', 0.5, 0, 'KB202', 'a correction of a part of a share is refused'),
    ('7203', -1, 9999999950000, 'KB112', 'a correction leaves no more cost than a portfolio can hold'),
    ('7203.T', 1, 1, 'KB201', 'a correction of no code is refused')) as v (symbol, quantity, cost, code, what);

-- 40 sold @ 1,000 without costs: 40,000 - 70,000 x 40 / 90 = 31,111.11 are 8,888.89 of profit.
insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, status, commission)
values (tests.portfolio_id('main'), '7203', 'sell', 40, 1000, 'filled', 0);
select results_eq(
    'execute corrected', 'values (50, 38888.89, 70000.00, 8888.89, 1040000.00)', 'a sale uses the corrected cost'
);
-- Without c2 the cost was 71,500 for 90: the sale took 31,777.78, and 39,722.22 are left; 666.67 of profit less.
select lives_ok(
    $$select public.reverse_adjustment(a.portfolio_id, a.entry_no, 'back') from public.position_adjustments as a
    where a.idempotency_key = 'c2' and a.user_id = tests.user_id('taro')$$, 'a correction is taken back'
);
select results_eq(
    'execute corrected', 'values (50, 39722.22, 71500.00, 8222.22, 1040000.00)',
    'a correction that is taken back changes the profit of sales since'
);
-- Without c1 the cost after c4 would be 71,000, but c2 does not count any more: 80,000 - 9,000 = 71,000 for 90.
select lives_ok(
    $$select public.reverse_adjustment(a.portfolio_id, a.entry_no, 'back too') from public.position_adjustments as a
    where a.idempotency_key = 'c1' and a.user_id = tests.user_id('taro')$$, 'a second correction is taken back'
);
-- 71,000 x 40 / 90 = 31,555.56: profit 8,444.44; 39,444.44 left.
select results_eq(
    'execute corrected', 'values (50, 39444.44, 71000.00, 8444.44, 1040000.00)',
    'after two corrections are taken back the others count in their order'
);
-- Without t1 the 5 shares of c3 do not cover the 15 of c4.
select is(
    tests.code(format('select public.reverse_adjustment(tests.portfolio_id(''main''), 2, ''back of t1'')')), 'KB142',
    'a transfer is not taken back whose shares a correction has taken'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
