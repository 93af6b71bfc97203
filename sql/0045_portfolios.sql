create table public.portfolios (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    name varchar(100) not null,
    description text,
    initial_capital numeric not null,
    current_balance numeric(15, 2) not null,
    reserved_balance numeric(15, 2) not null default 0,
    capital_paid_in numeric(15, 2) not null,
    capital_withdrawn numeric(15, 2) not null default 0,
    adjustments numeric(15, 2) not null default 0,
    other_income numeric(15, 2) not null default 0,
    dividends_received numeric(15, 2) not null default 0,
    fractions_receivable numeric(15, 2) not null default 0,
    cost_transferred numeric(15, 2) not null default 0,
    realized_pnl numeric(15, 2) not null default 0,
    commission_paid numeric(15, 2) not null default 0,
    tax_paid numeric(15, 2) not null default 0,
    total_invested numeric(15, 2) not null default 0,
    total_return numeric(20, 2) not null default 0,
    return_percentage numeric(24, 4) not null default 0,
    last_entry_no bigint not null default 0,
    valued_entry_no bigint not null default 0,
    risk_level varchar(10) not null default 'medium',
    strategy_type varchar(50) not null default 'mixed',
    account_kind varchar(10) not null default 'taxable',
    is_active boolean not null default true,
    archived_by varchar(10),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint portfolios_pkey primary key (id),
    constraint portfolios_user_id_id_key unique (user_id, id),
    constraint portfolios_user_id_name_key unique (user_id, name),
    constraint portfolios_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint name_is_not_blank check (name ~ '\S'),
    constraint description_is_short check (length(description) <= 2000),
    -- Stored checks are parsed for every statement that writes the table, so on the tables that a fill writes
    -- they are short: 0.0 needs no cast, and an array literal no list.
    constraint initial_capital_is_positive check (
        initial_capital > 0.0 and initial_capital < 10000000000000.0
    ),
    constraint positive_balance check (current_balance >= 0.0),
    constraint reservation_is_not_negative check (reserved_balance >= 0.0),
    constraint balance_covers_reservation check (current_balance >= reserved_balance),
    constraint capital_withdrawn_is_not_negative check (capital_withdrawn >= 0.0),
    -- Money neither appears nor disappears: cash, the cost of the shares and of fractions that are still to
    -- be paid are what came in, went out and was gained.
    constraint money_is_conserved check (
        current_balance + total_invested + fractions_receivable
        = capital_paid_in - capital_withdrawn + adjustments + other_income + dividends_received
        + cost_transferred + realized_pnl
    ),
    constraint valuation_is_finite check (total_return + return_percentage < 'infinity'),
    constraint archives_say_who_archived check (
        is_active = (archived_by is null) and archived_by = any('{owner,operator}')
    ),
    constraint risk_level_is_known check (risk_level = any('{low,medium,high}')),
    constraint account_kind_is_known check (account_kind = any('{taxable,nisa}'))
)
-- Because every fill updates the row: with room on its page the update writes no index.
with (fillfactor = 50);
alter table public.portfolios enable row level security;
revoke all on public.portfolios from public, anon, authenticated, service_role;

comment on table public.portfolios is
$$A user's portfolio: cash, and what it is worth.

Inserting a row opens the portfolio with initial_capital in cash. Every amount is written
by the database alone.$$;
comment on column public.portfolios.id is 'Key of the row, made by the database.';
comment on column public.portfolios.user_id is 'The owner, by default the user who signed in. Never changes.';
comment on column public.portfolios.name is 'Name that the owner gives it, unique within the user.';
comment on column public.portfolios.description is
'The owner''s words, at most 2,000 characters; null for none.';
comment on column public.portfolios.initial_capital is 'Yen paid in when the portfolio was opened.';
comment on column public.portfolios.current_balance is 'Cash in yen: the sum of the cash ledger.';
comment on column public.portfolios.reserved_balance is
'Cash that open purchases reserve. Free cash is current_balance less this.';
comment on column public.portfolios.capital_paid_in is 'Yen paid in: initial_capital and all deposits.';
comment on column public.portfolios.capital_withdrawn is 'Yen taken out by withdrawals.';
comment on column public.portfolios.adjustments is 'Yen of corrections by the service role.';
comment on column public.portfolios.other_income is
'Yen of interest, fees and capital gains tax, net; written by the database.';
comment on column public.portfolios.dividends_received is
'Dividends in yen, less the tax withheld from them.';
comment on column public.portfolios.fractions_receivable is
'Cost in yen of fractions of shares that a corporate action has left over, until they are paid in cash.';
comment on column public.portfolios.cost_transferred is
'Cost in yen of shares that came in by transfer, less that of shares that left by transfer.';
comment on column public.portfolios.realized_pnl is 'Realised profit and loss in yen, costs deducted.';
comment on column public.portfolios.commission_paid is
'Commission of all fills in yen, part of cost and profit.';
comment on column public.portfolios.tax_paid is 'Tax of all fills in yen, part of cost and profit.';
comment on column public.portfolios.total_invested is 'Cost in yen of the shares owned.';
comment on column public.portfolios.total_return is
$$Cash and market value in yen, less capital paid in and cost transferred, plus capital withdrawn, as of the
last refresh; valued_portfolios has it as of now.$$;
comment on column public.portfolios.return_percentage is
'total_return in percent of capital_paid_in and, where it is above 0, cost_transferred.';
comment on column public.portfolios.last_entry_no is
'Number of the newest entry in cash_ledger or position_adjustments.';
comment on column public.portfolios.valued_entry_no is
'last_entry_no when total_return was refreshed; where the two differ, cash has moved since.';
comment on column public.portfolios.archived_by is
'Who archived it: owner or operator; null while it is active. Only the operator opens again what
the operator archived.';
comment on column public.portfolios.risk_level is
'low, medium or high, as the owner states. Kaboom does not act on it.';
comment on column public.portfolios.strategy_type is
'The owner''s word for the strategy. Kaboom does not act on it.';
comment on column public.portfolios.account_kind is
'taxable, or nisa where nothing is withheld from dividends. Chosen when the portfolio is opened.';
comment on column public.portfolios.is_active is
'False while archived: it then takes no order and moves no cash.';
comment on column public.portfolios.created_at is 'Time of the transaction that inserted the row.';
comment on column public.portfolios.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

create table public.cash_ledger (
    user_id uuid not null default auth.uid(),
    portfolio_id uuid not null,
    entry_no bigint not null,
    kind varchar(20) not null,
    amount numeric not null,
    balance_after numeric(15, 2) not null,
    execution_id text,
    action_id uuid,
    idempotency_key text,
    note text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint cash_ledger_pkey primary key (user_id, portfolio_id, entry_no),
    constraint cash_ledger_portfolio_fkey
        foreign key (user_id, portfolio_id) references public.portfolios (user_id, id) on delete cascade,
    constraint kind_is_known_and_gives_amount_its_sign check (
        case
            when kind = any('{opening,deposit,sell}') then amount > 0.0
            when kind = any('{withdrawal,buy,commission,tax}') then amount < 0.0
            when kind = any('{adjustment,fee,interest,capital_gains_tax,dividend,dividend_tax,fraction}')
                then amount <> 0.0
            -- The costs of a sale may have eaten all that it brought.
            else kind = any('{reversal}')
        end
        and amount < 10000000000000.0
        and amount = round(amount, 2)
    ),
    constraint entries_name_what_moved_the_cash check (
        (kind = any('{buy,sell,commission,tax,reversal}')) = (execution_id is not null)
        and (kind = any('{dividend,dividend_tax,fraction}')) = (action_id is not null)
    ),
    constraint cash_ledger_action_id_fkey foreign key (action_id) references public.corporate_actions (id),
    constraint entries_count_from_one check (entry_no > 0),
    constraint balance_after_is_not_negative check (balance_after >= 0.0),
    constraint note_is_short check (length(note) <= 1000)
);
alter table public.cash_ledger enable row level security;
revoke all on public.cash_ledger from public, anon, authenticated, service_role;

comment on table public.cash_ledger is
$$Every movement of cash of every portfolio. Append-only, and the truth about money.

A user inserts deposits and withdrawals, each with an idempotency_key; the service role also adjustments,
fees, interest and capital gains tax. All other entries are written by the database. See movement_kinds
for what each kind does.$$;
comment on column public.cash_ledger.user_id is
'Owner of the portfolio, by default the user who signed in. Never changes.';
comment on column public.cash_ledger.portfolio_id is 'The portfolio whose cash moved.';
comment on column public.cash_ledger.entry_no is
'Counts from 1 in each portfolio; the entries of cash_ledger and position_adjustments together have no gaps.';
comment on column public.cash_ledger.kind is
'opening, deposit, withdrawal, buy, sell, commission, tax, adjustment, fee, interest, capital_gains_tax,
dividend, dividend_tax, fraction or reversal.';
comment on column public.cash_ledger.amount is
'Yen, at most two decimals; positive into the portfolio, negative out of it.';
comment on column public.cash_ledger.balance_after is 'Cash in yen after this entry.';
comment on column public.cash_ledger.execution_id is
'The execution that moved the cash; null for other kinds.';
comment on column public.cash_ledger.action_id is
'The corporate action that moved the cash; null for other kinds.';
comment on column public.cash_ledger.idempotency_key is
'The key of the client, unique within the user: repeating it moves nothing.';
comment on column public.cash_ledger.note is 'The writer''s words, at most 1,000 characters; null for none.';
comment on column public.cash_ledger.created_at is 'When the cash moved: time of the transaction.';
comment on column public.cash_ledger.updated_at is 'As created_at: nobody changes an entry.';

create table public.movement_kinds (
    ledger text not null,
    kind text not null,
    cash text not null,
    quantity text not null,
    cost text not null,
    contribution text not null,
    profit text not null,
    meaning text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint movement_kinds_pkey primary key (ledger, kind),
    constraint ledger_is_known check (ledger in ('cash_ledger', 'position_adjustments')),
    constraint effects_are_known check (
        array[cash, quantity, cost, contribution, profit] <@ array['+', '-', '+-', '0']
    )
);
alter table public.movement_kinds enable row level security;
revoke all on public.movement_kinds from public, anon, authenticated, service_role;

comment on table public.movement_kinds is
$$What each kind of entry does to a portfolio: + raises, - lowers, +- either, 0 leaves.

Everyone reads it. The entries themselves are in cash_ledger and position_adjustments.$$;
comment on column public.movement_kinds.ledger is
'The table of the entry: cash_ledger or position_adjustments.';
comment on column public.movement_kinds.kind is 'The kind of the entry.';
comment on column public.movement_kinds.cash is 'Effect of the entry on the cash of the portfolio.';
comment on column public.movement_kinds.quantity is
'Effect of what the entry stands for on the shares of a position.';
comment on column public.movement_kinds.cost is
'Effect of what the entry stands for on the cost of the shares.';
comment on column public.movement_kinds.contribution is
'Effect on the net contribution: what the owner brought in less what they took out, shares by their cost.';
comment on column public.movement_kinds.profit is
'Effect of what the entry stands for on the realised profit or other income.';
comment on column public.movement_kinds.meaning is 'What the kind is, in a sentence.';
comment on column public.movement_kinds.created_at is 'Time of the transaction that inserted the row.';
comment on column public.movement_kinds.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
