begin;
select plan(15);

select tests.sign_in('owner');
create temporary table run as
select id from public.create_backtest('momentum', '{}', '{7203}', '2024-01-01', '2024-01-31', 1000);
grant select on run to public;
select is((select user_id from public.backtest_summaries), tests.user_id('owner'), 'a backtest belongs to who asked for it');
select throws_ok(format('select public.%s', call), '42501', null, 'a user may not call ' || call)
from (values
    ('claim_backtests($$w$$)'), ('start_backtest(gen_random_uuid())'),
    ('report_backtest_progress(gen_random_uuid(), current_date, 1)'), ('complete_backtest(gen_random_uuid(), $$[]$$, $$[]$$)'),
    ('fail_backtest(gen_random_uuid(), $$x$$)'), ('run_backtest(gen_random_uuid())'), ('run_backtests()')
) as v (call);
select throws_ok(
    format('update public.backtest_results set status = %L', status), '42501', null,
    format('the owner of a run that is %s does not make it %s', before, status)
)
from (values ('pending', 'running'), ('pending', 'failed')) as v (before, status);
select tests.sign_in_as_service();
select public.start_backtest(id) from run;
select tests.sign_in('owner');
select throws_ok(
    format('update public.backtest_results set status = %L', status), '42501', null,
    format('the owner of a run that is %s does not make it %s', before, status)
)
from (values ('running', 'running'), ('running', 'failed')) as v (before, status);
select tests.sign_in('stranger');
select throws_ok(format('select public.cancel_backtest(%L)', id), 'KB501', null, 'a stranger cancels no run of another user') from run;
select is_empty('select * from public.backtest_summaries', 'a stranger sees no run of another user');
select is(
    (select array_agg(a.attname::text order by a.attname) from pg_attribute as a
    where a.attrelid = 'public.backtest_summaries'::regclass
        and a.attname in ('equity_curve', 'trade_history', 'monthly_returns', 'metrics', 'strategy_config')),
    null, 'a list of backtests has no column that grows with their length'
);

select * from finish();
rollback;
