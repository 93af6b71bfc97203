create table public.positions (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    portfolio_id uuid not null,
    symbol varchar(10) not null,
    symbol_name varchar(200),
    quantity integer not null,
    reserved_quantity integer not null default 0,
    cost_basis numeric(15, 2) not null,
    average_price numeric(15, 2)
        generated always as (case when quantity > 0 then round(cost_basis / quantity, 2) end) stored,
    current_price numeric(10, 2),
    market_value numeric(20, 2) generated always as (quantity * current_price) stored,
    unrealized_pnl numeric(20, 2) generated always as (quantity * current_price - cost_basis) stored,
    weight_percentage numeric(5, 2),
    sector varchar(50),
    last_price_update timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint positions_pkey primary key (id),
    constraint positions_user_id_portfolio_id_symbol_key unique (user_id, portfolio_id, symbol),
    constraint positions_portfolio_fkey
        foreign key (user_id, portfolio_id) references public.portfolios (user_id, id) on delete cascade,
    constraint symbol_is_a_tokyo_code
        check (symbol ~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY]$'),
    constraint quantity_is_not_negative check (quantity >= 0),
    constraint reserved_quantity_is_not_negative check (reserved_quantity >= 0),
    constraint quantity_covers_reservation check (quantity >= reserved_quantity),
    constraint average_price_is_positive check (average_price > 0.0),
    constraint shares_have_a_cost_and_none_have_none check ((quantity > 0) = (cost_basis > 0.0)),
    constraint current_price_is_positive check (current_price > 0.0 and current_price < 'infinity')
)
with (fillfactor = 50);

comment on table public.positions is
$$Shares that a portfolio holds, one row for each symbol.

Written by executions alone. A position that was sold out keeps its row with quantity 0.$$;
comment on column public.positions.quantity is 'Shares held.';
comment on column public.positions.reserved_quantity is 'Shares that waiting sales hold. Free shares are quantity less this.';
comment on column public.positions.cost_basis is 'Exact cost in yen of the shares held, purchase costs included.';
comment on column public.positions.average_price is 'cost_basis / quantity in yen; null when nothing is held.';
comment on column public.positions.current_price is 'Price in yen as of last_price_update.';
comment on column public.positions.market_value is 'quantity x current_price in yen.';
comment on column public.positions.unrealized_pnl is 'market_value less cost_basis in yen.';
comment on column public.positions.weight_percentage is 'Share of the portfolio''s total value in percent.';
