-- pg_cron is used where it is installed and never required.
create or replace function kaboom.schedule_upkeep()
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    job record;
    place name;
begin
    select n.nspname into place
    from pg_catalog.pg_extension as e
    join pg_catalog.pg_namespace as n on n.nspname = 'cron'
    where e.extname = 'pg_cron';
    if not found then
        return false;
    end if;
    -- Dynamic, since the schema is there only with the extension.
    for job in
        select j.*
        from (
            values
                ('kaboom: make partitions', '10 3 * * *', 'select kaboom.ensure_partitions()'),
                ('kaboom: drop old bars', '20 3 * * *', 'select public.cleanup_old_market_data()'),
                ('kaboom: refresh valuations', '* * * * *', 'select public.refresh_valuations()')
        ) as j (name, schedule, command)
    loop
        execute format('select %I.schedule($1, $2, $3)', place) using job.name, job.schedule, job.command;
    end loop;
    return true;
end;
$$;

comment on function kaboom.schedule_upkeep() is
$$Schedule with pg_cron what has to be called again and again. Calling it twice changes nothing.

Returns: false where pg_cron is not installed in this database; then call the three functions from elsewhere.$$;

revoke execute on function kaboom.schedule_upkeep() from public;
