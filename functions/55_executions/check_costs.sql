create or replace function kaboom.check_costs(commission numeric, tax numeric)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not (
        kaboom.is_amount(coalesce(commission, 0)) and coalesce(commission, 0) >= 0
        and kaboom.is_amount(coalesce(tax, 0)) and coalesce(tax, 0) >= 0
    ) then
        raise exception 'commission % or tax % is not an amount of yen',
            coalesce(commission::text, 'null'), coalesce(tax::text, 'null')
            using errcode = 'KB206',
            detail = jsonb_build_object('commission', commission, 'tax', tax)::text,
            hint = 'Send zero or more, below 10,000,000,000,000, with at most two decimals, '
                'or leave them out.';
    end if;
end;
$$;

comment on function kaboom.check_costs is
$$Refuse costs that are no amounts of yen.

Arguments: commission and tax in yen, null where they are not stated. Errors: KB206.$$;

revoke execute on function kaboom.check_costs from public, anon, authenticated, service_role;
