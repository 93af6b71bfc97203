-- An execution moves cash, shares, cost and reservations together; each table is written once.
create or replace function kaboom.post_execution()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    trade public.trades;
    after public.trades;
    recorded boolean;
    net constant numeric := coalesce(new.realized_pnl, 0) - new.cost_change;
    -- A reversal takes everything back in one entry.
    commission constant numeric := case when new.reverses is null then new.commission else 0 end;
    tax constant numeric := case when new.reverses is null then new.tax else 0 end;
    gross constant numeric := net + commission + tax;
    balance numeric;
    freed_shares integer := 0;
begin
    select t.* into strict trade from public.trades as t where t.user_id = new.user_id and t.id = new.trade_id;
    -- An order that was inserted as filled has its figures already, and never reserved anything.
    recorded := trade.status = 'filled' and new.reverses is null;
    after := case when recorded then trade else kaboom.after_execution(trade, new) end;

    update public.portfolios as p
    set current_balance = p.current_balance + net,
        reserved_balance = p.reserved_balance - trade.reserved_amount + after.reserved_amount,
        total_invested = p.total_invested + new.cost_change,
        realized_pnl = p.realized_pnl + coalesce(new.realized_pnl, 0),
        last_entry_no = p.last_entry_no + (gross <> 0)::integer + (commission <> 0)::integer + (tax <> 0)::integer,
        updated_at = now()
    where p.user_id = new.user_id
        and p.id = trade.portfolio_id
    returning p.current_balance into balance;

    insert into public.cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after, execution_id)
    select new.user_id, trade.portfolio_id, part.entry_no, part.kind, part.amount, part.balance_after, new.execution_id
    from (
        values
            (new.entry_no, case when new.reverses is null then trade.trade_type else 'reversal' end, gross,
                balance + commission + tax),
            (new.entry_no + 1, 'commission', -commission, balance + tax),
            (new.entry_no + 1 + (commission <> 0)::integer, 'tax', -tax, balance)
    ) as part (entry_no, kind, amount, balance_after)
    where part.amount <> 0;

    if trade.trade_type = 'sell' and not recorded and trade.status <> 'cancelled' then
        freed_shares := new.quantity;
    end if;
    update public.positions as h
    set quantity = h.quantity + case trade.trade_type when 'buy' then new.quantity else -new.quantity end,
        reserved_quantity = h.reserved_quantity - freed_shares,
        cost_basis = h.cost_basis + new.cost_change,
        updated_at = now()
    where h.user_id = new.user_id
        and h.portfolio_id = trade.portfolio_id
        and h.symbol = trade.symbol;
    if not found then
        insert into public.positions (user_id, portfolio_id, symbol, symbol_name, quantity, cost_basis)
        values (new.user_id, trade.portfolio_id, trade.symbol, trade.symbol_name, new.quantity, new.cost_change);
    end if;

    if not recorded then
        update public.trades as t
        set (filled_quantity, status, total_amount, commission, tax, reserved_amount, execution_price, executed_at,
            cost_basis, realized_pnl, updated_at)
            = (after.filled_quantity, after.status, after.total_amount, after.commission, after.tax, after.reserved_amount,
            after.execution_price, after.executed_at, after.cost_basis, after.realized_pnl, now())
        where t.user_id = new.user_id
            and t.id = new.trade_id;
    end if;
    return null;
end;
$$;

comment on function kaboom.post_execution() is
'Trigger: books an execution in the ledger, the portfolio, the position and the order.';

revoke execute on function kaboom.post_execution() from public;
