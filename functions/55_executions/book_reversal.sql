-- BEFORE INSERT, a bust: the cash of the original comes back exactly, and what it changed in later sales is
-- corrected in one row.
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
    current_position public.positions;
    replay record;
    shares numeric;
    fractions numeric;
begin
    perform kaboom.count_row('trade_executions');
    perform kaboom.check_execution_id(new.execution_id);
    portfolio := kaboom.lock_portfolio_of_order(new.user_id, new.trade_id);
    new.user_id := portfolio.user_id;
    select t.* into strict trade
    from public.trades as t
    where t.user_id = new.user_id
        and t.id = new.trade_id;
    original := kaboom.fill_to_reverse(trade, new.reverses);
    if kaboom.match_earlier_reversal(new) then
        return null;
    end if;

    current_position := kaboom.position_of(trade);
    select r.* into strict replay
    from kaboom.replay_executions(
        trade.user_id, trade.portfolio_id, array[trade.symbol::text], new.reverses
    ) as r;
    perform kaboom.assert_replay_holds(
        trade.symbol, replay.quantity, replay.oversold, current_position, 'fill ' || new.reverses
    );

    new.quantity := -original.quantity;
    new.price := original.price;
    new.amount := -original.amount;
    new.commission := -original.commission;
    new.tax := -original.tax;
    new.executed_at_is_stated := new.executed_at is not null;
    new.executed_at := coalesce(new.executed_at, now());
    shares := replay.quantity - current_position.quantity
        - case trade.trade_type when 'buy' then 1 else -1 end * new.quantity;
    fractions := replay.receivable - kaboom.booked_fractions(trade.user_id, trade.portfolio_id, trade.symbol);
    -- Shares come before they leave, so that the position covers them at every moment.
    if trade.trade_type = 'buy' then
        portfolio := kaboom.book_recount(portfolio, trade.symbol, shares, fractions);
    end if;
    new.entry_no := portfolio.last_entry_no + 1;
    new.cost_change := replay.cost_basis - current_position.cost_basis + fractions;
    new.realized_pnl := replay.realized_pnl
        - kaboom.booked_profit(trade.user_id, trade.portfolio_id, trade.symbol);
    if not portfolio.is_active and trade.closed_as is null then
        -- An archive holds nothing that could still move.
        trade.closed_as := 'cancelled';
        update public.trades as t
        set closed_at = now(), closed_as = trade.closed_as
        where t.user_id = trade.user_id
            and t.id = trade.id;
    end if;
    perform kaboom.post_execution(portfolio, trade, kaboom.position_of(trade), new);
    if trade.trade_type = 'sell' and (shares <> 0 or fractions <> 0) then
        select p.* into strict portfolio
        from public.portfolios as p
        where p.user_id = trade.user_id
            and p.id = trade.portfolio_id;
        perform kaboom.book_recount(portfolio, trade.symbol, shares, fractions);
    end if;
    return new;
end;
$$;

comment on function kaboom.book_reversal is
$$Trigger: checks, computes and posts the reversal of a fill.

Errors: KB101, KB110, KB111, KB112, KB122, KB130, KB140, KB141, KB142, KB208, KB209, KB211, KB220.$$;

revoke execute on function kaboom.book_reversal from public, anon, authenticated, service_role;
