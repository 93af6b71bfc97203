create or replace function kaboom.drop_old_audit_rows()
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    return kaboom.drop_partitions(
        'public.audit_logs', array(select o.name from kaboom.old_audit_partitions() as o order by o.low)
    );
end;
$$;

comment on function kaboom.drop_old_audit_rows is
$$Drop the weeks of audit_logs that are older than the setting audit_retention. For the owner.

A week goes as a whole. One attempt: while audit_logs is busy for longer than 100 ms, nothing goes, and the
next call tries again. Returns: how many weeks it dropped. Errors: KB401 the setting is missing, KB402 it is
out of bounds.$$;

revoke execute on function kaboom.drop_old_audit_rows from public, anon, authenticated, service_role;
