-- Every audit row passes here. Address, agent and session are those of the user: a row about what an operator
-- or the broker did to a user's data, which that user may read, does not show the servers of the operator.
create or replace function kaboom.write_audit(
    user_id uuid, action text, resource_type text, resource_id uuid, old_values jsonb, new_values jsonb
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    origin record := kaboom.request_origin();
begin
    if write_audit.user_id is not null and origin.caller is distinct from write_audit.user_id then
        origin.ip_address := null;
        origin.user_agent := null;
        origin.session_id := null;
    end if;
    insert into public.audit_logs (
        user_id, action, resource_type, resource_id,
        old_values, new_values, ip_address, user_agent, session_id
    )
    values (
        write_audit.user_id, write_audit.action, write_audit.resource_type, write_audit.resource_id,
        write_audit.old_values, write_audit.new_values,
        origin.ip_address, origin.user_agent, origin.session_id
    );
end;
$$;

comment on function kaboom.write_audit is
'Write one row of audit_logs with the origin of the current request. Arguments: as its columns.';

revoke execute on function kaboom.write_audit from public, anon, authenticated, service_role;
