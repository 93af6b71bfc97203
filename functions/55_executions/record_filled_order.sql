-- BEFORE INSERT of an order that was placed and filled outside Kaboom: admitted as any order,
-- then its one fill is posted.
create or replace function kaboom.record_filled_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    admitted public.trades;
    portfolio public.portfolios;
    current_position public.positions;
    fill public.trade_executions;
begin
    perform kaboom.check_costs(new.commission, new.tax);
    if new.execution_price is not null and not kaboom.is_price(new.execution_price) then
        raise exception 'execution_price % is not a price in yen', coalesce(new.execution_price::text, 'null')
            using errcode = 'KB206',
            detail = jsonb_build_object('execution_price', new.execution_price)::text,
            hint = 'Send the price of the fill: above zero, below 100,000,000, with at most two decimals.';
    end if;
    admitted := kaboom.admit_order(new);
    if admitted.id is null then
        return null;
    end if;
    portfolio := kaboom.lock_portfolio(admitted.user_id, admitted.portfolio_id);
    fill := kaboom.fill_of_recorded_order(admitted);
    new := kaboom.fix_order_terms(admitted);
    new.reserved_amount := 0;
    current_position := kaboom.position_of(new);
    fill := kaboom.compute_fill(portfolio, new, current_position, fill);
    new := kaboom.post_execution(portfolio, new, current_position, fill);
    insert into public.trade_executions values (fill.*);
    return new;
end;
$$;

comment on function kaboom.record_filled_order is
$$Trigger: records an order that was filled elsewhere, with one execution; its id is
order_id, or else the order's id.

Errors: KB101, KB102, KB104, KB110 to KB112, KB121, KB122, KB150, KB151, KB201 to KB204, KB206, KB208,
KB210 to KB212, KB220, KB401.$$;

revoke execute on function kaboom.record_filled_order from public, anon, authenticated, service_role;
