create or replace function kaboom.setting_owners_may_transfer(
    value jsonb default kaboom.setting('owners_may_transfer'), out allowed boolean
)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if jsonb_typeof(value) is distinct from 'boolean' then
        raise exception 'setting owners_may_transfer must be true or false, not %',
            coalesce(left(value::text, 50), 'missing')
            using errcode = 'KB402',
            detail = jsonb_build_object('key', 'owners_may_transfer', 'value', value)::text,
            hint = 'Set owners_may_transfer to true or false.';
    end if;
    allowed := value::boolean;
end;
$$;

comment on function kaboom.setting_owners_may_transfer is
$$The setting owners_may_transfer: whether owners move shares in and out of their portfolios themselves.

Arguments: value to check, else the stored one. Returns: allowed. Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_owners_may_transfer from public, anon, authenticated, service_role;
