-- For functions of the service role that close an order: as every money transaction they lock account and portfolio
-- before the order.
create or replace function public.lock_order(trade_id uuid, user_id uuid default null)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    owner uuid := lock_order.user_id;
    trade public.trades;
begin
    if owner is null then
        select t.user_id into owner
        from public.trades as t
        where t.id = lock_order.trade_id;
    end if;
    perform from public.trades as t
    join public.portfolios as p on p.user_id = t.user_id and p.id = t.portfolio_id
    join public.user_profiles as u on u.id = t.user_id
    where t.user_id = owner
        and t.id = lock_order.trade_id
    for no key update of u, p;
    select t.* into trade
    from public.trades as t
    where t.user_id = owner
        and t.id = lock_order.trade_id;
    if not found then
        raise exception 'order % not found', trade_id
            using errcode = 'KB130',
            detail = jsonb_build_object('trade_id', trade_id)::text,
            hint = 'Use the id of an order.';
    end if;
    return trade;
end;
$$;

comment on function public.lock_order is
$$Lock the account and the portfolio of an order to the end of the transaction. For the service role.

A batch that changes several orders locks each before it changes it, so that it cannot deadlock with fills.

Arguments: trade_id; user_id of the owner, which only a router between servers needs.
Returns: the order as it is from then on. Errors: KB130 no such order.$$;

revoke execute on function public.lock_order from public, anon, authenticated, service_role;
grant execute on function public.lock_order to service_role;
