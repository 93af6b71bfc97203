-- Partitions are made ahead of time, closed from birth: RLS without a policy, and no grants.
create or replace function kaboom.ensure_partitions()
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
    made integer := 0;
    wanted record;
begin
    for wanted in
        select 'market_data_long_' || y as name, 'partitions.market_data_long' as parent,
            make_date(y, 1, 1)::timestamp at time zone 'Asia/Tokyo' as low,
            make_date(y + 1, 1, 1)::timestamp at time zone 'Asia/Tokyo' as high
        from generate_series(2000, extract(year from now())::integer + 2) as y
        union all
        select 'market_data_short_' || to_char(m, 'YYYY_MM'), 'partitions.market_data_short',
            m at time zone 'Asia/Tokyo', (m + interval '1 month') at time zone 'Asia/Tokyo'
        from generate_series(
            date_trunc('month', now() at time zone 'Asia/Tokyo') - interval '6 months',
            date_trunc('month', now() at time zone 'Asia/Tokyo') + interval '2 months',
            interval '1 month'
        ) as m
    loop
        if to_regclass('partitions.' || wanted.name) is null then
            execute format(
                'create table partitions.%I partition of %s for values from (%L) to (%L)',
                wanted.name, wanted.parent, wanted.low, wanted.high
            );
            execute format('alter table partitions.%I enable row level security', wanted.name);
            execute format(
                'revoke all on partitions.%I from public, anon, authenticated, service_role', wanted.name
            );
            made := made + 1;
        end if;
    end loop;
    return made;
end;
$$;

comment on function kaboom.ensure_partitions() is
$$Make the partitions of market_data that are missing, up to two years (long bars) and two months (short bars) ahead.

Returns: how many it made. Call it daily.$$;

revoke execute on function kaboom.ensure_partitions() from public;
