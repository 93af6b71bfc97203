-- Lies in this room, because the audit reads it and 12_settings is a higher floor.
create or replace function kaboom.setting_audit_address(
    value jsonb default kaboom.setting('audit_address'), out header text, out from_right integer
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    header := kaboom.setting_text('audit_address', value, 'header', '^[a-z0-9-]{1,100}$');
    from_right := kaboom.setting_number('audit_address', value, 'from_right', 1, 20)::integer;
end;
$$;

comment on function kaboom.setting_audit_address is
$$The setting audit_address: which header of a request holds the address of the client.

Arguments: value to check, else the stored one.
Returns: header, its name in lower case; from_right, which of its addresses counts, 1 for the last: each proxy
in front of the database adds one, and only those that the operator's own proxies add can be trusted.
Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_audit_address from public, anon, authenticated, service_role;
