-- What happened stays told; who he was, and where he came from, does not. Before, since the foreign key takes user_id away.
create or replace function kaboom.anonymise_audit_trail()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.audit_logs as l
    set user_id = null,
        ip_address = null,
        user_agent = null,
        session_id = null,
        resource_id = case when l.resource_type <> 'user_profile' then l.resource_id end,
        old_values = case when l.resource_type <> 'user_profile' then l.old_values end,
        new_values = case when l.resource_type <> 'user_profile' then l.new_values end
    where l.user_id = old.id;
    return old;
end;
$$;

comment on function kaboom.anonymise_audit_trail is
'Trigger: takes the personal data of an erased account out of its audit rows; user_id goes by the foreign key.';

revoke execute on function kaboom.anonymise_audit_trail from public, anon, authenticated, service_role;
