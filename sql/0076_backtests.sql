create table public.backtest_tallies (
    user_id uuid not null,
    strategy_name varchar(100) not null,
    trials integer not null default 0,
    measured_trials integer not null default 0,
    mean_sharpe double precision not null default 0,
    squared_deviations double precision not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint backtest_tallies_pkey primary key (user_id, strategy_name),
    constraint backtest_tallies_user_id_fkey
    foreign key (user_id) references auth.users (id) on delete cascade,
    constraint measured_trials_are_trials check (measured_trials between 0 and trials),
    constraint figures_of_trials_are_finite check (
        abs(mean_sharpe) < 'infinity' and squared_deviations >= 0 and squared_deviations < 'infinity'
    )
);
alter table public.backtest_tallies enable row level security;
revoke all on public.backtest_tallies from public, anon, authenticated, service_role;

comment on table public.backtest_tallies is
$$How many runs of a strategy a user has completed. Deleting a backtest does not touch it.

The more often a strategy was tried, the less its best result proves: deflated_sharpe_ratio counts these
trials.$$;
comment on column public.backtest_tallies.trials is 'Completed runs.';
comment on column public.backtest_tallies.measured_trials is 'Completed runs that have a Sharpe ratio.';
comment on column public.backtest_tallies.mean_sharpe is
'Mean of their Sharpe ratios, per period, not annualised.';
comment on column public.backtest_tallies.squared_deviations is
'Sum of the squared deviations from mean_sharpe; by measured_trials - 1 it is the variance.';
comment on column public.backtest_tallies.user_id is 'The owner.';
comment on column public.backtest_tallies.strategy_name is 'Name of the strategy.';
comment on column public.backtest_tallies.created_at is 'When the first run was completed.';
comment on column public.backtest_tallies.updated_at is 'When the last run was completed.';

create table kaboom.backtest_simulations (
    user_id uuid not null,
    backtest_id uuid not null,
    state jsonb not null,
    constraint backtest_simulations_pkey primary key (user_id, backtest_id),
    constraint backtest_simulations_backtest_fkey foreign key (user_id, backtest_id)
    references public.backtest_results (user_id, id) on delete cascade
);
alter table kaboom.backtest_simulations enable row level security;
revoke all on kaboom.backtest_simulations from public, anon, authenticated, service_role;
create policy "Nobody but the owner reads the simulations" on kaboom.backtest_simulations using (false);

comment on table kaboom.backtest_simulations is
'Where a run of run_backtest has come to, so that its parts can be committed one by one.';
comment on column kaboom.backtest_simulations.state is
$${"reached", "sleeves", "value", "curve", "trades"}: the last day that is done, cash and shares of each
symbol, and the results so far.$$;
comment on column kaboom.backtest_simulations.user_id is 'The owner.';
comment on column kaboom.backtest_simulations.backtest_id is 'The running backtest.';

create type kaboom.backtest_rules as (
    strategy_name text,
    commission_rate numeric,
    trading_unit integer,
    tick numeric,
    volume_share numeric,
    fast integer,
    slow integer
);
comment on type kaboom.backtest_rules is 'By which rules the database simulates a symbol of a backtest.';
comment on column kaboom.backtest_rules.strategy_name is 'buy_and_hold or sma_cross.';
comment on column kaboom.backtest_rules.commission_rate is 'Commission, a fraction of the amount.';
comment on column kaboom.backtest_rules.trading_unit is 'Orders are multiples of so many shares.';
comment on column kaboom.backtest_rules.tick is
'Prices are multiples of so many yen; null for what round_to_tick says of the symbol.';
comment on column kaboom.backtest_rules.volume_share is
'Largest part of a bar''s volume that an order takes; null for all of it.';
comment on column kaboom.backtest_rules.fast is 'Bars of the shorter mean; null for buy_and_hold.';
comment on column kaboom.backtest_rules.slow is 'Bars of the longer mean; null for buy_and_hold.';

create type kaboom.sleeve as (
    day date,
    cash numeric,
    quantity integer,
    value numeric,
    order_side text,
    order_quantity integer,
    entry_date date,
    bought integer,
    entry_amount numeric,
    exit_amount numeric,
    commission numeric,
    closes numeric array,
    fast_sum numeric,
    slow_sum numeric
);
comment on type kaboom.sleeve is
'The part of a simulated capital that belongs to one symbol, after some bar.';
comment on column kaboom.sleeve.day is 'Day of the newest bar; null before the first.';
comment on column kaboom.sleeve.cash is 'Yen that are not invested.';
comment on column kaboom.sleeve.quantity is 'Shares held.';
comment on column kaboom.sleeve.value is 'Yen at the close: cash and shares.';
comment on column kaboom.sleeve.order_side is 'buy or sell, of the order that waits.';
comment on column kaboom.sleeve.order_quantity is
'Shares of the order that waits for the next bar; 0 for none.';
comment on column kaboom.sleeve.entry_date is 'When the open trade began; null for none.';
comment on column kaboom.sleeve.bought is 'Shares that the open trade has bought.';
comment on column kaboom.sleeve.entry_amount is 'Yen paid for them, without commission.';
comment on column kaboom.sleeve.exit_amount is 'Yen that the open trade has sold for, without commission.';
comment on column kaboom.sleeve.commission is 'Yen of commission of the open trade.';
comment on column kaboom.sleeve.closes is 'The newest closes.';
comment on column kaboom.sleeve.fast_sum is 'Sum of the closes of the shorter mean.';
comment on column kaboom.sleeve.slow_sum is 'Sum of the closes of the longer mean.';

create type kaboom.sleeve_pass as (
    sleeve kaboom.sleeve,
    days date array,
    changes numeric array,
    trades jsonb
);
comment on type kaboom.sleeve_pass is 'What some days have made of a sleeve.';
comment on column kaboom.sleeve_pass.sleeve is 'The sleeve after the last bar.';
comment on column kaboom.sleeve_pass.days is 'The days that have a bar.';
comment on column kaboom.sleeve_pass.changes is 'Change of the value of the sleeve on each of them, in yen.';
comment on column kaboom.sleeve_pass.trades is 'The trades that were closed.';
