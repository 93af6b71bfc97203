-- Dropping a partition costs milliseconds, deleting its rows seconds. Dropping needs the parent for itself;
-- while it waits, readers queue behind it, so it waits a tenth of a second and leaves the rest to the next
-- call.
create or replace function public.cleanup_old_market_data()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '100ms'
as $$
declare
    old record;
begin
    -- Looked at without a lock first, so that a call with nothing to do disturbs nobody.
    if not exists (select from kaboom.old_bar_partitions()) then
        return;
    end if;
    begin
        lock table only partitions.market_data_short in access exclusive mode;
    exception
        when lock_not_available then
            raise notice 'minute bars are being read or written; old months go at the next call';
            return;
    end;
    for old in
        select o.name, o.low
        from kaboom.old_bar_partitions() as o
        order by o.low
    loop
        begin
            insert into kaboom.dropped_partitions (name, size_bytes)
            select old.name, pg_total_relation_size(format('partitions.%I', old.name)::regclass);
            execute format('drop table partitions.%I', old.name);
        exception
            when lock_not_available then
                raise notice '% is being read; it goes at the next call', old.name;
                return;
        end;
    end loop;
end;
$$;

comment on function public.cleanup_old_market_data is
$$Drop the bars of 1m and 5m whose month lies further back than the setting market_data_retention. For the owner.

A month goes as a whole, so bars live up to one month longer. One attempt: what is being read goes at the next
call; kaboom.run_retention() tries again and again. monitoring.upkeep tells what was dropped and what is due.
Errors: KB401 the setting is missing, KB402 it is out of bounds.$$;

revoke execute on function public.cleanup_old_market_data from public, anon, authenticated, service_role;
