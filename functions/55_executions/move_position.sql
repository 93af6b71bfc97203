create or replace function kaboom.move_position(
    user_id uuid, portfolio_id uuid, symbol text, symbol_name text, shares integer, reserved integer,
    cost_change numeric
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    current_position public.positions;
begin
    select h.* into current_position
    from public.positions as h
    where h.user_id = move_position.user_id
        and h.portfolio_id = move_position.portfolio_id
        and h.symbol = move_position.symbol;
    if not found then
        current_position := kaboom.new_position(user_id, portfolio_id, symbol, symbol_name);
    end if;
    perform kaboom.write_positions(
        array[kaboom.moved_position(current_position, shares, reserved, cost_change)]
    );
end;
$$;

comment on function kaboom.move_position is
$$Add shares and their cost to a position, or take them away; open the position where there is none.

Arguments: user_id; portfolio_id, locked; symbol; symbol_name, for a new position; shares, negative where they
leave; reserved, change of the reserved shares; cost_change in yen. Errors: KB208 position too large.$$;

revoke execute on function kaboom.move_position from public, anon, authenticated, service_role;
