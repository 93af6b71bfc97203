-- pg_cron keeps a row of every run for ever; what went wrong is in kaboom.job_runs.
create or replace function kaboom.purge_scheduler_history()
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Dynamic, because the schema is there only with the extension.
    place constant text := 'cron';
    purged integer := 0;
begin
    if to_regclass(format('%I.job_run_details', place)) is not null then
        execute format(
            $purge$delete from %I.job_run_details where end_time < now() - interval '7 days'$purge$, place
        );
        get diagnostics purged = row_count;
    end if;
    return purged;
end;
$$;

comment on function kaboom.purge_scheduler_history is
$$Delete the runs that pg_cron has recorded and that ended more than seven days ago. For the owner.

Returns: how many it deleted; 0 where there is no pg_cron.$$;

revoke execute on function kaboom.purge_scheduler_history from public, anon, authenticated, service_role;
