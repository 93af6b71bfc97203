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
    constraint cost_basis_is_positive_exactly_while_shares_are_held check ((quantity > 0) = (cost_basis > 0.0)),
    constraint current_price_is_positive check (current_price > 0.0 and current_price < 'infinity')
)
with (fillfactor = 50);
alter table public.positions enable row level security;
revoke all on public.positions from public, anon, authenticated, service_role;

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

create table public.trade_executions (
    user_id uuid not null,
    execution_id varchar(100) not null,
    trade_id uuid not null,
    quantity integer not null,
    price numeric(10, 2) not null,
    amount numeric(15, 2) not null,
    commission numeric(15, 2) not null,
    tax numeric(15, 2) not null,
    cost_change numeric(15, 2) not null,
    realized_pnl numeric(15, 2),
    entry_no bigint not null,
    reverses varchar(100),
    executed_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint trade_executions_pkey primary key (user_id, execution_id),
    constraint trade_executions_trade_fkey
        foreign key (trade_id, user_id) references public.trades (id, user_id) on delete cascade
        deferrable initially deferred,
    constraint trade_executions_reverses_fkey
        foreign key (user_id, reverses) references public.trade_executions (user_id, execution_id) on delete cascade,
    constraint executed_at_is_finite check (isfinite(executed_at)),
    constraint execution_id_is_not_blank check (execution_id ~ '\S'),
    constraint only_reversals_are_negative check (
        case when reverses is null
            then quantity > 0 and commission >= 0.0 and tax >= 0.0
            else quantity < 0 and commission <= 0.0 and tax <= 0.0
        end
    ),
    constraint price_is_positive check (price > 0.0 and price < 'infinity'),
    constraint amount_is_quantity_times_price check (amount = quantity * price)
);
alter table public.trade_executions enable row level security;
revoke all on public.trade_executions from public, anon, authenticated, service_role;

comment on table public.trade_executions is
$$Fills of orders, and their reversals. Append-only.

Inserting a row (service role) fills the order: it moves cash, shares, cost and reservations. The same execution_id
again is ignored when its content is the same, and an error when not.$$;
comment on column public.trade_executions.execution_id is 'The broker''s id of the fill, unique within the user.';
comment on column public.trade_executions.quantity is 'Shares filled; negative on a reversal.';
comment on column public.trade_executions.price is 'Yen a share.';
comment on column public.trade_executions.amount is 'quantity x price in yen.';
comment on column public.trade_executions.commission is 'Yen; computed from the order''s rate unless the broker states it.';
comment on column public.trade_executions.tax is 'Yen; 0 unless the broker states it.';
comment on column public.trade_executions.cost_change is
'What the fill added to the cost of the position in yen; negative for a sale.';
comment on column public.trade_executions.realized_pnl is
'Realised profit and loss in yen; null for a purchase, on a reversal the difference that it makes.';
comment on column public.trade_executions.entry_no is 'Its first entry in the cash ledger; orders the fills of a portfolio.';
comment on column public.trade_executions.reverses is 'The execution_id that this row takes back.';

-- Deferred, because an execution is booked BEFORE its own row is inserted.
alter table public.cash_ledger add constraint cash_ledger_execution_fkey
foreign key (user_id, execution_id) references public.trade_executions (user_id, execution_id) on delete cascade
deferrable initially deferred;
