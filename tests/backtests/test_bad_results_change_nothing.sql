begin;
select plan(63);

select tests.sign_in('owner');
create temporary table run as
select id from public.create_backtest('momentum', '{}', '{7203}', '2024-01-01', '2024-01-31', 1000);
grant select on run to public;
select tests.sign_in_as_service();
select public.start_backtest(id) from run;

create function pg_temp.refusal(curve text, trades text) returns text language plpgsql as $$
declare
    code text;
    detail text;
begin
    perform public.complete_backtest((select id from run), curve::jsonb, trades::jsonb);
    return 'completed';
exception
    when others then
        get stacked diagnostics code = returned_sqlstate, detail = pg_exception_detail;
        return code || ' ' || (detail::jsonb ->> 'argument') || ' ' || (detail::jsonb ->> 'path');
end;
$$;

select is(pg_temp.refusal(curve, '[]'), 'KB505 equity_curve ' || path, what)
from (values
    (null, '$', 'a curve is needed'),
    ('{}', '$', 'a curve is an array'),
    ('[]', '$', 'an empty curve has no end'),
    ('[5]', '$[0]', 'an element is an object'),
    ('[{"date": "2024-01-05", "value": 5}, null]', '$[1]', 'no element is null'),
    ('[[{"date": "2024-01-05", "value": 5}]]', '$[0]', 'an element is no list'),
    ('[{}]', '$[0].date', 'an element is not empty'),
    ('[{"value": 5}]', '$[0].date', 'an element has a date'),
    ('[{"date": "2024-01-05"}]', '$[0].value', 'an element has a value'),
    ('[{"date": "2024-01-05", "value": null}]', '$[0].value', 'a value of null is refused'),
    ('[{"date": "2024-01-05", "value": "NaN"}]', '$[0].value', 'a value of NaN is refused'),
    ('[{"date": "2024-01-05", "value": "5"}]', '$[0].value', 'a value that is a text is refused'),
    ('[{"date": "2024-01-05", "value": -1}]', '$[0].value', 'a value below zero is refused'),
    ('[{"date": "2024-01-05", "value": 0}, {"date": "2024-01-06", "value": 1}]', '$[0].value', 'a value of zero before the end is refused'),
    ('[{"date": "2024-01-05", "value": 1e-7}]', '$[0].value', 'a value of nearly zero is refused'),
    ('[{"date": "2024-01-05", "value": 1e13}]', '$[0].value', 'a value of 1e13 yen is refused'),
    ('[{"date": "2024-01-05", "value": 1e400}]', '$[0].value', 'a value that no double holds is refused'),
    ('[{"date": "2024-01-05", "value": 5}, {"date": "2024-01-05", "value": 5}]', '$[1].date', 'a date comes once'),
    ('[{"date": "2024-01-05", "value": 5}, {"date": "2024-01-04", "value": 5}]', '$[1].date', 'dates are in order'),
    ('[{"date": "2023-12-31", "value": 5}]', '$[0].date', 'dates are not before the period'),
    ('[{"date": "2024-02-01", "value": 5}]', '$[0].date', 'dates are not after the period'),
    ('[{"date": "2024-02-30", "value": 5}]', '$[0].date', 'a date is in the calendar'),
    ('[{"date": "2024-1-5", "value": 5}]', '$[0].date', 'a date has ten characters'),
    ('[{"date": "infinity", "value": 5}]', '$[0].date', 'infinity is no date'),
    ('[{"date": "today", "value": 5}]', '$[0].date', 'today is no date'),
    ('[{"date": 20240105, "value": 5}]', '$[0].date', 'a number is no date'),
    ('[{"date": "2024-01-05", "value": 5, "drawdown": "0"}]', '$[0].drawdown', 'a drawdown is a number'),
    ('[{"date": "2024-01-05", "value": 990, "drawdown": -0.02}]', '$[0].drawdown', 'a drawdown agrees with the values'),
    ('[{"date": "2024-01-05", "value": 1000, "drawdown": 0.00001}]', '$[0].drawdown', 'a drawdown above zero is refused'),
    ('[{"date": "2024-01-04", "value": 1000}, {"date": "2024-01-05", "value": 990, "drawdown": 1e300}]', '$[1].drawdown',
    'a drawdown that no double holds is refused')
) as v (curve, path, what);

select is(pg_temp.refusal('[{"date": "2024-01-05", "value": 1000}]', trades), 'KB506 trade_history ' || path, what)
from (values
    (null, '$', 'trades are needed'),
    ('{}', '$', 'trades are an array'),
    ('[7]', '$[0]', 'a trade is an object'),
    ('[{"profit": 5}, null]', '$[1]', 'no trade is null'),
    ('[[{"profit": 5}]]', '$[0]', 'a trade is no list'),
    ('[{}]', '$[0].profit', 'a trade is not empty'),
    ('[{"profit": 5}, {}]', '$[1].profit', 'a trade has a profit'),
    ('[{"profit": null}]', '$[0].profit', 'a profit of null is refused'),
    ('[{"profit": "NaN"}]', '$[0].profit', 'a profit of NaN is refused'),
    ('[{"profit": -1e13}]', '$[0].profit', 'a profit of 1e13 yen is refused'),
    ('[{"profit": 5, "quantity": 0}]', '$[0].quantity', 'a quantity is above zero'),
    ('[{"profit": 5, "entry_price": -1}]', '$[0].entry_price', 'a price is above zero'),
    ('[{"profit": 5, "exit_price": "x"}]', '$[0].exit_price', 'a price is a number'),
    ('[{"profit": 5, "entry_date": "2023-12-31"}]', '$[0].entry_date', 'a trade begins in the period'),
    ('[{"profit": 5, "exit_date": "2024-02-01"}]', '$[0].exit_date', 'a trade ends in the period'),
    ('[{"profit": 5, "exit_date": "2024-02-30"}]', '$[0].exit_date', 'a trade ends on a day of the calendar'),
    ('[{"profit": 5, "entry_date": "2024-01-06", "exit_date": "2024-01-05"}]', '$[0].exit_date', 'a trade does not end before it began')
) as v (trades, path, what);

select results_eq(
    'select status::text, final_capital, equity_curve, trade_history, metrics from public.backtest_results join run using (id)',
    $$values ('running', null::numeric, null::jsonb, null::jsonb, null::jsonb)$$,
    'a run whose results were refused is still running, without figures'
);
select is_empty('select * from public.backtest_tallies', 'results that were refused are counted nowhere');

select tests.sign_out();
select throws_ok(
    format(
        $$update public.backtest_results set status = 'completed' where id = %L$$, id
    ), '23514', null, 'even the owner of the database completes no run without figures'
)
from run;
select tests.sign_in_as_service();
select throws_ok(
    format($$select public.calculate_backtest_metrics('[{"date": "2024-01-05", "value": 5}]', '[]', %s)$$, v.arguments), 'KB504', null,
    'figures are refused with ' || v.arguments
)
from (values ('0'), ($$'NaN'$$), ('1000, 0'), ($$1000, 252, 'NaN'$$), ('1000, 252, 0, null, -1')) as v (arguments);
-- What is allowed, and near the end of what doubles hold.
select lives_ok(
    format($$select public.calculate_backtest_metrics(%L, %L, %s)$$, v.curve, v.trades, v.arguments),
    format('figures are computed of %s with %s', v.curve, v.arguments)
)
from (values
    ('[{"date": "2024-01-05", "value": 5}, {"date": "2024-01-06", "value": 5}]', '[]', '5, 252, 1e-200'),
    ('[{"date": "2024-01-05", "value": 5}, {"date": "2024-01-06", "value": 5.0000000000000000000000000001}]', '[]', '5'),
    ('[{"date": "2024-01-05", "value": 0.000001}, {"date": "2024-01-06", "value": 9999999999999.99}]', '[]', '0.01, 100000'),
    ('[{"date": "2024-01-05", "value": 9999999999999.99}, {"date": "2024-01-06", "value": 0}]', '[]', '0.01, 1'),
    ('[{"date": "2024-01-05", "value": 0}]', '[]', '9999999999999.99'),
    ('[{"date": "2024-01-05", "value": 5}]', '[{"profit": 9999999999999.99}, {"profit": -1e-300}]', '5'),
    ('[{"date": "2024-01-05", "value": 5}, {"date": "2024-01-06", "value": 6}]', '[]', '5, 100000, 0.5, null, 10')
) as v (curve, trades, arguments);
select throws_ok(
    $$select public.calculate_backtest_metrics('[{"date": "2024-01-05", "value": 5}]', '[]', 1000, benchmark => '0000')$$,
    'KB507', null, 'a benchmark without bars is refused'
);

select * from finish();
rollback;
