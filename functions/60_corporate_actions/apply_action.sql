create or replace function kaboom.apply_action(user_id uuid, portfolio_id uuid, action_id uuid)
returns public.applied_actions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    today constant date := (now() at time zone 'Asia/Tokyo')::date;
    portfolio constant public.portfolios := kaboom.lock_portfolio(user_id, portfolio_id);
    action public.corporate_actions;
    applied public.applied_actions;
begin
    select a.* into strict action
    from public.corporate_actions as a
    where a.id = apply_action.action_id;
    perform kaboom.take_action_back(portfolio.user_id, portfolio.id, x.action_id)
    from public.applied_actions as x
    join public.corporate_actions as a on a.id = x.action_id
    where x.user_id = portfolio.user_id
        and x.portfolio_id = portfolio.id
        and (x.entry_no is not null or x.gross is not null)
        and (a.symbol, a.kind, a.ex_date) = (action.symbol, action.kind, action.ex_date)
        and (a.id <> action.id or not action.is_in_force or action.is_void);
    select x.* into applied
    from public.applied_actions as x
    where x.user_id = portfolio.user_id
        and x.portfolio_id = portfolio.id
        and x.action_id = action.id;
    if action.is_void or not action.is_in_force then
        return applied;
    end if;
    applied.user_id := portfolio.user_id;
    applied.portfolio_id := portfolio.id;
    applied.action_id := action.id;
    applied.state := 'applied';
    applied.error := null;
    if action.kind = 'dividend' then
        return kaboom.note_action(kaboom.pay_dividend(portfolio, action, applied));
    end if;
    perform kaboom.close_orders_of_action(portfolio, action);
    if not exists (
        select from public.positions as h
        where h.user_id = portfolio.user_id
            and h.portfolio_id = portfolio.id
            and h.symbol = action.symbol
    ) then
        -- There was an order at most.
        return kaboom.note_action(applied);
    end if;
    if applied.entry_no is null then
        applied := kaboom.move_shares_of_action(
            kaboom.lock_portfolio(portfolio.user_id, portfolio.id), action, applied
        );
    end if;
    perform kaboom.convert_late_fills(portfolio.user_id, portfolio.id, action, applied.entry_no);
    if applied.fraction is not null
        and action.fraction_price is not null
        and coalesce(action.pay_date <= today, true)
    then
        applied := kaboom.pay_fraction(portfolio.user_id, portfolio.id, action, applied);
    end if;
    return kaboom.note_action(applied);
end;
$$;

comment on function kaboom.apply_action is
$$Apply a corporate action to one portfolio; what is done already is not done again.

Arguments: user_id; portfolio_id; action_id. Returns: its row of applied_actions, null where a void
action had done nothing.
Errors: KB101 unknown portfolio, KB110 not enough free cash, KB111 shares wait to be sold, KB112,
KB134 portfolio busy, KB208 too large, KB636 a late fill does not become whole shares, KB639 later
sales would lack shares.$$;

revoke execute on function kaboom.apply_action from public, anon, authenticated, service_role;
