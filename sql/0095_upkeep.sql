create table kaboom.job_runs (
    job text not null,
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    parts integer not null default 0,
    failed_parts integer not null default 0,
    error text,
    constraint job_runs_pkey primary key (job),
    constraint failed_parts_are_some_of_all check (failed_parts between 0 and parts)
);
alter table kaboom.job_runs enable row level security;
revoke all on kaboom.job_runs from public, anon, authenticated, service_role;
create policy "Nobody but the owner reads the runs" on kaboom.job_runs using (false);

comment on table kaboom.job_runs is
$$The latest run of each scheduled job, written by kaboom.run_job. Nobody but the owner reads it; see
monitoring.jobs.$$;
comment on column kaboom.job_runs.job is 'Name of the job, as in kaboom.jobs().';
comment on column kaboom.job_runs.started_at is 'When the latest run began.';
comment on column kaboom.job_runs.finished_at is
'When it ended; null while it runs, and for ever where its session was lost.';
comment on column kaboom.job_runs.parts is 'Parts of the work that the run has been through so far.';
comment on column kaboom.job_runs.failed_parts is 'How many of the parts failed.';
comment on column kaboom.job_runs.error is
'Why the latest of them failed: SQLSTATE and message; null where no part failed.';
