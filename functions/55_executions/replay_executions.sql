-- The moving average, worked again from the first fill. It has to go row by row: each sale depends on all before it.
create or replace function kaboom.replay_executions(
    user_id uuid,
    portfolio_id uuid,
    symbol text,
    without text default null,
    out quantity integer,
    out cost_basis numeric,
    out realized_pnl numeric,
    out oversold boolean
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    fill record;
    basis numeric;
begin
    quantity := 0;
    cost_basis := 0;
    realized_pnl := 0;
    oversold := false;
    for fill in
        select t.trade_type, e.quantity, e.amount, e.commission + e.tax as costs
        from public.trades as t
        join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
        where t.user_id = replay_executions.user_id
            and t.portfolio_id = replay_executions.portfolio_id
            and t.symbol = replay_executions.symbol
            and e.reverses is null
            and e.execution_id is distinct from without
            and not exists (
                select from public.trade_executions as r
                where r.user_id = e.user_id
                    and r.reverses = e.execution_id
            )
        order by e.entry_no
    loop
        if fill.trade_type = 'buy' then
            quantity := quantity + fill.quantity;
            cost_basis := cost_basis + fill.amount + fill.costs;
        elsif fill.quantity > quantity then
            oversold := true;
            return;
        else
            basis := kaboom.cost_of_sale(cost_basis, quantity, fill.quantity);
            quantity := quantity - fill.quantity;
            cost_basis := cost_basis - basis;
            realized_pnl := realized_pnl + fill.amount - fill.costs - basis;
        end if;
    end loop;
end;
$$;

comment on function kaboom.replay_executions is
$$What the fills of a share that still stand make of its position, in their order.

Arguments: user_id, portfolio_id, symbol; without, an execution_id to leave out. Returns: quantity; cost_basis and
realized_pnl in yen; oversold, true where a sale would have sold more than was held (the other figures then stop there).$$;

revoke execute on function kaboom.replay_executions from public, anon, authenticated, service_role;
