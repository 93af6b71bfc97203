create table public.cash_ledger (
    user_id uuid not null default auth.uid(),
    portfolio_id uuid not null,
    entry_no bigint not null,
    kind varchar(20) not null,
    amount numeric(15, 2) not null,
    balance_after numeric(15, 2) not null,
    execution_id varchar(100),
    idempotency_key varchar(100),
    note text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint cash_ledger_pkey primary key (user_id, portfolio_id, entry_no),
    constraint cash_ledger_portfolio_fkey
        foreign key (user_id, portfolio_id) references public.portfolios (user_id, id) on delete cascade,
    -- Deferred, for an execution is booked before its row stands.
    constraint cash_ledger_execution_fkey
        foreign key (user_id, execution_id) references public.trade_executions (user_id, execution_id) on delete cascade
        deferrable initially deferred,
    constraint kind_is_known_and_gives_amount_its_sign check (
        case
            when kind = any('{opening,deposit,sell}') then amount > 0.0
            when kind = any('{withdrawal,buy,commission,tax}') then amount < 0.0
            else kind = any('{adjustment,reversal}') and amount <> 0.0
        end
        and amount < 'infinity'
    ),
    constraint trades_move_cash_by_executions check (
        (kind = any('{buy,sell,commission,tax,reversal}')) = (execution_id is not null)
    ),
    constraint entries_count_from_one check (entry_no > 0),
    constraint balance_after_is_not_negative check (balance_after >= 0.0),
    constraint note_is_short check (length(note) <= 1000)
);

comment on table public.cash_ledger is
$$Every movement of cash of every portfolio. Append-only, and the truth about money.

A user inserts deposits and withdrawals, each with an idempotency_key; the service role also adjustments. All other
entries are written by the database.$$;
comment on column public.cash_ledger.entry_no is 'Counts from 1 in each portfolio, without gaps.';
comment on column public.cash_ledger.kind is
'opening, deposit, withdrawal, buy, sell, commission, tax, adjustment or reversal.';
comment on column public.cash_ledger.amount is 'Yen; positive into the portfolio, negative out of it.';
comment on column public.cash_ledger.balance_after is 'Cash in yen after this entry.';
comment on column public.cash_ledger.execution_id is 'The fill that moved the cash.';
comment on column public.cash_ledger.idempotency_key is 'The client''s key, unique within the user: repeating it moves nothing.';
