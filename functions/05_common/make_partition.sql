-- Attached rather than created in place: that lets reads and writes of the parent go on meanwhile.
create or replace function kaboom.make_partition(
    name text, parent regclass, low timestamptz, high timestamptz
)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
-- Below deadlock_timeout, and short, because all later readers wait behind a transaction that waits for an
-- exclusive lock.
set lock_timeout = '200ms'
as $$
begin
    -- One at a time for each parent: of two who miss the same partition, the second finds it made.
    if parent = 'public.audit_logs'::regclass then
        -- Nothing may enter the default partition between emptying it and attaching.
        lock table partitions.audit_logs_default in access exclusive mode;
    else
        execute format('lock table only %s in share update exclusive mode', parent);
    end if;
    if to_regclass(format('partitions.%I', name)) is not null then
        return false;
    end if;
    execute format('create table partitions.%I (like %s including all)', name, parent);
    -- Closed from birth: row level security that lets nobody in, and no grants.
    execute format('alter table partitions.%I enable row level security', name);
    execute format('create policy "Nobody reads a partition directly" on partitions.%I using (false)', name);
    execute format('revoke all on partitions.%I from public, anon, authenticated, service_role', name);
    if parent = 'public.audit_logs'::regclass then
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
    return true;
end;
$$;

comment on function kaboom.make_partition is
$$Make one closed partition and attach it; rows of the default partition that belong into it move there.

Arguments: name within schema partitions; parent; low, included, and high, excluded. Returns: false where it
is there already. Errors: 55P03 after 200 ms where another transaction holds the parent; nothing is left
behind.$$;

revoke execute on function kaboom.make_partition from public, anon, authenticated, service_role;
