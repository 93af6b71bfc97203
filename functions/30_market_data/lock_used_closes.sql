-- Because a bar that is not committed yet when its day begins to be used would be used by nobody and noted by
-- nobody. Writers of daily bars share the lock until they commit; who moves used_closes takes it alone.
create or replace function kaboom.lock_used_closes(is_shared boolean)
returns date
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    key constant bigint := hashtextextended('kaboom: used closes', 0);
begin
    if is_shared then
        perform pg_advisory_xact_lock_shared(key);
    else
        perform pg_advisory_xact_lock(key);
    end if;
    -- A transaction of another isolation level may still see the row as it was before it had the lock.
    if current_setting('transaction_isolation') <> 'read committed' then
        return 'infinity'::date;
    end if;
    return (select u.through from kaboom.used_closes as u);
end;
$$;

comment on function kaboom.lock_used_closes is
$$Keep used_closes as it is until the transaction ends, or wait for all who do so.

Arguments: is_shared, true for writers of daily bars, false for who moves used_closes. Returns: up to which
day closes may have been used, null for none. Errors: 55P03 as the caller's lock_timeout has it.$$;

revoke execute on function kaboom.lock_used_closes from public, anon, authenticated, service_role;
