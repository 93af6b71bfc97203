-- What a fill costs and gains. The caller holds the lock of the portfolio.
create or replace function kaboom.compute_fill(
    portfolio public.portfolios,
    trade public.trades,
    current_position public.positions,
    execution public.trade_executions
)
returns public.trade_executions
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    executed constant numeric := case when trade.filled_quantity > 0 then trade.total_amount else 0 end;
begin
    execution.user_id := trade.user_id;
    execution.executed_at_is_stated := execution.executed_at is not null;
    execution.executed_at := coalesce(execution.executed_at, now());
    execution.price := round(execution.price, 2);
    execution.amount := execution.quantity * execution.price;
    execution.commission := round(
        coalesce(execution.commission, kaboom.commission(trade.commission_rate, executed, execution.amount)),
        2
    );
    execution.tax := round(coalesce(execution.tax, 0), 2);
    if not kaboom.is_amount(executed + execution.amount + execution.commission + execution.tax) then
        raise exception 'a fill of % yen with commission % and tax % is more than a portfolio can hold',
            execution.amount, execution.commission, execution.tax
            using errcode = 'KB208',
            detail = jsonb_build_object('amount', execution.amount, 'commission', execution.commission,
                'tax', execution.tax, 'below', 1e13)::text,
            hint = 'Ask the broker for the right quantity, price and costs.';
    end if;
    execution.entry_no := portfolio.last_entry_no + 1;
    if trade.trade_type = 'buy' then
        execution.cost_change := execution.amount + execution.commission + execution.tax;
        return execution;
    end if;

    -- An open sale has reserved its shares; a late fill, or one that is recorded, takes free ones.
    if kaboom.reserved_shares(trade) = 0 then
        perform kaboom.assert_shares_cover(trade.symbol, current_position, execution.quantity);
    end if;
    execution.cost_change := -kaboom.cost_of_sale(
        current_position.cost_basis, current_position.quantity, execution.quantity
    );
    execution.realized_pnl := execution.amount - execution.commission - execution.tax + execution.cost_change;
    return execution;
end;
$$;

comment on function kaboom.compute_fill is
$$A fill with its amount, commission, tax, cost and profit in yen, and its place in the ledger.

Arguments: portfolio, locked; trade and current_position before the fill, the position null
where there is none; execution with quantity and price, and with commission, tax and executed_at
where the broker states them.
Errors: KB111 the shares of a closed or recorded sale are not free, KB208 amount too large.$$;

revoke execute on function kaboom.compute_fill from public, anon, authenticated, service_role;
