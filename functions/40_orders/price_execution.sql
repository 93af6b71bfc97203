-- What a fill costs and gains. The caller holds the lock of the portfolio.
create or replace function kaboom.price_execution(
    portfolio public.portfolios, trade public.trades, execution public.trade_executions
)
returns public.trade_executions
language plpgsql
volatile
set search_path = ''
as $$
declare
    free constant numeric := portfolio.current_balance - portfolio.reserved_balance;
    holding public.positions;
    needed numeric;
begin
    if execution.quantity * execution.price >= 1e13 then
        raise exception 'a fill of % yen is more than a portfolio can hold', execution.quantity * execution.price
            using errcode = 'KB208', hint = 'Ask the broker for the right quantity and price.';
    end if;
    execution.amount := execution.quantity * execution.price;
    execution.tax := coalesce(execution.tax, 0);
    -- Rounded for the order as a whole, so that many small fills cost what one large fill costs.
    execution.commission := coalesce(
        execution.commission,
        greatest(
            0,
            round(
                trade.commission_rate
                * (execution.amount + case when trade.filled_quantity > 0 then trade.total_amount else 0 end),
                2
            ) - trade.commission
        )
    );
    execution.entry_no := portfolio.last_entry_no + 1;

    if trade.trade_type = 'buy' then
        execution.cost_change := execution.amount + execution.commission + execution.tax;
        needed := execution.cost_change;
    else
        select h.* into strict holding
        from public.positions as h
        where h.user_id = trade.user_id
            and h.portfolio_id = trade.portfolio_id
            and h.symbol = trade.symbol;
        execution.cost_change := -kaboom.cost_of_sale(holding.cost_basis, holding.quantity, execution.quantity);
        needed := execution.commission + execution.tax - execution.amount;
        execution.realized_pnl := execution.cost_change - needed;
    end if;
    needed := needed - (trade.reserved_amount - (kaboom.after_execution(trade, execution)).reserved_amount);
    if free < needed then
        raise exception 'free cash % does not cover the %', free, needed
            using errcode = 'KB110', detail = format('The fill is %s @ %s.', execution.quantity, execution.price),
            hint = 'Deposit cash, then send the same execution_id again.';
    end if;
    if portfolio.current_balance - needed >= 1e13 then
        raise exception 'a balance of % is more than a portfolio can hold', portfolio.current_balance - needed
            using errcode = 'KB112', hint = 'Withdraw cash, then send the same execution_id again.';
    end if;
    return execution;
end;
$$;

comment on function kaboom.price_execution(public.portfolios, public.trades, public.trade_executions) is
$$The fill with its amount, costs, change of the position's cost and realised profit.

A sale takes round(cost_basis x sold / held, 2) out of the cost, the last share what is left.

Arguments: portfolio, locked; trade before the fill; execution with quantity, price and, where the broker states them,
commission and tax. Errors: KB110 cash does not cover it, KB112, KB208 too large.$$;

revoke execute on function kaboom.price_execution(public.portfolios, public.trades, public.trade_executions) from public;
