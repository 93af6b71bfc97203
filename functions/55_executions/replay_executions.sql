-- The moving average, worked out again from the first movement. It goes row by row, because each sale depends on all
-- movements before it.
create or replace function kaboom.replay_executions(
    user_id uuid,
    portfolio_id uuid,
    symbol text,
    without_execution text default null,
    without_adjustment bigint default null,
    out quantity integer,
    out cost_basis numeric,
    out realized_pnl numeric,
    out cost_transferred numeric,
    out oversold boolean
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    movement record;
    leaving numeric;
    basis numeric;
begin
    quantity := 0;
    cost_basis := 0;
    realized_pnl := 0;
    cost_transferred := 0;
    oversold := false;
    for movement in
        select m.*
        from kaboom.share_movements(
            replay_executions.user_id, replay_executions.portfolio_id, replay_executions.symbol
        ) as m
        where m.execution_id is distinct from without_execution
            or m.execution_id is null
        order by m.fold_no, m.adjustment nulls last, m.entry_no
    loop
        continue when movement.adjustment = without_adjustment;
        leaving := case movement.kind when 'buy' then -1 when 'sell' then 1 else -1 end * movement.quantity;
        if leaving > quantity then
            oversold := true;
            return;
        end if;
        basis := case
            when movement.kind = 'buy' then -(movement.amount + movement.costs)
            when movement.amount is not null and movement.kind <> 'sell' then -movement.amount
            else kaboom.cost_of_sale(cost_basis, quantity, leaving)
        end;
        if cost_basis < basis or (leaving = quantity and cost_basis <> basis) then
            oversold := true;
            return;
        end if;
        quantity := quantity - leaving::integer;
        cost_basis := cost_basis - basis;
        if movement.kind = 'sell' then
            realized_pnl := realized_pnl + movement.amount - movement.costs - basis;
        elsif movement.kind <> 'buy' then
            cost_transferred := cost_transferred - basis;
        end if;
    end loop;
end;
$$;

comment on function kaboom.replay_executions is
$$What the fills and adjustments of a share that are not taken back make of its position, in their order.

Arguments: user_id, portfolio_id, symbol; without_execution and without_adjustment, an execution_id and the entry_no of an
adjustment to leave out. Returns: quantity; cost_basis, realized_pnl and cost_transferred in yen; oversold, true where more
would have left than there was (the other figures then stop there).$$;

revoke execute on function kaboom.replay_executions from public, anon, authenticated, service_role;
