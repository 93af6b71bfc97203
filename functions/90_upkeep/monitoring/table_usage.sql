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
comment on column monitoring.table_usage.schema_name is 'Schema of the table.';
comment on column monitoring.table_usage.table_name is 'Table, or partition of one.';
comment on column monitoring.table_usage.seq_scan is 'Sequential scans since the statistics were reset.';
comment on column monitoring.table_usage.seq_tup_read is 'Rows that these scans read.';
comment on column monitoring.table_usage.idx_scan is 'Index scans since the statistics were reset.';
comment on column monitoring.table_usage.idx_tup_fetch is 'Live rows that these scans fetched.';
comment on column monitoring.table_usage.n_live_tup is 'Live rows, estimated.';
comment on column monitoring.table_usage.n_dead_tup is 'Dead rows that wait for a vacuum, estimated.';
comment on column monitoring.table_usage.hot_update_percentage is
'Updates that wrote no index, in percent of all; null where there was no update.';
comment on column monitoring.table_usage.last_autovacuum is
'When autovacuum last cleaned the table; null for never.';
comment on column monitoring.table_usage.last_autoanalyze is
'When autovacuum last took statistics of the table; null for never.';
revoke all on monitoring.table_usage from public, anon, authenticated, service_role;
grant select on monitoring.table_usage to service_role;
