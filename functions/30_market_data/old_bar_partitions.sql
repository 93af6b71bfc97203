-- By the bounds of the partitions rather than by their names, which an operator may have chosen.
create or replace function kaboom.old_bar_partitions()
returns table (name text, low timestamptz)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'Asia/Tokyo'
as $$
declare
    months constant integer := (kaboom.setting_market_data_retention());
    oldest constant timestamptz := date_trunc('month', now()) - make_interval(months => months);
begin
    return query
        select p.relname::text, p.low
        from (
            select c.relname,
                (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\)'))[1]::timestamptz as low,
                (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz as high
            from pg_catalog.pg_inherits as h
            join pg_catalog.pg_class as c on c.oid = h.inhrelid
            where h.inhparent = 'partitions.market_data_short'::regclass
        ) as p
        where p.high <= oldest;
end;
$$;

comment on function kaboom.old_bar_partitions is
$$The partitions of minute bars that are to be dropped: those that end before the oldest month that is kept.

Returns: name within schema partitions; low, the start of the partition. Errors: KB401 the setting is
missing.$$;

revoke execute on function kaboom.old_bar_partitions from public, anon, authenticated, service_role;
-- Because monitoring.upkeep calls it as its reader; without USAGE on the schema the role calls it nowhere
-- else.
grant execute on function kaboom.old_bar_partitions to service_role;
