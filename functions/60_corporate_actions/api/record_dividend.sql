-- Definer: the work is internal, and only the service role may call for it.
create or replace function public.record_dividend(
    portfolio_id uuid, action_id uuid, gross numeric, tax numeric
)
returns public.applied_actions
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    action public.corporate_actions;
    portfolio public.portfolios;
    applied public.applied_actions;
begin
    action := kaboom.action_to_apply(action_id);
    if action.kind <> 'dividend' or action.is_void then
        raise exception 'action % is no dividend that is paid', action_id
            using errcode = 'KB635',
            detail = jsonb_build_object(
                'action_id', action_id, 'kind', action.kind, 'is_void', action.is_void
            )::text,
            hint = 'Use the id of a dividend that is in force.';
    end if;
    if not coalesce(
        kaboom.is_amount(gross) and kaboom.is_amount(tax) and tax >= 0 and tax <= gross, false
    ) then
        raise exception 'a dividend of % yen with % yen of tax is not possible',
            coalesce(gross::text, 'null'), coalesce(tax::text, 'null')
            using errcode = 'KB205',
            detail = jsonb_build_object('gross', gross, 'tax', tax)::text,
            hint = 'Send both in yen, zero or more, with at most two decimals; '
                'the tax is not more than the dividend.';
    end if;
    portfolio := kaboom.lock_portfolio(null, portfolio_id);
    select x.* into applied
    from public.applied_actions as x
    where x.user_id = portfolio.user_id
        and x.portfolio_id = portfolio.id
        and x.action_id = action.id;
    if applied.is_stated and (applied.gross, applied.tax) <> (record_dividend.gross, record_dividend.tax) then
        raise exception 'the broker stated % yen with % yen of tax for this dividend, not % with %',
            applied.gross, applied.tax, gross, tax
            using errcode = 'KB637',
            detail = jsonb_build_object('action_id', action.id, 'earlier', to_jsonb(applied))::text,
            hint = 'Take it back by reverse_corporate_action, then record the right one.';
    elsif applied.is_stated then
        return applied;
    end if;
    perform kaboom.post_dividend(
        portfolio.user_id, portfolio.id, action.id, round(gross, 2) - coalesce(applied.gross, 0),
        round(tax, 2) - coalesce(applied.tax, 0)
    );
    applied.user_id := portfolio.user_id;
    applied.portfolio_id := portfolio.id;
    applied.action_id := action.id;
    applied.state := 'applied';
    applied.error := null;
    applied.shares := kaboom.shares_held_before(
        portfolio.user_id, portfolio.id, action.symbol, action.ex_date
    );
    applied.gross := round(gross, 2);
    applied.tax := round(tax, 2);
    applied.is_stated := true;
    return kaboom.note_action(applied);
end;
$$;

comment on function public.record_dividend is
$$Record a dividend as the broker states it. For the service role.

The broker's word is the truth: where the dividend was worked out and paid before, the difference is booked.
The same figures again do nothing.

Arguments: portfolio_id; action_id of a dividend in corporate_actions; gross and tax in
yen, at most two decimals.
Returns: the row of applied_actions.
Errors: KB101 unknown portfolio, KB110 not enough free cash, KB112 balance too large, KB134 portfolio
busy, KB205 amount, KB634 unknown action, KB635 no dividend, not in force or not due, KB637 other
figures were stated before.$$;

revoke execute on function public.record_dividend from public, anon, authenticated, service_role;
grant execute on function public.record_dividend to service_role;
