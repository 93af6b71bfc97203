-- Definer: the work is internal, and only the service role may call for it.
create or replace function public.reverse_corporate_action(action_id uuid, portfolio_id uuid)
returns public.applied_actions
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio constant public.portfolios := kaboom.lock_portfolio(null, portfolio_id);
    applied public.applied_actions;
begin
    select x.* into applied
    from public.applied_actions as x
    where x.user_id = portfolio.user_id
        and x.portfolio_id = portfolio.id
        and x.action_id = reverse_corporate_action.action_id;
    if not found then
        raise exception 'action % has done nothing to portfolio %',
            coalesce(action_id::text, 'null'), coalesce(portfolio_id::text, 'null')
            using errcode = 'KB634',
            detail = jsonb_build_object('action_id', action_id, 'portfolio_id', portfolio_id)::text,
            hint = 'Use an action and a portfolio of applied_actions.';
    end if;
    if applied.state = 'reversed' then
        return applied;
    end if;
    return kaboom.take_action_back(portfolio.user_id, portfolio.id, applied.action_id);
end;
$$;

comment on function public.reverse_corporate_action is
$$Take back what a corporate action did to one portfolio. For the service role.

Shares, cost and realised profit become what the remaining movements give in their order, and cash that
the action brought goes. The job does not apply it again; apply_corporate_action with this portfolio does.
Once it is taken back, calling again does nothing. To take an action back everywhere, insert its
next version with is_void.

Arguments: action_id; portfolio_id. Returns: the row of applied_actions.
Errors: KB101 unknown portfolio, KB110 not enough free cash, KB111 shares wait to be sold, KB112 balance too
large, KB134 portfolio busy, KB208 position too large, KB634 the action has done nothing there, KB639 later
sales would lack shares.$$;

revoke execute on function public.reverse_corporate_action from public, anon, authenticated, service_role;
grant execute on function public.reverse_corporate_action to service_role;
