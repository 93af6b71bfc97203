create or replace function kaboom.fill_of_recorded_order(trade public.trades)
returns public.trade_executions
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    fill public.trade_executions;
begin
    fill.user_id := trade.user_id;
    fill.execution_id := coalesce(trade.order_id, trade.id::text);
    fill.trade_id := trade.id;
    fill.quantity := trade.quantity;
    fill.price := coalesce(trade.execution_price, trade.price);
    fill.commission := trade.commission;
    fill.tax := trade.tax;
    fill.executed_at := trade.executed_at;
    fill.created_at := now();
    fill.updated_at := now();
    if exists (
        select from public.trade_executions as e
        where e.user_id = fill.user_id
            and e.execution_id = fill.execution_id
    ) then
        raise exception 'execution_id % is a fill of another order', fill.execution_id
            using errcode = 'KB122',
            detail = jsonb_build_object('execution_id', fill.execution_id)::text,
            hint = 'Each fill has an id of its own; a recorded order has its order_id.';
    end if;
    return fill;
end;
$$;

comment on function kaboom.fill_of_recorded_order is
'The one fill of an order that was filled elsewhere. Arguments: trade, as sent.
Errors: KB122 its id is a fill already.';

revoke execute on function kaboom.fill_of_recorded_order from public, anon, authenticated, service_role;
