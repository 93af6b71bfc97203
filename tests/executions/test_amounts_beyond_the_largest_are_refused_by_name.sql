begin;
select plan(23);

-- A portfolio has less than 10,000,000,000,000 yen. An amount within that bound may exceed it with its commission.
select tests.open_portfolios(1000000);
-- 100,000 x 99,999,999.99 = 9,999,999,999,000, and 9,999,999,999 of commission make it too much.
select tests.each_is_refused(
    $$select tests.place('large', '7203', 'buy', 100000, 99999999.99)$$, 'KB208',
    'an order that is too large with its commission is refused as too large'
);
-- 9,600,000,000,000 with a margin of 5 % are 10,080,000,000,000.
select tests.each_is_refused(
    $$select tests.place('large', '7203', 'buy', 100000, 96000000, 'market')$$, 'KB208',
    'an order that is too large with its margin is refused as too large'
);
select tests.place('small', '7203', 'buy', 1, 1);
select tests.each_is_refused(
    $$select tests.fill('small', 'e1', 1, 1, 9999999999999.99)$$, 'KB208',
    'a fill whose amount and commission exceed the bound is refused as too large'
);
select tests.each_is_refused(
    $$select tests.fill('small', 'e1', 1, 1, 9000000000000, 9000000000000)$$, 'KB208',
    'a fill whose commission and tax together exceed the bound is refused as too large'
);

-- A position has at most 2,147,483,647 shares.
select tests.pay(100000000, 'd1');
select tests.trade('most', '7203', 'buy', 2147483647, 0.01);
select tests.place('more', '7203', 'buy', 1, 0.01);
select tests.each_is_refused(
    $$select tests.fill('more', 'e2', 1, 0.01)$$, 'KB208',
    'a fill that gives a position more shares than it can have is refused as too large'
);

-- A reversal returns its cash to a portfolio that has the largest balance.
select tests.trade('first', '6758', 'buy', 100, 1000);
select tests.cancel(name) from unnest(array['small', 'more']) as name;
select tests.sign_in_as_service();
insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
select tests.portfolio_id(way), 'adjustment', 9000000000000, 'nearly' from unnest(tests.ways()) as way;
insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
select p.id, 'adjustment', 9999999999999.99 - p.current_balance, 'full'
from public.portfolios as p
where p.id in (tests.portfolio_id('functions'), tests.portfolio_id('tables'));
select tests.each_is_refused(
    $$select tests.reverse('first', 'first', 'r1')$$, 'KB112',
    'a reversal that returns more cash than a portfolio can have is refused'
);

-- The sums of a portfolio, too. All cash is withdrawn, 9e12 of interest and shares of 9e12 come in.
select tests.pay(-9999999999999.99, 'all');
select tests.sign_in_as_service();
insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
select tests.portfolio_id(way), 'interest', 9000000000000, 'interest' from unnest(tests.ways()) as way;
select tests.each_is_refused(
    $$select tests.pay(-0.01, 'more')$$, 'KB112', 'withdrawals that add up to ten trillion yen are refused',
    '%a sum of 10000000000000.00 yen is more than a portfolio can hold%'
);
select tests.transfer('9984', 10, 9000000000000, 't1');
-- 100,000 x 15,000,000 = 1,500,000,000,000
select tests.place('large', '8035', 'buy', 100000, 15000000);
select tests.each_is_refused(
    $$select tests.fill('large', 'e3', 100000, 15000000)$$, 'KB112',
    'a fill that makes the cost of all shares too large is refused', '%is more than a portfolio can hold%'
);
select tests.each_is_refused(
    $$select tests.transfer('8035', 1, 1000000000000, 't2')$$, 'KB112',
    'a transfer that makes the cost of all shares too large is refused', '%is more than a portfolio can hold%'
);
select tests.cancel('large');
select tests.sign_in_as_service();
select is(
    tests.code(format('insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
        values (tests.portfolio_id(''tables''), %L, 999999999999.99, %L)', kind, kind || ' 2')), code,
    format('a %s of nearly a trillion yen: %s', kind, code)
)
from (values ('interest', 'done'), ('deposit', 'KB112'), ('fee', 'KB112')) as v (kind, code);
-- A position that has most of the shares that it can have.
select is(
    tests.code($$insert into public.position_adjustments (portfolio_id, symbol, kind, quantity, cost, idempotency_key)
        values (tests.portfolio_id('tables'), '7203', 'correction', 1, -1, 'c1')$$), 'KB208',
    'a correction that gives a position more shares than it can have is refused as too large'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
