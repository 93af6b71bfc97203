-- The one place that knows what a fill, or its reversal, makes of an order.
create or replace function kaboom.order_after_execution(
    trade public.trades, execution public.trade_executions
)
returns public.trades
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    executed constant numeric := execution.amount
        + case when trade.filled_quantity > 0 then trade.total_amount else 0 end;
begin
    trade.filled_quantity := trade.filled_quantity + execution.quantity::integer;
    trade.status := case
        when trade.filled_quantity = trade.quantity then 'filled'
        when trade.closed_as is not null then trade.closed_as
        when trade.filled_quantity > 0 then 'partial'
        else 'pending'
    end;
    trade.commission := trade.commission + execution.commission;
    trade.tax := trade.tax + execution.tax;
    trade.total_amount := case
        when trade.filled_quantity > 0 then executed
        else trade.quantity * trade.price
    end;
    trade.execution_price := case
        when trade.filled_quantity > 0 then round(executed / trade.filled_quantity, 2)
    end;
    trade.executed_at := case
        when trade.filled_quantity > 0 then greatest(trade.executed_at, execution.executed_at)
    end;
    trade.reserved_amount := case
        when trade.trade_type = 'buy' and trade.status in ('pending', 'partial')
            then kaboom.reservation_amount(
                trade.quantity - trade.filled_quantity, trade.reserve_price, trade.commission_rate, executed
            )
        else 0
    end;
    if trade.trade_type = 'sell' then
        trade.cost_basis := coalesce(trade.cost_basis, 0) - execution.cost_change;
    end if;
    if execution.realized_pnl is not null then
        trade.realized_pnl := coalesce(trade.realized_pnl, 0) + execution.realized_pnl;
    end if;
    return trade;
end;
$$;

comment on function kaboom.order_after_execution is
$$The order as it is after an execution. One that was closed opens never again: it is
filled, or as it was closed.

Arguments: trade before the execution; execution, completed, negative where it is a reversal.$$;

revoke execute on function kaboom.order_after_execution from public, anon, authenticated, service_role;
