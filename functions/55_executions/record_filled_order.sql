-- It happened elsewhere: the order comes with its one fill, which is booked before the row of the order stands.
create or replace function kaboom.record_filled_order(portfolio public.portfolios, trade public.trades, tier text)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    priced public.trades := kaboom.fix_order_terms(trade, tier);
    fill public.trade_executions;
begin
    priced.reserved_amount := 0;
    if trade.trade_type = 'sell' then
        perform kaboom.reserve_shares(trade);
    end if;
    fill.user_id := trade.user_id;
    fill.execution_id := coalesce(trade.order_id, trade.id::text);
    fill.trade_id := trade.id;
    fill.quantity := trade.quantity;
    fill.price := coalesce(trade.execution_price, trade.price);
    fill.commission := trade.commission;
    fill.tax := trade.tax;
    fill.executed_at := coalesce(trade.executed_at, now());
    fill.created_at := now();
    fill.updated_at := now();
    if exists (
        select from public.trade_executions as e
        where e.user_id = fill.user_id
            and e.execution_id = fill.execution_id
    ) then
        raise exception 'execution_id % is a fill of another order', fill.execution_id
            using errcode = 'KB122', hint = 'Each fill has an id of its own; a recorded order has its order_id.';
    end if;
    fill := kaboom.compute_fill(portfolio, priced, fill);
    priced := kaboom.post_execution(portfolio, priced, fill);
    insert into public.trade_executions values (fill.*);
    return priced;
end;
$$;

comment on function kaboom.record_filled_order is
$$Book an order that was filled elsewhere, with one execution; its id is order_id, or else the order's id.

Arguments: portfolio, locked; trade, checked; tier of its owner. Returns: the order, filled.
Errors: KB110 cash, KB111 shares, KB112 balance too large, KB122 its id is a fill already, KB208 amount too large, KB401 a setting is missing.$$;

revoke execute on function kaboom.record_filled_order from public, anon, authenticated, service_role;
