begin;
select plan(43);

create function pg_temp.status_after(before text, command text) returns text language plpgsql as $$
declare
    run uuid;
    came text;
begin
    perform tests.sign_in('owner');
    run := (public.create_backtest('momentum', '{}', '{7203}', '2024-01-01', '2024-01-31', 1000)).id;
    perform tests.sign_in_as_service();
    if before in ('running', 'completed') then
        perform public.start_backtest(run);
    end if;
    if before = 'completed' then
        perform public.complete_backtest(run, '[{"date": "2024-01-04", "value": 1010}]', '[]');
    elsif before = 'failed' then
        perform public.fail_backtest(run, 'No data.');
    elsif before = 'cancelled' then
        perform public.cancel_backtest(run);
    end if;
    begin
        execute format(command, run);
    exception
        when sqlstate 'KB502' then
            came := 'KB502 ';
    end;
    return coalesce(came, '') || (select b.status from public.backtest_results as b where b.id = run);
end;
$$;

select is(pg_temp.status_after(before, 'select public.start_backtest(%L)'), after, format('starting a run that is %s gives %s', before, after))
from (values
    ('pending', 'running'), ('running', 'running'), ('completed', 'KB502 completed'), ('failed', 'KB502 failed'),
    ('cancelled', 'KB502 cancelled')
) as v (before, after);
select is(
    pg_temp.status_after(before, $$select public.report_backtest_progress(%L, '2024-01-05', 10)$$), after,
    format('progress of a run that is %s gives %s', before, after)
)
from (values
    ('pending', 'KB502 pending'), ('running', 'running'), ('completed', 'KB502 completed'), ('failed', 'KB502 failed'),
    ('cancelled', 'KB502 cancelled')
) as v (before, after);
select is(
    pg_temp.status_after(before, $$select public.complete_backtest(%L, '[{"date": "2024-01-04", "value": 1}]', '[]')$$), after,
    format('completing a run that is %s gives %s', before, after)
)
from (values
    ('pending', 'KB502 pending'), ('running', 'completed'), ('completed', 'KB502 completed'), ('failed', 'KB502 failed'),
    ('cancelled', 'KB502 cancelled')
) as v (before, after);
select is(pg_temp.status_after(before, $$select public.fail_backtest(%L, 'Lost.')$$), after, format('failing a run that is %s gives %s', before, after))
from (values
    ('pending', 'failed'), ('running', 'failed'), ('completed', 'KB502 completed'), ('failed', 'KB502 failed'),
    ('cancelled', 'KB502 cancelled')
) as v (before, after);
select is(pg_temp.status_after(before, 'select public.cancel_backtest(%L)'), after, format('cancelling a run that is %s gives %s', before, after))
from (values
    ('pending', 'cancelled'), ('running', 'cancelled'), ('completed', 'KB502 completed'), ('failed', 'KB502 failed'),
    ('cancelled', 'cancelled')
) as v (before, after);
select is(pg_temp.status_after(before, 'select public.run_backtest(%L)'), after, format('running a run that is %s gives %s', before, after))
from (values ('completed', 'KB502 completed'), ('failed', 'KB502 failed'), ('cancelled', 'KB502 cancelled')) as v (before, after);
select is(
    pg_temp.status_after(before, $$update public.backtest_results set status = 'pending' where id = %L$$), after,
    format('a bare update to pending of a run that is %s gives %s', before, after)
)
from (values ('running', 'KB502 running'), ('completed', 'KB502 completed'), ('cancelled', 'KB502 cancelled')) as v (before, after);
select is(
    pg_temp.status_after('pending', $$update public.backtest_results set status = 'completed' where id = %L$$),
    'KB502 pending', 'a bare update completes no run that has not begun'
);
select is(
    pg_temp.status_after('completed', $$update public.backtest_results set ai_analysis_count = 5 where id = %L$$),
    'KB502 completed', 'nothing of a completed run changes'
);
select is(
    pg_temp.status_after('cancelled', $$update public.backtest_results set progress_percentage = 5 where id = %L$$),
    'KB502 cancelled', 'nothing of a cancelled run changes'
);

-- One running backtest, whose times and progress are looked at.
select tests.sign_in('owner');
create temporary table run as
select id from public.create_backtest('momentum', '{}', '{7203}', '2024-01-01', '2024-01-31', 1000);
select is((select status::text from public.backtest_results join run using (id)), 'pending', 'a new backtest is pending');
grant select on run to public;
select tests.sign_in_as_service();
select public.start_backtest(id) from run;
select public.report_backtest_progress(id, '2024-01-20', 60) from run;
select public.report_backtest_progress(id, '2024-01-10', 70) from run;
select public.report_backtest_progress(id, '2024-01-12', 65) from run;
select results_eq(
    'select simulated_date, progress_percentage, started_at = now(), completed_at from public.backtest_results join run using (id)',
    $$values ('2024-01-20'::date, 70.00, true, null::timestamptz)$$, 'progress never goes backwards'
);
select throws_ok(
    format('select public.report_backtest_progress(%L, %s)', id, v.arguments), 'KB504', null, format('progress is refused with %s', v.arguments)
)
from run, (values
    ($$'2024-02-01', 50$$), ($$'2023-12-31', 50$$), ($$'2024-01-05', 100.01$$), ($$'2024-01-05', 'NaN'$$), ($$null, 50$$)
) as v (arguments);
select throws_ok(format('select public.fail_backtest(%L, %L)', id, ' '), 'KB504', null, 'a failure has a message') from run;
select throws_ok(
    $$select public.start_backtest('00000000-0000-4000-8000-000000000000')$$, 'KB501', null, 'what is not there cannot be started'
);

select * from finish();
rollback;
