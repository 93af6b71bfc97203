create or replace view monitoring.jobs
as
select
    j.job,
    r.started_at,
    r.finished_at,
    r.parts,
    r.failed_parts,
    r.error,
    case
        when r.job is null then 'never ran: schedule it, or call kaboom.run_due_jobs() every minute'
        when r.error is not null then 'failed in part: see error, then call kaboom.run_job'
        when r.started_at < pg_catalog.clock_timestamp() - 3 * j.every - interval '5 minutes'
            then 'late: does the scheduler run?'
        else 'well'
    end as state
from kaboom.jobs() as j
left join kaboom.job_runs as r on r.job = j.job
order by j.job;

comment on view monitoring.jobs is 'Each scheduled job, its latest run, and what to do where it is not well.';
comment on column monitoring.jobs.job is 'Name of the job, as in kaboom.jobs().';
comment on column monitoring.jobs.started_at is 'When its latest run began.';
comment on column monitoring.jobs.finished_at is 'When that run ended.';
comment on column monitoring.jobs.parts is 'Parts of the work that the run has been through.';
comment on column monitoring.jobs.failed_parts is 'How many of the parts failed.';
comment on column monitoring.jobs.error is 'Why the latest of them failed.';
comment on column monitoring.jobs.state is 'well, or what is wrong and what to do.';
revoke all on monitoring.jobs from public, anon, authenticated, service_role;
grant select on monitoring.jobs to service_role;
