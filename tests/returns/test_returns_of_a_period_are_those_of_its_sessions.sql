begin;
select plan(28);

select tests.sign_in('owner');
select tests.open_portfolio('p', 1000000);
select tests.open_portfolio('new', 1000000);
select tests.sign_out();
insert into public.portfolio_snapshots (
    user_id, portfolio_id, day, cash, market_value, cost, contributed, net_contribution, realized_pnl, dividends, costs, entry_no
)
select tests.user_id('owner'), tests.portfolio_id('p'), v.day, v.cash, v.shares, v.shares, v.contributed, v.net, v.realized,
    v.dividends, v.costs, 1
from (
    values
        (date '2024-01-04', 1000000, 0, 1000000, 1000000, 0, 0, 0),
        (date '2024-06-28', 100000, 1000000, 1000000, 1000000, 500, 0, 100),
        (date '2024-07-01', 600000, 1000000, 1500000, 1500000, 500, 2000, 100),
        (date '2025-01-06', 650000, 1000000, 1500000, 1500000, 900, 3000, 250)
) as v (day, cash, shares, contributed, net, realized, dividends, costs);
insert into public.market_data (symbol, timeframe, data_timestamp, close_price, adjustment_factor)
select '1306', '1d', v.day::timestamp at time zone 'Asia/Tokyo', v.price, v.factor
from (
    values ('2024-01-04', 1000, null), ('2024-06-28', 1100, null), ('2024-07-01', 1210, null), ('2025-01-06', 600, 0.5)
) as v (day, price, factor);

select tests.sign_in('owner');
select results_eq(
    $$select day, value, net_contribution, inflow, outflow, round(daily_return::numeric, 12), round(total_return::numeric, 12),
        round(drawdown::numeric, 12)
    from public.portfolio_history(tests.portfolio_id('p'))$$,
    $$values
        (date '2024-01-04', 1000000.00, 1000000.00, 1000000.00, 0.00, 0.0, 0.0, 0.0),
        ('2024-06-28', 1100000, 1000000, 0, 0, 0.1, 0.1, 0),
        ('2024-07-01', 1600000, 1500000, 500000, 0, 0, 0.1, 0),
        ('2025-01-06', 1650000, 1500000, 0, 0, 0.03125, 0.134375, 0)$$,
    'a history has value, contribution, return and drawdown of each session: 1.0, 1.1, 1.6 with 0.5 in, 1.65 million give 13.4375 %'
);
select results_eq(
    $$select first_day, last_day, sessions, opening_value, closing_value, contributed, withdrawn, profit, realized_pnl, dividends,
        costs
    from public.portfolio_returns(tests.portfolio_id('p'))$$,
    $$values (date '2024-01-04', date '2025-01-06', 4, 0.00, 1650000.00, 1500000.00, 0.00, 150000.00, 900.00, 3000.00, 250.00)$$,
    'the figures of a period that begins with the opening count what came in, and what was earned, received and paid since'
);
select is(
    (select round(ttwror::numeric, 12) from public.portfolio_returns(tests.portfolio_id('p'))), 0.134375,
    'the time-weighted return has the check value of the definition'
);
select is(
    (select round(xirr::numeric, 12) from public.portfolio_returns(tests.portfolio_id('p'))), 0.118993104551,
    'XIRR has the check value of its three payments'
);
select is(
    (select round(ttwror_annualised::numeric, 12) from public.portfolio_returns(tests.portfolio_id('p'))),
    round(power(1.134375::numeric(40, 30), 365.0 / 368), 12) - 1,
    'the return of 368 days is annualised'
);
select is(
    (select ttwror_annualised from public.portfolio_returns(tests.portfolio_id('p'), '2024-01-05', '2024-12-31')), null,
    'the return of less than a year is not annualised'
);
select results_eq(
    $$select first_day, sessions, opening_value, contributed, profit, realized_pnl, dividends, costs, round(ttwror::numeric, 12)
    from public.portfolio_returns(tests.portfolio_id('p'), '2024-07-01')$$,
    $$values (date '2024-06-28', 2, 1100000.00, 500000.00, 50000.00, 400.00, 3000.00, 150.00, 0.03125)$$,
    'a period begins with the value of the session before it, and counts only what came in it'
);
select results_eq(
    $$select round(max_drawdown::numeric, 12), round(best_day::numeric, 12), round(worst_day::numeric, 12), sharpe_ratio is not null,
        longest_drawdown_days
    from public.portfolio_returns(tests.portfolio_id('p'))$$,
    $$values (0.0, 0.1, 0.0, true, 0)$$,
    'the figures of risk are those of the daily returns'
);
select results_eq(
    $$select round(benchmark_return::numeric, 12), benchmark_value, round(benchmark_xirr::numeric, 9) is not null, beta is not null
    from public.portfolio_returns(tests.portfolio_id('p'), benchmark => '1306.T')$$,
    -- 1,000 buys 1,000 units; 500,000 more buy 454.5454 at the close before; a split of 1:2 doubles all: 2,909.0909 x 600.
    $$values (0.2, 1745454.55, true, true)$$,
    'the same flows go into the benchmark at the close before them, whose split is no loss'
);
select results_eq(
    $$select round(benchmark_return::numeric, 12), benchmark_value
    from public.portfolio_returns(tests.portfolio_id('p'), '2024-07-01', '2024-07-31', '1306')$$,
    $$values (0.1, 1760000.00)$$,
    'in a later period the value at its start goes into the benchmark, too'
);
select is(
    (select benchmark_return from public.portfolio_returns(tests.portfolio_id('p'))), null,
    'without a benchmark there is no figure of one'
);
select results_eq(
    $$select year, month, round(month_return::numeric, 12) from public.portfolio_monthly_returns(tests.portfolio_id('p'))$$,
    $$values (2024, 1, 0.0), (2024, 6, 0.1), (2024, 7, 0.0), (2025, 1, 0.03125)$$,
    'each month with a session has its return'
);
select results_eq(
    $$select year, month, round(month_return::numeric, 12)
    from public.portfolio_monthly_returns(tests.portfolio_id('p'), '2024-06-01', '2024-06-30')$$,
    $$values (2024, 6, 0.1)$$,
    'a single month is measured from the session before it'
);
select throws_ok(
    format('select * from public.%I(%L, %L, %L)', f.name, tests.portfolio_id('p'), '2024-07-02', '2024-07-01'), 'KB701', null,
    f.name || ' refuses a period that ends before it starts'
)
from unnest('{portfolio_history,portfolio_monthly_returns,portfolio_returns}'::text[]) as f (name);
select lives_ok(
    format('select * from public.portfolio_history(%L, %L, %L)', tests.portfolio_id('p'), '2024-07-01', '2024-07-01'),
    'a period may be one day'
);
select throws_ok(
    format('select * from public.portfolio_returns(%L)', tests.portfolio_id('new')), 'KB702', null,
    'a portfolio without a snapshot has no return yet'
);
select throws_ok(
    format('select * from public.portfolio_returns(%L, %L)', tests.portfolio_id('p'), '2025-02-01'), 'KB702', null,
    'a period without a session has no return'
);
select is_empty(
    format('select * from public.portfolio_history(%L)', tests.portfolio_id('new')),
    'a portfolio without a snapshot has an empty history'
);
select throws_ok(
    format('select * from public.portfolio_returns(%L, benchmark => %L)', tests.portfolio_id('p'), '9999'), 'KB507', null,
    'a benchmark without a bar is refused'
);
select is_empty(
    'select * from public.portfolio_returns(gen_random_uuid())', 'a portfolio that nobody has gives no row'
);

select tests.sign_in('stranger');
select is_empty('select * from public.portfolio_snapshots', 'another user sees no snapshot');
select is_empty(
    format('select day from public.portfolio_history(%L)', tests.portfolio_id('p')), 'another user sees no history'
);
select is_empty(
    format('select ttwror from public.portfolio_returns(%L)', tests.portfolio_id('p')), 'another user sees no return'
);
select is_empty(
    format('select month from public.portfolio_monthly_returns(%L)', tests.portfolio_id('p')), 'another user sees no month'
);
select tests.sign_in_as_service();
select is(
    (select round(ttwror::numeric, 12) from public.portfolio_returns(tests.portfolio_id('p'))), 0.134375,
    'the service role sees the returns of all'
);
select is((select count(*) from public.portfolio_history(tests.portfolio_id('p'))), 4::bigint,
    'the service role sees the histories of all'
);

select * from finish();
rollback;
