-- Because the parent stays open to reads and writes while a partition is attached, but not while one is
-- created in place.
create or replace function kaboom.make_partition(
    name text, parent regclass, low timestamptz, high timestamptz
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format('create table partitions.%I (like %s including all)', name, parent);
    -- Closed from birth: row level security that lets nobody in, and no grants.
    execute format('alter table partitions.%I enable row level security', name);
    execute format('create policy "Nobody reads a partition directly" on partitions.%I using (false)', name);
    execute format('revoke all on partitions.%I from public, anon, authenticated, service_role', name);
    if parent = 'public.audit_logs'::regclass then
        -- Because no row may enter the default partition after it has been emptied.
        lock table partitions.audit_logs_default in access exclusive mode;
        execute format(
            'with moved as (
                delete from partitions.audit_logs_default
                where created_at >= $1 and created_at < $2
                returning *
            )
            insert into partitions.%I select * from moved',
            name
        )
        using low, high;
    end if;
    execute format(
        'alter table %s attach partition partitions.%I for values from (%L) to (%L)', parent, name, low, high
    );
end;
$$;

comment on function kaboom.make_partition is
$$Make one closed partition and attach it; rows of the default partition that belong into it move there.

Arguments: name within schema partitions; parent; low, included, and high, excluded.$$;

revoke execute on function kaboom.make_partition from public, anon, authenticated, service_role;
