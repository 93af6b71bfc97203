-- The one place that knows what a fill, or its reversal, makes of a portfolio.
create or replace function kaboom.portfolio_after_execution(
    portfolio public.portfolios, before public.trades, after public.trades, execution public.trade_executions
)
returns public.portfolios
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    net constant numeric := kaboom.net_cash(before.trade_type, execution);
    realized constant numeric := coalesce(execution.realized_pnl, 0);
    released constant numeric := before.reserved_amount - after.reserved_amount;
begin
    perform kaboom.assert_cash_covers(
        portfolio.current_balance, portfolio.reserved_balance, -net,
        'Deposit cash, or cancel a waiting purchase, then send the same execution_id again.', released
    );
    perform kaboom.assert_portfolio_holds(
        portfolio.total_invested + execution.cost_change, portfolio.realized_pnl + realized,
        portfolio.commission_paid + execution.commission, portfolio.tax_paid + execution.tax
    );
    portfolio.current_balance := portfolio.current_balance + net;
    portfolio.reserved_balance := portfolio.reserved_balance - released;
    portfolio.total_invested := portfolio.total_invested + execution.cost_change;
    portfolio.realized_pnl := portfolio.realized_pnl + realized;
    -- Of a reversal: what it changes in the cost of shares that have left by transfer since. Of a fill: 0.
    portfolio.cost_transferred := portfolio.cost_transferred + net + execution.cost_change - realized;
    portfolio.commission_paid := portfolio.commission_paid + execution.commission;
    portfolio.tax_paid := portfolio.tax_paid + execution.tax;
    -- A reversal takes everything back in one entry.
    portfolio.last_entry_no := portfolio.last_entry_no + 1 + case
        when execution.reverses is null
            then (execution.commission <> 0)::integer + (execution.tax <> 0)::integer
        else 0
    end;
    return portfolio;
end;
$$;

comment on function kaboom.portfolio_after_execution is
$$The portfolio as it is after an execution.

Arguments: portfolio before; order before and after; execution, computed, negative where it is a reversal.
Errors: KB110 not enough free cash, KB112 balance too large.$$;

revoke execute on function kaboom.portfolio_after_execution from public, anon, authenticated, service_role;
