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
    first_order public.trades;
    analysis public.ai_analysis_results;
    profile public.user_profiles;
    free_shares integer;
    rates jsonb;
    margin numeric;
begin
    if new.symbol !~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY]$' then
        raise exception '% is no code of the Tokyo Stock Exchange', new.symbol
            using errcode = 'KB201', hint = 'Four characters, such as 7203 or 130A.';
    end if;
    if not new.quantity > 0 then
        raise exception 'quantity % is not above zero', new.quantity
            using errcode = 'KB202', hint = 'Order at least one share.';
    end if;
    if not (new.price > 0 and new.price < 'NaN') then
        raise exception 'price % is not above zero', new.price
            using errcode = 'KB203', hint = 'Send the limit, or for market and stop orders the current price.';
    end if;
    if (new.order_type in ('stop', 'stop_limit')) <> coalesce(new.stop_price > 0 and new.stop_price < 'NaN', false) then
        raise exception 'stop_price % does not fit a % order', new.stop_price, new.order_type
            using errcode = 'KB204', hint = 'stop and stop_limit orders need one above zero, others take none.';
    end if;

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

    select t.* into first_order
    from public.trades as t
    where t.user_id = new.user_id
        and t.client_order_id = new.client_order_id;
    if found then
        if (first_order.portfolio_id, first_order.symbol, first_order.trade_type, first_order.quantity, first_order.price,
            first_order.order_type, first_order.stop_price)
            is not distinct from
            (new.portfolio_id, new.symbol, new.trade_type, new.quantity, new.price, new.order_type, new.stop_price)
        then
            return null;
        end if;
        raise exception 'client_order_id % belongs to order %, which is another', new.client_order_id, first_order.id
            using errcode = 'KB121', hint = 'Use a new client_order_id for a new order.';
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
            and a.status = 'completed'
            and a.created_at between now() - interval '1 hour' and now();
        if not found then
            raise exception 'analysis % cannot carry an order for %', new.ai_analysis_id, new.symbol
                using errcode = 'KB150', hint = 'Name a completed analysis of the same share, at most one hour old.';
        end if;
        new.ai_decision := analysis.final_decision;
        new.ai_confidence := analysis.consensus_confidence;
    end if;

    select s.value into rates from public.system_settings as s where s.key = 'commission_rates';
    select (s.value ->> 'market_margin')::numeric into margin from public.system_settings as s where s.key = 'order_reservation';
    if rates is null or margin is null then
        raise exception 'the settings commission_rates and order_reservation are missing'
            using errcode = 'KB401', hint = 'Run migrate.py up, or insert them.';
    end if;
    new.commission_rate := coalesce(
        case when profile.tier = 'basic' then null else coalesce(rates ->> profile.tier, rates ->> 'premium') end,
        rates ->> 'default'
    )::numeric;
    new.reserve_price := new.price * case when new.order_type in ('market', 'stop') then 1 + margin else 1 end;
    new.total_amount := new.quantity * new.price;
    new.net_amount := new.total_amount;
    new.reserved_amount := 0;

    if new.trade_type = 'buy' then
        new.reserved_amount := kaboom.reservation(new.quantity, new.reserve_price, new.commission_rate, 0);
        if portfolio.current_balance - portfolio.reserved_balance < new.reserved_amount then
            raise exception 'free cash % does not cover %',
                portfolio.current_balance - portfolio.reserved_balance, new.reserved_amount
                using errcode = 'KB110', hint = 'Order less, cancel a waiting purchase, or deposit cash first.';
        end if;
    else
        select p.quantity - p.reserved_quantity into free_shares
        from public.positions as p
        where p.user_id = new.user_id
            and p.portfolio_id = new.portfolio_id
            and p.symbol = new.symbol
        for no key update;
        if coalesce(free_shares, 0) < new.quantity then
            raise exception 'free shares % of % do not cover %', coalesce(free_shares, 0), new.symbol, new.quantity
                using errcode = 'KB111', hint = 'Sell less, or cancel a waiting sale.';
        end if;
    end if;
    return new;
end;
$$;

comment on function kaboom.place_order() is 'Trigger: checks and prices a new order. KB101, KB102, KB104, KB110, KB111, KB121, KB150, KB201 to KB204, KB401.';

revoke execute on function kaboom.place_order() from public;
