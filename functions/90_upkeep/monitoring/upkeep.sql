create or replace view monitoring.upkeep
as
select
    'audit rows without a week of their own' as what,
    (select count(*) from partitions.audit_logs_default)::text as value,
    'Run select kaboom.ensure_partitions().' as remedy
union all
select
    'newest partition of minute bars',
    coalesce(max(c.relname), 'none') collate "default",
    'Below next month: run select kaboom.ensure_partitions().'
from pg_catalog.pg_class as c
where c.relnamespace = 'partitions'::regnamespace
    and c.relname ~ '^market_data_short_\d{4}_\d\d$'
union all
select
    'months of minute bars that are due to be dropped',
    (select count(*) from kaboom.old_bar_partitions())::text,
    'Above 0 for days: run call kaboom.run_retention().'
union all
select
    'weeks of audit rows that are due to be dropped',
    (select count(*) from kaboom.old_audit_partitions())::text,
    'Above 0 for days: run select kaboom.drop_old_audit_rows() while few write.'
union all
select
    'partitions that were dropped',
    coalesce(
        (
            select pg_catalog.format('%s; the last one was %s on %s', d.dropped, d.name, d.dropped_at::date)
            from (
                select l.name, l.dropped_at, pg_catalog.count(*) over () as dropped
                from kaboom.dropped_partitions as l
                order by l.dropped_at desc, l.name desc
                limit 1
            ) as d
        ),
        'none'
    ),
    'For information; table kaboom.dropped_partitions lists them.'
union all
select
    'portfolios that wait for a valuation',
    (select count(*) from public.portfolios as p where p.last_entry_no <> p.valued_entry_no)::text,
    'Growing: run select public.refresh_valuations().';

comment on view monitoring.upkeep is
'Whether the scheduled jobs run: what they did, what they leave behind, and what to do.';
comment on column monitoring.upkeep.what is 'What is measured.';
comment on column monitoring.upkeep.value is 'Its value now.';
comment on column monitoring.upkeep.remedy is 'When the value is bad, and what to do then.';
revoke all on monitoring.upkeep from public, anon, authenticated, service_role;
grant select on monitoring.upkeep to service_role;
