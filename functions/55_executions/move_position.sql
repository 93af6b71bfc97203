-- The one place that writes shares and their cost.
create or replace function kaboom.move_position(
    user_id uuid, portfolio_id uuid, symbol text, symbol_name text, shares integer, reserved integer, cost_change numeric
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.positions as h
    set quantity = h.quantity + shares,
        reserved_quantity = h.reserved_quantity + reserved,
        cost_basis = h.cost_basis + move_position.cost_change,
        updated_at = now()
    where h.user_id = move_position.user_id
        and h.portfolio_id = move_position.portfolio_id
        and h.symbol = move_position.symbol
        and kaboom.is_amount(h.cost_basis + move_position.cost_change)
        and h.quantity::bigint + shares <= 2147483647;
    if found then
        return;
    end if;
    insert into public.positions (user_id, portfolio_id, symbol, symbol_name, quantity, cost_basis)
    select move_position.user_id, move_position.portfolio_id, move_position.symbol, move_position.symbol_name, shares,
        move_position.cost_change
    where not exists (
        select from public.positions as h
        where h.user_id = move_position.user_id
            and h.portfolio_id = move_position.portfolio_id
            and h.symbol = move_position.symbol
    );
    if not found then
        raise exception 'with % more of % the position exceeds 2147483647 shares or 1e13 yen', shares, symbol
            using errcode = 'KB208',
            detail = jsonb_build_object('symbol', symbol, 'shares', shares, 'cost', cost_change)::text,
            hint = 'Use another portfolio.';
    end if;
end;
$$;

comment on function kaboom.move_position is
$$Add shares and their cost to a position, or take them away; open the position where there is none.

Arguments: user_id; portfolio_id, locked; symbol; symbol_name, for a new position; shares, negative where they leave;
reserved, change of the reserved shares; cost_change in yen. Errors: KB208 position too large.$$;

revoke execute on function kaboom.move_position from public, anon, authenticated, service_role;
