-- pg_cron is used where it is installed and never required.
create or replace function kaboom.schedule_upkeep()
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Dynamic, because the schema is there only with the extension.
    place constant text := 'cron';
    planned record;
begin
    if not exists (select from pg_catalog.pg_extension as e where e.extname = 'pg_cron') then
        return false;
    end if;
    execute format(
        $cron$
        select %1$I.unschedule(c.jobname)
        from %1$I.job as c
        where c.jobname like 'kaboom: %%'
            and c.jobname not in (select 'kaboom: ' || j.job from kaboom.jobs() as j)
        $cron$,
        place
    );
    for planned in
        select 'kaboom: ' || j.job as name, j.schedule, format('call kaboom.run_job(%L)', j.job) as command
        from kaboom.jobs() as j
    loop
        execute format('select %I.schedule($1, $2, $3)', place)
        using planned.name, planned.schedule, planned.command;
    end loop;
    return true;
end;
$$;

comment on function kaboom.schedule_upkeep is
$$Schedule the jobs of kaboom.jobs() with pg_cron, and remove former ones. Calling it twice changes nothing.

Returns: false where pg_cron is not installed in this database; then call kaboom.run_due_jobs() every
minute.$$;

revoke execute on function kaboom.schedule_upkeep from public, anon, authenticated, service_role;
