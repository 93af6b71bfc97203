-- The only list of scheduled jobs: the scheduler, monitoring.jobs and the documentation read it.
create or replace function kaboom.jobs()
returns table (job text, schedule text, every interval, command text, purpose text)
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select j.job, j.schedule, j.every::interval, j.command, j.purpose
    from (
        values
            ('make partitions', '10 3 * * *', '1 day', 'select null from kaboom.ensure_partitions()',
                'Makes partitions of audit_logs and market_data ahead of time.'),
            ('drop old bars', '20 3 * * *', '1 day', 'select null from public.cleanup_old_market_data()',
                'Drops months of 1m and 5m bars that are older than the retention.'),
            ('refresh valuations', '* * * * *', '1 minute', 'select null from public.refresh_valuations()',
                'Brings prices, weights and returns of positions and portfolios up to the latest prices.')
    ) as j (job, schedule, every, command, purpose);
$$;

comment on function kaboom.jobs is
$$The jobs that have to run again and again.

Returns: job, its name; schedule, as cron writes it, in UTC; every, how often it is due; command, a query that does a
bounded part of the work in one transaction and returns one number, how much is left: null or 0 for nothing; purpose.$$;

revoke execute on function kaboom.jobs from public, anon, authenticated, service_role;
-- Because monitoring.jobs calls it as its reader; without USAGE on the schema the role calls it nowhere else.
grant execute on function kaboom.jobs to service_role;
