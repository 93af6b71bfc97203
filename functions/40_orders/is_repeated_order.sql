-- A client that repeats a request must not trade twice.
create or replace function kaboom.is_repeated_order(trade public.trades)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
    first_order public.trades;
begin
    select t.* into first_order
    from public.trades as t
    where t.user_id = trade.user_id
        and t.client_order_id = trade.client_order_id;
    if not found then
        return false;
    end if;
    if (first_order.portfolio_id, first_order.symbol, first_order.trade_type, first_order.quantity, first_order.price,
        first_order.order_type, first_order.stop_price, first_order.ai_analysis_id)
        is not distinct from
        (trade.portfolio_id, trade.symbol, trade.trade_type, trade.quantity, trade.price,
        trade.order_type, trade.stop_price, trade.ai_analysis_id)
    then
        return true;
    end if;
    raise exception 'client_order_id % belongs to order % (% % of % @ %), not to % % of % @ %',
        trade.client_order_id, first_order.id, first_order.trade_type, first_order.quantity, first_order.symbol,
        first_order.price, trade.trade_type, trade.quantity, trade.symbol, trade.price
        using errcode = 'KB121', hint = 'Use a new client_order_id for a new order.';
end;
$$;

comment on function kaboom.is_repeated_order(public.trades) is
'Whether the client has placed this very order before. Error: KB121 where its client_order_id belongs to another one.';

revoke execute on function kaboom.is_repeated_order(public.trades) from public;
