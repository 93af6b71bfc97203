-- The row that applies the action to what was held before ex_date, once for each portfolio and action.
create or replace function kaboom.move_shares_of_action(
    portfolio public.portfolios, action public.corporate_actions, applied public.applied_actions
)
returns public.applied_actions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    planned public.position_adjustments;
begin
    planned.symbol := action.symbol;
    planned.kind := action.kind;
    planned.action_id := action.id;
    planned.old_shares := action.old_shares;
    planned.new_shares := action.new_shares;
    planned.folds_before := kaboom.place_of_action(
        portfolio.user_id, portfolio.id, action.symbol, action.ex_date
    );
    planned := kaboom.plan_adjustment(portfolio, planned);
    perform kaboom.post_adjustment(portfolio, planned);
    perform kaboom.write_adjustment(planned);
    -- Until there is a price of the new shares, the last one of the old shares is brought to them.
    update public.positions as h
    set current_price = round(h.current_price * action.old_shares / action.new_shares, 2),
        updated_at = now()
    where h.user_id = portfolio.user_id
        and h.portfolio_id = portfolio.id
        and h.symbol = action.symbol
        and h.last_price_update < kaboom.day_starts(action.ex_date)
        and round(h.current_price * action.old_shares / action.new_shares, 2) between 0.01 and 99999999.99;
    applied.entry_no := planned.entry_no;
    applied.fraction := (
        select r.fraction
        from kaboom.replay_executions(
            portfolio.user_id, portfolio.id, array[action.symbol::text], fraction_of => planned.entry_no
        ) as r
    );
    return applied;
end;
$$;

comment on function kaboom.move_shares_of_action is
$$Apply a split, a merger of shares or a free allotment to the shares that a portfolio held before ex_date.

Arguments: portfolio, locked; action; applied, its row of applied_actions. Returns: applied
with entry_no and fraction.
Errors: as kaboom.plan_adjustment, KB112.$$;

revoke execute on function kaboom.move_shares_of_action from public, anon, authenticated, service_role;
