begin;
select plan(34);

select tests.open_portfolios(1000000);
select tests.trade(way, 'held', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.pay(way, 5, 'd1') from tests.ways() as way;

-- What is open has to end first.
select tests.place(way, 'open', '7203', 'buy', 100, 1000) from tests.ways() as way;
select tests.each_is_refused(
    'select tests.archive($1)', 'KB103', 'a portfolio with a pending order is not archived',
    '%has open orders%Cancel its open orders%'
);
select tests.fill(way, 'open', 'e1', 40, 1000) from tests.ways() as way;
select tests.each_is_refused('select tests.archive($1)', 'KB103', 'nor is one with an order that is partly filled');
select tests.cancel(way, 'open') from tests.ways() as way;
select tests.place(way, 'sale', '7203', 'sell', 1, 1000) from tests.ways() as way;
select tests.each_is_refused('select tests.archive($1)', 'KB103', 'nor is one with a waiting sale');
select tests.reject(way, 'sale') from tests.ways() as way;
select tests.archive(way) from tests.ways() as way;
select tests.each_sees('select is_active from public.portfolios', 'values (false)', 'one whose orders have all ended is');

-- It keeps what it has, and takes nothing.
select tests.each_is_refused(
    $$select tests.place($1, 'new', '7203', 'buy', 1, 1000)$$, 'KB102', 'an archive takes no purchase',
    '%is archived%Set is_active to true first.%'
);
select tests.each_is_refused($$select tests.place($1, 'new', '7203', 'sell', 1, 1000)$$, 'KB102', 'nor a sale');
select tests.each_is_refused($$select tests.pay($1, 1, 'd2')$$, 'KB102', 'nor a deposit', '%is archived%');
select tests.each_is_refused($$select tests.pay($1, -1, 'w2')$$, 'KB102', 'and gives no withdrawal', '%is archived%');
select tests.sign_in_as_service();
select is(tests.code(statement), 'KB102', what)
from (values
    ($$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
        values (tests.portfolio_id('tables'), 'adjustment', 1, 'a1')$$, 'nor is it adjusted'),
    ($$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status)
        values (tests.portfolio_id('tables'), '7203', 'buy', 1, 1000, 'limit', 'filled')$$, 'nor takes a recorded order'))
    as v (statement, what);
select tests.each_is_refused(
    $$select tests.fill($1, 'open', 'e2', 1, 1000)$$, 'KB131', 'nor a fill, since none of its orders is open'
);
-- 1,000,000 + 5 - 100,100 - 40,040
select tests.each_sees(
    'select p.current_balance, p.reserved_balance, h.quantity, s.cash, s.position_count
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id
    cross join lateral public.portfolio_summary(p.id) as s',
    'values (859865.00, 0.00, 140, 859865.00, 1)', 'its cash and its shares are there to be seen'
);
select tests.archive(way) from tests.ways() as way;
select tests.each_sees('select is_active from public.portfolios', 'values (false)', 'archiving it again does nothing');

-- And back.
select tests.sign_in('functions');
update public.portfolios set is_active = true;
select tests.sign_in('tables');
update public.portfolios set is_active = true;
select tests.place(way, 'new', '7203', 'sell', 140, 1000) from tests.ways() as way;
select tests.pay(way, -859865, 'w2') from tests.ways() as way;
select tests.each_sees(
    $$select p.is_active, p.current_balance, h.reserved_quantity
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id$$,
    'values (true, 0.00, 140)', 'a portfolio that is active again trades and pays'
);
select tests.each_is_refused('select tests.archive($1)', 'KB103', 'and is archived under the same condition');

-- Whose it is.
select tests.sign_in('functions');
select is(
    tests.code(format('select public.archive_portfolio(%L)', portfolio)), 'KB101', format('a portfolio %s is not archived', what)
)
from (values ('of another user', tests.portfolio_id('tables')), ('nowhere', tests.portfolio_id('nowhere')), ('null', null))
    as v (what, portfolio);
select is_empty(
    $$update public.portfolios set is_active = false where id = tests.portfolio_id('tables') returning id$$,
    'through the table neither'
);
select tests.cancel(way, 'new') from tests.ways() as way;
select tests.sign_in_as_service();
select is((public.archive_portfolio(tests.portfolio_id('functions'))).is_active, false, 'the service role archives everybody''s');
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
