-- Each table is written by one statement, in the order of all locks, and each of its rows once, however many
-- executions there are. By unnest, so that rows are found by their keys.
create or replace function kaboom.write_executions(
    portfolios_after public.portfolios[],
    trades_after public.trades[],
    positions_after public.positions[],
    entries public.cash_ledger[],
    executions public.trade_executions[]
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.portfolios as p
    set current_balance = c.current_balance,
        reserved_balance = c.reserved_balance,
        total_invested = c.total_invested,
        realized_pnl = c.realized_pnl,
        cost_transferred = c.cost_transferred,
        commission_paid = c.commission_paid,
        tax_paid = c.tax_paid,
        last_entry_no = c.last_entry_no,
        updated_at = now()
    from unnest(portfolios_after) as c
    where p.user_id = c.user_id
        and p.id = c.id;

    insert into public.cash_ledger (
        user_id, portfolio_id, entry_no, kind, amount, balance_after, execution_id
    )
    select e.user_id, e.portfolio_id, e.entry_no, e.kind, e.amount, e.balance_after, e.execution_id
    from unnest(entries) as e;

    perform kaboom.write_positions(positions_after);
    update public.trades as t
    set (
            filled_quantity, status, total_amount, commission, tax, reserved_amount, execution_price,
            executed_at, cost_basis, realized_pnl, updated_at
        )
        = (
            c.filled_quantity, c.status, c.total_amount, c.commission, c.tax, c.reserved_amount,
            c.execution_price, c.executed_at, c.cost_basis, c.realized_pnl, now()
        )
    from unnest(trades_after) as c
    where t.user_id = c.user_id
        and t.id = c.id;
    insert into public.trade_executions (
        user_id, execution_id, trade_id, quantity, price, amount, commission, tax, cost_change, realized_pnl,
        entry_no, executed_at, executed_at_is_stated
    )
    select e.user_id, e.execution_id, e.trade_id, e.quantity, e.price, e.amount, e.commission, e.tax,
        e.cost_change, e.realized_pnl, e.entry_no, e.executed_at, e.executed_at_is_stated
    from unnest(executions) as e;
end;
$$;

comment on function kaboom.write_executions is
$$Write the executions of a batch, and what they have made of portfolios, the cash
ledger, positions and orders.

Arguments: portfolios_after, locked, trades_after and positions_after, each row once, or null; entries of the
ledger; executions, computed.$$;

revoke execute on function kaboom.write_executions from public, anon, authenticated, service_role;
