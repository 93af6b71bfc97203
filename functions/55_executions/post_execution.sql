-- Before its row stands, so that of several executions in one statement each meets what the one before has done. The row will
-- stand: its id was looked up under the lock of the account, so no conflict can drop the insert.
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
    released constant numeric := trade.reserved_amount - after.reserved_amount;
    net constant numeric := coalesce(execution.realized_pnl, 0) - execution.cost_change;
    balance constant numeric := portfolio.current_balance + net;
    -- A reversal takes everything back in one entry.
    commission constant numeric := case when execution.reverses is null then execution.commission else 0 end;
    tax constant numeric := case when execution.reverses is null then execution.tax else 0 end;
    gross constant numeric := net + commission + tax;
    change constant integer := case trade.trade_type when 'buy' then execution.quantity else -execution.quantity end;
begin
    if balance < portfolio.reserved_balance - released then
        raise exception 'free cash % does not cover the %',
            portfolio.current_balance - portfolio.reserved_balance, -(net + released)
            using errcode = 'KB110', detail = format('The execution is %s @ %s.', execution.quantity, execution.price),
            hint = 'Deposit cash, then send the same execution_id again.';
    end if;
    if balance >= 1e13 then
        raise exception 'a balance of % is more than a portfolio can hold', balance
            using errcode = 'KB112', hint = 'Withdraw cash, then send the same execution_id again.';
    end if;

    update public.portfolios as p
    set current_balance = balance,
        reserved_balance = portfolio.reserved_balance - released,
        total_invested = p.total_invested + execution.cost_change,
        realized_pnl = p.realized_pnl + coalesce(execution.realized_pnl, 0),
        commission_paid = p.commission_paid + execution.commission,
        tax_paid = p.tax_paid + execution.tax,
        last_entry_no = p.last_entry_no + (gross <> 0)::integer + (commission <> 0)::integer + (tax <> 0)::integer,
        updated_at = now()
    where p.user_id = portfolio.user_id
        and p.id = portfolio.id;

    insert into public.cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after, execution_id)
    select portfolio.user_id, portfolio.id, part.entry_no, part.kind, part.amount, part.balance_after, execution.execution_id
    from (
        values
            (execution.entry_no, case when execution.reverses is null then trade.trade_type else 'reversal' end, gross,
                balance + commission + tax),
            (execution.entry_no + 1, 'commission', -commission, balance + tax),
            (execution.entry_no + 1 + (commission <> 0)::integer, 'tax', -tax, balance)
    ) as part (entry_no, kind, amount, balance_after)
    where part.amount <> 0;

    update public.positions as h
    set quantity = h.quantity + change,
        reserved_quantity = h.reserved_quantity
            - case when trade.trade_type = 'sell' and trade.status <> 'cancelled' then execution.quantity else 0 end,
        cost_basis = h.cost_basis + execution.cost_change,
        updated_at = now()
    where h.user_id = portfolio.user_id
        and h.portfolio_id = portfolio.id
        and h.symbol = trade.symbol
        and h.quantity::bigint + change <= 2147483647;
    if not found then
        insert into public.positions (user_id, portfolio_id, symbol, symbol_name, quantity, cost_basis)
        values (portfolio.user_id, portfolio.id, trade.symbol, trade.symbol_name, execution.quantity, execution.cost_change)
        on conflict (user_id, portfolio_id, symbol) do nothing;
        if not found then
            raise exception 'with % more of % the position exceeds 2147483647 shares', execution.quantity, trade.symbol
                using errcode = 'KB208', hint = 'Use another portfolio.';
        end if;
    end if;

    if execution.reverses is not null then
        -- What stands now was executed when its latest fill was.
        select max(e.executed_at) into after.executed_at
        from public.trade_executions as e
        where e.user_id = trade.user_id
            and e.trade_id = trade.id
            and e.reverses is null
            and e.execution_id <> execution.reverses
            and not exists (
                select from public.trade_executions as r
                where r.user_id = e.user_id
                    and r.reverses = e.execution_id
            );
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
$$Book an execution, or a reversal, in the portfolio, the ledger, the position and the order.

Arguments: portfolio, locked; trade before the execution; execution, priced. Returns: the order after it.
Errors: KB110 cash, KB112 balance too large, KB208 position too large.$$;

revoke execute on function kaboom.post_execution from public, anon, authenticated, service_role;
