-- What a client sends is checked, and its prices brought to two decimals, before anything is locked.
create or replace function kaboom.checked_order(trade public.trades)
returns public.trades
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.check_order(trade);
    perform kaboom.check_order_ids(trade.client_order_id, trade.order_id);
    trade.price := round(trade.price, 2);
    trade.stop_price := round(trade.stop_price, 2);
    return trade;
end;
$$;

comment on function kaboom.checked_order is
$$An order as it was sent, its prices with two decimals. Arguments: trade.

Errors: KB201 to KB204, KB208, KB210 to KB212.$$;

revoke execute on function kaboom.checked_order from public, anon, authenticated, service_role;
