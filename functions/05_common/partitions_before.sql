-- By the bounds of the partitions rather than by their names, which an operator may have chosen.
create or replace function kaboom.partitions_before(parent regclass, oldest timestamptz)
returns table (name text, low timestamptz)
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'Asia/Tokyo'
as $$
    select p.relname::text, p.low
    from (
        select c.relname,
            (regexp_match(pg_get_expr(c.relpartbound, c.oid),
                'FROM \(''([^'']+)''\)'))[1]::timestamptz as low,
            (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz as high
        from pg_catalog.pg_inherits as h
        join pg_catalog.pg_class as c on c.oid = h.inhrelid
        where h.inhparent = partitions_before.parent
    ) as p
    where p.high <= partitions_before.oldest;
$$;

comment on function kaboom.partitions_before is
$$The partitions that end before a moment.

Arguments: parent, partitioned by a range of times; oldest, the first moment that is kept. Returns: name
within schema partitions; low, the start of the partition.$$;

revoke execute on function kaboom.partitions_before from public, anon, authenticated, service_role;
