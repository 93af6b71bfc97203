-- For schedulers other than pg_cron. Where one job fails, the others still run.
create or replace procedure kaboom.run_due_jobs()
language plpgsql
as $$
declare
    due record;
begin
    for due in
        select j.job
        from kaboom.jobs() as j
        left join kaboom.job_runs as r on r.job = j.job
        where r.job is null
            or r.started_at <= pg_catalog.clock_timestamp() - j.every
        order by j.every, j.job
    loop
        call kaboom.run_job(due.job);
    end loop;
end;
$$;

comment on procedure kaboom.run_due_jobs is
$$Run the jobs of kaboom.jobs() that are due.

Where pg_cron is not installed, run every minute: call kaboom.run_due_jobs()$$;

revoke execute on procedure kaboom.run_due_jobs from public, anon, authenticated, service_role;
