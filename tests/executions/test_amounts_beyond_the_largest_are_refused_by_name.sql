begin;
select plan(13);

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
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
