-- Always fresh: it reads the latest price where positions show the one of the last refresh.
create or replace view public.position_valuations
with (security_invoker = true)
as
select
    p.user_id,
    p.portfolio_id,
    p.id as position_id,
    p.symbol,
    p.symbol_name,
    p.quantity,
    p.average_price,
    p.cost_basis,
    coalesce(l.price, p.current_price) as price,
    coalesce(l.price_timestamp, p.last_price_update) as price_timestamp,
    p.quantity * coalesce(l.price, p.current_price) as market_value,
    p.quantity * coalesce(l.price, p.current_price) - p.cost_basis as unrealized_pnl
from public.positions as p
left join public.latest_prices as l on l.symbol = p.symbol
where p.quantity > 0;

comment on view public.position_valuations is
$$What a user's shares are worth at the latest price.

Columns in yen: average_price, cost_basis, price, market_value, unrealized_pnl; null where the share has no price yet.$$;

-- Nobody has the right to write; see kaboom.refuse_view_writes.
create or replace trigger refuse_view_writes
instead of insert or update or delete on public.position_valuations
for each row execute function kaboom.refuse_view_writes();

revoke all on public.position_valuations from public, anon, authenticated, service_role;
grant select on public.position_valuations to authenticated, service_role;
