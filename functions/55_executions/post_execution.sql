-- Runs BEFORE INSERT of the execution, so that several executions in one INSERT see each other's effects. The row will be
-- inserted: its id was looked up under the lock of the account, so no conflict can drop it.
create or replace function kaboom.post_execution(
    portfolio public.portfolios, trade public.trades, execution public.trade_executions
)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    after public.trades := kaboom.order_after_execution(trade, execution);
    net constant numeric := kaboom.net_cash(trade.trade_type, execution);
    released constant numeric := trade.reserved_amount - after.reserved_amount;
    entries constant integer := 1
        + (execution.reverses is null and execution.commission <> 0)::integer
        + (execution.reverses is null and execution.tax <> 0)::integer;
begin
    perform kaboom.assert_cash_covers(
        portfolio.current_balance, portfolio.reserved_balance, -net,
        'Deposit cash, or cancel a waiting purchase, then send the same execution_id again.', released
    );
    perform kaboom.assert_portfolio_holds(
        portfolio.total_invested + execution.cost_change, portfolio.realized_pnl + coalesce(execution.realized_pnl, 0),
        portfolio.commission_paid + execution.commission, portfolio.tax_paid + execution.tax
    );
    update public.portfolios as p
    set current_balance = portfolio.current_balance + net,
        reserved_balance = portfolio.reserved_balance - released,
        total_invested = p.total_invested + execution.cost_change,
        realized_pnl = p.realized_pnl + coalesce(execution.realized_pnl, 0),
        -- Of a reversal: what it changes in the cost of shares that have left by transfer since. Of a fill: 0.
        cost_transferred = p.cost_transferred + net + execution.cost_change - coalesce(execution.realized_pnl, 0),
        commission_paid = p.commission_paid + execution.commission,
        tax_paid = p.tax_paid + execution.tax,
        last_entry_no = p.last_entry_no + entries,
        updated_at = now()
    where p.user_id = portfolio.user_id
        and p.id = portfolio.id;

    perform kaboom.post_cash_of_execution(portfolio, trade, execution, net);
    perform kaboom.apply_execution_to_position(trade, after, execution);
    if execution.reverses is not null then
        after.executed_at := kaboom.latest_execution(trade, execution.reverses);
    end if;
    update public.trades as t
    set (filled_quantity, status, total_amount, commission, tax, reserved_amount, execution_price, executed_at, cost_basis,
        realized_pnl, updated_at)
        = (after.filled_quantity, after.status, after.total_amount, after.commission, after.tax, after.reserved_amount,
        after.execution_price, after.executed_at, after.cost_basis, after.realized_pnl, now())
    where t.user_id = portfolio.user_id
        and t.id = trade.id;
    return after;
end;
$$;

comment on function kaboom.post_execution is
$$Post an execution, or a reversal, to the portfolio, the ledger, the position and the order.

Arguments: portfolio, locked; trade before the execution; execution, computed. Returns: the order after it.
Errors: KB110 not enough free cash, KB112 balance too large, KB208 position too large.$$;

revoke execute on function kaboom.post_execution from public, anon, authenticated, service_role;
