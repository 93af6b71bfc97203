create table public.portfolio_snapshots (
    user_id uuid not null,
    portfolio_id uuid not null,
    day date not null,
    cash numeric(15, 2) not null,
    market_value numeric(20, 2) not null,
    cost numeric(15, 2) not null,
    fractions numeric(15, 2) not null default 0,
    contributed numeric(20, 2) not null,
    net_contribution numeric(20, 2) not null,
    realized_pnl numeric(15, 2) not null,
    dividends numeric(15, 2) not null,
    costs numeric(15, 2) not null,
    entry_no bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint portfolio_snapshots_pkey primary key (user_id, portfolio_id, day),
    constraint portfolio_snapshots_portfolio_fkey
        foreign key (user_id, portfolio_id) references public.portfolios (user_id, id) on delete cascade,
    constraint day_is_finite check (isfinite(day)),
    constraint contributed_covers_net_contribution check (contributed >= net_contribution)
);
alter table public.portfolio_snapshots enable row level security;
revoke all on public.portfolio_snapshots from public, anon, authenticated, service_role;

comment on table public.portfolio_snapshots is
$$What each portfolio was worth at the end of each session, in yen: one row a portfolio and session.

Made by the database from the ledger, the executions, the adjustments and the daily bars, and made again
from the day of whatever arrives late. A movement belongs to the day in Asia/Tokyo on which it happened;
what was taken back never was. A user reads their own.$$;
comment on column public.portfolio_snapshots.user_id is 'Owner of the portfolio. Never changes.';
comment on column public.portfolio_snapshots.portfolio_id is 'The portfolio.';
comment on column public.portfolio_snapshots.day is 'The session, a day in Asia/Tokyo.';
comment on column public.portfolio_snapshots.cash is 'Cash in yen.';
comment on column public.portfolio_snapshots.market_value is
'Value of the shares in yen at the raw close of the session or the last one before; at
cost where there is none.';
comment on column public.portfolio_snapshots.cost is
'Cost of the shares in yen, as executions and adjustments booked it.';
comment on column public.portfolio_snapshots.fractions is
'Cost in yen of parts of shares that corporate actions left over and that are not paid
yet; a part of the value.';
comment on column public.portfolio_snapshots.contributed is
'Yen that the owner has brought in so far, shares by their value on the day on which they came.';
comment on column public.portfolio_snapshots.net_contribution is
'contributed less what the owner has taken out so far, shares by their value on the day on which they left.';
comment on column public.portfolio_snapshots.realized_pnl is
'Realised profit and loss so far in yen, as executions and adjustments booked it.';
comment on column public.portfolio_snapshots.dividends is 'Dividends so far in yen, tax deducted.';
comment on column public.portfolio_snapshots.costs is 'Commission and tax of all fills so far in yen.';
comment on column public.portfolio_snapshots.entry_no is
'All entries of the portfolio up to this number had happened by the end of the day; what
moved later comes after it.';
comment on column public.portfolio_snapshots.created_at is 'Time of the transaction that inserted the row.';
comment on column public.portfolio_snapshots.updated_at is
'Time of the transaction that made the row again last; at first created_at.';

-- Beside portfolios and not in it, so that the job locks no row that a fill writes.
create table kaboom.snapshot_states (
    user_id uuid not null,
    portfolio_id uuid not null,
    built_through date not null,
    seen_entry_no bigint not null default 0,
    stale_from date,
    constraint snapshot_states_pkey primary key (user_id, portfolio_id),
    constraint snapshot_states_portfolio_fkey
        foreign key (user_id, portfolio_id) references public.portfolios (user_id, id) on delete cascade
)
with (fillfactor = 70);
alter table kaboom.snapshot_states enable row level security;
revoke all on kaboom.snapshot_states from public, anon, authenticated, service_role;
create policy "Nobody but the owner reads the states" on kaboom.snapshot_states using (false);

comment on table kaboom.snapshot_states is
$$How far the snapshots of each portfolio are made. The job that makes them locks the row.
Nobody but the owner reads it.$$;
comment on column kaboom.snapshot_states.user_id is 'Owner of the portfolio.';
comment on column kaboom.snapshot_states.portfolio_id is 'The portfolio.';
comment on column kaboom.snapshot_states.built_through is
'The last session whose snapshot is made; before the first one, the day before the portfolio was opened.';
comment on column kaboom.snapshot_states.seen_entry_no is
'The newest entry of the portfolio whose day is known: a later one may be of a session
whose snapshot is made.';
comment on column kaboom.snapshot_states.stale_from is
'The first day whose snapshot a changed bar made stale; null for none.';
