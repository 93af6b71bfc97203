-- What open orders reserve, and what state an order may be in.
create or replace function kaboom.verify_orders(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with orders as materialized (
        select t.*,
            case
                when t.trade_type = 'buy' and t.status in ('pending', 'partial')
                    then kaboom.reservation_amount(
                        t.quantity - t.filled_quantity, t.reserve_price, t.commission_rate,
                        case when t.filled_quantity > 0 then t.total_amount else 0 end
                    )
                else 0
            end as reserves,
            case
                when t.filled_quantity = t.quantity then 'filled'
                when t.closed_as is not null then t.closed_as
                when t.filled_quantity > 0 then 'partial'
                else 'pending'
            end as should_be
        from public.trades as t
        where verify_orders.portfolio_id is null
            or t.portfolio_id = verify_orders.portfolio_id
    ),
    sums as (
        select o.user_id, o.portfolio_id, sum(o.reserves) as reserved,
            count(*) filter (where o.status in ('pending', 'partial')) as open_orders
        from orders as o
        group by o.user_id, o.portfolio_id
    )
    select f.portfolio, f.figure, f.subject, f.expected, f.actual
    from (
        select p.id, v.figure, p.name, v.expected, v.actual
        from public.portfolios as p
        left join sums as s on s.user_id = p.user_id and s.portfolio_id = p.id
        cross join lateral (
            values
                ('reserved balance', coalesce(s.reserved, 0), p.reserved_balance),
                (
                    'open orders of an archive', 0,
                    case when p.is_active then 0 else coalesce(s.open_orders, 0) end
                )
        ) as v (figure, expected, actual)
        where verify_orders.portfolio_id is null
            or p.id = verify_orders.portfolio_id
        union all
        select o.portfolio_id, v.figure, v.subject, v.expected, v.actual
        from orders as o
        cross join lateral (
            values
                ('reserved amount', 'order ' || o.id, o.reserves, o.reserved_amount),
                ('status', format('order %s is %s and should be %s', o.id, o.status, o.should_be), 1,
                    (o.status = o.should_be)::integer)
        ) as v (figure, subject, expected, actual)
        union all
        select s.portfolio_id, 'portfolio of orders', s.portfolio_id::text, 1, 0
        from sums as s
        where not exists (
            select from public.portfolios as p
            where p.user_id = s.user_id
                and p.id = s.portfolio_id
        )
    ) as f (portfolio, figure, subject, expected, actual)
    where f.expected is distinct from f.actual;
$$;

comment on function kaboom.verify_orders is
$$Every reservation and every status of an order that does not follow from its terms and its fills.

Arguments: portfolio_id, or null for all. Returns: as kaboom.verify_ledger.$$;

revoke execute on function kaboom.verify_orders from public, anon, authenticated, service_role;
