create or replace function kaboom.position_after_execution(
    current_position public.positions, before public.trades, after public.trades,
    execution public.trade_executions
)
returns public.positions
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if current_position.symbol is null then
        current_position := kaboom.new_position(
            before.user_id, before.portfolio_id, before.symbol, before.symbol_name
        );
    end if;
    return kaboom.moved_position(
        current_position,
        case before.trade_type when 'buy' then execution.quantity else -execution.quantity end::integer,
        kaboom.reserved_shares(after) - kaboom.reserved_shares(before),
        execution.cost_change
    );
end;
$$;

comment on function kaboom.position_after_execution is
$$The position as it is after an execution.

Arguments: current_position before, null where there is none; order before and after; execution, computed,
negative where it is a reversal. Errors: KB208 position too large.$$;

revoke execute on function kaboom.position_after_execution from public, anon, authenticated, service_role;
