-- BEFORE DELETE, because afterwards the foreign key has removed user_id.
create or replace function kaboom.anonymise_audit_trail()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.anonymise_account(old.id);
    return old;
end;
$$;

comment on function kaboom.anonymise_audit_trail is
'Trigger: removes from the audit trail everything that identifies the owner of an account that is erased.';

revoke execute on function kaboom.anonymise_audit_trail from public, anon, authenticated, service_role;
