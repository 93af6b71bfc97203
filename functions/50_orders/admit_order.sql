-- An order is checked and priced while its portfolio is locked; what it needs is reserved when its row stands.
create or replace function kaboom.admit_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    analysis public.ai_analysis_results;
    profile public.user_profiles;
begin
    perform kaboom.check_order(new);
    portfolio := kaboom.lock_portfolio(new.user_id, new.portfolio_id);
    new.user_id := portfolio.user_id;
    if (new.client_order_id is not null or new.order_id is not null or new.status = 'filled') and kaboom.match_earlier_order(new) then
        return null;
    end if;

    select u.* into profile from public.user_profiles as u where u.id = new.user_id;
    if not portfolio.is_active then
        raise exception 'portfolio % is archived', portfolio.id
            using errcode = 'KB102', hint = 'Set is_active to true first.';
    end if;
    if not profile.is_active then
        raise exception 'the account is closed for orders'
            using errcode = 'KB104', hint = 'Ask the operator to activate the account.';
    end if;
    if new.ai_analysis_id is not null then
        select a.* into analysis
        from public.ai_analysis_results as a
        where a.user_id = new.user_id
            and a.id = new.ai_analysis_id
            and a.symbol = new.symbol
            and public.is_fresh(a);
        if not found then
            raise exception 'analysis % cannot carry an order for %', new.ai_analysis_id, new.symbol
                using errcode = 'KB150', hint = 'Name a completed analysis of the same share, at most one hour old.';
        end if;
        new.ai_decision := analysis.final_decision;
        new.ai_confidence := analysis.consensus_confidence;
    end if;

    if new.status = 'filled' then
        return kaboom.record_filled_order(portfolio, new, profile.tier);
    end if;
    return kaboom.fix_order_terms(new, profile.tier);
end;
$$;

comment on function kaboom.admit_order is
'Trigger: checks and prices a new order. KB101, KB102, KB104, KB110, KB111, KB121, KB133, KB150, KB201 to KB210, KB401.';

revoke execute on function kaboom.admit_order from public, anon, authenticated, service_role;
