create table public.trades (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    portfolio_id uuid not null,
    symbol text not null,
    symbol_name varchar(200),
    trade_type varchar(10) not null,
    quantity numeric not null,
    filled_quantity integer not null default 0,
    remaining_quantity integer generated always as (quantity::integer - filled_quantity) stored,
    price numeric not null,
    stop_price numeric,
    total_amount numeric(15, 2) not null,
    commission numeric not null,
    tax numeric not null,
    net_amount numeric(15, 2) not null generated always as (
        case trade_type
            when 'buy' then total_amount + commission + tax
            else total_amount - commission - tax
        end
    ) stored,
    order_type varchar(20) not null default 'limit',
    status varchar(20) not null default 'pending',
    reason text,
    cancel_requested_at timestamptz,
    closed_at timestamptz,
    closed_as varchar(20),
    commission_rate numeric(8, 6) not null,
    reserve_price numeric(18, 6) not null,
    reserved_amount numeric(15, 2) not null default 0,
    client_order_id text,
    order_id text,
    ai_analysis_id uuid,
    ai_decision varchar(10),
    ai_confidence numeric(3, 2),
    executed_at timestamptz,
    execution_price numeric,
    cost_basis numeric(15, 2),
    realized_pnl numeric(15, 2),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint trades_pkey primary key (id),
    constraint trades_user_id_id_key unique (user_id, id),
    constraint trades_portfolio_fkey
        foreign key (user_id, portfolio_id) references public.portfolios (user_id, id) on delete cascade,
    -- Deferred, so that erasing an account may begin with its analyses.
    constraint trades_ai_analysis_fkey
        foreign key (user_id, ai_analysis_id) references public.ai_analysis_results (user_id, id)
        deferrable initially deferred,
    constraint symbol_is_a_tokyo_code check (kaboom.is_tokyo_code(symbol)),
    constraint trade_type_is_known check (trade_type = any('{buy,sell}')),
    constraint quantity_is_a_number_of_shares check (quantity >= 1.0 and quantity = trunc(quantity)),
    constraint filled_quantity_is_part_of_quantity check (filled_quantity between 0 and quantity),
    constraint price_is_in_yen check (price > 0.0 and price < 100000000.0 and price = round(price, 2)),
    constraint commission_is_not_negative check (commission >= 0.0 and commission < 'infinity'),
    constraint tax_is_not_negative check (tax >= 0.0 and tax < 'infinity'),
    constraint order_type_is_known check (order_type = any('{market,limit,stop,stop_limit}')),
    constraint stop_price_belongs_to_stop_orders check (
        (order_type = any('{stop,stop_limit}')) = (stop_price is not null)
        and stop_price > 0.0 and stop_price < 100000000.0 and stop_price = round(stop_price, 2)
    ),
    constraint status_is_known_and_agrees_with_filled_quantity check (
        status = any(
            case
                when filled_quantity = 0 then '{pending,rejected,cancelled}'::text[]
                when filled_quantity < quantity then '{partial,cancelled,rejected}'
                else '{filled}'
            end
        )
    ),
    constraint closed_orders_say_when_and_how check (
        (closed_at is null) = (closed_as is null)
        and case
            when status = any('{pending,partial}') then closed_at is null
            else status = 'filled' or closed_as = status
        end
    ),
    constraint only_waiting_purchases_reserve_cash check (
        reserved_amount >= 0.0
        and (reserved_amount = 0.0 or (trade_type = 'buy' and status = any('{pending,partial}')))
    ),
    constraint commission_rate_is_a_fraction check (commission_rate >= 0.0 and commission_rate < 1.0),
    constraint ai_decision_is_known check (ai_decision = any('{buy,sell,hold}')),
    constraint ai_confidence_is_a_fraction check (ai_confidence between 0.0 and 1.0),
    constraint reason_is_short check (length(reason) <= 1000)
)
with (fillfactor = 70);
alter table public.trades enable row level security;
revoke all on public.trades from public, anon, authenticated, service_role;

comment on table public.trades is
$$Orders and what became of them.

Inserting a row places an order and reserves its cash or shares. Setting status to cancelled cancels the rest;
once the broker has the order (order_id), it asks the broker to. Fills come from trade_executions.
Every amount is computed by the database.$$;
comment on column public.trades.id is 'Key of the order, made by the database or sent by the service role.';
comment on column public.trades.user_id is 'Owner of the portfolio. Never changes.';
comment on column public.trades.portfolio_id is 'The portfolio that pays or sells. Never changes.';
comment on column public.trades.symbol is 'Code of the Tokyo Stock Exchange, such as 7203 or 130A.';
comment on column public.trades.symbol_name is
'Name of the share, as the client sent it, else as instruments has it; null where neither has one.';
comment on column public.trades.trade_type is 'buy or sell.';
comment on column public.trades.quantity is 'Shares ordered.';
comment on column public.trades.filled_quantity is 'Shares of the fills that are not reversed.';
comment on column public.trades.remaining_quantity is 'quantity less filled_quantity.';
comment on column public.trades.price is
'Yen per share: the limit of limit and stop_limit orders, the reference price of market and stop orders.';
comment on column public.trades.stop_price is 'Trigger in yen of stop and stop_limit orders.';
comment on column public.trades.total_amount is
'Executed quantity x price in yen; before any fill, quantity x price.';
comment on column public.trades.commission is 'Commission of the fills in yen.';
comment on column public.trades.tax is 'Tax of the fills in yen.';
comment on column public.trades.net_amount is
'A purchase: total_amount + commission + tax. A sale: total_amount - commission - tax. Yen.';
comment on column public.trades.order_type is 'market, limit, stop or stop_limit.';
comment on column public.trades.status is
'pending, partial, filled, cancelled or rejected. A cancelled order may have fills.';
comment on column public.trades.reason is 'Why the order was cancelled or rejected.';
comment on column public.trades.cancel_requested_at is
'When the cancellation of an order that the broker has was asked for; the order stays open
until the broker confirms.';
comment on column public.trades.closed_at is
'When the order was cancelled or rejected; never cleared. From then on it reserves nothing, but
late fills are booked.';
comment on column public.trades.closed_as is
'cancelled or rejected: the status that the order was closed with.';
comment on column public.trades.commission_rate is
'Commission as a fraction of the amount, fixed when the order was placed.';
comment on column public.trades.reserve_price is
'Yen per share at which the unfilled rest of a purchase reserves cash.';
comment on column public.trades.reserved_amount is 'Cash in yen that the unfilled rest reserves.';
comment on column public.trades.client_order_id is
'The client''s own id, unique within the user: repeating it places no second order.';
comment on column public.trades.order_id is 'The broker''s id of the order.';
comment on column public.trades.ai_analysis_id is
'The analysis that the order rests on; null where it rests on none.';
comment on column public.trades.ai_decision is
'buy, sell or hold, copied from the analysis when the order was placed.';
comment on column public.trades.ai_confidence is 'Copied from the analysis when the order was placed.';
comment on column public.trades.execution_price is 'Volume-weighted price of the fills in yen.';
comment on column public.trades.executed_at is 'When the latest fill happened.';
comment on column public.trades.cost_basis is 'Cost in yen of the shares that a sale gave away.';
comment on column public.trades.realized_pnl is
'Realised profit and loss of the fills in yen; of a purchase, what a reversal changed.';
comment on column public.trades.created_at is 'When the order was placed: time of the transaction.';
comment on column public.trades.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
