begin;
select plan(17);

create function pg_temp.complete(name text, variant text, curve jsonb) returns uuid language plpgsql as $$
declare
    run uuid;
begin
    perform tests.sign_in(name);
    run := (public.create_backtest(variant, '{}', '{7203}', '2024-01-01', '2024-01-31', 1000)).id;
    perform tests.sign_in_as_service();
    perform public.start_backtest(run);
    perform public.complete_backtest(run, curve, '[]');
    perform tests.sign_in(name);
    return run;
end;
$$;
create function pg_temp.curve(variadic amounts numeric[]) returns jsonb language sql as $$
    select jsonb_agg(jsonb_build_object('date', '2024-01-01'::date + n::integer, 'value', amount) order by n)
    from unnest(amounts) with ordinality as u (amount, n);
$$;

create temporary table runs (name text, id uuid);
grant all on runs to public;
insert into runs values ('first', pg_temp.complete('owner', 'momentum', pg_temp.curve(1010, 1005, 1030)));
select results_eq('select trials, measured_trials from public.backtest_tallies', 'values (1, 1)', 'a completed run is a trial');
select is(
    (select deflated_sharpe_ratio from public.backtest_summaries), (select probabilistic_sharpe_ratio from public.backtest_summaries),
    'one trial deflates nothing'
);
insert into runs values ('second', pg_temp.complete('owner', 'momentum', pg_temp.curve(1020, 1000, 1010)));
insert into runs values ('third', pg_temp.complete('owner', 'momentum', pg_temp.curve(990, 1000, 980)));
insert into runs values ('still', pg_temp.complete('owner', 'momentum', pg_temp.curve(1000, 1000, 1000)));
select results_eq(
    'select trials, measured_trials from public.backtest_tallies', 'values (4, 3)',
    'a run without a Sharpe ratio is a trial, and not measured'
);
select results_eq(
    $$select round(mean_sharpe::numeric, 12), round((squared_deviations / 2)::numeric, 12) from public.backtest_tallies$$,
    $$select round(avg(sharpe_ratio / sqrt(252))::numeric, 12), round(var_samp(sharpe_ratio / sqrt(252))::numeric, 12)
    from public.backtest_results$$,
    'the tally holds the mean and the variance of their Sharpe ratios per period'
);
select ok(
    (select deflated_sharpe_ratio < probabilistic_sharpe_ratio from public.backtest_summaries join runs using (id) where name = 'first'),
    'the more was tried, the less the first result proves'
);
select is(
    (select (metrics ->> 'trials')::integer from public.backtest_results join runs using (id) where name = 'second'), 2,
    'the row itself keeps the number of trials at its completion'
);
select is(
    (select round((metrics ->> 'deflated_sharpe_ratio')::numeric, 12) from public.backtest_results join runs using (id) where name = 'third'),
    (select round(public.deflated_sharpe_ratio(
        sharpe_ratio / sqrt(252), (metrics ->> 'periods')::bigint, (metrics ->> 'skew')::double precision,
        (metrics ->> 'kurtosis')::double precision, 3, (select var_samp(sharpe_ratio / sqrt(252)) from public.backtest_results)
    )::numeric, 12) from public.backtest_results join runs using (id) where name = 'third'),
    'the row itself keeps the ratio that is deflated by the trials at its completion'
);

select results_eq(
    'select name, round(deflated_sharpe_ratio::numeric, 12) from public.backtest_summaries join runs using (id) order by 1',
    $$select name, round(public.deflated_sharpe_ratio(
        sharpe_ratio / sqrt(252), (metrics ->> 'periods')::bigint, (metrics ->> 'skew')::double precision,
        (metrics ->> 'kurtosis')::double precision, 4, (select var_samp(sharpe_ratio / sqrt(252)) from public.backtest_results)
    )::numeric, 12) from public.backtest_results join runs using (id) order by 1$$,
    'in a list the ratio is deflated by all trials until now, with the variance of those that have a ratio'
);

select results_eq(
    'select distinct trials from public.compare_backtests((select array_agg(id) from runs))', 'values (4)',
    'a comparison says how many were tried'
);
select results_eq(
    $$select name, return_rank, sharpe_rank, drawdown_rank, deflated_rank
    from public.compare_backtests((select array_agg(id) from runs)) join runs on id = backtest_id$$,
    $$values ('first', 1, 1, 2, 1), ('second', 2, 2, 3, 2), ('third', 4, 3, 4, 3), ('still', 3, null, 1, null)$$,
    'a comparison ranks runs, the most trustworthy first, those without a figure last'
);
select throws_ok($$select public.compare_backtests('{}')$$, 'KB504', null, 'a comparison of nothing is refused');
select throws_ok(
    $$select public.compare_backtests(array_fill(gen_random_uuid(), array[101]))$$, 'KB504', null, 'a comparison of more than a hundred runs is refused'
);

delete from public.backtest_results;
select results_eq('select trials, measured_trials from public.backtest_tallies', 'values (4, 3)', 'deleting backtests leaves the tally');
select throws_ok($$update public.backtest_tallies set trials = 1$$, '42501', null, 'the owner of a tally may not write it');
insert into runs values ('other', pg_temp.complete('owner', 'value', pg_temp.curve(1010, 1005, 1030)));
select results_eq(
    $$select trials from public.compare_backtests(array(select id from runs where name = 'other'))$$, 'values (1)',
    'another strategy is counted by itself'
);
select tests.sign_in('stranger');
select is_empty('select * from public.backtest_tallies', 'the tally of a user is not a stranger''s to see');
select throws_ok(
    $$select public.compare_backtests(array(select id from runs where name = 'other'))$$, 'KB501', null,
    'a stranger compares no backtests of another user'
);

select * from finish();
rollback;
