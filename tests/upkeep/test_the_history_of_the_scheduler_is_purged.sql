begin;
select plan(3);

select is(kaboom.purge_scheduler_history(), 0, 'without pg_cron there is nothing to purge');

-- The columns that the function reads, as pg_cron has them.
create schema cron;
create table cron.job_run_details (runid bigint, end_time timestamptz);
insert into cron.job_run_details
values (1, now() - interval '7 days 1 second'), (2, now() - interval '7 days'), (3, now()), (4, null);
select is(kaboom.purge_scheduler_history(), 1, 'runs that ended more than seven days ago are purged');
select results_eq(
    'select runid from cron.job_run_details order by runid', 'values (2::bigint), (3), (4)',
    'later runs and one that has not ended stay'
);

select * from finish();
rollback;
