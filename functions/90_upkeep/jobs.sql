-- The only list of scheduled jobs: the scheduler, monitoring.jobs and the documentation read it.
create or replace function kaboom.jobs()
returns table (job text, schedule text, every interval, parts text, command text, purpose text)
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select j.job, j.schedule, j.every::interval, j.parts, j.command, j.purpose
    from (
        values
            ('make partitions', '10 3 * * *', '1 day', null, 'select kaboom.ensure_partitions()',
                'Makes partitions of audit_logs and market_data ahead of time.'),
            ('drop old bars', '20 3 * * *', '1 day', null, 'select public.cleanup_old_market_data()',
                'Drops months of 1m and 5m bars that are older than the retention.'),
            ('drop old audit rows', '30 3 * * *', '1 day', null, 'select kaboom.drop_old_audit_rows()',
                'Drops weeks of audit_logs that are older than the retention.'),
            ('purge scheduler history', '40 3 * * *', '1 day', null,
                'select kaboom.purge_scheduler_history()',
                'Deletes what pg_cron has recorded of runs that are older than seven days.'),
            ('evaluate alerts', '* * * * *', '1 minute', null, 'select public.evaluate_alerts()',
                'Fires the alerts of watchlists that the latest prices have crossed.'),
            ('apply corporate actions', '* * * * *', '1 minute', 'select kaboom.action_parts()',
                'select kaboom.apply_action_part($1::jsonb)',
                'Applies splits, mergers of shares, free allotments and dividends that are due, '
                'one portfolio at a time.'),
            ('refresh valuations', '* * * * *', '1 minute', 'select kaboom.revaluation_parts()',
                'select kaboom.revalue_portfolios($1::uuid[])',
                'Brings prices, weights and returns of positions and portfolios up to the latest prices.'),
            ('expire AI reservations', '40 * * * *', '1 hour', 'select kaboom.ai_expiry_parts()',
                'select kaboom.expire_ai_reservations()',
                'Gives back what analyses reserved that nobody has ended in time.'),
            ('run backtests', '* * * * *', '1 minute', 'select kaboom.simulation_parts()',
                'select kaboom.simulate_part($1::uuid)',
                'Simulates waiting backtests of buy_and_hold and sma_cross, a tenth of a run at a time.'),
            ('prepare snapshots', '14 * * * *', '1 hour', null, 'select kaboom.prepare_snapshots()',
                'Opens the session that has closed, and marks the snapshots of portfolios '
                'that changed bars make stale.'),
            ('take snapshots', '15 * * * *', '1 hour', 'select kaboom.snapshot_parts()',
                'select kaboom.take_snapshots($1::uuid[])',
                'Makes the snapshots of portfolios that lack a session, '
                'or to which something has arrived late.')
    ) as j (job, schedule, every, parts, command, purpose);
$$;

comment on function kaboom.jobs is
$$The jobs that have to run again and again.

Returns: job, its name; schedule, as cron writes it, in UTC; every, how often it is due; parts, a query that
lists the parts of the work, each a text, null where the work is one part; command, a query that does one part
($1) in a transaction of its own; purpose.$$;

revoke execute on function kaboom.jobs from public, anon, authenticated, service_role;
-- Because monitoring.jobs calls it as its reader; without USAGE on the schema the role calls it nowhere else.
grant execute on function kaboom.jobs to service_role;
