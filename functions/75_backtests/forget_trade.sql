create or replace function kaboom.forget_trade(sleeve kaboom.sleeve)
returns kaboom.sleeve
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    sleeve.entry_date := null;
    sleeve.bought := 0;
    sleeve.entry_amount := 0;
    sleeve.exit_amount := 0;
    sleeve.commission := 0;
    return sleeve;
end;
$$;

comment on function kaboom.forget_trade is
$$A sleeve that has no open trade any more.

Arguments: sleeve, whose trade was closed and described.$$;

revoke execute on function kaboom.forget_trade from public, anon, authenticated, service_role;
