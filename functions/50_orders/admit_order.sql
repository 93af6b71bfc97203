-- For orders that are sent and for orders that are recorded: check, lock, look the ids up, ask account and analysis.
create or replace function kaboom.admit_order(trade public.trades)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    profile public.user_profiles;
    analysis public.ai_analysis_results;
begin
    perform kaboom.count_row('trades');
    perform kaboom.check_order(trade);
    perform kaboom.check_order_ids(trade.client_order_id, trade.order_id);
    trade.price := round(trade.price, 2);
    trade.stop_price := round(trade.stop_price, 2);
    portfolio := kaboom.lock_portfolio(trade.user_id, trade.portfolio_id);
    trade.user_id := portfolio.user_id;
    if (trade.client_order_id is not null or trade.order_id is not null or trade.status = 'filled')
        and kaboom.match_earlier_order(trade)
    then
        return null;
    end if;

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

comment on function kaboom.admit_order is
$$Admit an order, or find that it was admitted before. Locks its account and its portfolio.

Arguments: trade, as sent. Returns: the order with its user_id, its commission rate and what it takes from its analysis;
null where the same order is there already.
Errors: KB101, KB102, KB104, KB121, KB122, KB150, KB151, KB201 to KB204, KB208, KB210 to KB212, KB220, KB401.$$;

revoke execute on function kaboom.admit_order from public, anon, authenticated, service_role;
