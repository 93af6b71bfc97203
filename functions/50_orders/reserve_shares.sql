-- Looked up and taken in one statement.
create or replace function kaboom.reserve_shares(trade public.trades)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    current_position public.positions;
begin
    update public.positions as h
    set reserved_quantity = h.reserved_quantity + trade.quantity,
        updated_at = now()
    where h.user_id = trade.user_id
        and h.portfolio_id = trade.portfolio_id
        and h.symbol = trade.symbol
        and h.quantity - h.reserved_quantity >= trade.quantity;
    if not found then
        select h.* into current_position
        from public.positions as h
        where h.user_id = trade.user_id
            and h.portfolio_id = trade.portfolio_id
            and h.symbol = trade.symbol;
        perform kaboom.assert_shares_cover(trade.symbol, current_position, trade.quantity);
    end if;
end;
$$;

comment on function kaboom.reserve_shares is
'Reserve the shares of a sale. Arguments: trade. Errors: KB111 where they are not free.';

revoke execute on function kaboom.reserve_shares from public, anon, authenticated, service_role;
