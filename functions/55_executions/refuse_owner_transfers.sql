-- BEFORE INSERT, only for callers who are subject to row level security (users).
create or replace function kaboom.refuse_owner_transfers()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not kaboom.setting_owners_may_transfer() then
        raise exception 'shares are moved by the operator'
            using errcode = 'KB106',
            detail = jsonb_build_object('setting', 'owners_may_transfer')::text,
            hint = 'Ask the operator to move them, or to set owners_may_transfer to true.';
    end if;
    return null;
end;
$$;

comment on function kaboom.refuse_owner_transfers is
'Trigger: refuses a transfer of shares by their owner while the setting owners_may_transfer
is false. Errors: KB106.';

revoke execute on function kaboom.refuse_owner_transfers from public, anon, authenticated, service_role;
