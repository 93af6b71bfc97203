-- BEFORE UPDATE of is_active: what the operator has archived only the operator opens again.
create or replace function kaboom.reopen_portfolio()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_argv[0] = 'owner' and old.archived_by = 'operator' then
        raise exception 'portfolio % was archived by the operator', new.id
            using errcode = 'KB107',
            detail = jsonb_build_object('portfolio_id', new.id)::text,
            hint = 'Ask the operator to open it again.';
    end if;
    new.archived_by := null;
    return new;
end;
$$;

comment on function kaboom.reopen_portfolio is
$$Trigger: opens an archived portfolio again, where the caller may.

Arguments: owner or operator. Errors: KB107 the operator has archived it.$$;

revoke execute on function kaboom.reopen_portfolio from public, anon, authenticated, service_role;
