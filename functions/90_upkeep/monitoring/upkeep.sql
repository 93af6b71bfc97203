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
    'portfolios that wait for a valuation',
    (select count(*) from public.portfolios as p where p.last_entry_no <> p.valued_entry_no)::text,
    'Growing: run select public.refresh_valuations().';

comment on view monitoring.upkeep is 'Whether the scheduled jobs run: what they leave behind, and what to do.';
comment on column monitoring.upkeep.what is 'What is measured.';
comment on column monitoring.upkeep.value is 'Its value now.';
comment on column monitoring.upkeep.remedy is 'When the value is bad, and what to do then.';
revoke all on monitoring.upkeep from public, anon, authenticated, service_role;
grant select on monitoring.upkeep to service_role;
