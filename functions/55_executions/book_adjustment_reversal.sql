-- BEFORE INSERT: takes a movement of shares back. Quantity, cost and realised profit become what the
-- remaining movements give in their order; the difference in realised profit is booked in this row.
create or replace function kaboom.book_adjustment_reversal()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    original public.position_adjustments;
    current_position public.positions;
    replay record;
begin
    perform kaboom.count_row('position_adjustments');
    perform kaboom.check_adjustment_key(new.idempotency_key);
    portfolio := kaboom.lock_portfolio(new.user_id, new.portfolio_id);
    new.user_id := portfolio.user_id;
    new.kind := 'reversal';
    if kaboom.match_earlier_adjustment(new) then
        return null;
    end if;
    original := kaboom.adjustment_to_reverse(new);

    select h.* into strict current_position
    from public.positions as h
    where h.user_id = original.user_id
        and h.portfolio_id = original.portfolio_id
        and h.symbol = original.symbol;
    select r.* into strict replay
    from kaboom.replay_executions(
        original.user_id, original.portfolio_id, array[original.symbol::text],
        without_adjustment => original.entry_no
    ) as r;
    perform kaboom.assert_replay_holds(
        original.symbol, replay.quantity, replay.oversold, current_position,
        'adjustment ' || original.entry_no
    );
    new.symbol := original.symbol;
    new.symbol_name := original.symbol_name;
    new.quantity := (replay.quantity - current_position.quantity)::numeric;
    new.cost := -original.cost;
    new.entry_no := portfolio.last_entry_no + 1;
    new.cost_change := replay.cost_basis - current_position.cost_basis;
    new.realized_pnl := replay.realized_pnl
        - kaboom.booked_profit(original.user_id, original.portfolio_id, original.symbol);
    new.fraction_change := replay.receivable
        - kaboom.booked_fractions(original.user_id, original.portfolio_id, original.symbol);
    perform kaboom.post_adjustment(portfolio, new);
    return new;
end;
$$;

comment on function kaboom.book_adjustment_reversal is
$$Trigger: checks, computes and posts the reversal of a movement of shares.

Errors: KB101, KB111, KB112, KB120, KB141, KB142, KB143, KB207, KB208, KB211, KB220.$$;

revoke execute on function kaboom.book_adjustment_reversal from public, anon, authenticated, service_role;
