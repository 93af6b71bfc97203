-- For people who compare two orders.
create or replace function kaboom.describe_order(trade public.trades)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format(
        '%s %s of %s @ %s (%s%s%s%s) in portfolio %s',
        trade.trade_type, trade.quantity, trade.symbol, trade.price, trade.order_type,
        ', stop ' || trade.stop_price, ', analysis ' || trade.ai_analysis_id, ', filled @ ' || trade.execution_price,
        trade.portfolio_id
    );
end;
$$;

comment on function kaboom.describe_order is 'What was ordered, in words. Arguments: trade.';

revoke execute on function kaboom.describe_order from public, anon, authenticated, service_role;
