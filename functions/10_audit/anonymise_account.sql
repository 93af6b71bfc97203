-- Erasing an account keeps its audit trail but removes everything that identifies the person.
create or replace function kaboom.anonymise_account(user_id uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.audit_logs as l
    set user_id = null,
        ip_address = null,
        user_agent = null,
        session_id = null,
        resource_id = case when l.resource_type <> 'user_profile' then l.resource_id end,
        old_values = kaboom.without_person(l.old_values),
        new_values = kaboom.without_person(l.new_values)
    where l.user_id = anonymise_account.user_id
        and l.resource_type <> 'system_setting';
    -- A setting is not personal; who changed it is.
    update public.audit_logs as l
    set user_id = nullif(l.user_id, anonymise_account.user_id),
        ip_address = case when l.user_id <> anonymise_account.user_id then l.ip_address end,
        user_agent = case when l.user_id <> anonymise_account.user_id then l.user_agent end,
        session_id = case when l.user_id <> anonymise_account.user_id then l.session_id end,
        old_values = l.old_values - 'updated_by',
        new_values = l.new_values - 'updated_by'
    where l.resource_type = 'system_setting'
        and (
            l.user_id = anonymise_account.user_id
            or anonymise_account.user_id::text
                in (l.old_values ->> 'updated_by', l.new_values ->> 'updated_by')
        );
end;
$$;

comment on function kaboom.anonymise_account is
$$Remove from the audit trail everything that identifies a person: id, address, agent, session, names and free
texts.

Arguments: user_id.$$;

revoke execute on function kaboom.anonymise_account from public, anon, authenticated, service_role;
