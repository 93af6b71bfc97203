begin;
select plan(13);

-- A portfolio holds less than 10,000,000,000,000 yen. What passes each bound by itself may be more with its commission.
select tests.open_portfolios(1000000);
-- 100,000 x 99,999,999.99 = 9,999,999,999,000, and 9,999,999,999 of commission make it too much.
select tests.each_is_refused(
    $$select tests.place($1, 'large', '7203', 'buy', 100000, 99999999.99)$$, 'KB208',
    'an order that is too large with its commission is refused as too large'
);
-- 9,600,000,000,000 with a margin of 5 % are 10,080,000,000,000.
select tests.each_is_refused(
    $$select tests.place($1, 'large', '7203', 'buy', 100000, 96000000, 'market')$$, 'KB208',
    'so is one that is too large with its margin'
);
select tests.place(way, 'small', '7203', 'buy', 1, 1) from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.fill($1, 'small', 'e1', 1, 1, 9999999999999.99)$$, 'KB208',
    'a fill whose commission is all that a column takes'
);
select tests.each_is_refused(
    $$select tests.fill($1, 'small', 'e1', 1, 1, 9000000000000, 9000000000000)$$, 'KB208', 'or whose costs are too much together'
);

-- 2,147,483,647 shares are all that a position holds.
select tests.pay(way, 100000000, 'd1') from tests.ways() as way;
select tests.trade(way, 'most', '7203', 'buy', 2147483647, 0.01) from tests.ways() as way;
select tests.place(way, 'more', '7203', 'buy', 1, 0.01) from tests.ways() as way;
select tests.each_is_refused(
    $$select tests.fill($1, 'more', 'e2', 1, 0.01)$$, 'KB208', 'a fill beyond the shares that a position can hold'
);

-- A bust gives its cash back to a portfolio that is full by now.
select tests.trade(way, 'first', '6758', 'buy', 100, 1000) from tests.ways() as way;
select tests.cancel(way, name) from tests.ways() as way, unnest(array['small', 'more']) as name;
select tests.sign_in_as_service();
insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
select tests.portfolio_id(way), 'adjustment', 9000000000000, 'nearly' from tests.ways() as way;
insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
select p.id, 'adjustment', 9999999999999.99 - p.current_balance, 'full'
from public.portfolios as p
where p.id in (tests.portfolio_id('functions'), tests.portfolio_id('tables'));
select tests.each_is_refused(
    $$select tests.bust($1, 'first', 'first', 'r1')$$, 'KB112', 'a bust that gives more back than the portfolio can hold'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
