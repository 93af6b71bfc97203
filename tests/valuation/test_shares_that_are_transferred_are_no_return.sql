begin;
select plan(17);

-- Commission is 0.1 %. No company has the codes 9Y1Y and 9Y2Y.
select tests.open_portfolios(1000000);
prepare summary_with_transfers as
select s.cash, s.invested, s.market_value, s.total_value, s.unrealized_pnl, s.capital_paid_in, s.capital_withdrawn,
    s.cost_transferred, s.total_return, s.return_percentage, s.position_count
from public.portfolios as p cross join lateral public.portfolio_summary(p.id) as s;

-- 100 shares come in at a cost of 250,000. Without a price they are worth that.
select tests.transfer('9Y2Y', 100, 250000, 't1');
select tests.each_sees(
    'execute summary_with_transfers',
    'values (1000000.00, 250000.00, 250000.00, 1250000.00, 0.00, 1000000.00, 0.00, 250000.00, 0.00, 0.0000, 1)',
    'shares that come in are worth their cost and give no return'
);
-- At 3,000 they are worth 300,000: a gain of 50,000, of 1,000,000 + 250,000 that were put in 4 %.
select tests.sign_in_as_service();
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('9Y2Y', '1d', '2024-12-02 00:00+09', 3000);
select tests.each_sees(
    'execute summary_with_transfers',
    'values (1000000.00, 250000.00, 300000.00, 1300000.00, 50000.00, 1000000.00, 0.00, 250000.00, 50000.00, 4.0000, 1)',
    'the return refers to cash and shares that were put in'
);
-- Half of them leave with 125,000 of cost and 25,000 of gain: 25,000 of 1,125,000 are 2.2222 %.
select tests.transfer('9Y2Y', -50, null, 't2');
select tests.each_sees(
    'execute summary_with_transfers',
    'values (1000000.00, 125000.00, 150000.00, 1150000.00, 25000.00, 1000000.00, 0.00, 125000.00, 25000.00, 2.2222, 1)',
    'shares that leave take their cost and their gain with them'
);
-- The rest is sold @ 3,000: 150,000 - 150 - 125,000 = 24,850, of 1,125,000 2.2089 %.
select tests.trade('s1', '9Y2Y', 'sell', 50, 3000);
select tests.each_sees(
    'execute summary_with_transfers',
    'values (1149850.00, 0.00, 0::numeric, 1149850.00, 0.00, 1000000.00, 0.00, 125000.00, 24850.00, 2.2089, 0)',
    'the profit of shares that came in is return, less the costs of the sale'
);
-- 100 are bought @ 2,000 for 200,200 and leave: -75,200 of cost moved in all. Of 1,000,000 paid in the 24,850 are 2.485 %.
select tests.trade('b1', '9Y1Y', 'buy', 100, 2000);
select tests.transfer('9Y1Y', -100, null, 't3');
select tests.each_sees(
    'execute summary_with_transfers',
    'values (949650.00, 0.00, 0::numeric, 949650.00, 0.00, 1000000.00, 0.00, -75200.00, 24850.00, 2.4850, 0)',
    'bought shares that leave are no loss, and the return refers to all that was paid in'
);
-- Shares without cost are a gain as soon as they have a price: 10 @ 2,500 are 25,000, with 24,850 before 4.985 %.
select tests.transfer('9Y1Y', 10, 0, 't4');
select tests.sign_in_as_service();
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('9Y1Y', '1d', '2024-12-02 00:00+09', 2500);
select tests.each_sees(
    'execute summary_with_transfers',
    'values (949650.00, 0.00, 25000.00, 974650.00, 25000.00, 1000000.00, 0.00, -75200.00, 49850.00, 4.9850, 1)',
    'shares that came in without cost are worth their price'
);
select tests.each_sees(
    'select symbol::text, quantity, average_price, cost_basis, market_value, unrealized_pnl from public.position_valuations',
    $$values ('9Y1Y', 10, 0.00, 0.00, 25000.00, 25000.00)$$, 'shares without cost have an average price of 0'
);
select tests.each_sees(
    'select v.total_value, v.total_return, v.cost_transferred from public.valued_portfolios as v',
    'values (974650.00, 49850.00, -75200.00)', 'valued_portfolios has the same figures for every portfolio of a user'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
