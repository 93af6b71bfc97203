-- Without an id, by which write_positions knows that its row is not there yet.
create or replace function kaboom.new_position(user_id uuid, portfolio_id uuid, symbol text, symbol_name text)
returns public.positions
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    opened public.positions;
begin
    opened.user_id := new_position.user_id;
    opened.portfolio_id := new_position.portfolio_id;
    opened.symbol := new_position.symbol;
    opened.symbol_name := new_position.symbol_name;
    opened.quantity := 0;
    opened.reserved_quantity := 0;
    opened.cost_basis := 0;
    return opened;
end;
$$;

comment on function kaboom.new_position is
'A position without shares that has no row yet.
Arguments: user_id, portfolio_id, symbol and symbol_name, which may be null.';

revoke execute on function kaboom.new_position from public, anon, authenticated, service_role;
