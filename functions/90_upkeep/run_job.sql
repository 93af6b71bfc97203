-- A procedure without SET and without SECURITY DEFINER, because only such a one can COMMIT: no row stays locked for
-- longer than one part of the work takes.
create or replace procedure kaboom.run_job(job text)
language plpgsql
as $$
declare
    work text;
    remaining numeric;
    failure text;
begin
    select j.command into work
    from kaboom.jobs() as j
    where j.job = run_job.job;
    if not found then
        raise exception 'there is no job %', job
            using errcode = 'KB403', hint = 'select job from kaboom.jobs() lists them.';
    end if;

    -- A run whose session was lost blocks the next one for an hour only.
    insert into kaboom.job_runs as r (job)
    values (run_job.job)
    on conflict on constraint job_runs_pkey do update
    set started_at = excluded.started_at, finished_at = null, parts = 0, error = null
    where r.finished_at is not null
        or r.started_at < excluded.started_at - interval '1 hour';
    if not found then
        raise notice 'job % is running already', job;
        return;
    end if;
    commit;

    loop
        begin
            execute work into remaining;
        exception
            when others then
                failure := format('%s: %s', sqlstate, sqlerrm);
        end;
        update kaboom.job_runs as r
        set parts = r.parts + (failure is null)::integer, error = failure
        where r.job = run_job.job;
        commit;
        exit when failure is not null or coalesce(remaining, 0) = 0;
    end loop;

    update kaboom.job_runs as r
    set finished_at = clock_timestamp()
    where r.job = run_job.job;
    commit;
    if failure is not null then
        raise warning 'job % ended early: %', job, failure;
    end if;
end;
$$;

comment on procedure kaboom.run_job is
$$Run one job now, part by part, and commit after each part. A run that is under way is left alone.

Arguments: job, a name of kaboom.jobs(). What goes wrong is kept in kaboom.job_runs, and shown by monitoring.jobs.
Errors: KB403 there is no such job.$$;

revoke execute on procedure kaboom.run_job from public, anon, authenticated, service_role;
