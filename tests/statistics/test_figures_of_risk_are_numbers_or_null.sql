begin;
select plan(19);

create function pg_temp.figures(
    returns double precision[], growths numeric[] default '{1.1,1.045}', dates date[] default '{2024-01-04,2024-01-05}',
    market double precision[] default null, periods double precision default 252
) returns jsonb language sql as $$
    select public.risk_figures(dates, returns, growths, market, periods);
$$;

select is(pg_temp.figures(returns::double precision[]), null, 'there are no figures of ' || returns)
from (values ('{NaN,0.1}'), ('{0.1,infinity}'), ('{0.1,-infinity}'), ('{0.1,null}'), ('{0.1}'), ('{1e30,0.1}')) as v (returns);
select is(pg_temp.figures('{0.1,-0.05}', growths::numeric[]), null, 'there are no figures of a growth of ' || growths)
from (values ('{1.1,NaN}'), ('{1.1,Infinity}'), ('{1.1,null}'), ('{1.1}')) as v (growths);
select is(pg_temp.figures('{0.1,-0.05}', dates => dates::date[]), null, 'there are no figures of the days ' || dates)
from (values ('{2024-01-04,infinity}'), ('{2024-01-04,null}')) as v (dates);
select is(
    pg_temp.figures('{0.1,-0.05}', market => market::double precision[]), null, 'there are no figures beside a benchmark of ' || market
)
from (values ('{0.1,NaN}'), ('{0.1,infinity}')) as v (market);

-- As far from one as a double may be, and as near.
select is(
    pg_temp.figures('{1e29,-1e-300}', '{1e199,1e-300}', market => '{-1e29,1e-300}', periods => 1e-300) -> 'periods', '2',
    'figures of returns of all sizes are computed'
);
select is(
    (pg_temp.figures('{3e-200,0}') ->> 'best_day')::double precision, 0::double precision,
    'a return that no figure could show is none'
);
select is(
    pg_temp.figures('{0.1,-0.05}', periods => periods) -> 'sharpe_ratio', 'null', 'without periods of a year no ratio is of a year'
)
from (values ('NaN'::double precision)) as v (periods);

select results_eq(
    format($$select f ->> 'sharpe_ratio' is null, f ->> 'skew' is null, f ->> 'kurtosis' is null
        from pg_temp.figures(%L) as f$$, returns),
    format('values (%1$L::boolean, %1$L::boolean, %1$L::boolean)', is_constant),
    format('returns of %s vary, but for rounding: %s', returns, not is_constant)
)
from (values ('{0.01,0.0100000000001}', true), ('{0.01,0.01000000001}', false)) as v (returns, is_constant);

select * from finish();
rollback;
