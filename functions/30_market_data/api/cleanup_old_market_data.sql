-- Dropping a partition costs milliseconds, deleting its rows seconds.
create or replace function public.cleanup_old_market_data()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
    partition_name text;
    oldest constant text := 'market_data_short_'
        || to_char((now() at time zone 'Asia/Tokyo') - interval '6 months', 'YYYY_MM');
begin
    for partition_name in
        select c.relname::text
        from pg_catalog.pg_class as c
        where c.relnamespace = 'partitions'::regnamespace
            and c.relkind = 'r'
            and c.relname ~ '^market_data_short_\d{4}_\d\d$'
            and c.relname < oldest
    loop
        begin
            execute format('drop table partitions.%I', partition_name);
        exception
            when lock_not_available then
                raise notice '% is being read; it goes at the next call', partition_name;
        end;
    end loop;
end;
$$;

comment on function public.cleanup_old_market_data is
$$Drop the bars of 1m and 5m whose month lies more than six months back. For the owner of the database.

A month goes as a whole, so bars live for six to seven months.$$;

revoke execute on function public.cleanup_old_market_data from public, anon, authenticated, service_role;
