-- An order that is recorded as filled has to bring the same fill again. Numbers of brokers begin again every
-- day, so a fill of another day is another fill.
create or replace function kaboom.is_recorded_fill(trade public.trades, earlier public.trades)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    fill public.trade_executions;
begin
    select e.* into fill
    from public.trade_executions as e
    where e.user_id = earlier.user_id
        and e.execution_id = coalesce(trade.order_id, earlier.id::text)
        and e.trade_id = earlier.id
        and e.price = coalesce(trade.execution_price, trade.price)
        and e.commission = coalesce(trade.commission, e.commission)
        and e.tax = coalesce(trade.tax, e.tax);
    if not found then
        return false;
    end if;
    perform kaboom.assert_same_day(fill, trade.executed_at);
    return true;
end;
$$;

comment on function kaboom.is_recorded_fill is
$$Whether an order that comes as filled brings the fill that it was recorded with.

Arguments: trade, as sent; earlier, the order of its ids. Errors: KB122 the same fill, but of another day.$$;

revoke execute on function kaboom.is_recorded_fill from public, anon, authenticated, service_role;
