create table public.positions (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    portfolio_id uuid not null,
    symbol kaboom.tokyo_code not null,
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
    constraint quantity_is_not_negative check (quantity >= 0),
    constraint reserved_quantity_is_not_negative check (reserved_quantity >= 0),
    constraint quantity_covers_reservation check (quantity >= reserved_quantity),
    constraint cost_basis_is_not_negative check (cost_basis >= 0.0),
    constraint no_shares_have_no_cost check (quantity > 0 or cost_basis = 0.0),
    constraint current_price_is_positive check (current_price > 0.0 and current_price < 'infinity'),
    constraint weight_is_finite check (weight_percentage < 'infinity')
)
with (fillfactor = 50);
alter table public.positions enable row level security;
revoke all on public.positions from public, anon, authenticated, service_role;

comment on table public.positions is
$$Shares that a portfolio owns, one row for each symbol.

Written by executions and adjustments alone. A position that was sold out keeps its row with quantity 0.$$;
comment on column public.positions.id is 'Key of the row, made by the database.';
comment on column public.positions.user_id is 'Owner of the portfolio. Never changes.';
comment on column public.positions.portfolio_id is 'The portfolio that owns the shares.';
comment on column public.positions.symbol is 'Code of the Tokyo Stock Exchange, such as 7203 or 130A.';
comment on column public.positions.symbol_name is
'Name of the share, at first of the order that bought it; the service role may change it. Null for none.';
comment on column public.positions.quantity is 'Shares owned.';
comment on column public.positions.reserved_quantity is
'Shares that open sales reserve. Free shares are quantity less this.';
comment on column public.positions.cost_basis is
'Exact cost in yen of the shares owned, purchase costs included.';
comment on column public.positions.average_price is
'cost_basis / quantity in yen; null when no share is owned.';
comment on column public.positions.current_price is 'Price in yen as of last_price_update.';
comment on column public.positions.market_value is 'quantity x current_price in yen.';
comment on column public.positions.unrealized_pnl is 'market_value less cost_basis in yen.';
comment on column public.positions.weight_percentage is 'Share of the portfolio''s total value in percent.';
comment on column public.positions.sector is
'Industry of the company, as instruments has it or the service role writes it; null where neither has one.';
comment on column public.positions.last_price_update is
'When the bar of current_price begins; null before the first valuation.';
comment on column public.positions.created_at is 'Time of the transaction that inserted the row.';
comment on column public.positions.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

create table public.trade_executions (
    user_id uuid not null,
    execution_id text not null,
    trade_id uuid not null,
    quantity numeric not null,
    price numeric not null,
    amount numeric(15, 2) not null,
    commission numeric not null,
    tax numeric not null,
    cost_change numeric(15, 2) not null,
    realized_pnl numeric(15, 2),
    entry_no bigint not null,
    reverses text,
    executed_at timestamptz not null,
    executed_at_is_stated boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint trade_executions_pkey primary key (user_id, execution_id),
    constraint trade_executions_trade_fkey
        foreign key (trade_id, user_id) references public.trades (id, user_id) on delete cascade
        deferrable initially deferred,
    constraint trade_executions_reverses_fkey
        foreign key (user_id, reverses) references public.trade_executions (user_id, execution_id)
        on delete cascade,
    constraint executed_at_is_finite check (isfinite(executed_at)),
    constraint execution_id_is_not_blank check (execution_id ~ '\S'),
    constraint only_reversals_are_negative check (
        case when reverses is null
            then quantity > 0 and commission >= 0.0 and tax >= 0.0
            else quantity < 0 and commission <= 0.0 and tax <= 0.0
        end
    ),
    constraint price_is_in_yen check (price > 0.0 and price < 100000000.0 and price = round(price, 2)),
    constraint amount_is_quantity_times_price check (amount = quantity * price)
);
alter table public.trade_executions enable row level security;
revoke all on public.trade_executions from public, anon, authenticated, service_role;

comment on table public.trade_executions is
$$Fills of orders, and their reversals. Append-only.

Inserting a row (service role) fills the order: it moves cash, shares, cost and reservations.
The same execution_id again is ignored when its content is the same, and an error when not.$$;
comment on column public.trade_executions.user_id is 'Owner of the order. Never changes.';
comment on column public.trade_executions.execution_id is
'The broker''s id of the fill, unique within the user.';
comment on column public.trade_executions.trade_id is 'The order that was filled.';
comment on column public.trade_executions.executed_at is
'When the fill happened; when it was recorded, where nobody stated it.';
comment on column public.trade_executions.executed_at_is_stated is 'Whether the broker stated executed_at.';
comment on column public.trade_executions.created_at is 'When it was recorded: time of the transaction.';
comment on column public.trade_executions.updated_at is 'As created_at: nobody changes an execution.';
comment on column public.trade_executions.quantity is 'Shares filled; negative on a reversal.';
comment on column public.trade_executions.price is 'Yen per share.';
comment on column public.trade_executions.amount is 'quantity x price in yen.';
comment on column public.trade_executions.commission is
'Yen; computed from the order''s rate unless the broker states it.';
comment on column public.trade_executions.tax is 'Yen; 0 unless the broker states it.';
comment on column public.trade_executions.cost_change is
'What the fill added to the cost of the position in yen; negative for a sale.';
comment on column public.trade_executions.realized_pnl is
'Realised profit and loss in yen; null for a purchase, on a reversal the difference that it makes.';
comment on column public.trade_executions.entry_no is
'Its first entry in the cash ledger; orders the fills of a portfolio.';
comment on column public.trade_executions.reverses is 'The execution_id that this row takes back.';

create table public.position_adjustments (
    user_id uuid not null default auth.uid(),
    portfolio_id uuid not null,
    entry_no bigint not null,
    symbol text not null,
    symbol_name varchar(200),
    kind varchar(20) not null default 'transfer',
    quantity numeric not null,
    cost numeric,
    cost_change numeric(15, 2) not null,
    realized_pnl numeric(15, 2) not null default 0,
    fraction_change numeric(15, 2) not null default 0,
    proceeds numeric(15, 2),
    folds_before bigint,
    action_id uuid,
    old_shares integer,
    new_shares integer,
    follows text,
    belongs_to bigint,
    reverses bigint,
    idempotency_key text,
    note text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint position_adjustments_pkey primary key (user_id, portfolio_id, entry_no),
    constraint position_adjustments_portfolio_fkey
        foreign key (user_id, portfolio_id) references public.portfolios (user_id, id) on delete cascade,
    constraint position_adjustments_reverses_fkey
        foreign key (user_id, portfolio_id, reverses)
        references public.position_adjustments (user_id, portfolio_id, entry_no) on delete cascade,
    constraint position_adjustments_action_id_fkey
        foreign key (action_id) references public.corporate_actions (id),
    constraint position_adjustments_idempotency_key_key unique (user_id, idempotency_key),
    constraint symbol_is_a_tokyo_code check (kaboom.is_tokyo_code(symbol)),
    constraint kind_is_known check (
        kind = any('{transfer,correction,split,merger,free_allotment,fraction,recount,reversal}')
    ),
    constraint clients_send_a_key check (
        kind = 'reversal' or (idempotency_key is not null) = (kind = any('{transfer,correction}'))
    ),
    constraint ratio_belongs_to_movements_by_a_ratio check (
        (kind = any('{split,merger,free_allotment}')) = (old_shares is not null and new_shares is not null)
        and (old_shares is null) = (new_shares is null)
        and old_shares > 0
        and new_shares > 0
    ),
    constraint actions_are_named check (
        kind = any('{recount,reversal}')
        or (kind = any('{split,merger,free_allotment,fraction}')) = (action_id is not null)
    ),
    constraint fractions_belong_to_a_movement check (
        (kind <> 'fraction' or (belongs_to is not null and proceeds is not null))
        and (kind = any('{fraction,reversal}') or proceeds is null)
    ),
    constraint only_reversals_reverse check ((kind = 'reversal') = (reverses is not null)),
    constraint quantity_is_a_number_of_shares check (
        quantity between -2147483647 and 2147483647
        and quantity = trunc(quantity)
        and (quantity <> 0.0 or kind <> 'transfer')
    ),
    constraint entries_count_from_one check (entry_no > 0),
    constraint note_is_short check (length(note) <= 1000)
);
alter table public.position_adjustments enable row level security;
revoke all on public.position_adjustments from public, anon, authenticated, service_role;

comment on table public.position_adjustments is
$$Movements of shares that are no fills: transfers from and to other accounts, corrections, what corporate
actions do, and reversals. Append-only.

Inserting a transfer or a correction moves the shares and their cost; all other kinds are written by the
database. The same idempotency_key again is ignored when its content is the same, and an error when not.$$;
comment on column public.position_adjustments.user_id is
'Owner of the portfolio, by default the user who signed in. Never changes.';
comment on column public.position_adjustments.portfolio_id is 'The portfolio whose shares moved.';
comment on column public.position_adjustments.entry_no is
'Counts from 1 in each portfolio; the entries of cash_ledger and position_adjustments together have no gaps.';
comment on column public.position_adjustments.symbol is 'Code of the share.';
comment on column public.position_adjustments.symbol_name is
'Name of the share, for a position that this row opens.';
comment on column public.position_adjustments.kind is
'transfer; correction; split, merger or free_allotment, by a ratio; fraction, paid in cash; recount, what a
reversal changes of them; or reversal.';
comment on column public.position_adjustments.quantity is
'Shares; positive into the portfolio, negative out of it.';
comment on column public.position_adjustments.cost is
'Yen that the shares cost, as stated; null for a transfer out, which takes its part of the moving average.';
comment on column public.position_adjustments.cost_change is
'What the row added to the cost of the position in yen.';
comment on column public.position_adjustments.realized_pnl is
'What the row changed of profits realised since, in yen, or what a fraction gained; 0 for a
transfer and a correction.';
comment on column public.position_adjustments.fraction_change is
'What the row added to the cost of fractions that are still to be paid, in yen.';
comment on column public.position_adjustments.proceeds is
'Yen paid for a fraction of a share, negative on a reversal; else null.';
comment on column public.position_adjustments.folds_before is
'The entry_no of the movement before which the row counts in the moving average; null for its own place.';
comment on column public.position_adjustments.action_id is
'The corporate action that the row is part of, of a recount the newest one; null for other kinds.';
comment on column public.position_adjustments.old_shares is
'So many shares became new_shares; null where there is no ratio.';
comment on column public.position_adjustments.new_shares is
'What old_shares became; null where there is no ratio.';
comment on column public.position_adjustments.follows is
'The execution_id of a fill of the time before ex_date that was booked after the action, and that this
row converts; else null.';
comment on column public.position_adjustments.belongs_to is
'The entry_no of the row that applied the action; null on that row itself, and for other kinds.';
comment on column public.position_adjustments.reverses is
'The entry_no of the adjustment that this row takes back.';
comment on column public.position_adjustments.idempotency_key is
'The key of the client, unique within the user: repeating it moves nothing. Null where the
database wrote the row.';
comment on column public.position_adjustments.note is 'A remark of the client, at most 1,000 characters.';
comment on column public.position_adjustments.created_at is 'When the shares moved: time of the transaction.';
comment on column public.position_adjustments.updated_at is 'As created_at: nobody changes an adjustment.';

-- Deferred, because an execution is booked BEFORE its own row is inserted.
alter table public.cash_ledger add constraint cash_ledger_execution_fkey
foreign key (user_id, execution_id) references public.trade_executions (user_id, execution_id)
on delete cascade deferrable initially deferred;
