-- A fill is checked and computed while its portfolio and its order are locked.
create or replace function kaboom.prepare_execution()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    fill public.trade_executions;
    portfolio public.portfolios;
    position public.positions;
    trade public.trades;
    released numeric;
begin
    select t.* into trade
    from public.trades as t
    where t.id = new.trade_id
        and t.user_id = coalesce(new.user_id, t.user_id);
    if not found then
        raise exception 'order % not found', new.trade_id
            using errcode = 'KB130', hint = 'Use the id of an order.';
    end if;
    new.user_id := trade.user_id;
    select p.* into portfolio
    from public.portfolios as p
    where p.user_id = trade.user_id
        and p.id = trade.portfolio_id
    for no key update;
    select t.* into trade
    from public.trades as t
    where t.user_id = new.user_id
        and t.id = new.trade_id
    for no key update;

    if not (new.quantity > 0) then
        raise exception 'quantity % is not above zero', new.quantity
            using errcode = 'KB202', hint = 'Send the shares that were filled.';
    end if;
    if not (new.price > 0 and new.price < 'NaN') then
        raise exception 'price % is not above zero', new.price
            using errcode = 'KB203', hint = 'Send the price of the fill in yen.';
    end if;
    if not (coalesce(new.commission, 0) >= 0 and coalesce(new.tax, 0) >= 0)
        or new.commission = 'NaN' or new.tax = 'NaN'
    then
        raise exception 'commission % or tax % is below zero', new.commission, new.tax
            using errcode = 'KB206', hint = 'Send zero or more, or leave them out.';
    end if;

    select e.* into fill
    from public.trade_executions as e
    where e.user_id = new.user_id
        and e.execution_id = new.execution_id;
    if found then
        if (fill.trade_id, fill.quantity, fill.price) = (new.trade_id, new.quantity, new.price)
            and fill.commission = coalesce(new.commission, fill.commission)
            and fill.tax = coalesce(new.tax, fill.tax)
        then
            return null;
        end if;
        raise exception 'execution_id % is % @ % of order %, not % @ % of order %', new.execution_id,
            fill.quantity, fill.price, fill.trade_id, new.quantity, new.price, new.trade_id
            using errcode = 'KB122', hint = 'Each fill has an id of its own; ask the broker which one is right.';
    end if;
    if trade.status not in ('pending', 'partial') then
        raise exception 'order % is %', trade.id, trade.status
            using errcode = 'KB131', hint = 'Only pending and partial orders take fills.';
    end if;
    if new.quantity > trade.remaining_quantity then
        raise exception 'a fill of % exceeds the remaining %', new.quantity, trade.remaining_quantity
            using errcode = 'KB132', hint = 'Ask the broker for the right quantity.';
    end if;

    new.amount := new.quantity * new.price;
    new.tax := coalesce(new.tax, 0);
    -- Rounded for the order as a whole, so that many small fills cost what one large fill costs.
    new.commission := coalesce(
        new.commission,
        greatest(
            round(trade.commission_rate * (case when trade.filled_quantity > 0 then trade.total_amount else 0 end + new.amount), 2)
            - trade.commission,
            0
        )
    );
    new.entry_no := portfolio.last_entry_no + 1;
    if trade.trade_type = 'buy' then
        new.cost_change := new.amount + new.commission + new.tax;
        released := trade.reserved_amount - case
            when new.quantity = trade.remaining_quantity then 0
            else least(trade.reserved_amount, kaboom.reservation(
                trade.remaining_quantity - new.quantity, trade.reserve_price, trade.commission_rate,
                case when trade.filled_quantity > 0 then trade.total_amount else 0 end + new.amount
            ))
        end;
        if portfolio.current_balance - portfolio.reserved_balance + released < new.cost_change then
            raise exception 'free cash % does not cover the fill of %',
                portfolio.current_balance - portfolio.reserved_balance + released, new.cost_change
                using errcode = 'KB110', hint = 'Deposit cash, then send the same execution_id again.';
        end if;
    else
        select p.* into position
        from public.positions as p
        where p.user_id = new.user_id
            and p.portfolio_id = trade.portfolio_id
            and p.symbol = trade.symbol
        for no key update;
        new.cost_change := -case
            when new.quantity = position.quantity then position.cost_basis
            else round(position.cost_basis * new.quantity / position.quantity, 2)
        end;
        new.realized_pnl := new.amount - new.commission - new.tax + new.cost_change;
        if portfolio.current_balance - portfolio.reserved_balance + new.amount - new.commission - new.tax < 0 then
            raise exception 'free cash does not cover the costs of the sale, %', new.commission + new.tax
                using errcode = 'KB110', hint = 'Deposit cash, then send the same execution_id again.';
        end if;
    end if;
    return new;
end;
$$;

comment on function kaboom.prepare_execution() is 'Trigger: checks and computes a fill. KB110, KB122, KB130, KB131, KB132, KB202, KB203, KB206.';

revoke execute on function kaboom.prepare_execution() from public;
