-- The one place that adds to shares and their cost.
create or replace function kaboom.moved_position(
    current_position public.positions, shares integer, reserved integer, cost_change numeric
)
returns public.positions
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if current_position.quantity::bigint + shares > 2147483647
        or not kaboom.is_amount(current_position.cost_basis + moved_position.cost_change)
    then
        raise exception 'with % more of % the position exceeds 2147483647 shares or 1e13 yen',
            shares, current_position.symbol
            using errcode = 'KB208',
            detail = jsonb_build_object(
                'symbol', current_position.symbol, 'shares', shares, 'cost', cost_change
            )::text,
            hint = 'Use another portfolio.';
    end if;
    current_position.quantity := current_position.quantity + shares;
    current_position.reserved_quantity := current_position.reserved_quantity + reserved;
    current_position.cost_basis := current_position.cost_basis + moved_position.cost_change;
    return current_position;
end;
$$;

comment on function kaboom.moved_position is
$$A position with shares and their cost added, or taken away.

Arguments: current_position; shares, negative where they leave; reserved, change of the reserved
shares; cost_change in yen.
Errors: KB208 position too large.$$;

revoke execute on function kaboom.moved_position from public, anon, authenticated, service_role;
