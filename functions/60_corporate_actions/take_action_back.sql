-- Shares, cost and profit become what the fold gives without the action; cash that it brought goes.
create or replace function kaboom.take_action_back(user_id uuid, portfolio_id uuid, action_id uuid)
returns public.applied_actions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    applied public.applied_actions;
    planned public.position_adjustments;
begin
    select p.* into strict portfolio
    from public.portfolios as p
    where p.user_id = take_action_back.user_id
        and p.id = take_action_back.portfolio_id;
    select x.* into applied
    from public.applied_actions as x
    where x.user_id = take_action_back.user_id
        and x.portfolio_id = take_action_back.portfolio_id
        and x.action_id = take_action_back.action_id;
    if applied.entry_no is not null then
        select a.symbol, a.symbol_name into strict planned.symbol, planned.symbol_name
        from public.position_adjustments as a
        where a.user_id = portfolio.user_id
            and a.portfolio_id = portfolio.id
            and a.entry_no = applied.entry_no;
        planned.kind := 'reversal';
        planned.action_id := applied.action_id;
        planned.reverses := applied.entry_no;
        planned.proceeds := (
            select -sum(f.proceeds)
            from public.position_adjustments as f
            where f.user_id = portfolio.user_id
                and f.portfolio_id = portfolio.id
                and f.symbol = planned.symbol
                and f.belongs_to = applied.entry_no
                and f.kind = 'fraction'
        );
        planned := kaboom.plan_adjustment(portfolio, planned);
        perform kaboom.post_adjustment(portfolio, planned);
        perform kaboom.write_adjustment(planned);
    end if;
    if applied.gross is not null then
        perform kaboom.post_dividend(
            portfolio.user_id, portfolio.id, applied.action_id, -applied.gross, -applied.tax
        );
    end if;
    applied.state := 'reversed';
    applied.error := null;
    applied.entry_no := null;
    applied.fraction := null;
    applied.shares := null;
    applied.gross := null;
    applied.tax := null;
    applied.is_stated := false;
    return kaboom.note_action(applied);
end;
$$;

comment on function kaboom.take_action_back is
$$Take back what a corporate action did to a portfolio.

Arguments: user_id and portfolio_id, locked; action_id. Returns: its row of applied_actions.
Errors: KB110 not enough free cash, KB111 shares wait to be sold, KB112, KB208 too large, KB639 later
sales would lack shares.$$;

revoke execute on function kaboom.take_action_back from public, anon, authenticated, service_role;
