create or replace function kaboom.position_of(trade public.trades)
returns public.positions
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    current_position public.positions;
begin
    select h.* into current_position
    from public.positions as h
    where h.user_id = trade.user_id
        and h.portfolio_id = trade.portfolio_id
        and h.symbol = trade.symbol;
    return current_position;
end;
$$;

comment on function kaboom.position_of is
'The position that an order fills, as it is now; null where there is none. Arguments: trade.';

revoke execute on function kaboom.position_of from public, anon, authenticated, service_role;
