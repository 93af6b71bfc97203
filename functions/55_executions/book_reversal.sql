-- A bust: the original's cash comes back exactly, and what it changed in later sales is made good in one row.
create or replace function kaboom.book_reversal()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    trade public.trades;
    original public.trade_executions;
    earlier public.trade_executions;
    holding public.positions;
    replay record;
begin
    if coalesce(new.execution_id !~ '\S', true) then
        raise exception 'an execution needs an execution_id'
            using errcode = 'KB209', hint = 'Send the broker''s id of the fill, or of its reversal.';
    end if;
    portfolio := kaboom.lock_portfolio_of_order(new.user_id, new.trade_id);
    new.user_id := portfolio.user_id;
    select t.* into strict trade
    from public.trades as t
    where t.user_id = new.user_id
        and t.id = new.trade_id;
    select e.* into original
    from public.trade_executions as e
    where e.user_id = new.user_id
        and e.execution_id = new.reverses
        and e.trade_id = new.trade_id
        and e.reverses is null;
    if not found then
        raise exception 'order % has no fill %', new.trade_id, new.reverses
            using errcode = 'KB140', hint = 'Name a fill of that order; a reversal cannot be reversed.';
    end if;
    select e.* into earlier
    from public.trade_executions as e
    where e.user_id = new.user_id
        and (e.execution_id = new.execution_id or e.reverses = new.reverses)
    order by e.execution_id = new.execution_id desc
    limit 1;
    if found then
        if (earlier.execution_id, earlier.reverses) = (new.execution_id, new.reverses) then
            return null;
        end if;
        if earlier.execution_id = new.execution_id then
            raise exception 'execution_id % is another execution, not the reversal of %', new.execution_id, new.reverses
                using errcode = 'KB122', hint = 'Each execution has an id of its own.';
        end if;
        raise exception 'fill % is reversed already, by %', new.reverses, earlier.execution_id
            using errcode = 'KB141', hint = 'A fill is reversed once.';
    end if;

    select h.* into strict holding
    from public.positions as h
    where h.user_id = trade.user_id
        and h.portfolio_id = trade.portfolio_id
        and h.symbol = trade.symbol;
    select r.* into replay
    from kaboom.replay_executions(trade.user_id, trade.portfolio_id, trade.symbol, new.reverses) as r;
    if replay.oversold then
        raise exception 'without fill % more of % would have been sold than was held', new.reverses, trade.symbol
            using errcode = 'KB142', hint = 'Reverse the later sales first.';
    end if;
    if trade.trade_type = 'buy' and replay.quantity < holding.reserved_quantity then
        raise exception 'without fill % % shares of % remain, of which % wait to be sold',
            new.reverses, replay.quantity, trade.symbol, holding.reserved_quantity
            using errcode = 'KB111', hint = 'Cancel a waiting sale, then send the reversal again.';
    end if;

    new.quantity := -original.quantity;
    new.price := original.price;
    new.amount := -original.amount;
    new.commission := -original.commission;
    new.tax := -original.tax;
    new.entry_no := portfolio.last_entry_no + 1;
    new.cost_change := replay.cost_basis - holding.cost_basis;
    new.realized_pnl := replay.realized_pnl - (
        select coalesce(sum(e.realized_pnl), 0)
        from public.trades as t
        join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
        where t.user_id = trade.user_id
            and t.portfolio_id = trade.portfolio_id
            and t.symbol = trade.symbol
    );
    if not portfolio.is_active then
        trade.status := 'cancelled';  -- an archive holds nothing that could still move
    end if;
    perform kaboom.post_execution(portfolio, trade, new);
    return new;
end;
$$;

comment on function kaboom.book_reversal is
'Trigger: checks, computes and books the reversal of a fill. KB110, KB111, KB112, KB122, KB130, KB140, KB141, KB142, KB209.';

revoke execute on function kaboom.book_reversal from public, anon, authenticated, service_role;
