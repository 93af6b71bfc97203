-- The one list of what a client chooses in an order: what makes a repetition, and what
-- the audit and errors show.
create or replace function kaboom.order_request(trade public.trades)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return jsonb_strip_nulls(jsonb_build_object(
        'portfolio_id', trade.portfolio_id,
        'symbol', trade.symbol,
        'trade_type', trade.trade_type,
        'quantity', trade.quantity,
        'price', trade.price,
        'order_type', trade.order_type,
        'stop_price', trade.stop_price,
        'ai_analysis_id', trade.ai_analysis_id
    ));
end;
$$;

comment on function kaboom.order_request is
'What the client chose in an order, by name, without nulls. Two orders with equal requests are the
same. Arguments: trade.';

revoke execute on function kaboom.order_request from public, anon, authenticated, service_role;
