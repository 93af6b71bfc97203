begin;
select plan(19);

-- 1,000 yen become 1,100, then 990, then 1,188: returns 10 %, -10 %, 20 %. Three trades closed, one open.
select tests.sign_in('owner');
create temporary table run as
select id from public.create_backtest('momentum', '{"periods_per_year": 12}', '{7203}', '2024-01-01', '2024-03-31', 1000);
grant select on run to public;
select tests.sign_in_as_service();
select public.start_backtest(id) from run;
update public.backtest_results set ai_total_cost_usd = 1.25, ai_analysis_count = 3, average_analysis_time = 2.5;
select public.complete_backtest(
    id,
    '[{"date": "2024-01-31", "value": 1100}, {"date": "2024-02-29", "value": 990, "drawdown": -0.1, "note": "kept"},
    {"date": "2024-03-29", "value": 1188}]',
    '[{"profit": 150, "entry_date": "2024-01-10", "exit_date": "2024-01-20", "quantity": 1, "entry_price": 100, "exit_price": 250},
    {"profit": -50, "entry_date": "2024-01-20", "exit_date": "2024-02-20", "quantity": 1, "entry_price": 150, "exit_price": 100},
    {"profit": 50, "entry_date": "2024-02-20", "exit_date": "2024-03-01", "quantity": 1, "entry_price": 100, "exit_price": 150},
    {"profit": 38, "entry_date": "2024-03-10", "exit_date": null, "quantity": 2, "entry_price": 50}]'
)
from run;
select tests.sign_in('owner');

select results_eq(
    'select status::text, progress_percentage, simulated_date, completed_at = now() from public.backtest_results',
    $$values ('completed', 100.00, '2024-03-31'::date, true)$$, 'a completed run has come to its end'
);
select results_eq(
    'select final_capital, total_return, return_percentage from public.backtest_results',
    'values (1188.00, 188.00, 18.8000)', 'the final capital is the last value of the curve'
);
select results_eq(
    'select round(max_drawdown::numeric, 12), max_drawdown_date from public.backtest_results',
    $$values (-0.1, '2024-02-29'::date)$$, 'the deepest fall is from 1,100 to 990'
);
select results_eq(
    'select total_trades, winning_trades, losing_trades, win_rate, average_win, average_loss, profit_factor from public.backtest_results',
    'values (3, 2, 1, 66.67, 100.00, -50.00, 4::double precision)', 'open trades are not counted among the closed ones'
);
-- Mean 0.2 / 3, sample standard deviation sqrt((0.03333^2 + 0.16667^2 + 0.13333^2) / 2) = 0.15275252.
select is(
    (select round(sharpe_ratio::numeric, 10) from public.backtest_results), round(0.2 / 3 / sqrt(0.07 / 3) * sqrt(12::numeric), 10),
    'the Sharpe ratio is annualised by periods_per_year of the configuration'
);
select is(
    (select round(sortino_ratio::numeric, 10) from public.backtest_results), round(0.2 / 3 * 12 / sqrt(0.01 / 3 * 12::numeric), 10),
    'the Sortino ratio counts all returns in the denominator'
);
select is(
    (select round(calmar_ratio::numeric, 10) from public.backtest_results), round((power(1.188, 4) - 1) / 0.1, 10),
    'the Calmar ratio is the annual return by the fall'
);
select is(
    (select jsonb_object_agg(m.key, round(m.value::numeric, 12)) from public.backtest_results, jsonb_each(monthly_returns) as m),
    '{"2024-01": 0.1, "2024-02": -0.1, "2024-03": 0.2}'::jsonb, 'monthly returns are compounded by month'
);
select is(
    (select equity_curve -> 1 from public.backtest_results),
    '{"date": "2024-02-29", "note": "kept", "value": 990, "drawdown": -0.1}'::jsonb, 'what was sent in the curve is kept'
);
select is(
    (select equity_curve -> 2 from public.backtest_results), '{"date": "2024-03-29", "value": 1188, "drawdown": 0.0000000000}'::jsonb,
    'a drawdown that was missing is computed'
);
select results_eq(
    $$select metrics -> 'open_trades', metrics -> 'open_profit', metrics -> 'consecutive_wins', metrics -> 'expectancy',
        metrics -> 'payoff_ratio' from public.backtest_results$$,
    $$values ('1'::jsonb, '38.00'::jsonb, '1'::jsonb, '50.00'::jsonb, '2'::jsonb)$$, 'figures without a column are in metrics'
);
-- Held on 2024-01-31 (second trade), 2024-02-29 (third) and 2024-03-29 (the open one).
select is((select metrics -> 'exposure' from public.backtest_results), '1', 'some trade was held on each day of the curve');
-- Purchases and sales of 950, half of it by the mean value 1,092.67, four times a year.
select is(
    (select round((metrics ->> 'turnover')::numeric, 10) from public.backtest_results), round(950 / 2.0 / (3278 / 3.0) * 4, 10),
    'turnover is half of what was traded by the mean value, a year'
);
select is(
    (select count(*)::integer from public.backtest_results, jsonb_object_keys(metrics) as k
    where k in (select attname from pg_attribute where attrelid = 'public.backtest_results'::regclass)),
    0, 'no figure is stored twice'
);
select results_eq(
    'select ai_total_cost_usd, ai_analysis_count, average_analysis_time from public.backtest_results',
    'values (1.250000, 3, 2.50)', 'figures of AI use stay as the worker wrote them'
);
select results_eq(
    'select date, value, round(drawdown::numeric, 4) from run, public.backtest_equity(run.id)',
    $$values ('2024-01-31'::date, 1100::numeric, 0.0000), ('2024-02-29', 990, -0.1000), ('2024-03-29', 1188, 0.0000)$$,
    'the curve of a run can be read as rows'
);
-- Numbers of JSON that no double holds.
create temporary table tiny as
select id from public.create_backtest('tiny', '{"risk_free": 1e-400, "required_return": -1e-400}', '{7203}', '2024-01-01', '2024-03-31', 1000);
grant select on tiny to public;
select tests.sign_in_as_service();
select public.start_backtest(id) from tiny;
select results_eq(
    $$select (c).status::text, (c).total_return
    from (select public.complete_backtest(id, '[{"date": "2024-01-31", "value": 1000, "drawdown": -1e-400}]', '[]') as c from tiny) as x$$,
    $$values ('completed', 0.00)$$, 'numbers that are too small for a figure are taken as none'
);
select tests.sign_in('owner');
select results_eq(
    'select date, value, drawdown from tiny, public.backtest_equity(tiny.id)',
    $$values ('2024-01-31'::date, 1000::numeric, 0::double precision)$$, 'a curve with such a number can be read as rows'
);
select tests.sign_in('stranger');
select is_empty('select * from run, public.backtest_equity(run.id)', 'a stranger reads no curve of another user');

select * from finish();
rollback;
