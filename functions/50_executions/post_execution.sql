-- A fill moves cash, shares, cost and reservations together.
create or replace function kaboom.post_execution()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    executed numeric;
    rest numeric;
    trade public.trades;
    net numeric;
begin
    select t.* into trade from public.trades as t where t.user_id = new.user_id and t.id = new.trade_id;
    executed := case when trade.filled_quantity > 0 then trade.total_amount else 0 end + new.amount;
    net := case trade.trade_type when 'buy' then -new.amount else new.amount end - new.commission - new.tax;
    rest := case
        when trade.trade_type = 'sell' or new.quantity = trade.remaining_quantity then 0
        else least(trade.reserved_amount, kaboom.reservation(
            trade.remaining_quantity - new.quantity, trade.reserve_price, trade.commission_rate, executed
        ))
    end;

    insert into public.cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after, execution_id)
    select new.user_id, trade.portfolio_id, p.last_entry_no + part.number, part.kind, part.amount,
        p.current_balance + sum(part.amount) over (order by part.number), new.execution_id
    from public.portfolios as p
    cross join lateral (
        select row_number() over (order by parts.step) as number, parts.kind, parts.amount
        from (values
            (1, trade.trade_type, case trade.trade_type when 'buy' then -new.amount else new.amount end),
            (2, 'commission', -new.commission),
            (3, 'tax', -new.tax)
        ) as parts (step, kind, amount)
        where parts.amount <> 0
    ) as part
    where p.user_id = new.user_id
        and p.id = trade.portfolio_id;

    update public.portfolios as p
    set current_balance = p.current_balance + net,
        reserved_balance = p.reserved_balance - (trade.reserved_amount - rest),
        total_invested = p.total_invested + new.cost_change,
        realized_pnl = p.realized_pnl + coalesce(new.realized_pnl, 0),
        last_entry_no = p.last_entry_no + 1 + (new.commission <> 0)::integer + (new.tax <> 0)::integer,
        updated_at = now()
    where p.user_id = new.user_id
        and p.id = trade.portfolio_id;

    insert into public.positions as p (user_id, portfolio_id, symbol, symbol_name, quantity, cost_basis)
    select new.user_id, trade.portfolio_id, trade.symbol, trade.symbol_name, new.quantity, new.cost_change
    where trade.trade_type = 'buy'
    on conflict (user_id, portfolio_id, symbol) do update
    set quantity = p.quantity + excluded.quantity,
        cost_basis = p.cost_basis + excluded.cost_basis,
        updated_at = excluded.updated_at;
    if trade.trade_type = 'sell' then
        update public.positions as p
        set quantity = p.quantity - new.quantity,
            reserved_quantity = p.reserved_quantity - new.quantity,
            cost_basis = p.cost_basis + new.cost_change,
            updated_at = now()
        where p.user_id = new.user_id
            and p.portfolio_id = trade.portfolio_id
            and p.symbol = trade.symbol;
    end if;

    update public.trades as t
    set filled_quantity = t.filled_quantity + new.quantity,
        status = case when new.quantity = t.remaining_quantity then 'filled' else 'partial' end,
        total_amount = executed,
        commission = t.commission + new.commission,
        tax = t.tax + new.tax,
        net_amount = case t.trade_type
            when 'buy' then executed + t.commission + new.commission + t.tax + new.tax
            else executed - t.commission - new.commission - t.tax - new.tax
        end,
        reserved_amount = rest,
        execution_price = round(executed / (t.filled_quantity + new.quantity), 2),
        executed_at = new.executed_at,
        cost_basis = case when t.trade_type = 'sell' then coalesce(t.cost_basis, 0) - new.cost_change end,
        realized_pnl = case when t.trade_type = 'sell' then coalesce(t.realized_pnl, 0) + new.realized_pnl end,
        updated_at = now()
    where t.user_id = new.user_id
        and t.id = new.trade_id;
    return null;
end;
$$;

comment on function kaboom.post_execution() is 'Trigger: books a fill in the ledger, the portfolio, the position and the order.';

revoke execute on function kaboom.post_execution() from public;
