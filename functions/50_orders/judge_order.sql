-- Whether portfolio, account and analysis allow an order. Nothing is written, so that
-- a preview asks the same.
create or replace function kaboom.judge_order(trade public.trades, portfolio public.portfolios)
returns public.trades
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    profile public.user_profiles;
    analysis public.ai_analysis_results;
begin
    perform kaboom.assert_portfolio_is_active(portfolio);
    select u.* into profile
    from public.user_profiles as u
    where u.id = trade.user_id;
    if not kaboom.is_active_account(trade.user_id) then
        raise exception 'the account is closed for orders'
            using errcode = 'KB104',
            detail = jsonb_build_object('user_id', trade.user_id)::text,
            hint = 'Ask the operator to activate the account.';
    end if;
    trade.commission_rate := kaboom.commission_rate(profile.tier);
    trade.ai_decision := null;
    trade.ai_confidence := null;
    if trade.ai_analysis_id is not null then
        select a.* into analysis
        from public.ai_analysis_results as a
        where a.user_id = trade.user_id
            and a.id = trade.ai_analysis_id;
        perform kaboom.assert_analysis_carries(trade, analysis);
        trade.ai_decision := analysis.final_decision;
        trade.ai_confidence := analysis.consensus_confidence;
    end if;
    return trade;
end;
$$;

comment on function kaboom.judge_order is
$$Refuse an order that its portfolio, its account or its analysis does not allow.

Arguments: trade, with its user_id; portfolio. Returns: the order with its commission rate and what it
takes from its analysis.
Errors: KB102, KB104, KB150, KB151, KB401, KB402.$$;

revoke execute on function kaboom.judge_order from public, anon, authenticated, service_role;
