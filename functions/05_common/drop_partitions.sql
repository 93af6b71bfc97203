-- Dropping a partition costs milliseconds, deleting its rows seconds. Dropping needs the parent for itself;
-- while it waits, readers queue behind it, so it waits a tenth of a second and leaves the rest to the next
-- call.
create or replace function kaboom.drop_partitions(parent regclass, names text[])
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '100ms'
as $$
declare
    dropped integer := 0;
    old text;
begin
    -- Asked without a lock first, so that a call with nothing to do disturbs nobody.
    if coalesce(cardinality(names), 0) = 0 then
        return 0;
    end if;
    begin
        execute format('lock table only %s in access exclusive mode', parent);
    exception
        when lock_not_available then
            raise notice '% is being read or written; its old partitions go at the next call', parent;
            return 0;
    end;
    foreach old in array names loop
        begin
            insert into kaboom.dropped_partitions (name, size_bytes)
            select old, pg_total_relation_size(format('partitions.%I', old)::regclass);
            execute format('drop table partitions.%I', old);
            dropped := dropped + 1;
        exception
            when lock_not_available then
                raise notice '% is being read; it goes at the next call', old;
                return dropped;
        end;
    end loop;
    return dropped;
end;
$$;

comment on function kaboom.drop_partitions is
$$Drop partitions, and note each in kaboom.dropped_partitions. One attempt: what is busy goes at the next
call.

Arguments: parent; names within schema partitions, the first to go first. Returns: how many it dropped.$$;

revoke execute on function kaboom.drop_partitions from public, anon, authenticated, service_role;
