create or replace view monitoring.table_sizes
as
select
    n.nspname as schema_name,
    c.relname as table_name,
    -- A partitioned table is as large as its partitions.
    pg_catalog.pg_size_pretty(s.size_bytes) as size,
    s.size_bytes
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join lateral (
    select coalesce(sum(pg_catalog.pg_total_relation_size(t.relid)), 0)::bigint as size_bytes
    from (
        select c.oid as relid
        where c.relkind = 'r'
        union all
        select p.relid
        from pg_catalog.pg_partition_tree(c.oid) as p
        where c.relkind = 'p'
    ) as t
) as s
where n.nspname in ('public', 'partitions', 'kaboom')
    and c.relkind in ('r', 'p')
order by s.size_bytes desc;

comment on view monitoring.table_sizes is 'Size of each table with its indexes, largest first.';
comment on column monitoring.table_sizes.schema_name is 'Schema of the table.';
comment on column monitoring.table_sizes.table_name is 'Table, or partition of one.';
comment on column monitoring.table_sizes.size is 'Size in words, with its unit.';
comment on column monitoring.table_sizes.size_bytes is 'Size with indexes and partitions in bytes.';
revoke all on monitoring.table_sizes from public, anon, authenticated, service_role;
grant select on monitoring.table_sizes to service_role;
