-- Commission and reservation are fixed when the order is placed, so that a later change of
-- settings moves no money.
create or replace function kaboom.fix_order_terms(trade public.trades)
returns public.trades
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    traits constant record := kaboom.order_type_traits(trade.order_type);
    latest numeric;
    needed numeric;
begin
    trade.reserve_price := trade.price;
    if not traits.price_is_a_limit then
        -- Because the client's price is only a guess: the fill may cost what the market asks.
        select l.price into latest
        from public.latest_prices as l
        where l.symbol = trade.symbol;
        trade.reserve_price := greatest(trade.price, trade.stop_price, latest)
            * (1 + kaboom.setting_order_reservation());
    end if;
    trade.filled_quantity := 0;
    trade.total_amount := trade.quantity * trade.price;
    trade.commission := 0;
    trade.tax := 0;
    trade.execution_price := null;
    trade.executed_at := null;
    trade.cost_basis := null;
    trade.realized_pnl := null;
    trade.cancel_requested_at := null;
    trade.closed_at := null;
    trade.closed_as := null;
    needed := kaboom.reservation_amount(trade.quantity, trade.reserve_price, trade.commission_rate, 0);
    if not kaboom.is_amount(needed) then
        raise exception 'an order of % yen is more than a portfolio can hold', needed
            using errcode = 'KB208',
            detail = jsonb_build_object('amount', needed, 'below', 1e13)::text,
            hint = 'Keep quantity x price with margin and commission below 10,000,000,000,000 yen.';
    end if;
    trade.reserved_amount := case trade.trade_type when 'buy' then needed else 0 end;
    return trade;
end;
$$;

comment on function kaboom.fix_order_terms is
$$The order with its amounts and its reservation.

A purchase whose price is a limit reserves by that price; others by the greatest of price, stop_price and the
latest known price, and a margin (setting order_reservation) above it.

Arguments: trade, admitted. Errors: KB208 too large, KB401 a setting is missing.$$;

revoke execute on function kaboom.fix_order_terms from public, anon, authenticated, service_role;
