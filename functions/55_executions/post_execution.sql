-- Runs BEFORE INSERT of the execution, so that several executions in one INSERT see each other's effects.
-- The row will be inserted: its id was looked up under the lock of the account, so no conflict can drop it.
create or replace function kaboom.post_execution(
    portfolio public.portfolios,
    trade public.trades,
    current_position public.positions,
    execution public.trade_executions
)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    after public.trades := kaboom.order_after_execution(trade, execution);
    moved constant public.portfolios := kaboom.portfolio_after_execution(portfolio, trade, after, execution);
    held constant public.positions := kaboom.position_after_execution(
        current_position, trade, after, execution
    );
    entries constant public.cash_ledger[] := kaboom.entries_of_execution(
        portfolio.id, trade.trade_type, execution, moved.current_balance
    );
begin
    if execution.reverses is not null then
        after.executed_at := kaboom.latest_execution(trade, execution.reverses);
    end if;
    if held.id is null then
        perform kaboom.write_positions(array[held]);
    end if;
    -- One statement, because each one that is started costs about as much as what it writes.
    with cash as (
        insert into public.cash_ledger (
            user_id, portfolio_id, entry_no, kind, amount, balance_after, execution_id
        )
        select e.user_id, e.portfolio_id, e.entry_no, e.kind, e.amount, e.balance_after, e.execution_id
        from unnest(entries) as e
    ),
    wealth as (
        update public.portfolios as p
        set current_balance = moved.current_balance,
            reserved_balance = moved.reserved_balance,
            total_invested = moved.total_invested,
            realized_pnl = moved.realized_pnl,
            cost_transferred = moved.cost_transferred,
            commission_paid = moved.commission_paid,
            tax_paid = moved.tax_paid,
            last_entry_no = moved.last_entry_no,
            updated_at = now()
        where p.user_id = moved.user_id
            and p.id = moved.id
    ),
    shares as (
        update public.positions as h
        set quantity = held.quantity,
            reserved_quantity = held.reserved_quantity,
            cost_basis = held.cost_basis,
            updated_at = now()
        where h.id = held.id
            and h.user_id = held.user_id
    )
    update public.trades as t
    set filled_quantity = after.filled_quantity,
        status = after.status,
        total_amount = after.total_amount,
        commission = after.commission,
        tax = after.tax,
        reserved_amount = after.reserved_amount,
        execution_price = after.execution_price,
        executed_at = after.executed_at,
        cost_basis = after.cost_basis,
        realized_pnl = after.realized_pnl,
        updated_at = now()
    where t.user_id = after.user_id
        and t.id = after.id;
    return after;
end;
$$;

comment on function kaboom.post_execution is
$$Post an execution, or a reversal, to the portfolio, the ledger, the position and the order.

Arguments: portfolio, locked; trade and current_position before the execution, the position null where there
is none; execution, computed. Returns: the order after it.
Errors: KB110 not enough free cash, KB112 balance too large, KB208 position too large.$$;

revoke execute on function kaboom.post_execution from public, anon, authenticated, service_role;
