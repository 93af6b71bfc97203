create or replace function kaboom.old_audit_partitions()
returns table (name text, low timestamptz)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'Asia/Tokyo'
as $$
declare
    months constant integer := (kaboom.setting_audit_retention());
begin
    return query
        select p.*
        from kaboom.partitions_before('public.audit_logs', now() - make_interval(months => months)) as p;
end;
$$;

comment on function kaboom.old_audit_partitions is
$$The weeks of audit_logs that are to be dropped: those whose last row is older than the setting
audit_retention.

Returns: name within schema partitions; low, the start of the week. Errors: KB401 the setting is missing,
KB402 it is out of bounds.$$;

revoke execute on function kaboom.old_audit_partitions from public, anon, authenticated, service_role;
-- Because monitoring.upkeep calls it as its reader; without USAGE on the schema the role calls it nowhere
-- else.
grant execute on function kaboom.old_audit_partitions to service_role;
