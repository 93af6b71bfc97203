-- An order is checked, priced and measured against what is free, while its portfolio is locked.
create or replace function kaboom.place_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    portfolio public.portfolios;
    analysis public.ai_analysis_results;
    profile public.user_profiles;
    fill public.trade_executions;
    free_shares integer;
begin
    perform kaboom.check_order(new);
    select p.* into portfolio
    from public.portfolios as p
    where p.id = new.portfolio_id
        and p.user_id = coalesce(new.user_id, p.user_id)
    for no key update;
    if not found then
        raise exception 'portfolio % not found', new.portfolio_id
            using errcode = 'KB101', hint = 'Use the id of one of your own portfolios.';
    end if;
    new.user_id := portfolio.user_id;
    if (new.client_order_id is not null or new.order_id is not null) and kaboom.is_repeated_order(new) then
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

    if new.trade_type = 'sell' then
        select h.quantity - h.reserved_quantity into free_shares
        from public.positions as h
        where h.user_id = new.user_id
            and h.portfolio_id = new.portfolio_id
            and h.symbol = new.symbol;
        if coalesce(free_shares, 0) < new.quantity then
            raise exception 'free shares % of % do not cover %', coalesce(free_shares, 0), new.symbol, new.quantity
                using errcode = 'KB111', hint = 'Sell less, or cancel a waiting sale.';
        end if;
    end if;
    if new.status = 'filled' then
        -- It happened elsewhere: nothing is reserved, the fill is taken at once.
        fill.quantity := new.quantity;
        fill.price := coalesce(new.execution_price, new.price);
        fill.commission := new.commission;
        fill.tax := new.tax;
        fill.executed_at := coalesce(new.executed_at, now());
        new := kaboom.price_order(new, profile.tier);
        new.reserved_amount := 0;
        return kaboom.after_execution(new, kaboom.price_execution(portfolio, new, fill));
    end if;
    new := kaboom.price_order(new, profile.tier);
    if portfolio.current_balance - portfolio.reserved_balance < new.reserved_amount then
        raise exception 'free cash % does not cover %',
            portfolio.current_balance - portfolio.reserved_balance, new.reserved_amount
            using errcode = 'KB110', hint = 'Order less, cancel a waiting purchase, or deposit cash first.';
    end if;
    return new;
end;
$$;

comment on function kaboom.place_order() is
'Trigger: checks and prices a new order. KB101, KB102, KB104, KB110, KB111, KB121, KB133, KB150, KB201 to KB208, KB401.';

revoke execute on function kaboom.place_order() from public;
