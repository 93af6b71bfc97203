create table public.applied_actions (
    user_id uuid not null,
    portfolio_id uuid not null,
    action_id uuid not null,
    state varchar(10) not null,
    error text,
    entry_no bigint,
    seen_entry_no bigint not null,
    fraction numeric,
    shares integer,
    gross numeric(15, 2),
    tax numeric(15, 2),
    is_stated boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint applied_actions_pkey primary key (user_id, portfolio_id, action_id),
    constraint applied_actions_portfolio_fkey
        foreign key (user_id, portfolio_id) references public.portfolios (user_id, id) on delete cascade,
    constraint applied_actions_action_id_fkey
        foreign key (action_id) references public.corporate_actions (id),
    constraint state_is_known check (state in ('applied', 'reversed', 'failed')),
    constraint failures_say_why check ((state = 'failed') = (error is not null)),
    constraint gross_and_tax_come_together check (
        (gross is null) = (tax is null) and tax >= 0.0 and tax <= gross
    ),
    constraint fraction_is_part_of_a_share check (fraction > 0.0 and fraction < 1.0)
);
alter table public.applied_actions enable row level security;
revoke all on public.applied_actions from public, anon, authenticated, service_role;

comment on table public.applied_actions is
$$What corporate actions have done to portfolios, one row for each portfolio and action.

Written by the database alone. A portfolio that could not take an action is named here with the
reason, and tried again.$$;
comment on column public.applied_actions.user_id is 'Owner of the portfolio. Never changes.';
comment on column public.applied_actions.portfolio_id is 'The portfolio.';
comment on column public.applied_actions.action_id is 'The action: id of corporate_actions.';
comment on column public.applied_actions.state is
'applied; reversed, taken back by a new version or an operator; failed, to be tried again.';
comment on column public.applied_actions.error is 'Why it failed; null for other states.';
comment on column public.applied_actions.entry_no is
'The row of position_adjustments that changed the shares; null for dividends, and where no share was owned.';
comment on column public.applied_actions.seen_entry_no is
'Newest entry of the portfolio when the action was applied last: later fills of the time before ex_date
are looked for after it.';
comment on column public.applied_actions.fraction is
'Part of a share that is left over and still to be paid in cash; null for none.';
comment on column public.applied_actions.shares is
'Shares that were entitled to the dividend; null for other kinds.';
comment on column public.applied_actions.gross is 'Dividend in yen before tax; null for other kinds.';
comment on column public.applied_actions.tax is 'Tax withheld from it in yen; null for other kinds.';
comment on column public.applied_actions.is_stated is 'Whether the broker stated gross and tax.';
comment on column public.applied_actions.created_at is 'Time of the transaction that inserted the row.';
comment on column public.applied_actions.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
