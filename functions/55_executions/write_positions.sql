-- The one place that writes shares and their cost.
create or replace function kaboom.write_positions(changed public.positions[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.positions as h
    set quantity = c.quantity,
        reserved_quantity = c.reserved_quantity,
        cost_basis = c.cost_basis,
        updated_at = now()
    from unnest(changed) as c
    where h.user_id = c.user_id
        and h.portfolio_id = c.portfolio_id
        and h.symbol = c.symbol
        and c.id is not null;
    if exists (select from unnest(changed) as c where c.id is null and c.symbol is not null) then
        insert into public.positions (
            user_id, portfolio_id, symbol, symbol_name, quantity, reserved_quantity, cost_basis
        )
        select c.user_id, c.portfolio_id, c.symbol, c.symbol_name, c.quantity,
            c.reserved_quantity, c.cost_basis
        from unnest(changed) as c
        where c.id is null
            and c.symbol is not null;
    end if;
end;
$$;

comment on function kaboom.write_positions is
$$Write positions as they have become.

Arguments: changed, each once or null, its portfolio locked; one without an id has no row yet.$$;

revoke execute on function kaboom.write_positions from public, anon, authenticated, service_role;
