create or replace view monitoring.table_usage
as
select
    s.schemaname as schema_name,
    s.relname as table_name,
    s.seq_scan,
    s.seq_tup_read,
    s.idx_scan,
    s.idx_tup_fetch,
    s.n_live_tup,
    s.n_dead_tup,
    case
        when s.n_tup_upd > 0 then round(100.0 * s.n_tup_hot_upd / s.n_tup_upd, 1)
    end as hot_update_percentage,
    s.last_autovacuum,
    s.last_autoanalyze
from pg_catalog.pg_stat_user_tables as s
where s.schemaname in ('public', 'partitions', 'kaboom')
order by s.seq_scan desc, s.seq_tup_read desc;

comment on view monitoring.table_usage is
'Scans, dead rows and upkeep of each table, most sequential scans first.';
revoke all on monitoring.table_usage from public, anon, authenticated, service_role;
grant select on monitoring.table_usage to service_role;
