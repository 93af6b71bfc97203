begin;
select plan(4);

select results_eq(
    $$select job, schedule, every from kaboom.jobs()
    where job in ('make partitions', 'drop old bars', 'refresh valuations') order by job$$,
    $$values ('drop old bars', '20 3 * * *', interval '1 day'), ('make partitions', '10 3 * * *', interval '1 day'),
        ('refresh valuations', '* * * * *', interval '1 minute')$$,
    'partitions are made and old bars dropped once a day, valuations refreshed every minute'
);
select is_empty(
    $$select j.job from kaboom.jobs() as j
    where j.every <> case
        when j.schedule = '* * * * *' then interval '1 minute'
        when j.schedule ~ '^\d+ \* \* \* \*$' then interval '1 hour'
        when j.schedule ~ '^\d+ \d+ \* \* \*$' then interval '1 day'
        when j.schedule ~ '^\d+ \d+ \* \* \d$' then interval '7 days'
    end is not false$$,
    'the schedule of every job says the same as how often it is due'
);
select is_empty(
    $$select j.job from kaboom.jobs() as j where j.purpose !~ '^[A-Z].*\.$'$$, 'every job says in a sentence what it is for'
);
select is(
    kaboom.schedule_upkeep(), exists (select from pg_extension where extname = 'pg_cron'),
    'schedule_upkeep schedules the jobs exactly where pg_cron is installed'
);

select * from finish();
rollback;
