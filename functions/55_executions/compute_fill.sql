-- What a fill costs and gains. The caller holds the lock of the portfolio.
create or replace function kaboom.compute_fill(
    portfolio public.portfolios, trade public.trades, execution public.trade_executions
)
returns public.trade_executions
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    executed constant numeric := case when trade.filled_quantity > 0 then trade.total_amount else 0 end;
    amount constant numeric := execution.quantity * execution.price;
    -- The rounding goes on from fill to fill, so that many small fills cost what one large fill costs.
    commission constant numeric := coalesce(
        execution.commission,
        round(trade.commission_rate * (executed + amount), 2) - round(trade.commission_rate * executed, 2)
    );
begin
    if executed + amount + commission + coalesce(execution.tax, 0) >= 1e13 then
        raise exception 'a fill of % yen with commission % and tax % is more than a portfolio can hold',
            amount, commission, coalesce(execution.tax, 0)
            using errcode = 'KB208', hint = 'Ask the broker for the right quantity, price and costs.';
    end if;
    execution.amount := amount;
    execution.commission := commission;
    execution.tax := coalesce(execution.tax, 0);
    execution.entry_no := portfolio.last_entry_no + 1;
    if trade.trade_type = 'buy' then
        execution.cost_change := execution.amount + execution.commission + execution.tax;
    else
        select -kaboom.cost_of_sale(h.cost_basis, h.quantity, execution.quantity) into strict execution.cost_change
        from public.positions as h
        where h.user_id = trade.user_id
            and h.portfolio_id = trade.portfolio_id
            and h.symbol = trade.symbol;
        execution.realized_pnl := execution.amount - execution.commission - execution.tax + execution.cost_change;
    end if;
    return execution;
end;
$$;

comment on function kaboom.compute_fill is
$$A fill with its amount, commission, tax, cost and profit in yen, and its place in the ledger.

Arguments: portfolio, locked; trade before the fill; execution with quantity and price, and with commission and tax where
the broker states them. Error: KB208 amount or costs too large.$$;

revoke execute on function kaboom.compute_fill from public, anon, authenticated, service_role;
