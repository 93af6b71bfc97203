begin;
select plan(32);

-- Commission is 0.1 %. No company has the codes 9Y1Y and 9Y2Y, so neither has a price.
select tests.open_portfolios(1000000);
prepare summary as
select s.* from public.portfolios as p cross join lateral public.portfolio_summary(p.id) as s;
prepare performance as
select s.* from public.portfolios as p cross join lateral public.calculate_portfolio_performance(p.id) as s;

select tests.each_sees(
    'execute summary',
    'values (1000000.00, 0.00, 1000000.00, 0.00, 0::numeric, 0.00, 1000000.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0::numeric, 0::numeric,
        1000000.00, 0.00, 0.00, 0.00, 0.0000, 0)',
    'a portfolio without trades is worth its cash'
);

-- 100 @ 1,000 cost 100,000 + 100. Without a price they are worth that cost: 899,900 + 100,100 = 1,000,000.
select tests.trade('b1', '9Y2Y', 'buy', 100, 1000);
select tests.each_sees(
    'execute summary',
    'values (899900.00, 0.00, 899900.00, 100100.00, 100100.00, 0.00, 1000000.00, 0.00, 0.00, 0.00, 0.00, 0.00, 100.00, 0.00,
        1000000.00, 0.00, 0.00, 0.00, 0.0000, 1)',
    'shares without a price are worth their cost'
);
select tests.each_sees(
    'execute performance', 'values (1000000.00, 0.00, 0.0000, 1)', 'shares without a price have no return'
);

-- At 900 they are worth 90,000: 989,900 in all, a loss of 10,100, which is 1.01 % of 1,000,000.
select tests.sign_in_as_service();
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('9Y2Y', '1d', '2024-12-02 00:00+09', 900);
select tests.each_sees(
    'execute performance', 'values (989900.00, -10100.00, -1.0100, 1)', 'a price below the average cost gives a loss'
);
-- At 1,100 they are worth 110,000: 1,009,900 in all, a gain of 9,900, of which the commission has been taken.
select tests.sign_in_as_service();
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('9Y2Y', '1d', '2024-12-03 00:00+09', 1100);
select tests.each_sees(
    'execute performance', 'values (1009900.00, 9900.00, 0.9900, 1)',
    'a price above the average cost gives a gain, less the commission'
);

-- A withdrawal of 100,000 leaves 909,900, of 1,000,000 - 100,000 = 900,000 that are still in: the gain stays 9,900.
select tests.pay(-100000, 'w1');
select tests.each_sees(
    'execute performance', 'values (909900.00, 9900.00, 0.9900, 1)', 'a withdrawal does not count as a loss'
);
-- A deposit of 500,000 makes it 1,409,900. The gain is 9,900 / 1,500,000 = 0.66 % of all capital that was paid in.
select tests.pay(500000, 'd1');
select tests.each_sees(
    'execute performance', 'values (1409900.00, 9900.00, 0.6600, 1)',
    'a deposit does not count as a gain, and the return refers to all capital paid in'
);

-- 40 sold @ 1,200, of 48,000 with commission 48 and tax 2, bring 47,950. Their cost is 100,100 x 40 / 100 = 40,040,
-- the realised profit 7,910. Cash 799,900 + 500,000 + 47,950 = 1,347,850; 60 shares cost 60,060 and are worth 66,000.
-- An open purchase of 10 @ 1,000 reserves 10,000 + 10. Total 1,413,850; return 1,413,850 - 1,400,000 = 13,850
-- = 7,910 + 5,940, of 1,500,000 that is 0.92333 %.
select tests.trade('s1', '9Y2Y', 'sell', 40, 1200, 48, 2);
select tests.place('open', '9Y2Y', 'buy', 10, 1000);
select tests.each_sees(
    'execute summary',
    'values (1347850.00, 10010.00, 1337840.00, 60060.00, 66000.00, 0.00, 1413850.00, 7910.00, 5940.00, 0.00, 0.00, 0.00, 148.00, 2.00,
        1500000.00, 100000.00, 0.00, 13850.00, 0.9233, 1)',
    'the summary has cash, reservations, shares, profit, costs, capital and return'
);

-- 10 shares @ 2,000 with a commission of 20 cost 20,020. The broker connector has written their price, 2,100: a gain of 980.
-- Total 1,413,850 + 980 = 1,414,830; 14,830 / 1,500,000 = 0.98867 %.
select tests.trade('b2', '9Y1Y', 'buy', 10, 2000);
select tests.sign_in_as_service();
update public.positions set current_price = 2100 where symbol = '9Y1Y';
select tests.each_sees(
    'execute performance', 'values (1414830.00, 14830.00, 0.9887, 2)',
    'a symbol without bars is worth the current_price of its position'
);
select tests.each_sees(
    'select symbol::text, quantity, cost_basis, price, market_value, unrealized_pnl
    from public.position_valuations order by symbol',
    $$values ('9Y1Y', 10, 20020.00, 2100.00, 21000.00, 980.00), ('9Y2Y', 60, 60060.00, 1100.00, 66000.00, 5940.00)$$,
    'position_valuations has the value and the unrealised profit of each position'
);

-- Sold @ 2,000, 19,980 come in of a cost of 20,020: 40 are lost, so 13,810 of 1,500,000 are left, 0.92067 %.
select tests.trade('s2', '9Y1Y', 'sell', 10, 2000);
select tests.each_sees(
    'execute performance', 'values (1413810.00, 13810.00, 0.9207, 1)', 'a position that was sold out does not count as a position'
);

select tests.sign_in('stranger');
select is_empty(
    format('select * from public.%s(%L)', name, tests.portfolio_id(owner)),
    format('%s returns no row of the portfolio %s to a stranger', name, owner)
)
from unnest(array['portfolio_summary', 'calculate_portfolio_performance']) as name, unnest(tests.ways()) as owner;
select is_empty('execute summary', 'a user without a portfolio gets no summary');
select is_empty('select * from public.portfolio_summary(null)', 'portfolio_summary returns no row without a portfolio');
select tests.sign_in_as_service();
select results_eq(
    $$select total_value from public.calculate_portfolio_performance(tests.portfolio_id('functions'))$$, 'values (1413810.00)',
    'the service role may read the performance of every portfolio'
);
select tests.sign_in_anon();
select throws_ok(
    format('select * from public.%s(%L)', name, tests.portfolio_id('functions')), '42501', null,
    format('a caller who is not signed in may not call %s', name)
)
from unnest(array['portfolio_summary', 'calculate_portfolio_performance']) as name;
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
