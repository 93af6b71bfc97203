create or replace function kaboom.apply_execution_to_position(
    before public.trades, after public.trades, execution public.trade_executions
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.move_position(
        before.user_id, before.portfolio_id, before.symbol, before.symbol_name,
        case before.trade_type when 'buy' then execution.quantity else -execution.quantity end::integer,
        kaboom.reserved_shares(after) - kaboom.reserved_shares(before),
        execution.cost_change
    );
end;
$$;

comment on function kaboom.apply_execution_to_position is
'Move the shares, their cost and their reservation. Arguments: order before and after; execution. Errors: KB208.';

revoke execute on function kaboom.apply_execution_to_position from public, anon, authenticated, service_role;
