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

One row for each position that holds shares. Everyone signed in reads their own.$$;
comment on column public.position_valuations.user_id is 'Owner of the portfolio.';
comment on column public.position_valuations.portfolio_id is 'The portfolio that holds the shares.';
comment on column public.position_valuations.position_id is 'id of the position.';
comment on column public.position_valuations.symbol is
'Code of the Tokyo Stock Exchange, such as 7203 or 130A.';
comment on column public.position_valuations.symbol_name is 'Name of the share; null where nobody gave one.';
comment on column public.position_valuations.quantity is 'Shares held, above zero.';
comment on column public.position_valuations.average_price is 'cost_basis / quantity in yen per share.';
comment on column public.position_valuations.cost_basis is
'Exact cost in yen of the shares held, purchase costs included.';
comment on column public.position_valuations.price is
'The latest price in yen per share, else the last one known; null where there was never one.';
comment on column public.position_valuations.price_timestamp is
'When the bar of price begins; null where there is no price.';
comment on column public.position_valuations.market_value is
'quantity x price in yen; null where there is no price.';
comment on column public.position_valuations.unrealized_pnl is
'market_value less cost_basis in yen; null where there is no price.';

-- Nobody has the right to write; see kaboom.refuse_view_writes.
create or replace trigger refuse_view_writes
instead of insert or update or delete on public.position_valuations
for each row execute function kaboom.refuse_view_writes();

revoke all on public.position_valuations from public, anon, authenticated, service_role;
grant select on public.position_valuations to authenticated, service_role;
