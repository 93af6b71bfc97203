-- A thin name for an insert into trade_executions: the same grants and triggers meet it.
create or replace function public.record_execution(
    trade_id uuid,
    execution_id text,
    quantity numeric,
    price numeric,
    commission numeric default null,
    tax numeric default null,
    executed_at timestamptz default null
)
returns public.trade_executions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    execution public.trade_executions;
begin
    if coalesce(quantity <> trunc(quantity) or not quantity between 1 and 2147483647, true) then
        raise exception 'quantity % is no number of shares', quantity
            using errcode = 'KB202', hint = 'Send a whole number from 1 to 2147483647.';
    end if;
    if coalesce(price <> round(price, 2) or not (price > 0 and price < 1e8), true) then
        raise exception 'price % is no price in yen', price
            using errcode = 'KB203', hint = 'Send a price above zero and below 100,000,000 with at most two decimals.';
    end if;
    if commission <> round(commission, 2) or not (commission >= 0 and commission < 1e13)
        or tax <> round(tax, 2) or not (tax >= 0 and tax < 1e13)
    then
        raise exception 'commission % or tax % is not an amount of yen', commission, tax
            using errcode = 'KB206', hint = 'Send zero or more and below 10,000,000,000,000 with at most two decimals, or leave them out.';
    end if;

    insert into public.trade_executions (trade_id, execution_id, quantity, price, commission, tax, executed_at)
    values (
        record_execution.trade_id, record_execution.execution_id, record_execution.quantity, record_execution.price,
        record_execution.commission, record_execution.tax, coalesce(record_execution.executed_at, now())
    )
    returning * into execution;
    if not found then
        select e.* into execution
        from public.trade_executions as e
        join public.trades as t on t.user_id = e.user_id
        where t.id = record_execution.trade_id
            and e.execution_id = record_execution.execution_id;
    end if;
    return execution;
end;
$$;

comment on function public.record_execution is
$$Record a fill that the broker reports. For the service role.

Moves cash, shares, cost and reservations together. The same execution_id with the same content returns the first one and
does nothing else. A fill that is refused is not lost: send it again after the cause is gone.

Arguments: trade_id; execution_id of the broker, unique within the user; quantity in shares; price in yen a share;
commission and tax in yen, if the broker states them, else by the order's rate and 0; executed_at, else now.
Returns: the execution.
Errors: KB110 cash; KB112 balance too large; KB122 execution_id belongs to another fill; KB130 unknown order; KB131 order not
open; KB132 more than remains; KB202, KB203, KB206, KB208, KB209 arguments.$$;

revoke execute on function public.record_execution from public, anon, authenticated, service_role;
grant execute on function public.record_execution to service_role;
