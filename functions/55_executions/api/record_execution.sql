-- A thin name for an insert into trade_executions: the same grants and triggers meet it.
create or replace function public.record_execution(
    trade_id uuid,
    execution_id text,
    quantity numeric,
    price numeric,
    commission numeric default null,
    tax numeric default null,
    executed_at timestamptz default null,
    user_id uuid default null
)
returns public.trade_executions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    execution public.trade_executions;
begin
    insert into public.trade_executions (
        user_id, trade_id, execution_id, quantity, price, commission, tax, executed_at
    )
    values (
        record_execution.user_id, record_execution.trade_id, record_execution.execution_id,
        record_execution.quantity, record_execution.price, record_execution.commission, record_execution.tax,
        record_execution.executed_at
    )
    returning * into execution;
    if not found then
        select e.* into execution
        from public.trade_executions as e
        -- By its key: a join by user would read all executions of the user.
        where e.user_id = (select t.user_id from public.trades as t where t.id = record_execution.trade_id)
            and e.execution_id = record_execution.execution_id;
    end if;
    return execution;
end;
$$;

comment on function public.record_execution is
$$Record a fill that the broker reports. For the service role.

Moves cash, shares, cost and reservations together. The broker's word is the truth: a fill of a cancelled
or rejected order is booked, too, where its quantity still fits; a purchase then takes free cash,
a sale free shares. The same execution_id with the same content returns the first one and does nothing else.
A fill that is refused is not lost: send it again after the cause is gone.

Arguments: trade_id; execution_id of the broker, 1 to 100 characters, unique within the user; quantity in
shares; price in yen per share; commission and tax in yen, if the broker states them, else by the order's rate
and 0; executed_at, else now; user_id of the owner, which only a router between servers needs.
Returns: the execution.
Errors: KB101 unknown portfolio, KB110 not enough free cash, KB111 not enough free shares, KB112 balance
too large, KB122 execution_id belongs to another fill or another day, KB130 unknown order, KB132 more than
remains, KB134 portfolio busy, KB202 quantity, KB203 price, KB206 commission or tax, KB208 amount too large,
KB209 no execution_id, KB211 execution_id not valid, KB220 too many rows.$$;

revoke execute on function public.record_execution from public, anon, authenticated, service_role;
grant execute on function public.record_execution to service_role;
