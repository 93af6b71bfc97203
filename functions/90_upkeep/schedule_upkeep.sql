-- pg_cron is used where it is installed and never required.
create or replace function kaboom.schedule_upkeep()
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    planned record;
    former text;
begin
    if not exists (select from pg_catalog.pg_extension as e where e.extname = 'pg_cron')
        or to_regnamespace('cron') is null
    then
        return false;
    end if;
    -- Dynamic, because the schema is there only with the extension.
    for former in
        execute $cron$
            select c.jobname
            from cron.job as c
            where c.jobname like 'kaboom: %'
                and c.jobname not in (select 'kaboom: ' || j.job from kaboom.jobs() as j)
        $cron$
    loop
        execute 'select cron.unschedule($1)' using former;
    end loop;
    for planned in
        select 'kaboom: ' || j.job as name, j.schedule, format('call kaboom.run_job(%L)', j.job) as command
        from kaboom.jobs() as j
    loop
        execute 'select cron.schedule($1, $2, $3)' using planned.name, planned.schedule, planned.command;
    end loop;
    return true;
end;
$$;

comment on function kaboom.schedule_upkeep is
$$Schedule the jobs of kaboom.jobs() with pg_cron, and remove former ones. Calling it twice changes nothing.

Returns: false where pg_cron is not installed in this database; then call kaboom.run_due_jobs() every minute.$$;

revoke execute on function kaboom.schedule_upkeep from public, anon, authenticated, service_role;
