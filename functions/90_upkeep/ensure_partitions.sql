-- Made far ahead, so that the scheduler may be off for weeks. Where a table is locked, the next call does it.
create or replace function kaboom.ensure_partitions()
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
    tokyo constant timestamp := now() at time zone 'Asia/Tokyo';
    made integer := 0;
    wanted record;
begin
    for wanted in
        select ranges.name, ranges.parent,
            ranges.low at time zone 'Asia/Tokyo' as low, ranges.high at time zone 'Asia/Tokyo' as high
        from (
            select 'market_data_long_' || y as name, 'partitions.market_data_long' as parent,
                make_date(y, 1, 1)::timestamp as low, make_date(y + 1, 1, 1)::timestamp as high
            from generate_series(2000, extract(year from tokyo)::integer + 2) as y
            union all
            select 'market_data_short_' || to_char(m, 'YYYY_MM'), 'partitions.market_data_short',
                m, m + interval '1 month'
            from generate_series(
                date_trunc('month', tokyo) - interval '6 months',
                date_trunc('month', tokyo) + interval '2 months',
                interval '1 month'
            ) as m
            union all
            select 'audit_logs_' || to_char(w, 'IYYY"_w"IW'), 'public.audit_logs', w, w + interval '1 week'
            from generate_series(
                date_trunc('week', tokyo), date_trunc('week', tokyo) + interval '12 weeks', interval '1 week'
            ) as w
        ) as ranges
        where to_regclass('partitions.' || ranges.name) is null
    loop
        perform kaboom.make_partition(wanted.name, wanted.parent, wanted.low, wanted.high);
        made := made + 1;
    end loop;
    return made;
end;
$$;

comment on function kaboom.ensure_partitions is
$$Make the partitions that are missing.

Of market_data two years (long bars) and two months (short bars) ahead, of audit_logs twelve weeks ahead.

Returns: how many it made. Call it daily.$$;

revoke execute on function kaboom.ensure_partitions from public, anon, authenticated, service_role;
