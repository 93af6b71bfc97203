create or replace view monitoring.index_usage
as
select
    s.schemaname as schema_name,
    s.relname as table_name,
    s.indexrelname as index_name,
    s.idx_scan,
    s.idx_tup_read,
    s.idx_tup_fetch,
    pg_catalog.pg_relation_size(s.indexrelid) as size_bytes
from pg_catalog.pg_stat_user_indexes as s
where s.schemaname in ('public', 'partitions', 'kaboom')
order by s.idx_scan desc;

comment on view monitoring.index_usage is
'How often each index is used, most used first. An index that stays at 0 only costs.';
comment on column monitoring.index_usage.schema_name is 'Schema of the table.';
comment on column monitoring.index_usage.table_name is 'Table, or partition of one.';
comment on column monitoring.index_usage.index_name is 'Index of that table.';
comment on column monitoring.index_usage.idx_scan is 'Scans of the index since the statistics were reset.';
comment on column monitoring.index_usage.idx_tup_read is 'Entries that these scans returned.';
comment on column monitoring.index_usage.idx_tup_fetch is 'Live rows that simple index scans fetched.';
comment on column monitoring.index_usage.size_bytes is 'Size of the index in bytes.';
revoke all on monitoring.index_usage from public, anon, authenticated, service_role;
grant select on monitoring.index_usage to service_role;
