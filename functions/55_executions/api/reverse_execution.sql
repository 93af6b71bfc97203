-- A thin name for an insert into trade_executions that names the fill which it takes back.
create or replace function public.reverse_execution(
    trade_id uuid, execution_id text, reversal_id text, user_id uuid default null
)
returns public.trade_executions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    reversal public.trade_executions;
begin
    insert into public.trade_executions (user_id, trade_id, execution_id, reverses)
    values (
        reverse_execution.user_id, reverse_execution.trade_id, reverse_execution.reversal_id,
        coalesce(reverse_execution.execution_id, '')
    )
    returning * into reversal;
    if not found then
        select e.* into reversal
        from public.trade_executions as e
        -- By its key: a join by user would read all executions of the user.
        where e.user_id = (select t.user_id from public.trades as t where t.id = reverse_execution.trade_id)
            and e.execution_id = reverse_execution.reversal_id;
    end if;
    return reversal;
end;
$$;

comment on function public.reverse_execution is
$$Take back a fill that the broker has busted. For the service role.

Cash and costs come back exactly. Quantity, cost and realised profit become what the remaining fills give
in their order; the difference in realised profit is booked in the reversal. A filled order opens again and
reserves again; one that was cancelled or rejected becomes that again, and in an archived portfolio any order
is cancelled. The same reversal_id again does nothing.

Arguments: trade_id; execution_id of the fill; reversal_id of the broker, 1 to 100 characters, unique within
the user; user_id of the owner, which only a router between servers needs.
Returns: the reversing execution, with negative quantity and amounts.
Errors: KB101 unknown portfolio, KB110 not enough free cash, KB111 shares wait to be sold, KB112 balance too
large, KB122 reversal_id is another execution, KB130 unknown order, KB134 portfolio busy, KB140 no such fill,
KB141 reversed already, KB142 a later sale would lack shares, KB208 position too large, KB209 no reversal_id,
KB211 reversal_id not valid, KB220 too many rows.$$;

revoke execute on function public.reverse_execution from public, anon, authenticated, service_role;
grant execute on function public.reverse_execution to service_role;
