-- A procedure without SET and without SECURITY DEFINER, because only such a one can COMMIT: nothing stays
-- locked for longer than one part of the work takes. A part that fails does not keep the others from their
-- turn.
create or replace procedure kaboom.run_job(job text)
language plpgsql
as $$
declare
    planned record;
    part text;
    failure text;
begin
    select j.* into planned
    from kaboom.jobs() as j
    where j.job = run_job.job;
    if not found then
        raise exception 'there is no job %', coalesce(job, 'null')
            using errcode = 'KB403',
            detail = pg_catalog.jsonb_build_object('job', job)::text,
            hint = 'select job from kaboom.jobs() lists them.';
    end if;

    -- A run whose session was lost blocks the next one for an hour only.
    insert into kaboom.job_runs as r (job)
    values (run_job.job)
    on conflict on constraint job_runs_pkey do update
    set started_at = excluded.started_at, finished_at = null, parts = 0, failed_parts = 0, error = null
    where r.finished_at is not null
        or r.started_at < excluded.started_at - interval '1 hour';
    if not found then
        raise notice 'job % is running already', job;
        return;
    end if;
    commit;

    for part in execute coalesce(planned.parts, 'select null::text') loop
        failure := null;
        begin
            execute planned.command using part;
        exception
            when others then
                failure := pg_catalog.format('%s: %s', sqlstate, sqlerrm);
        end;
        update kaboom.job_runs as r
        set parts = r.parts + 1,
            failed_parts = r.failed_parts + (failure is not null)::integer,
            error = coalesce(failure, r.error)
        where r.job = run_job.job;
        commit;
    end loop;

    update kaboom.job_runs as r
    set finished_at = pg_catalog.clock_timestamp()
    where r.job = run_job.job
    returning r.error into failure;
    commit;
    if failure is not null then
        raise warning 'job %: %', job, failure;
    end if;
end;
$$;

comment on procedure kaboom.run_job is
$$Run one job now, part by part, and commit after each part. A run that is under way is left alone.

Arguments: job, a name of kaboom.jobs(). What goes wrong is kept in kaboom.job_runs, and shown by
monitoring.jobs. Errors: KB403 there is no such job.$$;

revoke execute on procedure kaboom.run_job from public, anon, authenticated, service_role;
