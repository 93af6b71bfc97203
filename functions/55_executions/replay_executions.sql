-- The moving average, worked out again from the first movement. It goes row by row, because each sale
-- depends on all movements before it.
create or replace function kaboom.replay_executions(
    user_id uuid,
    portfolio_id uuid,
    symbols text[],
    without_execution text default null,
    without_adjustment bigint default null,
    planned public.position_adjustments default null,
    fraction_of bigint default null
)
returns table (
    symbol text,
    quantity integer,
    cost_basis numeric,
    realized_pnl numeric,
    cost_transferred numeric,
    receivable numeric,
    fraction numeric,
    oversold boolean
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    movement record;
    moved record;
    leaving numeric;
    basis numeric;
begin
    for movement in
        select s.symbol as share, m.*
        from unnest(symbols) as s (symbol)
        left join kaboom.share_movements(
            replay_executions.user_id, replay_executions.portfolio_id, symbols, without_execution,
            without_adjustment, planned
        ) as m on m.symbol = s.symbol
        order by s.symbol, m.place
    loop
        if movement.share is distinct from symbol then
            if symbol is not null then
                return next;
            end if;
            symbol := movement.share;
            quantity := 0;
            cost_basis := 0;
            realized_pnl := 0;
            cost_transferred := 0;
            receivable := 0;
            fraction := null;
            oversold := false;
        end if;
        continue when oversold or movement.kind is null;
        if movement.kind in ('split', 'merger', 'free_allotment') then
            moved := kaboom.move_by_ratio(
                symbol, quantity, cost_basis, movement.old_shares[1], movement.new_shares[1]
            );
            quantity := moved.quantity;
            cost_basis := cost_basis - moved.fraction_cost;
            if movement.paid is null then
                receivable := receivable + moved.fraction_cost;
            else
                realized_pnl := realized_pnl + movement.paid - moved.fraction_cost;
            end if;
            if movement.adjustment = fraction_of then
                fraction := moved.fraction;
            end if;
            continue;
        end if;
        leaving := case movement.kind when 'sell' then 1 else -1 end * movement.quantity;
        if movement.kind in ('buy', 'sell') then
            -- A fill of the time before ex_date that was booked later counts in shares of its place.
            for step in 1 .. coalesce(cardinality(movement.old_shares), 0) loop
                leaving := div(leaving * movement.new_shares[step], movement.old_shares[step]);
            end loop;
        end if;
        if leaving > quantity then
            oversold := true;
            continue;
        end if;
        basis := case
            when movement.kind = 'buy' then -(movement.amount + movement.costs)
            when movement.amount is not null and movement.kind <> 'sell' then -movement.amount
            else kaboom.cost_of_sale(cost_basis, quantity, leaving)
        end;
        if cost_basis < basis or (leaving = quantity and cost_basis <> basis) then
            oversold := true;
            continue;
        end if;
        quantity := kaboom.shares_that_fit(symbol, quantity - leaving);
        cost_basis := cost_basis - basis;
        if movement.kind = 'sell' then
            realized_pnl := realized_pnl + movement.amount - movement.costs - basis;
        elsif movement.kind <> 'buy' then
            cost_transferred := cost_transferred - basis;
        end if;
    end loop;
    if symbol is not null then
        return next;
    end if;
end;
$$;

comment on function kaboom.replay_executions is
$$What the fills and adjustments of shares that are not taken back make of their positions, in their order.

Arguments: user_id, portfolio_id; symbols, each once, all in one call because a call costs more than a
movement; without_execution and without_adjustment, an execution_id and the entry_no of an adjustment to leave
out with all that belongs to it; planned, an adjustment that is not written yet; fraction_of, the entry_no of
a movement by a ratio whose fraction is asked for.
Returns a row for each symbol: symbol; quantity; cost_basis, realized_pnl and cost_transferred in yen;
receivable, cost in yen of fractions that are still to be paid; fraction, the part of a share that fraction_of
left over; oversold, true where more would have left than there was (the other figures then stop there).
Errors: KB208 too many shares.$$;

revoke execute on function kaboom.replay_executions from public, anon, authenticated, service_role;
