-- A fill is checked, computed and booked while its portfolio is locked.
create or replace function kaboom.book_fill()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    trade public.trades;
    first_fill public.trade_executions;
begin
    if coalesce(new.execution_id !~ '\S', true) then
        raise exception 'an execution needs an execution_id'
            using errcode = 'KB209', hint = 'Send the broker''s id of the fill, or of its reversal.';
    end if;
    if coalesce(new.quantity <= 0, true) then
        raise exception 'quantity % is not above zero', new.quantity
            using errcode = 'KB202', hint = 'Send the shares that were filled.';
    end if;
    if coalesce(not (new.price > 0 and new.price < 'infinity'), true) then
        raise exception 'price % is not above zero', new.price
            using errcode = 'KB203', hint = 'Send the price of the fill in yen.';
    end if;
    if not (
        coalesce(new.commission >= 0 and new.commission < 'infinity', true)
        and coalesce(new.tax >= 0 and new.tax < 'infinity', true)
    ) then
        raise exception 'commission % or tax % is not an amount of yen', new.commission, new.tax
            using errcode = 'KB206', hint = 'Send zero or more, or leave them out.';
    end if;

    portfolio := kaboom.lock_portfolio_of_order(new.user_id, new.trade_id);
    new.user_id := portfolio.user_id;
    select t.* into strict trade
    from public.trades as t
    where t.user_id = new.user_id
        and t.id = new.trade_id;
    select e.* into first_fill
    from public.trade_executions as e
    where e.user_id = new.user_id
        and e.execution_id = new.execution_id;
    if found then
        if (first_fill.trade_id, first_fill.quantity, first_fill.price) = (new.trade_id, new.quantity, new.price)
            and first_fill.commission = coalesce(new.commission, first_fill.commission)
            and first_fill.tax = coalesce(new.tax, first_fill.tax)
        then
            return null;
        end if;
        raise exception 'execution_id % is % @ % of order % with commission % and tax %, not % @ % of order % with % and %',
            new.execution_id, first_fill.quantity, first_fill.price, first_fill.trade_id, first_fill.commission, first_fill.tax,
            new.quantity, new.price, new.trade_id, coalesce(new.commission, first_fill.commission),
            coalesce(new.tax, first_fill.tax)
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
    new := kaboom.compute_fill(portfolio, trade, new);
    perform kaboom.post_execution(portfolio, trade, new);
    return new;
end;
$$;

comment on function kaboom.book_fill is
'Trigger: checks, computes and books a fill. KB110, KB112, KB122, KB130, KB131, KB132, KB202, KB203, KB206, KB208, KB209.';

revoke execute on function kaboom.book_fill from public, anon, authenticated, service_role;
