begin;
select plan(32);

select tests.open_portfolios(1000000);
select tests.trade('owned', '7203', 'buy', 100, 1000);
select tests.pay(5, 'd1');

-- Open orders must be closed first.
select tests.place('open', '7203', 'buy', 100, 1000);
select tests.each_is_refused(
    'select tests.archive()', 'KB103', 'a portfolio with a pending order is not archived',
    '%has open orders%Cancel its open orders%'
);
select tests.fill('open', 'e1', 40, 1000);
select tests.each_is_refused('select tests.archive()', 'KB103', 'a portfolio with a partly filled order is not archived');
select tests.cancel('open');
select tests.place('sale', '7203', 'sell', 1, 1000);
select tests.each_is_refused('select tests.archive()', 'KB103', 'a portfolio with an open sale is not archived');
select tests.reject('sale');
select tests.archive();
select tests.each_sees(
    'select is_active from public.portfolios', 'values (false)',
    'a portfolio without open orders is archived'
);

-- An archived portfolio keeps its cash and its shares, and takes nothing.
select tests.each_is_refused(
    $$select tests.place('new', '7203', 'buy', 1, 1000)$$, 'KB102', 'an archived portfolio takes no purchase',
    '%is archived%Set is_active to true first.%'
);
select tests.each_is_refused(
    $$select tests.place('new', '7203', 'sell', 1, 1000)$$, 'KB102', 'an archived portfolio takes no sale'
);
select tests.each_is_refused(
    $$select tests.pay(1, 'd2')$$, 'KB102', 'an archived portfolio takes no deposit', '%is archived%'
);
select tests.each_is_refused(
    $$select tests.pay(-1, 'w2')$$, 'KB102', 'an archived portfolio gives no withdrawal', '%is archived%'
);
select tests.sign_in_as_service();
select is(tests.code(statement), 'KB102', what)
from (values
    ($$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
        values (tests.portfolio_id('tables'), 'adjustment', 1, 'a1')$$, 'an archived portfolio takes no adjustment'),
    ($$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_type, status)
        values (tests.portfolio_id('tables'), '7203', 'buy', 1, 1000, 'limit', 'filled')$$,
        'an archived portfolio takes no recorded order'))
    as v (statement, what);
-- The broker's word is the truth: a late fill of a closed order is booked. 1,000,000 + 5 - 100,100 - 40,040 - 1,001 = 858,864.
select tests.fill('open', 'e2', 1, 1000);
select tests.each_sees(
    'select p.current_balance, p.reserved_balance, h.quantity, s.cash, s.position_count
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id
    cross join lateral public.portfolio_summary(p.id) as s',
    'values (858864.00, 0.00, 141, 858864.00, 1)',
    'an archived portfolio may be read, and has the late fills of its closed orders'
);
select tests.archive();
select tests.each_sees(
    'select is_active from public.portfolios', 'values (false)',
    'archiving an archived portfolio changes nothing'
);

-- Active again.
select tests.sign_in('functions');
update public.portfolios set is_active = true;
select tests.sign_in('tables');
update public.portfolios set is_active = true;
select tests.place('new', '7203', 'sell', 141, 1000);
select tests.pay(-858864, 'w2');
select tests.each_sees(
    $$select p.is_active, p.current_balance, h.reserved_quantity
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id$$,
    'values (true, 0.00, 141)', 'a portfolio that is activated again trades and pays'
);
select tests.each_is_refused(
    'select tests.archive()', 'KB103',
    'a portfolio that is activated again is not archived while it has an open order'
);

-- Portfolios of others.
select tests.sign_in('functions');
select is(
    tests.code(format('select public.archive_portfolio(%L)', portfolio)), 'KB101',
    format('archive_portfolio refuses a portfolio (%s)', what)
)
from (values ('of another user', tests.portfolio_id('tables')), ('unknown', tests.portfolio_id('nowhere')), ('null', null))
    as v (what, portfolio);
select is_empty(
    $$update public.portfolios set is_active = false where id = tests.portfolio_id('tables') returning id$$,
    'an UPDATE archives no portfolio of another user'
);
select tests.cancel('new');
select tests.sign_in_as_service();
select is(
    (public.archive_portfolio(tests.portfolio_id('functions'))).is_active, false,
    'the service role may archive the portfolio of a user'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
