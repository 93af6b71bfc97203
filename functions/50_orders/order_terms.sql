create or replace function kaboom.order_terms(trade public.trades)
returns public.trades
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.assert_order_fits_market(
        trade.symbol, trade.trade_type, trade.quantity,
        case when (kaboom.order_type_traits(trade.order_type)).price_is_a_limit then trade.price end,
        trade.stop_price,
        (
            select h.quantity
            from public.positions as h
            where trade.trade_type = 'sell'
                and h.user_id = trade.user_id
                and h.portfolio_id = trade.portfolio_id
                and h.symbol = trade.symbol
        )
    );
    return kaboom.fix_order_terms(trade);
end;
$$;

comment on function kaboom.order_terms is
$$An order that is to be sent, compared with the market, with its amounts and its reservation.

Arguments: trade, judged. Errors: KB208, KB212, KB230 to KB234, KB401, KB402.$$;

revoke execute on function kaboom.order_terms from public, anon, authenticated, service_role;
