-- The fold is worked again with the row in its place; what it changes of profits realised since is booked in
-- the row.
create or replace function kaboom.plan_adjustment(
    portfolio public.portfolios, planned public.position_adjustments
)
returns public.position_adjustments
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    current_position public.positions;
    replay record;
begin
    planned.user_id := portfolio.user_id;
    planned.portfolio_id := portfolio.id;
    planned.entry_no := portfolio.last_entry_no + 1;
    select h.* into current_position
    from public.positions as h
    where h.user_id = planned.user_id
        and h.portfolio_id = planned.portfolio_id
        and h.symbol = planned.symbol;
    select r.* into strict replay
    from kaboom.replay_executions(
        planned.user_id, planned.portfolio_id, array[planned.symbol::text],
        without_adjustment => planned.reverses,
        planned => case when planned.reverses is null then planned end
    ) as r;
    if replay.oversold then
        raise exception 'with this % later sales of % would lack shares', planned.kind, planned.symbol
            using errcode = 'KB639',
            detail = jsonb_build_object('symbol', planned.symbol, 'action_id', planned.action_id)::text,
            hint = 'Record the fills that are missing, or reverse those that are wrong; it is tried again.';
    end if;
    if replay.quantity < current_position.reserved_quantity then
        raise exception 'after this % % shares of % remain, of which % wait to be sold',
            planned.kind, replay.quantity, planned.symbol, current_position.reserved_quantity
            using errcode = 'KB111',
            detail = jsonb_build_object(
                'symbol', planned.symbol, 'free', replay.quantity,
                'needed', current_position.reserved_quantity, 'reserved', current_position.reserved_quantity
            )::text,
            hint = 'Cancel a waiting sale; it is tried again.';
    end if;
    planned.quantity := (replay.quantity - coalesce(current_position.quantity, 0))::numeric;
    planned.cost_change := replay.cost_basis - coalesce(current_position.cost_basis, 0);
    planned.realized_pnl := replay.realized_pnl
        - kaboom.booked_profit(planned.user_id, planned.portfolio_id, planned.symbol);
    planned.fraction_change := replay.receivable
        - kaboom.booked_fractions(planned.user_id, planned.portfolio_id, planned.symbol);
    return planned;
end;
$$;

comment on function kaboom.plan_adjustment is
$$A row of an action, or its reversal, with its place and its effects.

Arguments: portfolio, locked; planned, with symbol, kind, action_id and what the kind needs.
Errors: KB111 shares wait to be sold, KB208 too many shares, KB639 later sales would lack shares.$$;

revoke execute on function kaboom.plan_adjustment from public, anon, authenticated, service_role;
