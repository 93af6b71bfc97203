-- Whoever repeats a request must not trade twice: the client is known by client_order_id, the broker by order_id.
create or replace function kaboom.match_earlier_order(trade public.trades)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    first_order public.trades;
begin
    select t.* into first_order
    from public.trades as t
    where t.user_id = trade.user_id
        and (t.id = trade.id or t.client_order_id = trade.client_order_id or t.order_id = trade.order_id)
    order by t.client_order_id is not distinct from trade.client_order_id desc
    limit 1;
    if not found then
        return false;
    end if;
    if (first_order.portfolio_id, first_order.symbol, first_order.trade_type, first_order.quantity, first_order.price,
        first_order.order_type, first_order.stop_price, first_order.ai_analysis_id)
        is not distinct from
        (trade.portfolio_id, trade.symbol, trade.trade_type, trade.quantity, trade.price,
        trade.order_type, trade.stop_price, trade.ai_analysis_id)
        and coalesce(trade.order_id, first_order.order_id) is not distinct from first_order.order_id
        -- One that was recorded as filled has to bring the same fill again.
        and (
            trade.status is distinct from 'filled'
            or exists (
                select from public.trade_executions as e
                where e.user_id = first_order.user_id
                    and e.execution_id = coalesce(trade.order_id, first_order.id::text)
                    and e.trade_id = first_order.id
                    and e.price = coalesce(trade.execution_price, trade.price)
                    and e.commission = coalesce(trade.commission, e.commission)
                    and e.tax = coalesce(trade.tax, e.tax)
            )
        )
    then
        return true;
    end if;
    raise exception 'client_order_id % or order_id % belongs to order %: %, not to %', trade.client_order_id, trade.order_id,
        first_order.id, kaboom.describe_order(first_order), kaboom.describe_order(trade)
        using errcode = 'KB121', hint = 'Use new ids for a new order.';
end;
$$;

comment on function kaboom.match_earlier_order is
$$Whether this very order has been placed before.

Arguments: trade, with its user_id. Error: KB121 where its client_order_id or order_id belongs to an order with other content.$$;

revoke execute on function kaboom.match_earlier_order from public, anon, authenticated, service_role;
