-- kaboom: sql/0001_migration_history.sql versioned 7c9a254c8eba9e680d257d403aa5adaf8bf1de417c786cd80d2ab60cbbf28cd1
-- Where the migrator writes down what it has applied. It records this file too, as any other.

create schema if not exists kaboom;
comment on schema kaboom is 'Trigger functions, helpers and the history of migrations. Nobody but the owner may use it.';
revoke all on schema kaboom from public;

create table if not exists kaboom.migrations (
    path text not null,
    kind text not null,
    checksum text not null,
    duration_ms integer not null,
    applied_by text not null default current_user,
    applied_at timestamptz not null default clock_timestamp(),
    constraint migrations_pkey primary key (path),
    constraint kind_is_known check (kind in ('versioned', 'repeatable'))
);
comment on table kaboom.migrations is 'The files that made this database, one row for each.';
comment on column kaboom.migrations.path is 'The file, relative to the project.';
comment on column kaboom.migrations.kind is 'versioned: run once. repeatable: run again when its text changes.';
comment on column kaboom.migrations.checksum is 'SHA-256 of the rendered text, line endings and BOM normalised.';
revoke all on kaboom.migrations from public;
alter table kaboom.migrations enable row level security;
create policy "Nobody but the owner reads the history" on kaboom.migrations using (false);

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0001_migration_history.sql', 'versioned', '7c9a254c8eba9e680d257d403aa5adaf8bf1de417c786cd80d2ab60cbbf28cd1', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0002_platform.sql versioned 35e31d8c5926128040db847bf49c9c9d44f6e86357ee9c3f4805a80409eda324
-- What Supabase brings along and a plain PostgreSQL lacks: the API roles, the schemas auth and extensions, and the
-- Realtime publication. Each part is made only where it is missing, so nothing of a real Supabase project is touched.

do $$
declare
    attributes text;
    api_role text;
begin
    for api_role, attributes in
        values ('anon', 'nologin'), ('authenticated', 'nologin'), ('service_role', 'nologin bypassrls')
    loop
        if to_regrole(api_role) is null then
            -- Roles belong to the whole server, so another database may be creating the same one right now.
            begin
                execute format('create role %I %s', api_role, attributes);
                if api_role <> 'service_role' then
                    execute format(
                        'alter role %I set statement_timeout = %L',
                        api_role,
                        case api_role when 'anon' then '3s' else '8s' end
                    );
                end if;
            exception
                when duplicate_object or unique_violation then null;
            end;
        end if;
    end loop;

    if to_regrole('authenticator') is null then
        begin
            create role authenticator login noinherit;
            alter role authenticator set statement_timeout = '8s';
            alter role authenticator set lock_timeout = '8s';
            grant anon, authenticated, service_role to authenticator;
        exception
            when duplicate_object or unique_violation then null;
        end;
    end if;
end;
$$;

create schema if not exists extensions;
grant usage on schema extensions to anon, authenticated, service_role;

do $$
begin
    if not exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime') then
        create publication supabase_realtime;
    end if;
end;
$$;

do $platform$
begin
    if to_regnamespace('auth') is not null then
        return;
    end if;

    create schema auth;
    grant usage on schema auth to anon, authenticated, service_role;

    create table auth.users (
        id uuid primary key default gen_random_uuid(),
        instance_id uuid,
        aud varchar(255) default 'authenticated',
        role varchar(255) default 'authenticated',
        email varchar(255),
        encrypted_password varchar(255),
        email_confirmed_at timestamptz,
        phone text constraint users_phone_key unique,
        phone_confirmed_at timestamptz,
        last_sign_in_at timestamptz,
        raw_app_meta_data jsonb,
        raw_user_meta_data jsonb,
        is_super_admin boolean,
        banned_until timestamptz,
        is_sso_user boolean not null default false,
        is_anonymous boolean not null default false,
        created_at timestamptz default now(),
        updated_at timestamptz default now(),
        deleted_at timestamptz
    );
    create unique index users_email_partial_key on auth.users (email) where not is_sso_user;
    alter table auth.users enable row level security;
    comment on table auth.users is 'Stand-in for the users of Supabase Auth, made because this server has none.';

    -- No SET clause and plain SQL: only so can the planner inline them into a policy.
    create function auth.uid() returns uuid language sql stable as $$
        select coalesce(
            nullif(current_setting('request.jwt.claim.sub', true), ''),
            nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
        )::uuid
    $$;
    create function auth.role() returns text language sql stable as $$
        select coalesce(
            nullif(current_setting('request.jwt.claim.role', true), ''),
            nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
        )
    $$;
    create function auth.email() returns text language sql stable as $$
        select coalesce(
            nullif(current_setting('request.jwt.claim.email', true), ''),
            nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
        )
    $$;
    create function auth.jwt() returns jsonb language sql stable as $$
        select coalesce(
            nullif(current_setting('request.jwt.claim', true), ''),
            nullif(current_setting('request.jwt.claims', true), '')
        )::jsonb
    $$;
end;
$platform$;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0002_platform.sql', 'versioned', '35e31d8c5926128040db847bf49c9c9d44f6e86357ee9c3f4805a80409eda324', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0003_schemas.sql versioned c2cb1c821cf12fd28011f7e8d2119f3b1cf9d26fbb11b267371b671712802a41
-- public: the API. kaboom: trigger functions and helpers. partitions: storage. monitoring: views for the DBA.

create schema if not exists partitions;
comment on schema partitions is 'Partitions of market_data and audit_logs. Nobody but the owner may use it.';
revoke all on schema partitions from public;

create schema if not exists monitoring;
comment on schema monitoring is 'Views on load, indexes, sizes and upkeep for the DBA.';
revoke all on schema monitoring from public;
grant usage on schema monitoring to service_role;

grant usage on schema public to anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0003_schemas.sql', 'versioned', 'c2cb1c821cf12fd28011f7e8d2119f3b1cf9d26fbb11b267371b671712802a41', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0010_users.sql versioned 42856c4d080de8c12ebbc663d71f69992c1cf040286b31b6b65c9a2c3bcebb39
create table public.user_profiles (
    id uuid not null,
    tier varchar(20) not null default 'basic',
    display_name varchar(100),
    avatar_url text,
    ai_quota_monthly integer not null default 100,
    ai_usage_current integer not null default 0,
    last_activity timestamptz not null default now(),
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint user_profiles_pkey primary key (id),
    constraint user_profiles_id_fkey foreign key (id) references auth.users (id) on delete cascade,
    constraint tier_is_known check (tier in ('basic', 'premium', 'enterprise')),
    constraint ai_quota_is_not_negative check (ai_quota_monthly >= 0),
    constraint ai_usage_is_not_negative check (ai_usage_current >= 0),
    constraint avatar_url_is_short check (length(avatar_url) <= 2000),
    constraint last_activity_is_a_time check (isfinite(last_activity))
);

comment on table public.user_profiles is
$$What Kaboom knows of a user beyond Supabase Auth.

Made by the database when the user signs up. The user changes display_name, avatar_url and last_activity; tier, quota
and usage belong to the service role.$$;
comment on column public.user_profiles.tier is 'Subscription: basic, premium or enterprise. Decides the commission rate.';
comment on column public.user_profiles.ai_quota_monthly is 'AI calls allowed in a calendar month of Asia/Tokyo.';
comment on column public.user_profiles.ai_usage_current is 'AI calls counted in the month of the last one; see ai_usage.';

create table public.ai_usage (
    user_id uuid not null,
    month date not null,
    calls integer not null default 0,
    cost_usd numeric(14, 6) not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_usage_pkey primary key (user_id, month),
    constraint ai_usage_user_id_fkey foreign key (user_id) references public.user_profiles (id) on delete cascade,
    constraint month_is_its_first_day check (month = date_trunc('month', month::timestamp)::date),
    constraint calls_are_not_negative check (calls >= 0),
    constraint cost_usd_is_not_negative check (cost_usd >= 0 and cost_usd < 'infinity')
);

comment on table public.ai_usage is
$$AI calls and their cost, one row for each user and calendar month of Asia/Tokyo.

Written by update_ai_usage. A new month is a new row, so nothing has to be reset.$$;
comment on column public.ai_usage.month is 'First day of the month, Asia/Tokyo.';
comment on column public.ai_usage.cost_usd is 'Cost of the calls in US dollars.';

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0010_users.sql', 'versioned', '42856c4d080de8c12ebbc663d71f69992c1cf040286b31b6b65c9a2c3bcebb39', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0011_settings.sql versioned 0c38c260b5c0aab8958ac6ab35c995f6d9c6d4d00fc6ba95129683b30ff25e3b
create table public.system_settings (
    id uuid not null default gen_random_uuid(),
    key varchar(100) not null,
    value jsonb not null,
    description text,
    is_public boolean not null default false,
    updated_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint system_settings_pkey primary key (id),
    constraint system_settings_key_key unique (key),
    constraint system_settings_updated_by_fkey
        foreign key (updated_by) references auth.users (id) on delete set null,
    constraint value_is_small check (octet_length(value::text) <= 65536),
    constraint value_is_shallow check (not jsonb_path_exists(value, 'strict $.**{33}')),
    -- A rate that is no number would stop every order, so it is refused where it is set.
    constraint commission_rates_are_fractions_with_a_default check (
        key <> 'commission_rates'
        or (
            coalesce(jsonb_typeof(value -> 'default') = 'number', false)
            and not jsonb_path_exists(value, '$.* ? (@.type() != "number")')
            and not jsonb_path_exists(value, '$.* ? (@ < 0 || @ >= 1)')
        )
    ),
    constraint market_margin_is_a_fraction check (
        key <> 'order_reservation'
        or (
            coalesce(jsonb_typeof(value -> 'market_margin') = 'number', false)
            and not jsonb_path_exists(value, '$.market_margin ? (@ < 0 || @ >= 1)')
        )
    )
);

comment on table public.system_settings is
$$Settings of the whole system, one JSON value for each key.

Everyone reads the rows with is_public; the service role reads and writes all.$$;
comment on column public.system_settings.is_public is 'Whether API users who are not the service role may read the row.';

create table public.error_catalog (
    code varchar(5) not null,
    name text not null,
    meaning text not null,
    hint text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint error_catalog_pkey primary key (code),
    constraint error_catalog_name_key unique (name),
    constraint code_is_of_class_kb check (code ~ '^KB[0-9A-Z]{3}$')
);

comment on table public.error_catalog is
$$Every error of Kaboom's own: its SQLSTATE, its name, what it means and what to do.

PostgREST answers each of them with HTTP status 400 and the SQLSTATE in the field code.$$;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0011_settings.sql', 'versioned', '0c38c260b5c0aab8958ac6ab35c995f6d9c6d4d00fc6ba95129683b30ff25e3b', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0012_ai_analysis_results.sql versioned e96944c94bd8695d59c8582cea521ca25ed56bb594ce71b9f9ae9f28a94f5f09
create table public.ai_analysis_results (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    symbol varchar(10) not null,
    symbol_name varchar(200),
    analysis_types text[] not null,
    models_used text[] not null,
    timeframes text[],
    final_decision varchar(10) not null,
    consensus_confidence numeric(3, 2),
    model_agreement numeric(3, 2),
    model_results jsonb not null,
    technical_indicators jsonb,
    total_cost_usd numeric(8, 6) not null default 0,
    processing_time_seconds numeric(6, 2),
    chart_image_url text,
    status varchar(20) not null default 'completed',
    error_message text,
    created_at timestamptz not null default now(),
    completed_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint ai_analysis_results_pkey primary key (id),
    constraint ai_analysis_results_user_id_id_key unique (user_id, id),
    constraint ai_analysis_results_user_id_fkey
        foreign key (user_id) references auth.users (id) on delete cascade,
    constraint symbol_is_a_tokyo_code
        check (symbol ~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY]$'),
    constraint final_decision_is_known check (final_decision in ('buy', 'sell', 'hold')),
    constraint consensus_confidence_is_a_fraction check (consensus_confidence between 0 and 1),
    constraint model_agreement_is_a_fraction check (model_agreement between 0 and 1),
    constraint status_is_known check (status in ('pending', 'processing', 'completed', 'failed')),
    constraint total_cost_usd_is_not_negative check (total_cost_usd >= 0 and total_cost_usd < 'infinity'),
    constraint processing_time_is_not_negative check (processing_time_seconds >= 0 and processing_time_seconds < 'infinity'),
    -- Bounds of every JSON value: its size as text, however well it compresses, and its levels.
    constraint model_results_is_small check (octet_length(model_results::text) <= 1048576),
    constraint model_results_is_shallow check (not jsonb_path_exists(model_results, 'strict $.**{33}')),
    constraint technical_indicators_is_small check (octet_length(technical_indicators::text) <= 65536),
    constraint technical_indicators_is_shallow check (not jsonb_path_exists(technical_indicators, 'strict $.**{33}')),
    -- An expression index reads the RSI as a number, so anything else has to be refused here.
    constraint rsi_is_a_number check (
        technical_indicators is null
        or not technical_indicators ? 'RSI'
        or (
            jsonb_typeof(technical_indicators -> 'RSI') in ('number', 'null')
            and coalesce(length(technical_indicators ->> 'RSI') <= 100, true)
        )
    )
);

comment on table public.ai_analysis_results is
$$What AI models said of a share, and the decision drawn from it.

Written by the service role; the user reads his own. An order may rest on an analysis for one hour.$$;
comment on column public.ai_analysis_results.model_results is
'{"results": [{"model", "analysis_type", "decision", "confidence", "reasoning", "cost_usd", "processing_time"}]}, at most 1 MiB.';
comment on column public.ai_analysis_results.technical_indicators is
'Indicators by name, for example {"RSI": 28.5}, at most 64 KiB.';
comment on column public.ai_analysis_results.consensus_confidence is 'Weighted confidence of the decision, 0 to 1.';
comment on column public.ai_analysis_results.model_agreement is 'Weight of the models that agree with the decision, 0 to 1.';

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0012_ai_analysis_results.sql', 'versioned', 'e96944c94bd8695d59c8582cea521ca25ed56bb594ce71b9f9ae9f28a94f5f09', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0013_portfolios.sql versioned 621045393826e7ad737e8b46939c6a72f81453580c2ff3e5eb389b9ac198316f
create table public.portfolios (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    name varchar(100) not null,
    description text,
    initial_capital numeric(15, 2) not null,
    current_balance numeric(15, 2) not null,
    reserved_balance numeric(15, 2) not null default 0,
    capital_paid_in numeric(15, 2) not null,
    capital_withdrawn numeric(15, 2) not null default 0,
    adjustments numeric(15, 2) not null default 0,
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
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint portfolios_pkey primary key (id),
    constraint portfolios_user_id_id_key unique (user_id, id),
    constraint portfolios_user_id_name_key unique (user_id, name),
    constraint portfolios_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint name_is_not_blank check (name ~ '\S'),
    constraint description_is_short check (length(description) <= 2000),
    -- PostgreSQL reads these anew, as text, for every statement, so on the tables that a fill writes they are brief:
    -- 0.0 needs no cast, and an array literal no list.
    constraint initial_capital_is_positive check (initial_capital > 0.0 and initial_capital < 'infinity'),
    constraint positive_balance check (current_balance >= 0.0),
    constraint reservation_is_not_negative check (reserved_balance >= 0.0),
    constraint balance_covers_reservation check (current_balance >= reserved_balance),
    constraint capital_withdrawn_is_not_negative check (capital_withdrawn >= 0.0),
    -- Money neither appears nor disappears: cash and the cost of what is held are what came in, went out and was gained.
    constraint money_is_conserved check (
        current_balance + total_invested = capital_paid_in - capital_withdrawn + adjustments + realized_pnl
    ),
    constraint risk_level_is_known check (risk_level = any('{low,medium,high}'))
)
-- Every fill updates the row; room on the page keeps such an update away from the indexes.
with (fillfactor = 50);

comment on table public.portfolios is
$$A user's portfolio: cash, and what it is worth.

Inserting a row opens the portfolio with initial_capital in cash. Every amount is written by the database alone.$$;
comment on column public.portfolios.initial_capital is 'Yen paid in when the portfolio was opened.';
comment on column public.portfolios.current_balance is 'Cash in yen: the sum of the cash ledger.';
comment on column public.portfolios.reserved_balance is
'Cash that waiting purchases hold. Free cash is current_balance less this.';
comment on column public.portfolios.capital_paid_in is 'Yen paid in: initial_capital and all deposits.';
comment on column public.portfolios.capital_withdrawn is 'Yen taken out by withdrawals.';
comment on column public.portfolios.adjustments is 'Yen of corrections by the service role.';
comment on column public.portfolios.realized_pnl is 'Realised profit and loss in yen, costs deducted.';
comment on column public.portfolios.commission_paid is 'Commission of all fills in yen, part of cost and profit.';
comment on column public.portfolios.tax_paid is 'Tax of all fills in yen, part of cost and profit.';
comment on column public.portfolios.total_invested is 'Cost in yen of the shares held.';
comment on column public.portfolios.total_return is
'Cash and market value less net capital paid in, in yen, as of the last refresh; see position_valuations for now.';
comment on column public.portfolios.return_percentage is 'total_return in percent of capital_paid_in.';
comment on column public.portfolios.last_entry_no is 'Number of the newest entry in the cash ledger.';
comment on column public.portfolios.valued_entry_no is
'last_entry_no when total_return was refreshed; where the two differ, cash has moved since.';
comment on column public.portfolios.is_active is 'False while archived: it then takes no order and moves no cash.';

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0013_portfolios.sql', 'versioned', '621045393826e7ad737e8b46939c6a72f81453580c2ff3e5eb389b9ac198316f', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0014_positions.sql versioned c586d19da0567429bfc53440c8ae7d3e3c6f0c8a7d581c4aae9468e5074ede4a
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

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0014_positions.sql', 'versioned', 'c586d19da0567429bfc53440c8ae7d3e3c6f0c8a7d581c4aae9468e5074ede4a', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0015_trades.sql versioned 6a4d992ebafb230c316a19d0f881f467126d55003b9693f115555c889e2b5772
create table public.trades (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    portfolio_id uuid not null,
    symbol varchar(10) not null,
    symbol_name varchar(200),
    trade_type varchar(10) not null,
    quantity integer not null,
    filled_quantity integer not null default 0,
    remaining_quantity integer generated always as (quantity - filled_quantity) stored,
    price numeric(10, 2) not null,
    stop_price numeric(10, 2),
    total_amount numeric(15, 2) not null,
    commission numeric(15, 2) not null,
    tax numeric(15, 2) not null,
    net_amount numeric(15, 2) not null generated always as (
        case trade_type when 'buy' then total_amount + commission + tax else total_amount - commission - tax end
    ) stored,
    order_type varchar(20) not null default 'market',
    status varchar(20) not null default 'pending',
    reason text,
    commission_rate numeric(8, 6) not null,
    reserve_price numeric(18, 6) not null,
    reserved_amount numeric(15, 2) not null default 0,
    client_order_id varchar(100),
    order_id varchar(100),
    ai_analysis_id uuid,
    ai_decision varchar(10),
    ai_confidence numeric(3, 2),
    executed_at timestamptz,
    execution_price numeric(10, 2),
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
    constraint symbol_is_a_tokyo_code
        check (symbol ~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY]$'),
    constraint trade_type_is_known check (trade_type = any('{buy,sell}')),
    constraint quantity_is_positive check (quantity > 0),
    constraint filled_quantity_is_part_of_quantity check (filled_quantity between 0 and quantity),
    constraint price_is_positive check (price > 0.0 and price < 'infinity'),
    constraint commission_is_not_negative check (commission >= 0.0 and commission < 'infinity'),
    constraint tax_is_not_negative check (tax >= 0.0 and tax < 'infinity'),
    constraint order_type_is_known check (order_type = any('{market,limit,stop,stop_limit}')),
    constraint stop_price_belongs_to_stop_orders check (
        (order_type = any('{stop,stop_limit}')) = (stop_price is not null)
        and stop_price > 0.0 and stop_price < 'infinity'
    ),
    constraint status_is_known_and_agrees_with_filled_quantity check (
        status = any(
            case
                when filled_quantity = 0 then '{pending,rejected,cancelled}'::text[]
                when filled_quantity < quantity then '{partial,cancelled}'
                else '{filled,cancelled}'
            end
        )
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

comment on table public.trades is
$$Orders and what became of them.

Inserting a row places an order and reserves its cash or shares; setting status to cancelled cancels the rest. Fills
come from trade_executions. Every amount is computed by the database.$$;
comment on column public.trades.trade_type is 'buy or sell.';
comment on column public.trades.price is
'Yen a share: the limit of limit and stop_limit orders, the reference price of market and stop orders.';
comment on column public.trades.stop_price is 'Trigger in yen of stop and stop_limit orders.';
comment on column public.trades.total_amount is 'Executed quantity x price in yen; before any fill, quantity x price.';
comment on column public.trades.commission is 'Commission of the fills in yen.';
comment on column public.trades.tax is 'Tax of the fills in yen.';
comment on column public.trades.net_amount is
'A purchase: total_amount + commission + tax. A sale: total_amount - commission - tax. Yen.';
comment on column public.trades.reason is 'Why the order was cancelled or rejected.';
comment on column public.trades.commission_rate is
'Commission as a fraction of the amount, fixed when the order was placed.';
comment on column public.trades.reserve_price is 'Yen a share at which the unfilled rest of a purchase reserves cash.';
comment on column public.trades.reserved_amount is 'Cash in yen that the unfilled rest holds.';
comment on column public.trades.client_order_id is
'The client''s own id, unique within the user: repeating it repeats nothing.';
comment on column public.trades.order_id is 'The broker''s id of the order.';
comment on column public.trades.ai_decision is 'Copied from the analysis when the order was placed.';
comment on column public.trades.ai_confidence is 'Copied from the analysis when the order was placed.';
comment on column public.trades.execution_price is 'Volume-weighted price of the fills in yen.';
comment on column public.trades.executed_at is 'When the latest fill happened.';
comment on column public.trades.cost_basis is 'Cost in yen of the shares that a sale gave away.';
comment on column public.trades.realized_pnl is
'Realised profit and loss of the fills in yen; of a purchase, what a reversal changed.';

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
    constraint executed_at_is_a_time check (isfinite(executed_at)),
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

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0015_trades.sql', 'versioned', '6a4d992ebafb230c316a19d0f881f467126d55003b9693f115555c889e2b5772', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0016_cash_ledger.sql versioned 158051575dae5ab196a240e1d3382347cd49f4f42d3629901caecb2d69cb3136
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

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0016_cash_ledger.sql', 'versioned', '158051575dae5ab196a240e1d3382347cd49f4f42d3629901caecb2d69cb3136', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0017_backtest_results.sql versioned adc7f662013d26db04e9636aebbd6e8f02b64dd3e86646b86d05ca101009df0c
create table public.backtest_results (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    strategy_name varchar(100) not null,
    strategy_config jsonb not null,
    symbols text[] not null,
    start_date date not null,
    end_date date not null,
    initial_capital numeric(15, 2) not null,
    final_capital numeric(15, 2),
    total_return numeric(15, 2),
    return_percentage numeric(8, 4),
    max_drawdown numeric(8, 4),
    max_drawdown_date date,
    sharpe_ratio numeric(6, 3),
    sortino_ratio numeric(6, 3),
    calmar_ratio numeric(6, 3),
    total_trades integer,
    winning_trades integer,
    losing_trades integer,
    win_rate numeric(5, 2),
    average_win numeric(15, 2),
    average_loss numeric(15, 2),
    profit_factor numeric(6, 3),
    equity_curve jsonb,
    trade_history jsonb,
    monthly_returns jsonb,
    ai_total_cost_usd numeric(10, 6),
    ai_analysis_count integer,
    average_analysis_time numeric(6, 2),
    status varchar(20) not null default 'pending',
    progress_percentage numeric(5, 2) not null default 0,
    simulated_date date,
    error_message text,
    started_at timestamptz,
    completed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint backtest_results_pkey primary key (id),
    constraint backtest_results_user_id_id_key unique (user_id, id),
    constraint backtest_results_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint dates_are_in_order check (start_date <= end_date and isfinite(start_date) and isfinite(end_date)),
    constraint symbols_are_given check (cardinality(symbols) between 1 and 5000 and array_position(symbols, null) is null),
    constraint initial_capital_is_positive check (initial_capital > 0 and initial_capital < 'infinity'),
    constraint progress_is_a_percentage check (progress_percentage between 0 and 100),
    constraint win_rate_is_a_percentage check (win_rate between 0 and 100),
    constraint trade_counts_are_not_negative check (
        total_trades >= 0 and winning_trades >= 0 and losing_trades >= 0
    ),
    constraint symbols_are_short check (octet_length(symbols::text) <= 65536),
    -- Bounds of every JSON value: its size as text, however well it compresses, and its levels.
    constraint strategy_config_is_small check (octet_length(strategy_config::text) <= 65536),
    constraint strategy_config_is_shallow check (not jsonb_path_exists(strategy_config, 'strict $.**{33}')),
    constraint equity_curve_is_small check (octet_length(equity_curve::text) <= 8388608),
    constraint equity_curve_is_shallow check (not jsonb_path_exists(equity_curve, 'strict $.**{33}')),
    constraint trade_history_is_small check (octet_length(trade_history::text) <= 8388608),
    constraint trade_history_is_shallow check (not jsonb_path_exists(trade_history, 'strict $.**{33}')),
    constraint monthly_returns_is_small check (octet_length(monthly_returns::text) <= 65536),
    constraint monthly_returns_is_shallow check (not jsonb_path_exists(monthly_returns, 'strict $.**{33}')),
    constraint status_is_known check (status in ('pending', 'running', 'completed', 'failed', 'cancelled'))
);

comment on table public.backtest_results is
$$Backtests that users asked for, and their results.

A user inserts what to simulate, and may cancel or delete it; the service role writes progress and results.$$;
comment on column public.backtest_results.simulated_date is 'The day that the running simulation has reached.';
comment on column public.backtest_results.strategy_config is 'What the strategy is told, at most 64 KiB.';
comment on column public.backtest_results.equity_curve is '[{"date", "value", "drawdown"}], one element a day, at most 8 MiB.';
comment on column public.backtest_results.trade_history is 'The simulated trades, at most 8 MiB.';
comment on column public.backtest_results.monthly_returns is 'Returns by calendar month, at most 64 KiB.';
comment on column public.backtest_results.initial_capital is 'Yen at the start.';
comment on column public.backtest_results.final_capital is 'Yen at the end.';
comment on column public.backtest_results.total_return is 'final_capital less initial_capital in yen.';
comment on column public.backtest_results.return_percentage is 'total_return in percent of initial_capital.';
comment on column public.backtest_results.max_drawdown is
'Deepest fall below the running maximum, as a fraction of it; negative.';
comment on column public.backtest_results.max_drawdown_date is 'The day of the deepest fall.';
comment on column public.backtest_results.sharpe_ratio is 'Mean return by its standard deviation, annualised; no unit.';
comment on column public.backtest_results.sortino_ratio is 'Mean return by its downside deviation, annualised; no unit.';
comment on column public.backtest_results.calmar_ratio is 'Annual return by the deepest fall; no unit.';
comment on column public.backtest_results.win_rate is 'winning_trades in percent of total_trades.';
comment on column public.backtest_results.average_win is 'Mean profit of a winning trade in yen.';
comment on column public.backtest_results.average_loss is 'Mean loss of a losing trade in yen.';
comment on column public.backtest_results.profit_factor is 'Sum of profits by sum of losses; no unit.';
comment on column public.backtest_results.average_analysis_time is 'Seconds that an AI analysis took on average.';

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0017_backtest_results.sql', 'versioned', 'adc7f662013d26db04e9636aebbd6e8f02b64dd3e86646b86d05ca101009df0c', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0018_market_data.sql versioned 0f892d863c74a47b4fcd2b806e19c1a75bb7f1631edeb5791505acdacff26c58
-- Minute bars are dropped by the month, all others kept for ever by the year; both come and go with ensure_partitions
-- and cleanup_old_market_data. There is no default partition: a bar in the wrong place would never be found again.
create table public.market_data (
    id uuid not null default gen_random_uuid(),
    symbol varchar(10) not null,
    symbol_name varchar(200),
    open_price numeric(10, 2),
    high_price numeric(10, 2),
    low_price numeric(10, 2),
    close_price numeric(10, 2) not null,
    volume bigint,
    price_change numeric(10, 2),
    price_change_percent numeric(5, 2),
    timeframe varchar(10) not null,
    data_date date not null generated always as ((data_timestamp at time zone 'Asia/Tokyo')::date) stored,
    data_timestamp timestamptz not null,
    data_source varchar(50) not null default 'yfinance',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint market_data_pkey primary key (symbol, timeframe, data_timestamp),
    constraint symbol_is_not_blank check (symbol ~ '^\S+$'),
    constraint close_price_is_positive check (close_price > 0 and close_price < 'infinity'),
    constraint high_and_low_enclose_the_bar check (
        low_price > 0
        and low_price <= least(open_price, close_price, high_price)
        and high_price >= greatest(open_price, close_price)
        and high_price < 'infinity'
    ),
    constraint open_price_is_positive check (open_price > 0 and open_price < 'infinity'),
    constraint changes_are_numbers check (price_change < 'infinity' and price_change_percent < 'infinity'),
    constraint volume_is_not_negative check (volume >= 0)
)
partition by list (timeframe);

create table partitions.market_data_short
partition of public.market_data for values in ('1m', '5m')
partition by range (data_timestamp);

create table partitions.market_data_long
partition of public.market_data for values in ('15m', '30m', '1h', '2h', '4h', '1d', '1w', '1mo')
partition by range (data_timestamp);

alter table partitions.market_data_short enable row level security;
alter table partitions.market_data_long enable row level security;
create policy "Nobody reads a partition directly" on partitions.market_data_short using (false);
create policy "Nobody reads a partition directly" on partitions.market_data_long using (false);
revoke all on partitions.market_data_short from public, anon, authenticated, service_role;
revoke all on partitions.market_data_long from public, anon, authenticated, service_role;

comment on table public.market_data is
$$Price bars of the market, one row for each symbol, timeframe and start of the bar.

Everyone signed in reads; the service role writes. Bars of 1m and 5m are kept for six months.$$;
comment on column public.market_data.timeframe is 'Length of the bar: 1m, 5m, 15m, 30m, 1h, 2h, 4h, 1d, 1w or 1mo.';
comment on column public.market_data.data_date is 'The day of data_timestamp in Asia/Tokyo.';
comment on column public.market_data.open_price is 'First price of the bar in yen a share.';
comment on column public.market_data.high_price is 'Highest price of the bar in yen a share.';
comment on column public.market_data.low_price is 'Lowest price of the bar in yen a share.';
comment on column public.market_data.close_price is 'Last price of the bar in yen a share.';
comment on column public.market_data.volume is 'Shares traded.';
comment on column public.market_data.price_change is 'Change against the bar before, in yen a share.';
comment on column public.market_data.price_change_percent is 'Change against the bar before, in percent.';

create table public.latest_prices (
    symbol varchar(10) not null,
    price numeric(10, 2) not null,
    price_timestamp timestamptz not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint latest_prices_pkey primary key (symbol),
    constraint price_is_positive check (price > 0 and price < 'infinity')
)
with (fillfactor = 70);

comment on table public.latest_prices is
$$The newest price of each symbol, kept by the database from market_data.

Everyone signed in reads it.$$;
comment on column public.latest_prices.price is 'Close in yen of the newest bar of any timeframe.';
comment on column public.latest_prices.price_timestamp is 'data_timestamp of that bar.';

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0018_market_data.sql', 'versioned', '0f892d863c74a47b4fcd2b806e19c1a75bb7f1631edeb5791505acdacff26c58', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0019_watchlists.sql versioned 52c023b1f3a23a9185e27f5500deeef18b6c2d597bff25f5058fc2f21bc8c6ab
create table public.watchlists (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    name varchar(100) not null default 'デフォルトリスト',
    description text,
    is_default boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint watchlists_pkey primary key (id),
    constraint watchlists_user_id_id_key unique (user_id, id),
    constraint watchlists_user_id_name_key unique (user_id, name),
    constraint watchlists_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint name_is_not_blank check (name ~ '\S'),
    constraint description_is_short check (length(description) <= 2000)
);

comment on table public.watchlists is
$$Lists of shares that a user watches. One of them may be the default; a new user gets one.$$;
comment on column public.watchlists.is_default is 'Setting it takes it from the list that had it.';

create table public.watchlist_items (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    watchlist_id uuid not null,
    symbol varchar(10) not null,
    symbol_name varchar(200),
    price_alert_upper numeric(10, 2),
    price_alert_lower numeric(10, 2),
    volume_alert_threshold bigint,
    notes text,
    tags text[],
    added_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint watchlist_items_pkey primary key (id),
    constraint watchlist_items_user_id_watchlist_id_symbol_key unique (user_id, watchlist_id, symbol),
    constraint watchlist_items_watchlist_fkey
        foreign key (user_id, watchlist_id) references public.watchlists (user_id, id) on delete cascade,
    constraint symbol_is_a_tokyo_code
        check (symbol ~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY]$'),
    constraint price_alerts_are_positive check (
        price_alert_upper > 0 and price_alert_upper < 'infinity'
        and price_alert_lower > 0 and price_alert_lower < 'infinity'
    ),
    constraint price_alerts_are_in_order check (price_alert_lower < price_alert_upper),
    constraint volume_alert_is_positive check (volume_alert_threshold > 0),
    constraint notes_are_short check (length(notes) <= 10000),
    constraint tags_are_few check (cardinality(tags) <= 100 and array_position(tags, null) is null),
    constraint tags_are_short check (octet_length(tags::text) <= 10000)
);

comment on table public.watchlist_items is 'Shares on a watchlist, with alerts, notes and tags.';
comment on column public.watchlist_items.price_alert_upper is 'Alert when the price in yen rises to this.';
comment on column public.watchlist_items.price_alert_lower is 'Alert when the price in yen falls to this.';
comment on column public.watchlist_items.volume_alert_threshold is 'Alert when the volume in shares reaches this.';

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0019_watchlists.sql', 'versioned', '52c023b1f3a23a9185e27f5500deeef18b6c2d597bff25f5058fc2f21bc8c6ab', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0020_audit_logs.sql versioned 0379d73b925d7653331613b4f92ffb3db531c31b05d7f4aa1c52f30256a46ae4
create table public.audit_logs (
    id uuid not null default gen_random_uuid(),
    user_id uuid,
    action varchar(100) not null,
    resource_type varchar(50),
    resource_id uuid,
    old_values jsonb,
    new_values jsonb,
    ip_address inet,
    user_agent text,
    session_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint audit_logs_pkey primary key (created_at, id),
    constraint audit_logs_user_id_fkey foreign key (user_id) references auth.users (id) on delete set null
)
partition by range (created_at);

-- Catches what no weekly partition takes, so that a forgotten upkeep never stops a trade; ensure_partitions empties it.
create table partitions.audit_logs_default partition of public.audit_logs default;
alter table partitions.audit_logs_default enable row level security;
create policy "Nobody reads a partition directly" on partitions.audit_logs_default using (false);
revoke all on partitions.audit_logs_default from public, anon, authenticated, service_role;

comment on table public.audit_logs is
$$Who changed what and when, of profiles, portfolios, trades and settings. Append-only, written by triggers.

The user reads his own rows, the service role all.$$;
comment on column public.audit_logs.action is 'What happened, for example portfolio_created or trade_executed.';
comment on column public.audit_logs.resource_type is 'user_profile, portfolio, trade or system_setting.';
comment on column public.audit_logs.old_values is 'The changed columns as they were.';
comment on column public.audit_logs.new_values is 'The changed columns as they are.';
comment on column public.audit_logs.ip_address is 'The client''s address, by the header that the setting audit_address names.';
comment on column public.audit_logs.session_id is 'The session of Supabase Auth.';

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0020_audit_logs.sql', 'versioned', '0379d73b925d7653331613b4f92ffb3db531c31b05d7f4aa1c52f30256a46ae4', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0030_indexes.sql versioned 442c811987086f149ac13e11cf291212f94d20699491cf76f8d68e617b9fd725
-- Every policy finds a tenant's rows by a key or an index that starts with user_id. Those of the
-- specification that another index or a key already serves are left out; the README lists them.

create index idx_portfolios_user_active on public.portfolios (user_id, is_active);
create index idx_positions_symbol on public.positions (symbol);

-- By created_at, which never changes: an index on executed_at would be written anew with every fill.
-- user_id is not first here: to find one order of a user the planner would take these for as good as the key while most
-- users have few orders, and would then read all the orders of the one who has many.
create index idx_trades_portfolio_date on public.trades (portfolio_id, user_id, created_at desc);
create index idx_trades_symbol_date on public.trades (symbol, user_id, created_at desc);
create index idx_trades_ai_analysis on public.trades (user_id, ai_analysis_id) where ai_analysis_id is not null;
create index idx_trades_active on public.trades (user_id, portfolio_id, created_at)
where status in ('pending', 'partial');
create unique index trades_client_order_id_key on public.trades (user_id, client_order_id)
where client_order_id is not null;
create unique index trades_order_id_key on public.trades (user_id, order_id)
where order_id is not null;

create index idx_trade_executions_trade on public.trade_executions (trade_id, user_id);
create unique index trade_executions_reverses_key on public.trade_executions (user_id, reverses)
where reverses is not null;

create index idx_cash_ledger_execution on public.cash_ledger (user_id, execution_id)
where execution_id is not null;
create unique index cash_ledger_idempotency_key_key on public.cash_ledger (user_id, idempotency_key)
where idempotency_key is not null;

create index idx_ai_analysis_user_symbol_created on public.ai_analysis_results (user_id, symbol, created_at desc);
create index idx_ai_analysis_created on public.ai_analysis_results (user_id, created_at desc);
create index idx_ai_analysis_status on public.ai_analysis_results (status);
create index idx_ai_analysis_decision on public.ai_analysis_results (user_id, final_decision);
create index idx_ai_analysis_failed on public.ai_analysis_results (user_id, created_at) where status = 'failed';
create index idx_ai_analysis_fresh on public.ai_analysis_results (user_id, symbol, created_at desc)
where status = 'completed';
create index idx_ai_analysis_model_results on public.ai_analysis_results
using gin (model_results jsonb_path_ops);
create index idx_ai_analysis_indicators on public.ai_analysis_results using gin (technical_indicators);
create index idx_technical_rsi on public.ai_analysis_results
(((technical_indicators ->> 'RSI')::numeric))
where technical_indicators ? 'RSI';

create index idx_backtest_user_status on public.backtest_results (user_id, status);
create index idx_backtest_created on public.backtest_results (user_id, created_at desc);
create index idx_backtest_completed on public.backtest_results (user_id, completed_at desc);
create index idx_backtest_performance on public.backtest_results (user_id, return_percentage desc);
create index idx_backtest_strategy_config on public.backtest_results using gin (strategy_config);

create index idx_market_data_date on public.market_data (data_date desc);
create index idx_market_data_created on public.market_data (created_at desc);

create unique index watchlists_one_default_key on public.watchlists (user_id) where is_default;
create index idx_watchlist_items_symbol on public.watchlist_items (symbol);

create index idx_audit_user_created on public.audit_logs (user_id, created_at desc);
create index idx_audit_action on public.audit_logs (action);
create index idx_audit_resource on public.audit_logs (resource_type, resource_id);

create index idx_system_settings_updated_by on public.system_settings (updated_by) where updated_by is not null;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0030_indexes.sql', 'versioned', '442c811987086f149ac13e11cf291212f94d20699491cf76f8d68e617b9fd725', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: sql/0040_realtime.sql versioned e650e1ca80b3eaa002bb46369a857d32bc4617e3eb77c0cb3c4084c1ad1c9202
-- What a client watches live. Supabase Realtime applies the policies to each subscriber.
do $$
declare
    relation text;
begin
    foreach relation in array array[
        'portfolios', 'positions', 'trades', 'ai_analysis_results', 'backtest_results', 'latest_prices'
    ]
    loop
        if not exists (
            select from pg_catalog.pg_publication_tables
            where pubname = 'supabase_realtime'
                and schemaname = 'public'
                and tablename = relation
        ) then
            execute format('alter publication supabase_realtime add table public.%I', relation);
        end if;
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('sql/0040_realtime.sql', 'versioned', 'e650e1ca80b3eaa002bb46369a857d32bc4617e3eb77c0cb3c4084c1ad1c9202', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/ai_analysis_results.sql.j2 repeatable b62fdf8e378b6aee85b688ab781c5d978b64cf083f34434a1eddc740b62cc76b

alter table public.ai_analysis_results enable row level security;
revoke all on public.ai_analysis_results from public, anon, authenticated, service_role;
grant select on public.ai_analysis_results to authenticated;
drop policy if exists "Users can view own AI analysis" on public.ai_analysis_results;
create policy "Users can view own AI analysis" on public.ai_analysis_results
    for select to authenticated
    using (user_id = (select auth.uid()));
grant select, insert, update, delete on public.ai_analysis_results to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/ai_analysis_results.sql.j2', 'repeatable', 'b62fdf8e378b6aee85b688ab781c5d978b64cf083f34434a1eddc740b62cc76b', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/ai_usage.sql.j2 repeatable ccd681c0a39cd538400a32da2d5ff08781b53341aa8dd865fc2e4981780d9398

alter table public.ai_usage enable row level security;
revoke all on public.ai_usage from public, anon, authenticated, service_role;
grant select on public.ai_usage to authenticated;
drop policy if exists "Users can view own AI usage" on public.ai_usage;
create policy "Users can view own AI usage" on public.ai_usage
    for select to authenticated
    using (user_id = (select auth.uid()));
grant select, insert, update on public.ai_usage to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/ai_usage.sql.j2', 'repeatable', 'ccd681c0a39cd538400a32da2d5ff08781b53341aa8dd865fc2e4981780d9398', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/audit_logs.sql.j2 repeatable f6f83b605cbd98ddb04230fc16bd082d77add103f813e3b66e560744c02399a0

alter table public.audit_logs enable row level security;
revoke all on public.audit_logs from public, anon, authenticated, service_role;
grant select on public.audit_logs to authenticated;
drop policy if exists "Users can view own audit logs" on public.audit_logs;
create policy "Users can view own audit logs" on public.audit_logs
    for select to authenticated
    using (user_id = (select auth.uid()));
grant select on public.audit_logs to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/audit_logs.sql.j2', 'repeatable', 'f6f83b605cbd98ddb04230fc16bd082d77add103f813e3b66e560744c02399a0', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/backtest_results.sql.j2 repeatable 5db346dfaa883c65f9a8f68fd7a33d1522f8f1a401330b5789005c4a9924581b

alter table public.backtest_results enable row level security;
revoke all on public.backtest_results from public, anon, authenticated, service_role;
grant select on public.backtest_results to authenticated;
grant insert (strategy_name, strategy_config, symbols, start_date, end_date, initial_capital) on public.backtest_results to authenticated;
grant update (status) on public.backtest_results to authenticated;
grant delete on public.backtest_results to authenticated;
drop policy if exists "Users can manage own backtests" on public.backtest_results;
create policy "Users can manage own backtests" on public.backtest_results
    for all to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));
drop policy if exists "Users can only cancel own backtests" on public.backtest_results;
create policy "Users can only cancel own backtests" on public.backtest_results
    as restrictive
    for update to authenticated
    using (status in ('pending', 'running', 'cancelled'))
    with check (status = 'cancelled');
grant select, insert, update, delete on public.backtest_results to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/backtest_results.sql.j2', 'repeatable', '5db346dfaa883c65f9a8f68fd7a33d1522f8f1a401330b5789005c4a9924581b', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/cash_ledger.sql.j2 repeatable defff30b801b520407c6a5463176b0824ee56464dfe53f91f0129a8d0f4a3e97

alter table public.cash_ledger enable row level security;
revoke all on public.cash_ledger from public, anon, authenticated, service_role;
grant select on public.cash_ledger to authenticated;
grant insert (portfolio_id, kind, amount, idempotency_key, note) on public.cash_ledger to authenticated;
drop policy if exists "Users can manage own cash" on public.cash_ledger;
create policy "Users can manage own cash" on public.cash_ledger
    for all to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));
-- All other kinds are written by the database, or by the service role.
drop policy if exists "Users can only deposit and withdraw" on public.cash_ledger;
create policy "Users can only deposit and withdraw" on public.cash_ledger
    as restrictive
    for insert to authenticated
    with check (kind in ('deposit', 'withdrawal'));
grant select on public.cash_ledger to service_role;
grant insert (user_id, portfolio_id, kind, amount, idempotency_key, note) on public.cash_ledger to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/cash_ledger.sql.j2', 'repeatable', 'defff30b801b520407c6a5463176b0824ee56464dfe53f91f0129a8d0f4a3e97', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/error_catalog.sql.j2 repeatable ef82f483b8526d17e1820cc8ef8dab587915d33136c9a2e02e251324a261eb51

alter table public.error_catalog enable row level security;
revoke all on public.error_catalog from public, anon, authenticated, service_role;
grant select on public.error_catalog to anon, authenticated;
drop policy if exists "Everyone reads the error catalogue" on public.error_catalog;
create policy "Everyone reads the error catalogue" on public.error_catalog
    for select to anon, authenticated
    using (true);
grant select on public.error_catalog to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/error_catalog.sql.j2', 'repeatable', 'ef82f483b8526d17e1820cc8ef8dab587915d33136c9a2e02e251324a261eb51', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/latest_prices.sql.j2 repeatable ede8f05630ecfeec2e4901807b4455699e70b9eb737a0e694e1eda51b642e15b

alter table public.latest_prices enable row level security;
revoke all on public.latest_prices from public, anon, authenticated, service_role;
grant select on public.latest_prices to authenticated;
drop policy if exists "Everyone signed in reads the latest prices" on public.latest_prices;
create policy "Everyone signed in reads the latest prices" on public.latest_prices
    for select to authenticated
    using (true);
grant select on public.latest_prices to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/latest_prices.sql.j2', 'repeatable', 'ede8f05630ecfeec2e4901807b4455699e70b9eb737a0e694e1eda51b642e15b', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/market_data.sql.j2 repeatable d2f6033c13107e98723593529d6a766221702c80b7cf12cb59360daf7d887187

alter table public.market_data enable row level security;
revoke all on public.market_data from public, anon, authenticated, service_role;
grant select on public.market_data to authenticated;
drop policy if exists "Everyone signed in reads market data" on public.market_data;
create policy "Everyone signed in reads market data" on public.market_data
    for select to authenticated
    using (true);
grant select, insert, update, delete on public.market_data to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/market_data.sql.j2', 'repeatable', 'd2f6033c13107e98723593529d6a766221702c80b7cf12cb59360daf7d887187', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/portfolios.sql.j2 repeatable d5ec2383614bba3c79abfe1893408fb1782b9d66caee944f9cd7b943bd013c14

alter table public.portfolios enable row level security;
revoke all on public.portfolios from public, anon, authenticated, service_role;
grant select on public.portfolios to authenticated;
grant insert (name, description, initial_capital, risk_level, strategy_type) on public.portfolios to authenticated;
grant update (name, description, risk_level, strategy_type, is_active) on public.portfolios to authenticated;
drop policy if exists "Users can manage own portfolios" on public.portfolios;
create policy "Users can manage own portfolios" on public.portfolios
    for all to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));
grant select on public.portfolios to service_role;
grant insert (id, user_id, name, description, initial_capital, risk_level, strategy_type)
on public.portfolios to service_role;
grant update (name, description, risk_level, strategy_type, is_active, total_return, return_percentage, valued_entry_no)
on public.portfolios to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/portfolios.sql.j2', 'repeatable', 'd5ec2383614bba3c79abfe1893408fb1782b9d66caee944f9cd7b943bd013c14', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/positions.sql.j2 repeatable 3d1a6655afc4dd46ea3986a33451591c808cf465d2694b07a01661fc60798ade

alter table public.positions enable row level security;
revoke all on public.positions from public, anon, authenticated, service_role;
grant select on public.positions to authenticated;
drop policy if exists "Users can view own positions" on public.positions;
create policy "Users can view own positions" on public.positions
    for select to authenticated
    using (user_id = (select auth.uid()));
grant select on public.positions to service_role;
grant update (symbol_name, sector, current_price, last_price_update, weight_percentage)
on public.positions to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/positions.sql.j2', 'repeatable', '3d1a6655afc4dd46ea3986a33451591c808cf465d2694b07a01661fc60798ade', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/system_settings.sql.j2 repeatable ca11e8dddb87d25de48999fb3243d5e5b1843601b4cac375f2f1febf5a389211

alter table public.system_settings enable row level security;
revoke all on public.system_settings from public, anon, authenticated, service_role;
grant select on public.system_settings to anon, authenticated;
drop policy if exists "Everyone reads public settings" on public.system_settings;
create policy "Everyone reads public settings" on public.system_settings
    for select to anon, authenticated
    using (is_public);
grant select, insert, update, delete on public.system_settings to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/system_settings.sql.j2', 'repeatable', 'ca11e8dddb87d25de48999fb3243d5e5b1843601b4cac375f2f1febf5a389211', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/trade_executions.sql.j2 repeatable cf1b64ad642ca138c4665ff779fb624c080c9466fdb72530a28f379aca884205

alter table public.trade_executions enable row level security;
revoke all on public.trade_executions from public, anon, authenticated, service_role;
grant select on public.trade_executions to authenticated;
drop policy if exists "Users can view own executions" on public.trade_executions;
create policy "Users can view own executions" on public.trade_executions
    for select to authenticated
    using (user_id = (select auth.uid()));
grant select on public.trade_executions to service_role;
grant insert (user_id, execution_id, trade_id, quantity, price, commission, tax, reverses, executed_at)
on public.trade_executions to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/trade_executions.sql.j2', 'repeatable', 'cf1b64ad642ca138c4665ff779fb624c080c9466fdb72530a28f379aca884205', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/trades.sql.j2 repeatable 38ca6c56f84fc48d307c9924db23a06257067b83f27db171e71720e2efc86e86

alter table public.trades enable row level security;
revoke all on public.trades from public, anon, authenticated, service_role;
grant select on public.trades to authenticated;
grant insert (portfolio_id, symbol, symbol_name, trade_type, quantity, price, stop_price, order_type, client_order_id, ai_analysis_id) on public.trades to authenticated;
grant update (status, reason) on public.trades to authenticated;
drop policy if exists "Users can manage own trades" on public.trades;
create policy "Users can manage own trades" on public.trades
    for all to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));
-- Filling and rejecting belong to the broker.
drop policy if exists "Users can only cancel own trades" on public.trades;
create policy "Users can only cancel own trades" on public.trades
    as restrictive
    for update to authenticated
    using (true)
    with check (status = 'cancelled');
grant select on public.trades to service_role;
grant insert (
    id, user_id, portfolio_id, symbol, symbol_name, trade_type, quantity, price, stop_price, order_type,
    client_order_id, order_id, ai_analysis_id, status, commission, tax, execution_price, executed_at
) on public.trades to service_role;
grant update (status, reason, order_id) on public.trades to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/trades.sql.j2', 'repeatable', '38ca6c56f84fc48d307c9924db23a06257067b83f27db171e71720e2efc86e86', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/user_profiles.sql.j2 repeatable 8f055a6de03bce42d0290a305c4c291f06bff10fed9f18e33de6d0092e052b75

alter table public.user_profiles enable row level security;
revoke all on public.user_profiles from public, anon, authenticated, service_role;
grant select on public.user_profiles to authenticated;
grant update (display_name, avatar_url, last_activity) on public.user_profiles to authenticated;
drop policy if exists "Users can view own profile" on public.user_profiles;
create policy "Users can view own profile" on public.user_profiles
    for select to authenticated
    using (id = (select auth.uid()));
drop policy if exists "Users can update own profile" on public.user_profiles;
create policy "Users can update own profile" on public.user_profiles
    for update to authenticated
    using (id = (select auth.uid()))
    with check (id = (select auth.uid()));
grant select on public.user_profiles to service_role;
grant update (tier, display_name, avatar_url, ai_quota_monthly, ai_usage_current, last_activity, is_active)
on public.user_profiles to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/user_profiles.sql.j2', 'repeatable', '8f055a6de03bce42d0290a305c4c291f06bff10fed9f18e33de6d0092e052b75', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/watchlist_items.sql.j2 repeatable cb2758c7c2f5d23852ac2e9603e33971145e18a8c2bf31129f04da8e6a150180

alter table public.watchlist_items enable row level security;
revoke all on public.watchlist_items from public, anon, authenticated, service_role;
grant select on public.watchlist_items to authenticated;
grant insert (watchlist_id, symbol, symbol_name, price_alert_upper, price_alert_lower, volume_alert_threshold, notes, tags) on public.watchlist_items to authenticated;
grant update (symbol_name, price_alert_upper, price_alert_lower, volume_alert_threshold, notes, tags) on public.watchlist_items to authenticated;
grant delete on public.watchlist_items to authenticated;
drop policy if exists "Users can manage own watchlist items" on public.watchlist_items;
create policy "Users can manage own watchlist items" on public.watchlist_items
    for all to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.watchlist_items to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/watchlist_items.sql.j2', 'repeatable', 'cb2758c7c2f5d23852ac2e9603e33971145e18a8c2bf31129f04da8e6a150180', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: policies/watchlists.sql.j2 repeatable ad30592b207ac337ee34f45ae2cf369feb3846f2eadb7baf8486b95345efbc13

alter table public.watchlists enable row level security;
revoke all on public.watchlists from public, anon, authenticated, service_role;
grant select on public.watchlists to authenticated;
grant insert (name, description, is_default) on public.watchlists to authenticated;
grant update (name, description, is_default) on public.watchlists to authenticated;
grant delete on public.watchlists to authenticated;
drop policy if exists "Users can manage own watchlists" on public.watchlists;
create policy "Users can manage own watchlists" on public.watchlists
    for all to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.watchlists to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('policies/watchlists.sql.j2', 'repeatable', 'ad30592b207ac337ee34f45ae2cf369feb3846f2eadb7baf8486b95345efbc13', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/10_common/keep_owner.sql repeatable 5026a8f20b0df79742b90d318c7c1a0efbe790ee320883a61db215d2bb81f110
-- A row never moves to another user, whoever asks.
create or replace function kaboom.keep_owner()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'a row of % cannot go to another user', tg_table_name
        using errcode = 'KB105', hint = 'Leave user_id out; insert a row for the other user.';
end;
$$;

comment on function kaboom.keep_owner() is 'Trigger: KB105 where a statement changes user_id.';

revoke execute on function kaboom.keep_owner() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/10_common/keep_owner.sql', 'repeatable', '5026a8f20b0df79742b90d318c7c1a0efbe790ee320883a61db215d2bb81f110', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/10_common/refuse_writes.sql repeatable 0792ec34ce843a4d21c50bd8f118592c00931cac660e5b8176accb12bf12a814
-- For views: only with such a trigger does PostgreSQL ask for the right to write, which nobody holds, and refuse with 42501.
create or replace function kaboom.refuse_writes()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '% is only read', tg_table_name
        using errcode = '42501', hint = 'Write to the tables that it shows.';
end;
$$;

comment on function kaboom.refuse_writes() is 'Trigger: 42501, for views that are only read.';

revoke execute on function kaboom.refuse_writes() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/10_common/refuse_writes.sql', 'repeatable', '0792ec34ce843a4d21c50bd8f118592c00931cac660e5b8176accb12bf12a814', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/10_common/update_updated_at_column.sql repeatable 3bdefe377fc6e15ae021deee4ab965b55dd25baac36ae0e5faf7b5f1ef5c12f8
-- A statement that writes updated_at itself saves the trigger its work.
create or replace function public.update_updated_at_column()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    new.updated_at := now();
    return new;
end;
$$;

comment on function public.update_updated_at_column() is 'Trigger: sets updated_at to the time of the transaction.';

revoke execute on function public.update_updated_at_column() from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/10_common/update_updated_at_column.sql', 'repeatable', '3bdefe377fc6e15ae021deee4ab965b55dd25baac36ae0e5faf7b5f1ef5c12f8', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/15_usage/is_fresh.sql repeatable 6c1ef45751010cb2f1467721a29e18a537c0661764f67ff5003ac76e13c5977b
-- A computed column for PostgREST, and the one place that knows how long an analysis holds.
create or replace function public.is_fresh(analysis public.ai_analysis_results)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select analysis.status = 'completed'
        and analysis.created_at between now() - interval '1 hour' and now();
$$;

comment on function public.is_fresh(public.ai_analysis_results) is
$$Whether an analysis may still carry an order: completed, and at most one hour old.

Arguments: a row of ai_analysis_results. With PostgREST: /ai_analysis_results?select=*,is_fresh.$$;

revoke execute on function public.is_fresh(public.ai_analysis_results) from public, anon;
grant execute on function public.is_fresh(public.ai_analysis_results) to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/15_usage/is_fresh.sql', 'repeatable', '6c1ef45751010cb2f1467721a29e18a537c0661764f67ff5003ac76e13c5977b', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/15_usage/update_ai_usage.sql repeatable 790b0f5f6b2a9be50aa284622865d8e83b7145ccbad41bee494cb0da06965fe3
-- Invoker: only the service role may call it, and it holds the rights on the two tables.
create or replace function public.update_ai_usage(user_uuid uuid, cost_usd numeric)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    this_month constant date := date_trunc('month', now() at time zone 'Asia/Tokyo')::date;
    quota integer;
    counted integer;
begin
    if coalesce(not (cost_usd >= 0 and cost_usd < 1000000), true) then
        raise exception 'cost_usd % is no cost of a call', cost_usd
            using errcode = 'KB303', hint = 'Send US dollars, zero or more, below 1,000,000.';
    end if;
    -- The account first, as everywhere.
    select p.ai_quota_monthly into quota
    from public.user_profiles as p
    where p.id = user_uuid
    for no key update;
    if not found then
        raise exception 'user % not found', user_uuid
            using errcode = 'KB302', hint = 'Use the id of a user who has signed up.';
    end if;

    -- One statement admits and counts, so that concurrent calls cannot share the last one.
    insert into public.ai_usage as u (user_id, month, calls, cost_usd)
    select user_uuid, this_month, 1, update_ai_usage.cost_usd
    where quota > 0
    on conflict (user_id, month) do update
    set calls = u.calls + 1,
        cost_usd = u.cost_usd + excluded.cost_usd
    where u.calls < quota
    returning u.calls into counted;
    if not found then
        raise exception 'all % AI calls of % are used', quota, to_char(this_month, 'YYYY-MM')
            using errcode = 'KB301', hint = 'Wait for the next month (Asia/Tokyo), or raise ai_quota_monthly.';
    end if;
    update public.user_profiles as p
    set ai_usage_current = counted
    where p.id = user_uuid;
end;
$$;

comment on function public.update_ai_usage(uuid, numeric) is
$$Count one AI call of a user and its cost. For the service role.

Refuses the call that would exceed ai_quota_monthly in the calendar month of Asia/Tokyo, and then counts nothing.

Arguments: user_uuid; cost_usd in US dollars, zero or more, kept to six decimals.
Errors: KB301 quota used up, KB302 unknown user, KB303 cost not valid.$$;

revoke execute on function public.update_ai_usage(uuid, numeric) from public, anon, authenticated;
grant execute on function public.update_ai_usage(uuid, numeric) to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/15_usage/update_ai_usage.sql', 'repeatable', '790b0f5f6b2a9be50aa284622865d8e83b7145ccbad41bee494cb0da06965fe3', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/20_users/add_profile.sql repeatable 4b7bca5aa5114cd95c9e86d3a283bb1d2e1e95ab6fffbc20a2306d1d89380d38
-- Shared by sign-up and by the seed that serves accounts older than Kaboom.
create or replace function kaboom.add_profile(user_id uuid, meta_data jsonb)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    insert into public.user_profiles (id, display_name, avatar_url)
    values (user_id, left(meta_data ->> 'display_name', 100), left(meta_data ->> 'avatar_url', 2000))
    on conflict (id) do nothing;
    insert into public.watchlists (user_id, name, is_default)
    select add_profile.user_id, 'デフォルトリスト', true
    where not exists (
        select from public.watchlists as w
        where w.user_id = add_profile.user_id
            and w.is_default
    )
    on conflict do nothing;
$$;

comment on function kaboom.add_profile(uuid, jsonb) is
$$Make the profile and the default watchlist of an account that lacks them.

Arguments: user_id of auth.users; meta_data that the user gave, of which display_name and avatar_url are copied.$$;

revoke execute on function kaboom.add_profile(uuid, jsonb) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/20_users/add_profile.sql', 'repeatable', '4b7bca5aa5114cd95c9e86d3a283bb1d2e1e95ab6fffbc20a2306d1d89380d38', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/20_users/create_profile.sql repeatable b47ea07a93a2d7d3815400fba73064ab26d9e0f281a92f919dcb6a6d4822ed76
-- A new account starts with a profile and a default watchlist.
create or replace function kaboom.create_profile()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.add_profile(new.id, new.raw_user_meta_data);
    return null;
end;
$$;

comment on function kaboom.create_profile() is 'Trigger: makes the profile and the default watchlist of a new user.';

revoke execute on function kaboom.create_profile() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/20_users/create_profile.sql', 'repeatable', 'b47ea07a93a2d7d3815400fba73064ab26d9e0f281a92f919dcb6a6d4822ed76', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/20_users/forget_person.sql repeatable 2b346101ad90c693636292943a39f934bc2437f5095be027867856e648c6a101
-- What happened stays told; who he was, and where he came from, does not. Before, since the foreign key takes user_id away.
create or replace function kaboom.forget_person()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.audit_logs as l
    set user_id = null,
        ip_address = null,
        user_agent = null,
        session_id = null,
        resource_id = case when l.resource_type <> 'user_profile' then l.resource_id end,
        old_values = case when l.resource_type <> 'user_profile' then l.old_values end,
        new_values = case when l.resource_type <> 'user_profile' then l.new_values end
    where l.user_id = old.id;
    return old;
end;
$$;

comment on function kaboom.forget_person() is
'Trigger: takes the personal data of an erased account out of its audit rows; user_id goes by the foreign key.';

revoke execute on function kaboom.forget_person() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/20_users/forget_person.sql', 'repeatable', '2b346101ad90c693636292943a39f934bc2437f5095be027867856e648c6a101', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/20_users/move_default_watchlist.sql repeatable dba3525fb6e5a6e8287082737d25b45f8df1441e3555eb91767ad974a780a7a7
-- One list is the default: naming another takes it from the one that had it.
create or replace function kaboom.move_default_watchlist()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    -- An upsert of a list that is there comes here again, as the update that it becomes, or is dropped.
    if tg_op = 'INSERT' and exists (
        select from public.watchlists as w
        where w.user_id = new.user_id
            and w.name = new.name
    ) then
        return new;
    end if;
    update public.watchlists as w
    set is_default = false
    where w.user_id = new.user_id
        and w.id <> new.id
        and w.is_default;
    return new;
end;
$$;

comment on function kaboom.move_default_watchlist() is 'Trigger: takes the default from the list that had it.';

revoke execute on function kaboom.move_default_watchlist() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/20_users/move_default_watchlist.sql', 'repeatable', 'dba3525fb6e5a6e8287082737d25b45f8df1441e3555eb91767ad974a780a7a7', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/30_portfolios/keep_orders_out_of_archives.sql repeatable 31a0df3edf4574a869cb70e9174b83a0fb3c45c5bf8cbb1534c4ff4b9d064381
-- An archive holds nothing that could still move.
create or replace function kaboom.keep_orders_out_of_archives()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (
        select from public.trades as t
        where t.user_id = new.user_id
            and t.portfolio_id = new.id
            and t.status in ('pending', 'partial')
    ) then
        raise exception 'portfolio % has open orders', new.id
            using errcode = 'KB103', hint = 'Cancel its open orders, then archive it.';
    end if;
    return new;
end;
$$;

comment on function kaboom.keep_orders_out_of_archives() is 'Trigger: KB103 when a portfolio with open orders is archived.';

revoke execute on function kaboom.keep_orders_out_of_archives() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/30_portfolios/keep_orders_out_of_archives.sql', 'repeatable', '31a0df3edf4574a869cb70e9174b83a0fb3c45c5bf8cbb1534c4ff4b9d064381', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/30_portfolios/lock_own_account.sql repeatable 2ce74cf58e218978d4fa1ebe8087a0e5701d73a26c03a13a51bd87d85b716f82
-- Taken before any row is touched, so that locks come in the order account, portfolio, position, trade whatever the statement.
create or replace function kaboom.lock_own_account()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform from auth.users as a
    join public.user_profiles as u on u.id = a.id
    where a.id = auth.uid()
    for key share of a skip locked
    for no key update of u;
    if not found and exists (select from public.user_profiles as u where u.id = auth.uid()) then
        raise exception 'the account is being erased'
            using errcode = 'KB134', hint = 'Send the request again.';
    end if;
    -- Without this, what such a caller inserts would be measured against anybody's portfolio before a policy refuses it.
    if not found then
        raise exception 'nobody is signed in'
            using errcode = '42501', hint = 'Send a token whose sub is the id of a user.';
    end if;
    return null;
end;
$$;

comment on function kaboom.lock_own_account() is
'Trigger: locks the caller''s account. KB134 where it is being erased, 42501 where there is none.';

revoke execute on function kaboom.lock_own_account() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/30_portfolios/lock_own_account.sql', 'repeatable', '2ce74cf58e218978d4fa1ebe8087a0e5701d73a26c03a13a51bd87d85b716f82', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/30_portfolios/lock_portfolio.sql repeatable 52ba24f33d6d7785c2bcdffac5917079bb486f686544b9fec223ab2f8bc96161
-- Whoever moves money or shares of a portfolio holds it, and the account before it: what is unique within a user - the ids of
-- orders, fills and movements of cash - is thereby looked up and taken in one go. The audit's foreign key will want a share of
-- auth.users; taken first, as one who erases an account begins there, too.
create or replace function kaboom.lock_portfolio(user_id uuid, portfolio_id uuid)
returns public.portfolios
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
begin
    select p.* into portfolio
    from public.portfolios as p
    join public.user_profiles as u on u.id = p.user_id
    join auth.users as a on a.id = p.user_id
    where p.id = lock_portfolio.portfolio_id
        and p.user_id = coalesce(lock_portfolio.user_id, p.user_id)
    for key share of a
    for no key update of u, p;
    if not found then
        raise exception 'portfolio % not found', portfolio_id
            using errcode = 'KB101', hint = 'Use the id of one of your own portfolios.';
    end if;
    return portfolio;
end;
$$;

comment on function kaboom.lock_portfolio(uuid, uuid) is
$$Lock an account and a portfolio of it, in this order, and return the portfolio as it is from then on.

Arguments: user_id, or null for whoever owns it; portfolio_id. Errors: KB101 no such portfolio.$$;

revoke execute on function kaboom.lock_portfolio(uuid, uuid) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/30_portfolios/lock_portfolio.sql', 'repeatable', '52ba24f33d6d7785c2bcdffac5917079bb486f686544b9fec223ab2f8bc96161', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/30_portfolios/move_cash.sql repeatable 734bb1ba868160234d90e504ad6aa5c2aabb6ef8b5e377bc364941ab1a74caa2
-- After the entry stands, so that an insert that did nothing moves nothing.
create or replace function kaboom.move_cash()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.portfolios as p
    set current_balance = new.balance_after,
        last_entry_no = new.entry_no,
        capital_paid_in = p.capital_paid_in + case new.kind when 'deposit' then new.amount else 0 end,
        capital_withdrawn = p.capital_withdrawn - case new.kind when 'withdrawal' then new.amount else 0 end,
        adjustments = p.adjustments + case new.kind when 'adjustment' then new.amount else 0 end,
        updated_at = now()
    where p.user_id = new.user_id
        and p.id = new.portfolio_id;
    return null;
end;
$$;

comment on function kaboom.move_cash() is 'Trigger: moves the balance of the portfolio by a new entry.';

revoke execute on function kaboom.move_cash() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/30_portfolios/move_cash.sql', 'repeatable', '734bb1ba868160234d90e504ad6aa5c2aabb6ef8b5e377bc364941ab1a74caa2', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/30_portfolios/open_portfolio.sql repeatable 7e71cf86f54a31d6a26350952df4a6d8544a2d8347133e1c5863edbdf8799790
-- Users choose, the database computes: a portfolio opens with its capital in cash.
create or replace function kaboom.open_portfolio()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    new.current_balance := new.initial_capital;
    new.capital_paid_in := new.initial_capital;
    new.last_entry_no := 1;
    return new;
end;
$$;

comment on function kaboom.open_portfolio() is 'Trigger: sets the figures of a new portfolio.';

revoke execute on function kaboom.open_portfolio() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/30_portfolios/open_portfolio.sql', 'repeatable', '7e71cf86f54a31d6a26350952df4a6d8544a2d8347133e1c5863edbdf8799790', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/30_portfolios/post_ledger_entry.sql repeatable b1a17c829d3d99ca7120d2a2b0c6f91ce53faf022236d9a393803d60f0b5fa68
-- Nobody spends money that a waiting order has reserved.
create or replace function kaboom.post_ledger_entry()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    first_entry public.cash_ledger;
    last_entry public.cash_ledger;
    balance numeric;
begin
    if coalesce(new.idempotency_key !~ '\S', true) then
        raise exception 'a % needs an idempotency_key', new.kind
            using errcode = 'KB207', hint = 'Send a key of your own, the same one when you repeat the request.';
    end if;
    if new.kind not in ('deposit', 'withdrawal', 'adjustment')
        or not (
            case new.kind
                when 'deposit' then new.amount > 0
                when 'withdrawal' then new.amount < 0
                else new.amount <> 0
            end
        )
        or new.amount = 'NaN'
    then
        raise exception '% is no amount of a %', new.amount, new.kind
            using errcode = 'KB205', hint = 'Deposits are above zero, withdrawals below; other kinds are written by the database.';
    end if;

    portfolio := kaboom.lock_portfolio(new.user_id, new.portfolio_id);
    new.user_id := portfolio.user_id;

    select l.* into first_entry
    from public.cash_ledger as l
    where l.user_id = new.user_id
        and l.idempotency_key = new.idempotency_key;
    if found then
        if (first_entry.portfolio_id, first_entry.kind, first_entry.amount) = (new.portfolio_id, new.kind, new.amount) then
            return null;
        end if;
        raise exception 'idempotency_key % belongs to the % of % in portfolio %, not to the % of % in portfolio %',
            new.idempotency_key, first_entry.kind, first_entry.amount, first_entry.portfolio_id,
            new.kind, new.amount, new.portfolio_id
            using errcode = 'KB120', hint = 'Use a new key for a new movement.';
    end if;

    if not portfolio.is_active then
        raise exception 'portfolio % is archived', portfolio.id
            using errcode = 'KB102', hint = 'Set is_active to true first.';
    end if;
    -- From the ledger itself: of several entries in one statement each follows the one before.
    select l.* into last_entry
    from public.cash_ledger as l
    where l.user_id = new.user_id
        and l.portfolio_id = new.portfolio_id
    order by l.entry_no desc
    limit 1;
    if not found then
        raise exception 'portfolio % is just being opened', new.portfolio_id
            using errcode = 'KB134', hint = 'Move cash by a statement of its own.';
    end if;
    balance := last_entry.balance_after + new.amount;
    if balance < portfolio.reserved_balance then
        raise exception 'free cash % does not cover %', last_entry.balance_after - portfolio.reserved_balance, -new.amount
            using errcode = 'KB110', hint = 'Cancel a waiting purchase, or take less.';
    end if;
    if balance >= 1e13 or (new.kind = 'deposit' and portfolio.capital_paid_in + new.amount >= 1e13) then
        raise exception 'a balance of % is more than a portfolio can hold', balance
            using errcode = 'KB112', hint = 'Keep a portfolio below 10,000,000,000,000 yen.';
    end if;
    new.entry_no := last_entry.entry_no + 1;
    new.balance_after := balance;
    return new;
end;
$$;

comment on function kaboom.post_ledger_entry() is
'Trigger: checks and numbers a movement of cash. KB101, KB102, KB110, KB112, KB120, KB205, KB207.';

revoke execute on function kaboom.post_ledger_entry() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/30_portfolios/post_ledger_entry.sql', 'repeatable', 'b1a17c829d3d99ca7120d2a2b0c6f91ce53faf022236d9a393803d60f0b5fa68', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/30_portfolios/post_opening_entry.sql repeatable 56a558f14381ea8d968b0ee1e31745fd9b1647ffc3325c97e8d7bd850c49f634
-- The ledger tells where the first cash came from.
create or replace function kaboom.post_opening_entry()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into public.cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after)
    values (new.user_id, new.id, 1, 'opening', new.initial_capital, new.initial_capital);
    return null;
end;
$$;

comment on function kaboom.post_opening_entry() is 'Trigger: writes the opening entry of a portfolio.';

revoke execute on function kaboom.post_opening_entry() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/30_portfolios/post_opening_entry.sql', 'repeatable', '56a558f14381ea8d968b0ee1e31745fd9b1647ffc3325c97e8d7bd850c49f634', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/40_orders/check_order.sql repeatable 8499e08665abdf23b1579325f8f1dc7a1dd27dde3724032b1cc220b3f6cefdfd
-- What can be said of an order without looking at anything else.
create or replace function kaboom.check_order(trade public.trades)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(trade.symbol !~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY]$', true) then
        raise exception '% is no code of the Tokyo Stock Exchange', trade.symbol
            using errcode = 'KB201', hint = 'Four characters, such as 7203 or 130A.';
    end if;
    if coalesce(trade.trade_type not in ('buy', 'sell'), true) then
        raise exception 'trade_type % is neither buy nor sell', trade.trade_type
            using errcode = 'KB210', hint = 'Send buy or sell.';
    end if;
    if coalesce(trade.quantity <= 0, true) then
        raise exception 'quantity % is not above zero', trade.quantity
            using errcode = 'KB202', hint = 'Order at least one share.';
    end if;
    if coalesce(not (trade.price > 0 and trade.price < 'infinity'), true) then
        raise exception 'price % is not above zero', trade.price
            using errcode = 'KB203', hint = 'Send the limit, or for market and stop orders the current price.';
    end if;
    if trade.quantity * trade.price >= 1e13 then
        raise exception 'an order of % yen is more than a portfolio can hold', trade.quantity * trade.price
            using errcode = 'KB208', hint = 'Keep quantity x price below 10,000,000,000,000 yen.';
    end if;
    if trade.order_type in ('stop', 'stop_limit')
        and coalesce(not (trade.stop_price > 0 and trade.stop_price < 'infinity'), true)
    then
        raise exception 'a % order needs a stop_price, not %', trade.order_type, trade.stop_price
            using errcode = 'KB204', hint = 'Send the trigger in yen, above zero.';
    end if;
    if trade.order_type in ('market', 'limit') and trade.stop_price is not null then
        raise exception 'a % order takes no stop_price, but % was sent', trade.order_type, trade.stop_price
            using errcode = 'KB204', hint = 'Leave it out, or place a stop or stop_limit order.';
    end if;
    if trade.status is not null and trade.status not in ('pending', 'filled') then
        raise exception 'an order cannot start as %', trade.status
            using errcode = 'KB133', hint = 'Leave status out; the service role may record an order as filled.';
    end if;
    if trade.status = 'filled'
        and not (
            coalesce(trade.execution_price > 0 and trade.execution_price < 'infinity', true)
            and coalesce(trade.commission >= 0 and trade.commission < 'infinity', true)
            and coalesce(trade.tax >= 0 and trade.tax < 'infinity', true)
        )
    then
        raise exception 'execution_price %, commission % or tax % is not valid', trade.execution_price, trade.commission, trade.tax
            using errcode = 'KB206', hint = 'Send a price above zero and costs of zero or more, or leave them out.';
    end if;
end;
$$;

comment on function kaboom.check_order(public.trades) is
'Refuse an order that no portfolio could take. Errors: KB133, KB201 to KB204, KB206, KB208, KB210.';

revoke execute on function kaboom.check_order(public.trades) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/40_orders/check_order.sql', 'repeatable', '8499e08665abdf23b1579325f8f1dc7a1dd27dde3724032b1cc220b3f6cefdfd', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/40_orders/close_order.sql repeatable adf69259fb3882e4d44e0c7973f4a76882b82b8752b2a979d0b1d207c1427b25
-- The owner cancels, the broker also rejects; what has ended stays ended. What the order held becomes free again.
create or replace function kaboom.close_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not (
        (old.status in ('pending', 'partial') and new.status = 'cancelled')
        or (old.status = 'pending' and new.status = 'rejected')
    ) then
        raise exception 'order % is % and cannot become %', old.id, old.status, new.status
            using errcode = 'KB133', hint = 'Open orders may be cancelled, pending ones rejected; executions fill them.';
    end if;
    -- The row of the order is locked already; waiting here could deadlock with a fill that waits for it.
    perform from public.portfolios as p
    join auth.users as a on a.id = p.user_id
    where p.user_id = old.user_id
        and p.id = old.portfolio_id
    for key share of a skip locked
    for no key update of p skip locked;
    if not found then
        raise exception 'portfolio % is busy', old.portfolio_id
            using errcode = 'KB134', hint = 'Send the request again.';
    end if;
    if old.trade_type = 'buy' then
        update public.portfolios as p
        set reserved_balance = p.reserved_balance - old.reserved_amount,
            updated_at = now()
        where p.user_id = old.user_id
            and p.id = old.portfolio_id;
    else
        update public.positions as h
        set reserved_quantity = h.reserved_quantity - old.remaining_quantity,
            updated_at = now()
        where h.user_id = old.user_id
            and h.portfolio_id = old.portfolio_id
            and h.symbol = old.symbol;
    end if;
    new.reserved_amount := 0;
    return new;
end;
$$;

comment on function kaboom.close_order() is
'Trigger: cancels or rejects an order, and releases what it had reserved. KB133, KB134.';

revoke execute on function kaboom.close_order() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/40_orders/close_order.sql', 'repeatable', 'adf69259fb3882e4d44e0c7973f4a76882b82b8752b2a979d0b1d207c1427b25', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/40_orders/is_repeated_order.sql repeatable 60b8c97810617e86aa13c57afb73a0d34609fcab3cf226e0eb7d0b31277e503f
-- Whoever repeats a request must not trade twice: the client is known by client_order_id, the broker by order_id.
create or replace function kaboom.is_repeated_order(trade public.trades)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    first_order public.trades;
begin
    select t.* into first_order
    from public.trades as t
    where t.user_id = trade.user_id
        and (t.id = trade.id or t.client_order_id = trade.client_order_id or t.order_id = trade.order_id)
    order by t.client_order_id is not distinct from trade.client_order_id desc
    limit 1;
    if not found then
        return false;
    end if;
    if (first_order.portfolio_id, first_order.symbol, first_order.trade_type, first_order.quantity, first_order.price,
        first_order.order_type, first_order.stop_price, first_order.ai_analysis_id)
        is not distinct from
        (trade.portfolio_id, trade.symbol, trade.trade_type, trade.quantity, trade.price,
        trade.order_type, trade.stop_price, trade.ai_analysis_id)
        and coalesce(trade.order_id, first_order.order_id) is not distinct from first_order.order_id
        -- One that was recorded as filled has to bring the same fill again.
        and (
            trade.status is distinct from 'filled'
            or exists (
                select from public.trade_executions as e
                where e.user_id = first_order.user_id
                    and e.execution_id = coalesce(trade.order_id, first_order.id::text)
                    and e.trade_id = first_order.id
                    and e.price = coalesce(trade.execution_price, trade.price)
                    and e.commission = coalesce(trade.commission, e.commission)
                    and e.tax = coalesce(trade.tax, e.tax)
            )
        )
    then
        return true;
    end if;
    raise exception 'client_order_id % or order_id % belongs to order %: %, not to %', trade.client_order_id, trade.order_id,
        first_order.id, kaboom.order_terms(first_order), kaboom.order_terms(trade)
        using errcode = 'KB121', hint = 'Use new ids for a new order.';
end;
$$;

comment on function kaboom.is_repeated_order(public.trades) is
$$Whether this very order has been placed before.

Arguments: trade, with its user_id. Error: KB121 where its client_order_id or order_id belongs to an order with other content.$$;

revoke execute on function kaboom.is_repeated_order(public.trades) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/40_orders/is_repeated_order.sql', 'repeatable', '60b8c97810617e86aa13c57afb73a0d34609fcab3cf226e0eb7d0b31277e503f', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/40_orders/lock_order.sql repeatable f91ead8e10b8652c22b80e43ab1da2fe0809b59c23ace8e3545754def41ff200
-- An order never moves to another portfolio, so it may be asked where it is before anything is locked.
create or replace function kaboom.lock_order(user_id uuid, trade_id uuid)
returns public.portfolios
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    trade public.trades;
begin
    select t.* into trade
    from public.trades as t
    where t.id = lock_order.trade_id
        and t.user_id = coalesce(lock_order.user_id, t.user_id);
    if not found then
        raise exception 'order % not found', trade_id
            using errcode = 'KB130', hint = 'Use the id of an order.';
    end if;
    return kaboom.lock_portfolio(trade.user_id, trade.portfolio_id);
end;
$$;

comment on function kaboom.lock_order(uuid, uuid) is
$$Lock the account and the portfolio of an order, and return the portfolio. Read the order itself only afterwards.

Arguments: user_id, or null for whoever owns it; trade_id. Errors: KB130 no such order.$$;

revoke execute on function kaboom.lock_order(uuid, uuid) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/40_orders/lock_order.sql', 'repeatable', 'f91ead8e10b8652c22b80e43ab1da2fe0809b59c23ace8e3545754def41ff200', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/40_orders/order_terms.sql repeatable 8c2cbbc1cb38af2296bcb3b5619b28ec2c35ae0bf87fb3d69078eadcb4a4a5b5
-- For people who compare two orders.
create or replace function kaboom.order_terms(trade public.trades)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return format(
        '%s %s of %s @ %s (%s%s%s%s) in portfolio %s',
        trade.trade_type, trade.quantity, trade.symbol, trade.price, trade.order_type,
        ', stop ' || trade.stop_price, ', analysis ' || trade.ai_analysis_id, ', filled @ ' || trade.execution_price,
        trade.portfolio_id
    );
end;
$$;

comment on function kaboom.order_terms(public.trades) is 'What was ordered, in words. Arguments: trade.';

revoke execute on function kaboom.order_terms(public.trades) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/40_orders/order_terms.sql', 'repeatable', '8c2cbbc1cb38af2296bcb3b5619b28ec2c35ae0bf87fb3d69078eadcb4a4a5b5', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/40_orders/place_order.sql repeatable 5f3fd5a9581b611bfc12c3cec8e02773456793e535b08cb4ae6d97c17e9f7e0d
-- An order is checked and priced while its portfolio is locked; what it needs is reserved when its row stands.
create or replace function kaboom.place_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    analysis public.ai_analysis_results;
    profile public.user_profiles;
begin
    perform kaboom.check_order(new);
    portfolio := kaboom.lock_portfolio(new.user_id, new.portfolio_id);
    new.user_id := portfolio.user_id;
    if (new.client_order_id is not null or new.order_id is not null or new.status = 'filled') and kaboom.is_repeated_order(new) then
        return null;
    end if;

    select u.* into profile from public.user_profiles as u where u.id = new.user_id;
    if not portfolio.is_active then
        raise exception 'portfolio % is archived', portfolio.id
            using errcode = 'KB102', hint = 'Set is_active to true first.';
    end if;
    if not profile.is_active then
        raise exception 'the account is closed for orders'
            using errcode = 'KB104', hint = 'Ask the operator to activate the account.';
    end if;
    if new.ai_analysis_id is not null then
        select a.* into analysis
        from public.ai_analysis_results as a
        where a.user_id = new.user_id
            and a.id = new.ai_analysis_id
            and a.symbol = new.symbol
            and public.is_fresh(a);
        if not found then
            raise exception 'analysis % cannot carry an order for %', new.ai_analysis_id, new.symbol
                using errcode = 'KB150', hint = 'Name a completed analysis of the same share, at most one hour old.';
        end if;
        new.ai_decision := analysis.final_decision;
        new.ai_confidence := analysis.consensus_confidence;
    end if;

    if new.status = 'filled' then
        return kaboom.record_filled_order(portfolio, new, profile.tier);
    end if;
    return kaboom.price_order(new, profile.tier);
end;
$$;

comment on function kaboom.place_order() is
'Trigger: checks and prices a new order. KB101, KB102, KB104, KB110, KB111, KB121, KB133, KB150, KB201 to KB210, KB401.';

revoke execute on function kaboom.place_order() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/40_orders/place_order.sql', 'repeatable', '5f3fd5a9581b611bfc12c3cec8e02773456793e535b08cb4ae6d97c17e9f7e0d', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/40_orders/price_order.sql repeatable ea7e93327ada9f2297b0c8ece8da8cbb840d001ec82070d96927b3c12e6da0ee
-- Commission and reservation are fixed when the order is placed, so that a later change of settings moves no money.
create or replace function kaboom.price_order(trade public.trades, tier text)
returns public.trades
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    rates jsonb;
    margin numeric;
    needed numeric;
begin
    select s.value into rates from public.system_settings as s where s.key = 'commission_rates';
    select (s.value ->> 'market_margin')::numeric into margin from public.system_settings as s where s.key = 'order_reservation';
    if rates is null or margin is null then
        raise exception 'the settings commission_rates and order_reservation are missing'
            using errcode = 'KB401', hint = 'Run migrate.py up, or insert them.';
    end if;

    trade.commission_rate := coalesce(
        case when tier <> 'basic' then coalesce(rates ->> tier, rates ->> 'premium') end,
        rates ->> 'default'
    )::numeric;
    trade.reserve_price := trade.price * case when trade.order_type in ('market', 'stop') then 1 + margin else 1 end;
    trade.filled_quantity := 0;
    trade.total_amount := trade.quantity * trade.price;
    trade.commission := 0;
    trade.tax := 0;
    trade.execution_price := null;
    trade.executed_at := null;
    needed := kaboom.reservation(trade.quantity, trade.reserve_price, trade.commission_rate, 0);
    if needed >= 1e13 then
        raise exception 'an order of % yen is more than a portfolio can hold', needed
            using errcode = 'KB208', hint = 'Keep quantity x price with margin and commission below 10,000,000,000,000 yen.';
    end if;
    trade.reserved_amount := case trade.trade_type when 'buy' then needed else 0 end;
    return trade;
end;
$$;

comment on function kaboom.price_order(public.trades, text) is
$$The order with its commission rate and its reservation.

Arguments: trade, checked; tier of its owner, which decides the rate: basic pays default, the others their own key or
premium. Errors: KB208 too large, KB401 where a setting is missing.$$;

revoke execute on function kaboom.price_order(public.trades, text) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/40_orders/price_order.sql', 'repeatable', 'ea7e93327ada9f2297b0c8ece8da8cbb840d001ec82070d96927b3c12e6da0ee', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/40_orders/reservation.sql repeatable 4372d318262a98f66fbb72d4d583386083ebacbb48c3f55cd3c1d34c4f7358ee
-- What the unfilled rest of a purchase holds: its cost and what it adds to the order's rounded commission.
create or replace function kaboom.reservation(remaining integer, price numeric, rate numeric, executed numeric)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return round(remaining * price, 2)
        + round(rate * (executed + remaining * price), 2) - round(rate * executed, 2);
end;
$$;

comment on function kaboom.reservation(integer, numeric, numeric, numeric) is
'Yen that the rest of a purchase reserves. Arguments: shares not filled; yen a share; commission rate; yen executed so far.';

revoke execute on function kaboom.reservation(integer, numeric, numeric, numeric) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/40_orders/reservation.sql', 'repeatable', '4372d318262a98f66fbb72d4d583386083ebacbb48c3f55cd3c1d34c4f7358ee', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/40_orders/reserve_for_order.sql repeatable 0f28818d546e83c48f44f894ecadf3916efd3e701746db60b0b7ab283345c861
-- After the order stands, so that an insert that did nothing reserves nothing, and of several orders in one statement each
-- meets what the one before has reserved.
create or replace function kaboom.reserve_for_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    free numeric;
begin
    if new.trade_type = 'sell' then
        perform kaboom.reserve_shares(new);
        return null;
    end if;
    update public.portfolios as p
    set reserved_balance = p.reserved_balance + new.reserved_amount,
        updated_at = now()
    where p.user_id = new.user_id
        and p.id = new.portfolio_id
        and p.current_balance - p.reserved_balance >= new.reserved_amount;
    if not found then
        select p.current_balance - p.reserved_balance into free
        from public.portfolios as p
        where p.user_id = new.user_id
            and p.id = new.portfolio_id;
        raise exception 'free cash % does not cover %', free, new.reserved_amount
            using errcode = 'KB110', hint = 'Order less, cancel a waiting purchase, or deposit cash first.';
    end if;
    return null;
end;
$$;

comment on function kaboom.reserve_for_order() is
'Trigger: reserves the cash or the shares of a new order. KB110, KB111.';

revoke execute on function kaboom.reserve_for_order() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/40_orders/reserve_for_order.sql', 'repeatable', '0f28818d546e83c48f44f894ecadf3916efd3e701746db60b0b7ab283345c861', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/40_orders/reserve_shares.sql repeatable 53c604b9c2e9bdf9c2b8043e126b4951fbeb41ea1c2216e8188806f3efb64269
-- Asked and taken in one statement.
create or replace function kaboom.reserve_shares(trade public.trades)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    free integer;
begin
    update public.positions as h
    set reserved_quantity = h.reserved_quantity + trade.quantity,
        updated_at = now()
    where h.user_id = trade.user_id
        and h.portfolio_id = trade.portfolio_id
        and h.symbol = trade.symbol
        and h.quantity - h.reserved_quantity >= trade.quantity;
    if not found then
        select h.quantity - h.reserved_quantity into free
        from public.positions as h
        where h.user_id = trade.user_id
            and h.portfolio_id = trade.portfolio_id
            and h.symbol = trade.symbol;
        raise exception 'free shares % of % do not cover %', coalesce(free, 0), trade.symbol, trade.quantity
            using errcode = 'KB111', hint = 'Sell less, or cancel a waiting sale.';
    end if;
end;
$$;

comment on function kaboom.reserve_shares(public.trades) is
'Reserve the shares of a sale. Arguments: trade. Error: KB111 where they are not free.';

revoke execute on function kaboom.reserve_shares(public.trades) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/40_orders/reserve_shares.sql', 'repeatable', '53c604b9c2e9bdf9c2b8043e126b4951fbeb41ea1c2216e8188806f3efb64269', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/50_executions/after_execution.sql repeatable d14a55b19593594e3d2983616c2c7805641141c323985bdb907cf52d0a2bea51
-- The one place that knows what a fill, or its reversal, makes of an order.
create or replace function kaboom.after_execution(trade public.trades, execution public.trade_executions)
returns public.trades
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    executed constant numeric := execution.amount + case when trade.filled_quantity > 0 then trade.total_amount else 0 end;
begin
    trade.filled_quantity := trade.filled_quantity + execution.quantity;
    trade.status := case
        when trade.status = 'cancelled' then 'cancelled'
        when trade.filled_quantity = trade.quantity then 'filled'
        when trade.filled_quantity > 0 then 'partial'
        else 'pending'
    end;
    trade.commission := trade.commission + execution.commission;
    trade.tax := trade.tax + execution.tax;
    trade.total_amount := case when trade.filled_quantity > 0 then executed else trade.quantity * trade.price end;
    trade.execution_price := case when trade.filled_quantity > 0 then round(executed / trade.filled_quantity, 2) end;
    trade.executed_at := case when trade.filled_quantity > 0 then greatest(trade.executed_at, execution.executed_at) end;
    trade.reserved_amount := case
        when trade.trade_type = 'buy' and trade.status in ('pending', 'partial') then kaboom.reservation(
            trade.quantity - trade.filled_quantity, trade.reserve_price, trade.commission_rate, executed
        )
        else 0
    end;
    if trade.trade_type = 'sell' then
        trade.cost_basis := coalesce(trade.cost_basis, 0) - execution.cost_change;
    end if;
    if execution.realized_pnl is not null then
        trade.realized_pnl := coalesce(trade.realized_pnl, 0) + execution.realized_pnl;
    end if;
    return trade;
end;
$$;

comment on function kaboom.after_execution(public.trades, public.trade_executions) is
'The order as it is after an execution. Arguments: trade before it; execution, completed, negative where it reverses.';

revoke execute on function kaboom.after_execution(public.trades, public.trade_executions) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/50_executions/after_execution.sql', 'repeatable', 'd14a55b19593594e3d2983616c2c7805641141c323985bdb907cf52d0a2bea51', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/50_executions/book_execution.sql repeatable 09c64a71c0907e0d47f90dc19b7dd78bfe206ac0260dcac1455a7c45507cfcde
-- Before its row stands, so that of several executions in one statement each meets what the one before has done. The row will
-- stand: its id was looked up under the lock of the account, so no conflict can drop the insert.
create or replace function kaboom.book_execution(
    portfolio public.portfolios, trade public.trades, execution public.trade_executions
)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    after public.trades := kaboom.after_execution(trade, execution);
    released constant numeric := trade.reserved_amount - after.reserved_amount;
    net constant numeric := coalesce(execution.realized_pnl, 0) - execution.cost_change;
    balance constant numeric := portfolio.current_balance + net;
    -- A reversal takes everything back in one entry.
    commission constant numeric := case when execution.reverses is null then execution.commission else 0 end;
    tax constant numeric := case when execution.reverses is null then execution.tax else 0 end;
    gross constant numeric := net + commission + tax;
    change constant integer := case trade.trade_type when 'buy' then execution.quantity else -execution.quantity end;
begin
    if balance < portfolio.reserved_balance - released then
        raise exception 'free cash % does not cover the %',
            portfolio.current_balance - portfolio.reserved_balance, -(net + released)
            using errcode = 'KB110', detail = format('The execution is %s @ %s.', execution.quantity, execution.price),
            hint = 'Deposit cash, then send the same execution_id again.';
    end if;
    if balance >= 1e13 then
        raise exception 'a balance of % is more than a portfolio can hold', balance
            using errcode = 'KB112', hint = 'Withdraw cash, then send the same execution_id again.';
    end if;

    update public.portfolios as p
    set current_balance = balance,
        reserved_balance = portfolio.reserved_balance - released,
        total_invested = p.total_invested + execution.cost_change,
        realized_pnl = p.realized_pnl + coalesce(execution.realized_pnl, 0),
        commission_paid = p.commission_paid + execution.commission,
        tax_paid = p.tax_paid + execution.tax,
        last_entry_no = p.last_entry_no + (gross <> 0)::integer + (commission <> 0)::integer + (tax <> 0)::integer,
        updated_at = now()
    where p.user_id = portfolio.user_id
        and p.id = portfolio.id;

    insert into public.cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after, execution_id)
    select portfolio.user_id, portfolio.id, part.entry_no, part.kind, part.amount, part.balance_after, execution.execution_id
    from (
        values
            (execution.entry_no, case when execution.reverses is null then trade.trade_type else 'reversal' end, gross,
                balance + commission + tax),
            (execution.entry_no + 1, 'commission', -commission, balance + tax),
            (execution.entry_no + 1 + (commission <> 0)::integer, 'tax', -tax, balance)
    ) as part (entry_no, kind, amount, balance_after)
    where part.amount <> 0;

    update public.positions as h
    set quantity = h.quantity + change,
        reserved_quantity = h.reserved_quantity
            - case when trade.trade_type = 'sell' and trade.status <> 'cancelled' then execution.quantity else 0 end,
        cost_basis = h.cost_basis + execution.cost_change,
        updated_at = now()
    where h.user_id = portfolio.user_id
        and h.portfolio_id = portfolio.id
        and h.symbol = trade.symbol
        and h.quantity::bigint + change <= 2147483647;
    if not found then
        insert into public.positions (user_id, portfolio_id, symbol, symbol_name, quantity, cost_basis)
        values (portfolio.user_id, portfolio.id, trade.symbol, trade.symbol_name, execution.quantity, execution.cost_change)
        on conflict (user_id, portfolio_id, symbol) do nothing;
        if not found then
            raise exception 'with % more of % the position exceeds 2147483647 shares', execution.quantity, trade.symbol
                using errcode = 'KB208', hint = 'Use another portfolio.';
        end if;
    end if;

    if execution.reverses is not null then
        -- What stands now was executed when its latest fill was.
        select max(e.executed_at) into after.executed_at
        from public.trade_executions as e
        where e.user_id = trade.user_id
            and e.trade_id = trade.id
            and e.reverses is null
            and e.execution_id <> execution.reverses
            and not exists (
                select from public.trade_executions as r
                where r.user_id = e.user_id
                    and r.reverses = e.execution_id
            );
    end if;
    update public.trades as t
    set (filled_quantity, status, total_amount, commission, tax, reserved_amount, execution_price, executed_at, cost_basis,
        realized_pnl, updated_at)
        = (after.filled_quantity, after.status, after.total_amount, after.commission, after.tax, after.reserved_amount,
        after.execution_price, after.executed_at, after.cost_basis, after.realized_pnl, now())
    where t.user_id = portfolio.user_id
        and t.id = trade.id;
    return after;
end;
$$;

comment on function kaboom.book_execution(public.portfolios, public.trades, public.trade_executions) is
$$Book an execution, or a reversal, in the portfolio, the ledger, the position and the order.

Arguments: portfolio, locked; trade before the execution; execution, priced. Returns: the order after it.
Errors: KB110 cash, KB112 balance too large, KB208 position too large.$$;

revoke execute on function kaboom.book_execution(public.portfolios, public.trades, public.trade_executions) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/50_executions/book_execution.sql', 'repeatable', '09c64a71c0907e0d47f90dc19b7dd78bfe206ac0260dcac1455a7c45507cfcde', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/50_executions/cost_of_sale.sql repeatable 0b09d181baab07ea4fd3458937ee726673935b7af75fed35e254497e38d3efc0
-- Twenty decimals, since the default of sixteen digits rounds a large quotient before it is rounded to cents.
create or replace function kaboom.cost_of_sale(cost_basis numeric, held integer, sold integer)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case when sold = held then cost_basis else round(cost_basis::numeric(50, 20) * sold / held, 2) end;
end;
$$;

comment on function kaboom.cost_of_sale(numeric, integer, integer) is
$$What a sale takes out of the cost of a position, in yen: its share of the moving average; the last share takes the rest.

Arguments: cost_basis of the position in yen; held, its shares before the sale; sold, the shares of the sale.$$;

revoke execute on function kaboom.cost_of_sale(numeric, integer, integer) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/50_executions/cost_of_sale.sql', 'repeatable', '0b09d181baab07ea4fd3458937ee726673935b7af75fed35e254497e38d3efc0', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/50_executions/prepare_execution.sql repeatable a97d4a09d746e9869da4dd4a00a2866785ddae9b7624b9175b90cdb0a0995f62
-- A fill is checked, computed and booked while its portfolio is locked.
create or replace function kaboom.prepare_execution()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    trade public.trades;
    first_fill public.trade_executions;
begin
    if coalesce(new.execution_id !~ '\S', true) then
        raise exception 'an execution needs an execution_id'
            using errcode = 'KB209', hint = 'Send the broker''s id of the fill, or of its reversal.';
    end if;
    if coalesce(new.quantity <= 0, true) then
        raise exception 'quantity % is not above zero', new.quantity
            using errcode = 'KB202', hint = 'Send the shares that were filled.';
    end if;
    if coalesce(not (new.price > 0 and new.price < 'infinity'), true) then
        raise exception 'price % is not above zero', new.price
            using errcode = 'KB203', hint = 'Send the price of the fill in yen.';
    end if;
    if not (
        coalesce(new.commission >= 0 and new.commission < 'infinity', true)
        and coalesce(new.tax >= 0 and new.tax < 'infinity', true)
    ) then
        raise exception 'commission % or tax % is not an amount of yen', new.commission, new.tax
            using errcode = 'KB206', hint = 'Send zero or more, or leave them out.';
    end if;

    portfolio := kaboom.lock_order(new.user_id, new.trade_id);
    new.user_id := portfolio.user_id;
    select t.* into strict trade
    from public.trades as t
    where t.user_id = new.user_id
        and t.id = new.trade_id;
    select e.* into first_fill
    from public.trade_executions as e
    where e.user_id = new.user_id
        and e.execution_id = new.execution_id;
    if found then
        if (first_fill.trade_id, first_fill.quantity, first_fill.price) = (new.trade_id, new.quantity, new.price)
            and first_fill.commission = coalesce(new.commission, first_fill.commission)
            and first_fill.tax = coalesce(new.tax, first_fill.tax)
        then
            return null;
        end if;
        raise exception 'execution_id % is % @ % of order % with commission % and tax %, not % @ % of order % with % and %',
            new.execution_id, first_fill.quantity, first_fill.price, first_fill.trade_id, first_fill.commission, first_fill.tax,
            new.quantity, new.price, new.trade_id, coalesce(new.commission, first_fill.commission),
            coalesce(new.tax, first_fill.tax)
            using errcode = 'KB122', hint = 'Each fill has an id of its own; ask the broker which one is right.';
    end if;
    if trade.status not in ('pending', 'partial') then
        raise exception 'order % is %', trade.id, trade.status
            using errcode = 'KB131', hint = 'Only pending and partial orders take fills.';
    end if;
    if new.quantity > trade.remaining_quantity then
        raise exception 'a fill of % exceeds the remaining %', new.quantity, trade.remaining_quantity
            using errcode = 'KB132', hint = 'Ask the broker for the right quantity.';
    end if;
    new := kaboom.price_execution(portfolio, trade, new);
    perform kaboom.book_execution(portfolio, trade, new);
    return new;
end;
$$;

comment on function kaboom.prepare_execution() is
'Trigger: checks, computes and books a fill. KB110, KB112, KB122, KB130, KB131, KB132, KB202, KB203, KB206, KB208, KB209.';

revoke execute on function kaboom.prepare_execution() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/50_executions/prepare_execution.sql', 'repeatable', 'a97d4a09d746e9869da4dd4a00a2866785ddae9b7624b9175b90cdb0a0995f62', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/50_executions/prepare_reversal.sql repeatable 7ec426242580de5e06a639ab9e62e793a0eae5cf3ec425639e30b8c595ee34e0
-- A bust: the original's cash comes back exactly, and what it changed in later sales is made good in one row.
create or replace function kaboom.prepare_reversal()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    trade public.trades;
    original public.trade_executions;
    earlier public.trade_executions;
    holding public.positions;
    replay record;
begin
    if coalesce(new.execution_id !~ '\S', true) then
        raise exception 'an execution needs an execution_id'
            using errcode = 'KB209', hint = 'Send the broker''s id of the fill, or of its reversal.';
    end if;
    portfolio := kaboom.lock_order(new.user_id, new.trade_id);
    new.user_id := portfolio.user_id;
    select t.* into strict trade
    from public.trades as t
    where t.user_id = new.user_id
        and t.id = new.trade_id;
    select e.* into original
    from public.trade_executions as e
    where e.user_id = new.user_id
        and e.execution_id = new.reverses
        and e.trade_id = new.trade_id
        and e.reverses is null;
    if not found then
        raise exception 'order % has no fill %', new.trade_id, new.reverses
            using errcode = 'KB140', hint = 'Name a fill of that order; a reversal cannot be reversed.';
    end if;
    select e.* into earlier
    from public.trade_executions as e
    where e.user_id = new.user_id
        and (e.execution_id = new.execution_id or e.reverses = new.reverses)
    order by e.execution_id = new.execution_id desc
    limit 1;
    if found then
        if (earlier.execution_id, earlier.reverses) = (new.execution_id, new.reverses) then
            return null;
        end if;
        if earlier.execution_id = new.execution_id then
            raise exception 'execution_id % is another execution, not the reversal of %', new.execution_id, new.reverses
                using errcode = 'KB122', hint = 'Each execution has an id of its own.';
        end if;
        raise exception 'fill % is reversed already, by %', new.reverses, earlier.execution_id
            using errcode = 'KB141', hint = 'A fill is reversed once.';
    end if;

    select h.* into strict holding
    from public.positions as h
    where h.user_id = trade.user_id
        and h.portfolio_id = trade.portfolio_id
        and h.symbol = trade.symbol;
    select r.* into replay
    from kaboom.replay_executions(trade.user_id, trade.portfolio_id, trade.symbol, new.reverses) as r;
    if replay.oversold then
        raise exception 'without fill % more of % would have been sold than was held', new.reverses, trade.symbol
            using errcode = 'KB142', hint = 'Reverse the later sales first.';
    end if;
    if trade.trade_type = 'buy' and replay.quantity < holding.reserved_quantity then
        raise exception 'without fill % % shares of % remain, of which % wait to be sold',
            new.reverses, replay.quantity, trade.symbol, holding.reserved_quantity
            using errcode = 'KB111', hint = 'Cancel a waiting sale, then send the reversal again.';
    end if;

    new.quantity := -original.quantity;
    new.price := original.price;
    new.amount := -original.amount;
    new.commission := -original.commission;
    new.tax := -original.tax;
    new.entry_no := portfolio.last_entry_no + 1;
    new.cost_change := replay.cost_basis - holding.cost_basis;
    new.realized_pnl := replay.realized_pnl - (
        select coalesce(sum(e.realized_pnl), 0)
        from public.trades as t
        join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
        where t.user_id = trade.user_id
            and t.portfolio_id = trade.portfolio_id
            and t.symbol = trade.symbol
    );
    if not portfolio.is_active then
        trade.status := 'cancelled';  -- an archive holds nothing that could still move
    end if;
    perform kaboom.book_execution(portfolio, trade, new);
    return new;
end;
$$;

comment on function kaboom.prepare_reversal() is
'Trigger: checks, computes and books the reversal of a fill. KB110, KB111, KB112, KB122, KB130, KB140, KB141, KB142, KB209.';

revoke execute on function kaboom.prepare_reversal() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/50_executions/prepare_reversal.sql', 'repeatable', '7ec426242580de5e06a639ab9e62e793a0eae5cf3ec425639e30b8c595ee34e0', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/50_executions/price_execution.sql repeatable 878234ba637eb74b6fdac1d37e594a3fbf545e46f383afee0c883d1b4d6552b4
-- What a fill costs and gains. The caller holds the lock of the portfolio.
create or replace function kaboom.price_execution(
    portfolio public.portfolios, trade public.trades, execution public.trade_executions
)
returns public.trade_executions
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    executed constant numeric := case when trade.filled_quantity > 0 then trade.total_amount else 0 end;
    amount constant numeric := execution.quantity * execution.price;
    -- The rounding goes on from fill to fill, so that many small fills cost what one large fill costs.
    commission constant numeric := coalesce(
        execution.commission,
        round(trade.commission_rate * (executed + amount), 2) - round(trade.commission_rate * executed, 2)
    );
begin
    if executed + amount + commission + coalesce(execution.tax, 0) >= 1e13 then
        raise exception 'a fill of % yen with commission % and tax % is more than a portfolio can hold',
            amount, commission, coalesce(execution.tax, 0)
            using errcode = 'KB208', hint = 'Ask the broker for the right quantity, price and costs.';
    end if;
    execution.amount := amount;
    execution.commission := commission;
    execution.tax := coalesce(execution.tax, 0);
    execution.entry_no := portfolio.last_entry_no + 1;
    if trade.trade_type = 'buy' then
        execution.cost_change := execution.amount + execution.commission + execution.tax;
    else
        select -kaboom.cost_of_sale(h.cost_basis, h.quantity, execution.quantity) into strict execution.cost_change
        from public.positions as h
        where h.user_id = trade.user_id
            and h.portfolio_id = trade.portfolio_id
            and h.symbol = trade.symbol;
        execution.realized_pnl := execution.amount - execution.commission - execution.tax + execution.cost_change;
    end if;
    return execution;
end;
$$;

comment on function kaboom.price_execution(public.portfolios, public.trades, public.trade_executions) is
$$A fill with its amount, commission, tax, cost and profit in yen, and its place in the ledger.

Arguments: portfolio, locked; trade before the fill; execution with quantity and price, and with commission and tax where
the broker states them. Error: KB208 amount or costs too large.$$;

revoke execute on function kaboom.price_execution(public.portfolios, public.trades, public.trade_executions) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/50_executions/price_execution.sql', 'repeatable', '878234ba637eb74b6fdac1d37e594a3fbf545e46f383afee0c883d1b4d6552b4', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/50_executions/record_filled_order.sql repeatable e85c6a5643b12d533b1183db03d9b0aa4ee106f5f49d5fe88d9818fd41007b62
-- It happened elsewhere: the order comes with its one fill, which is booked before the row of the order stands.
create or replace function kaboom.record_filled_order(portfolio public.portfolios, trade public.trades, tier text)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    priced public.trades := kaboom.price_order(trade, tier);
    fill public.trade_executions;
begin
    priced.reserved_amount := 0;
    if trade.trade_type = 'sell' then
        perform kaboom.reserve_shares(trade);
    end if;
    fill.user_id := trade.user_id;
    fill.execution_id := coalesce(trade.order_id, trade.id::text);
    fill.trade_id := trade.id;
    fill.quantity := trade.quantity;
    fill.price := coalesce(trade.execution_price, trade.price);
    fill.commission := trade.commission;
    fill.tax := trade.tax;
    fill.executed_at := coalesce(trade.executed_at, now());
    fill.created_at := now();
    fill.updated_at := now();
    if exists (
        select from public.trade_executions as e
        where e.user_id = fill.user_id
            and e.execution_id = fill.execution_id
    ) then
        raise exception 'execution_id % is a fill of another order', fill.execution_id
            using errcode = 'KB122', hint = 'Each fill has an id of its own; a recorded order has its order_id.';
    end if;
    fill := kaboom.price_execution(portfolio, priced, fill);
    priced := kaboom.book_execution(portfolio, priced, fill);
    insert into public.trade_executions values (fill.*);
    return priced;
end;
$$;

comment on function kaboom.record_filled_order(public.portfolios, public.trades, text) is
$$Book an order that was filled elsewhere, with one execution; its id is order_id, or else the order's id.

Arguments: portfolio, locked; trade, checked; tier of its owner. Returns: the order, filled.
Errors: KB110 cash, KB111 shares, KB112 balance too large, KB122 its id is a fill already, KB208 amount too large, KB401 a setting is missing.$$;

revoke execute on function kaboom.record_filled_order(public.portfolios, public.trades, text) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/50_executions/record_filled_order.sql', 'repeatable', 'e85c6a5643b12d533b1183db03d9b0aa4ee106f5f49d5fe88d9818fd41007b62', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/50_executions/replay_executions.sql repeatable 5a7201d0d45e8d9af304d2e20ddb9cdfbdfa6d4de85d8347ae97717706d583f8
-- The moving average, worked again from the first fill. It has to go row by row: each sale depends on all before it.
create or replace function kaboom.replay_executions(
    user_id uuid,
    portfolio_id uuid,
    symbol text,
    without text default null,
    out quantity integer,
    out cost_basis numeric,
    out realized_pnl numeric,
    out oversold boolean
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    fill record;
    basis numeric;
begin
    quantity := 0;
    cost_basis := 0;
    realized_pnl := 0;
    oversold := false;
    for fill in
        select t.trade_type, e.quantity, e.amount, e.commission + e.tax as costs
        from public.trades as t
        join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
        where t.user_id = replay_executions.user_id
            and t.portfolio_id = replay_executions.portfolio_id
            and t.symbol = replay_executions.symbol
            and e.reverses is null
            and e.execution_id is distinct from without
            and not exists (
                select from public.trade_executions as r
                where r.user_id = e.user_id
                    and r.reverses = e.execution_id
            )
        order by e.entry_no
    loop
        if fill.trade_type = 'buy' then
            quantity := quantity + fill.quantity;
            cost_basis := cost_basis + fill.amount + fill.costs;
        elsif fill.quantity > quantity then
            oversold := true;
            return;
        else
            basis := kaboom.cost_of_sale(cost_basis, quantity, fill.quantity);
            quantity := quantity - fill.quantity;
            cost_basis := cost_basis - basis;
            realized_pnl := realized_pnl + fill.amount - fill.costs - basis;
        end if;
    end loop;
end;
$$;

comment on function kaboom.replay_executions(uuid, uuid, text, text) is
$$What the fills of a share that still stand make of its position, in their order.

Arguments: user_id, portfolio_id, symbol; without, an execution_id to leave out. Returns: quantity; cost_basis and
realized_pnl in yen; oversold, true where a sale would have sold more than was held (the other figures then stop there).$$;

revoke execute on function kaboom.replay_executions(uuid, uuid, text, text) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/50_executions/replay_executions.sql', 'repeatable', '5a7201d0d45e8d9af304d2e20ddb9cdfbdfa6d4de85d8347ae97717706d583f8', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/55_views/position_valuations.sql repeatable 9341120ce5341cc80c595c8c6f2eaa037e076a999b783b20c1dd4eb11e2bb898
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

Columns in yen: average_price, cost_basis, price, market_value, unrealized_pnl; null where the share has no price yet.$$;

-- Nobody holds the right to write; without a trigger PostgreSQL would not come to say so, but end in a server error.
create or replace trigger refuse_writes
instead of insert or update or delete on public.position_valuations
for each row execute function kaboom.refuse_writes();

revoke all on public.position_valuations from public, anon, authenticated, service_role;
grant select on public.position_valuations to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/55_views/position_valuations.sql', 'repeatable', '9341120ce5341cc80c595c8c6f2eaa037e076a999b783b20c1dd4eb11e2bb898', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/60_api/archive_portfolio.sql repeatable a84bccbb2b609caa9c3c3b6d58cc1ea63aa84388068af4e716e6dd8a4a29e55d
-- A thin name for an update of portfolios.
create or replace function public.archive_portfolio(portfolio_id uuid)
returns public.portfolios
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    archived public.portfolios;
begin
    update public.portfolios as p
    set is_active = false
    where p.id = archive_portfolio.portfolio_id
    returning p.* into archived;
    if not found then
        raise exception 'portfolio % not found', portfolio_id
            using errcode = 'KB101', hint = 'Use the id of one of your own portfolios.';
    end if;
    return archived;
end;
$$;

comment on function public.archive_portfolio(uuid) is
$$Archive a portfolio: it keeps its cash and shares, takes no order and moves no cash until is_active is true again.

Arguments: portfolio_id. Returns: the portfolio. Errors: KB101 unknown portfolio, KB103 it has open orders.$$;

revoke execute on function public.archive_portfolio(uuid) from public, anon;
grant execute on function public.archive_portfolio(uuid) to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/60_api/archive_portfolio.sql', 'repeatable', 'a84bccbb2b609caa9c3c3b6d58cc1ea63aa84388068af4e716e6dd8a4a29e55d', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/60_api/cancel_order.sql repeatable 722c5c5f468b5cd799cbcf3906ee00658a72113a6dbbd22dc65108b20c873f97
-- Locks account and portfolio before the order, so that it waits for a fill where a bare update would answer KB134.
create or replace function public.cancel_order(trade_id uuid, reason text default null)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    closed public.trades;
begin
    perform from public.trades as t
    join public.portfolios as p on p.user_id = t.user_id and p.id = t.portfolio_id
    join public.user_profiles as u on u.id = t.user_id
    where t.id = cancel_order.trade_id
    for no key update of u, p;
    update public.trades as t
    set status = 'cancelled', reason = cancel_order.reason
    where t.id = cancel_order.trade_id
        and t.status <> 'cancelled'
    returning t.* into closed;
    if not found then
        select t.* into closed from public.trades as t where t.id = cancel_order.trade_id;
    end if;
    if not found then
        raise exception 'order % not found', trade_id
            using errcode = 'KB130', hint = 'Use the id of one of your own orders.';
    end if;
    return closed;
end;
$$;

comment on function public.cancel_order(uuid, text) is
$$Cancel what is left of an order, and free what it had reserved. Fills stay.

Arguments: trade_id; reason, at most 1,000 characters.
Returns: the order; one that is cancelled already is returned as it is.
Errors: KB130 no such order, KB133 it is filled or rejected.$$;

revoke execute on function public.cancel_order(uuid, text) from public, anon;
grant execute on function public.cancel_order(uuid, text) to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/60_api/cancel_order.sql', 'repeatable', '722c5c5f468b5cd799cbcf3906ee00658a72113a6dbbd22dc65108b20c873f97', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/60_api/deposit_cash.sql repeatable e3895e4ef0e480b4198051670a7564a29cd08a118d60aa4ddc5ceeccd5442859
-- A thin name for an insert into cash_ledger: the same grants, policies and triggers meet it.
create or replace function public.deposit_cash(
    portfolio_id uuid,
    amount numeric,
    idempotency_key text,
    note text default null
)
returns public.cash_ledger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    entry public.cash_ledger;
begin
    if coalesce(amount <> round(amount, 2) or not (amount > 0 and amount < 1e13), true) then
        raise exception '% is no amount of yen', amount
            using errcode = 'KB205', hint = 'Send an amount above zero and below 10,000,000,000,000 with at most two decimals.';
    end if;
    insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key, note)
    values (deposit_cash.portfolio_id, 'deposit', deposit_cash.amount, deposit_cash.idempotency_key, deposit_cash.note)
    returning * into entry;
    if not found then
        select l.* into entry
        from public.cash_ledger as l
        join public.portfolios as p on p.user_id = l.user_id
        where p.id = deposit_cash.portfolio_id
            and l.idempotency_key = deposit_cash.idempotency_key;
    end if;
    return entry;
end;
$$;

comment on function public.deposit_cash(uuid, numeric, text, text) is
$$Pay cash into a portfolio.

The same idempotency_key with the same content returns the first entry and moves nothing; with other content it fails.

Arguments: portfolio_id; amount in yen, positive, at most two decimals; idempotency_key, unique within the user; note.
Returns: the ledger entry.
Errors: KB101 unknown portfolio, KB102 archived, KB112 balance too large, KB120 key used for another entry, KB205 amount not valid,
KB207 no key.$$;

revoke execute on function public.deposit_cash(uuid, numeric, text, text) from public, anon;
grant execute on function public.deposit_cash(uuid, numeric, text, text) to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/60_api/deposit_cash.sql', 'repeatable', 'e3895e4ef0e480b4198051670a7564a29cd08a118d60aa4ddc5ceeccd5442859', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/60_api/place_order.sql repeatable cb92018e99edc65df089b1a26d1bb56a2dd749011b1438183c27a4aac15e116b
-- A thin name for an insert into trades: the same grants, policies and triggers meet it.
create or replace function public.place_order(
    portfolio_id uuid,
    symbol text,
    trade_type text,
    quantity numeric,
    price numeric,
    order_type text default 'limit',
    stop_price numeric default null,
    client_order_id text default null,
    ai_analysis_id uuid default null,
    symbol_name text default null
)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    placed public.trades;
begin
    -- Refused here, since a cast to the column's type would round, or fail with less to say.
    if coalesce(quantity <> trunc(quantity) or not quantity between 1 and 2147483647, true) then
        raise exception 'quantity % is no number of shares', quantity
            using errcode = 'KB202', hint = 'Send a whole number from 1 to 2147483647.';
    end if;
    if coalesce(price <> round(price, 2) or not (price > 0 and price < 1e8), true) then
        raise exception 'price % is no price in yen', price
            using errcode = 'KB203', hint = 'Send a price above zero and below 100,000,000 with at most two decimals.';
    end if;
    if stop_price <> round(stop_price, 2) or not (stop_price > 0 and stop_price < 1e8) then
        raise exception 'stop_price % is no price in yen', stop_price
            using errcode = 'KB204', hint = 'Send a price above zero and below 100,000,000 with at most two decimals.';
    end if;
    if length(symbol) > 10 then
        raise exception '% is no code of the Tokyo Stock Exchange', left(symbol, 50)
            using errcode = 'KB201', hint = 'Four characters, such as 7203 or 130A.';
    end if;

    insert into public.trades (
        portfolio_id, symbol, trade_type, quantity, price, order_type, stop_price, client_order_id, ai_analysis_id, symbol_name
    )
    values (
        place_order.portfolio_id, place_order.symbol, place_order.trade_type, place_order.quantity, place_order.price,
        place_order.order_type, place_order.stop_price, place_order.client_order_id, place_order.ai_analysis_id,
        place_order.symbol_name
    )
    returning * into placed;
    if not found then
        select t.* into placed
        from public.trades as t
        join public.portfolios as p on p.user_id = t.user_id
        where p.id = place_order.portfolio_id
            and t.client_order_id = place_order.client_order_id;
    end if;
    return placed;
end;
$$;

comment on function public.place_order(uuid, text, text, numeric, numeric, text, numeric, text, uuid, text) is
$$Place an order, and reserve the cash or the shares that it needs.

A purchase reserves quantity x price and the commission; market and stop orders a margin above it (setting
order_reservation). The same client_order_id with the same content returns the first order and does nothing else.

Arguments: portfolio_id; symbol, a code of the Tokyo Stock Exchange; trade_type, buy or sell; quantity in shares; price in
yen a share, the limit or for market and stop orders the current price; order_type, limit, market, stop or stop_limit;
stop_price in yen for the last two; client_order_id, unique within the user; ai_analysis_id that it rests on; symbol_name.
Returns: the order.
Errors: KB101, KB102, KB104 portfolio or account; KB110 cash; KB111 shares; KB121 client_order_id; KB150 analysis; KB201 to
KB204, KB208, KB210 arguments.$$;

revoke execute on function public.place_order(uuid, text, text, numeric, numeric, text, numeric, text, uuid, text)
from public, anon;
grant execute on function public.place_order(uuid, text, text, numeric, numeric, text, numeric, text, uuid, text)
to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/60_api/place_order.sql', 'repeatable', 'cb92018e99edc65df089b1a26d1bb56a2dd749011b1438183c27a4aac15e116b', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/60_api/portfolio_summary.sql repeatable 55db422208b998cc51f27bd3fb84212f91eee53a6df78cd787f6adf8df4aee30
-- Invoker: the policies decide whose portfolios can be seen.
create or replace function public.portfolio_summary(portfolio_id uuid)
returns table (
    cash numeric,
    reserved_cash numeric,
    free_cash numeric,
    invested numeric,
    market_value numeric,
    total_value numeric,
    realized_pnl numeric,
    unrealized_pnl numeric,
    commission numeric,
    tax numeric,
    capital_paid_in numeric,
    capital_withdrawn numeric,
    total_return numeric,
    return_percentage numeric,
    position_count integer
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        p.current_balance,
        p.reserved_balance,
        p.current_balance - p.reserved_balance,
        p.total_invested,
        held.market_value,
        p.current_balance + held.market_value,
        p.realized_pnl,
        held.market_value - p.total_invested,
        p.commission_paid,
        p.tax_paid,
        p.capital_paid_in,
        p.capital_withdrawn,
        p.current_balance + held.market_value - (p.capital_paid_in - p.capital_withdrawn),
        round(
            (p.current_balance + held.market_value - (p.capital_paid_in - p.capital_withdrawn))
            / p.capital_paid_in * 100,
            4
        ),
        held.positions
    from public.portfolios as p
    cross join lateral (
        -- Without a price yet, shares are worth what they cost.
        select coalesce(sum(coalesce(v.market_value, v.cost_basis)), 0) as market_value, count(*)::integer as positions
        from public.position_valuations as v
        where v.user_id = p.user_id
            and v.portfolio_id = p.id
    ) as held
    where p.id = portfolio_summary.portfolio_id;
$$;

comment on function public.portfolio_summary(uuid) is
$$The full picture of a portfolio at the latest prices, in yen.

Arguments: portfolio_id. Returns one row, none for a portfolio that the caller does not own: cash, reserved_cash,
free_cash, invested (cost of the shares held), market_value, total_value (cash and market value), realized_pnl,
unrealized_pnl, commission and tax paid, capital_paid_in, capital_withdrawn, total_return (total_value less capital paid
in, plus capital withdrawn), return_percentage (of capital paid in), position_count.$$;

revoke execute on function public.portfolio_summary(uuid) from public, anon;
grant execute on function public.portfolio_summary(uuid) to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/60_api/portfolio_summary.sql', 'repeatable', '55db422208b998cc51f27bd3fb84212f91eee53a6df78cd787f6adf8df4aee30', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/60_api/record_execution.sql repeatable 2ef7f7a70d901605dd4494d29a62cc83d5ff114d11e0043e50abbbb17d683ba7
-- A thin name for an insert into trade_executions: the same grants and triggers meet it.
create or replace function public.record_execution(
    trade_id uuid,
    execution_id text,
    quantity numeric,
    price numeric,
    commission numeric default null,
    tax numeric default null,
    executed_at timestamptz default null
)
returns public.trade_executions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    execution public.trade_executions;
begin
    if coalesce(quantity <> trunc(quantity) or not quantity between 1 and 2147483647, true) then
        raise exception 'quantity % is no number of shares', quantity
            using errcode = 'KB202', hint = 'Send a whole number from 1 to 2147483647.';
    end if;
    if coalesce(price <> round(price, 2) or not (price > 0 and price < 1e8), true) then
        raise exception 'price % is no price in yen', price
            using errcode = 'KB203', hint = 'Send a price above zero and below 100,000,000 with at most two decimals.';
    end if;
    if commission <> round(commission, 2) or not (commission >= 0 and commission < 1e13)
        or tax <> round(tax, 2) or not (tax >= 0 and tax < 1e13)
    then
        raise exception 'commission % or tax % is not an amount of yen', commission, tax
            using errcode = 'KB206', hint = 'Send zero or more and below 10,000,000,000,000 with at most two decimals, or leave them out.';
    end if;

    insert into public.trade_executions (trade_id, execution_id, quantity, price, commission, tax, executed_at)
    values (
        record_execution.trade_id, record_execution.execution_id, record_execution.quantity, record_execution.price,
        record_execution.commission, record_execution.tax, coalesce(record_execution.executed_at, now())
    )
    returning * into execution;
    if not found then
        select e.* into execution
        from public.trade_executions as e
        join public.trades as t on t.user_id = e.user_id
        where t.id = record_execution.trade_id
            and e.execution_id = record_execution.execution_id;
    end if;
    return execution;
end;
$$;

comment on function public.record_execution(uuid, text, numeric, numeric, numeric, numeric, timestamptz) is
$$Record a fill that the broker reports. For the service role.

Moves cash, shares, cost and reservations together. The same execution_id with the same content returns the first one and
does nothing else. A fill that is refused is not lost: send it again after the cause is gone.

Arguments: trade_id; execution_id of the broker, unique within the user; quantity in shares; price in yen a share;
commission and tax in yen, if the broker states them, else by the order's rate and 0; executed_at, else now.
Returns: the execution.
Errors: KB110 cash; KB112 balance too large; KB122 execution_id belongs to another fill; KB130 unknown order; KB131 order not
open; KB132 more than remains; KB202, KB203, KB206, KB208, KB209 arguments.$$;

revoke execute on function public.record_execution(uuid, text, numeric, numeric, numeric, numeric, timestamptz)
from public, anon, authenticated;
grant execute on function public.record_execution(uuid, text, numeric, numeric, numeric, numeric, timestamptz)
to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/60_api/record_execution.sql', 'repeatable', '2ef7f7a70d901605dd4494d29a62cc83d5ff114d11e0043e50abbbb17d683ba7', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/60_api/reject_order.sql repeatable b57314f5fc984485980e96226cb40348937ba9593ec6b345e5fa9d7a1267b461
-- Locks account and portfolio before the order, so that it waits for a fill where a bare update would answer KB134.
create or replace function public.reject_order(trade_id uuid, reason text default null)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    closed public.trades;
begin
    perform from public.trades as t
    join public.portfolios as p on p.user_id = t.user_id and p.id = t.portfolio_id
    join public.user_profiles as u on u.id = t.user_id
    where t.id = reject_order.trade_id
    for no key update of u, p;
    update public.trades as t
    set status = 'rejected', reason = reject_order.reason
    where t.id = reject_order.trade_id
        and t.status <> 'rejected'
    returning t.* into closed;
    if not found then
        select t.* into closed from public.trades as t where t.id = reject_order.trade_id;
    end if;
    if not found then
        raise exception 'order % not found', trade_id
            using errcode = 'KB130', hint = 'Use the id of an order.';
    end if;
    return closed;
end;
$$;

comment on function public.reject_order(uuid, text) is
$$Say that the broker did not take an order. For the service role.

Arguments: trade_id; reason, at most 1,000 characters.
Returns: the order; one that is rejected already is returned as it is.
Errors: KB130 no such order, KB133 it is no longer pending.$$;

revoke execute on function public.reject_order(uuid, text) from public, anon, authenticated;
grant execute on function public.reject_order(uuid, text) to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/60_api/reject_order.sql', 'repeatable', 'b57314f5fc984485980e96226cb40348937ba9593ec6b345e5fa9d7a1267b461', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/60_api/reverse_execution.sql repeatable 8e7755c5d296cce32f6332904ad9b84fb2a41947708b08811591f215a23369a6
-- A thin name for an insert into trade_executions that names the fill which it takes back.
create or replace function public.reverse_execution(trade_id uuid, execution_id text, reversal_id text)
returns public.trade_executions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    reversal public.trade_executions;
begin
    insert into public.trade_executions (trade_id, execution_id, reverses)
    values (reverse_execution.trade_id, reverse_execution.reversal_id, coalesce(reverse_execution.execution_id, ''))
    returning * into reversal;
    if not found then
        select e.* into reversal
        from public.trade_executions as e
        join public.trades as t on t.user_id = e.user_id
        where t.id = reverse_execution.trade_id
            and e.execution_id = reverse_execution.reversal_id;
    end if;
    return reversal;
end;
$$;

comment on function public.reverse_execution(uuid, text, text) is
$$Take back a fill that the broker has busted. For the service role.

Cash and costs come back exactly. Quantity, cost and realised profit become what the remaining fills give in their order;
the difference in realised profit stands on the reversal. A filled order opens again and reserves anew; a cancelled one
stays cancelled, and in an archived portfolio any is. The same reversal_id again does nothing.

Arguments: trade_id; execution_id of the fill; reversal_id of the broker, unique within the user.
Returns: the reversing execution, with negative quantity and amounts.
Errors: KB110 cash; KB111 shares wait to be sold; KB112 balance too large; KB209 no reversal_id; KB122 reversal_id is another execution; KB130 unknown order; KB140 no such
fill; KB141 reversed already; KB142 a later sale would lack shares.$$;

revoke execute on function public.reverse_execution(uuid, text, text) from public, anon, authenticated;
grant execute on function public.reverse_execution(uuid, text, text) to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/60_api/reverse_execution.sql', 'repeatable', '8e7755c5d296cce32f6332904ad9b84fb2a41947708b08811591f215a23369a6', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/60_api/withdraw_cash.sql repeatable 456a8b68fbdfcab0f3f713ba399e5234b281e9c82cc78d49298677e2647266c1
-- A thin name for an insert into cash_ledger: the same grants, policies and triggers meet it.
create or replace function public.withdraw_cash(
    portfolio_id uuid,
    amount numeric,
    idempotency_key text,
    note text default null
)
returns public.cash_ledger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    entry public.cash_ledger;
begin
    if coalesce(amount <> round(amount, 2) or not (amount > 0 and amount < 1e13), true) then
        raise exception '% is no amount of yen', amount
            using errcode = 'KB205', hint = 'Send an amount above zero and below 10,000,000,000,000 with at most two decimals.';
    end if;
    insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key, note)
    values (withdraw_cash.portfolio_id, 'withdrawal', -withdraw_cash.amount, withdraw_cash.idempotency_key, withdraw_cash.note)
    returning * into entry;
    if not found then
        select l.* into entry
        from public.cash_ledger as l
        join public.portfolios as p on p.user_id = l.user_id
        where p.id = withdraw_cash.portfolio_id
            and l.idempotency_key = withdraw_cash.idempotency_key;
    end if;
    return entry;
end;
$$;

comment on function public.withdraw_cash(uuid, numeric, text, text) is
$$Withdraw cash from a portfolio.

Takes free cash only (balance less reservations). The same idempotency_key with the same content returns the first
entry and moves nothing; with other content it fails.

Arguments: portfolio_id; amount in yen, positive, at most two decimals; idempotency_key, unique within the user; note.
Returns: the ledger entry.
Errors: KB101 unknown portfolio, KB102 archived, KB110 not enough free cash, KB120 key used for another entry, KB205 amount not valid,
KB207 no key.$$;

revoke execute on function public.withdraw_cash(uuid, numeric, text, text) from public, anon;
grant execute on function public.withdraw_cash(uuid, numeric, text, text) to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/60_api/withdraw_cash.sql', 'repeatable', '456a8b68fbdfcab0f3f713ba399e5234b281e9c82cc78d49298677e2647266c1', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/65_performance/calculate_portfolio_performance.sql repeatable 7e6e125d197a8337d5c4237297a86791e9110829135cb1dfe17b84bd7b8ade26
-- The specification's name for four figures of the summary.
create or replace function public.calculate_portfolio_performance(portfolio_uuid uuid)
returns table (total_value numeric, total_return numeric, return_percentage numeric, position_count integer)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select s.total_value, s.total_return, s.return_percentage, s.position_count
    from public.portfolio_summary(calculate_portfolio_performance.portfolio_uuid) as s;
$$;

comment on function public.calculate_portfolio_performance(uuid) is
$$What a portfolio is worth and has returned; see portfolio_summary for all figures.

Arguments: portfolio_uuid. Returns one row, none for a portfolio that the caller does not own: total_value (cash and
market value, yen), total_return (total_value less net capital paid in, yen), return_percentage (of capital paid in),
position_count.$$;

revoke execute on function public.calculate_portfolio_performance(uuid) from public, anon;
grant execute on function public.calculate_portfolio_performance(uuid) to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/65_performance/calculate_portfolio_performance.sql', 'repeatable', '7e6e125d197a8337d5c4237297a86791e9110829135cb1dfe17b84bd7b8ade26', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/68_ledger/verify_ledger.sql repeatable 05b1577a8dfe8b633e2d5fe6ed55dc71e931a855ef4acd9d42424f706b5f7477
-- The ledger and the executions are the truth; everything else is worked out from them once more and compared.
create or replace function kaboom.verify_ledger(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with chosen as materialized (
        select p.*
        from public.portfolios as p
        where verify_ledger.portfolio_id is null
            or p.id = verify_ledger.portfolio_id
    ),
    entries as (
        select l.*,
            row_number() over per_portfolio as counted,
            sum(l.amount) over per_portfolio as running
        from public.cash_ledger as l
        join chosen as c on c.user_id = l.user_id and c.id = l.portfolio_id
        window per_portfolio as (partition by l.user_id, l.portfolio_id order by l.entry_no)
    ),
    cash as (
        select e.portfolio_id, sum(e.amount) as balance, count(*) as entries,
            sum(e.amount) filter (where e.kind in ('opening', 'deposit')) as paid_in,
            -coalesce(sum(e.amount) filter (where e.kind = 'withdrawal'), 0) as withdrawn,
            coalesce(sum(e.amount) filter (where e.kind = 'adjustment'), 0) as adjusted
        from entries as e
        group by e.portfolio_id
    ),
    orders as materialized (
        select t.*,
            coalesce(f.filled, 0) as filled, f.amount as executed, coalesce(f.commission, 0) as paid_commission,
            coalesce(f.tax, 0) as paid_tax, f.realized, f.cost
        from public.trades as t
        join chosen as c on c.user_id = t.user_id and c.id = t.portfolio_id
        left join lateral (
            select sum(e.quantity) as filled, sum(e.amount) as amount, sum(e.commission) as commission, sum(e.tax) as tax,
                sum(e.realized_pnl) as realized, sum(e.cost_change) as cost
            from public.trade_executions as e
            where e.user_id = t.user_id
                and e.trade_id = t.id
        ) as f on true
    ),
    order_sums as (
        select o.portfolio_id, sum(o.reserved_amount) as reserved, coalesce(sum(o.realized), 0) as realized,
            sum(o.paid_commission) as commission, sum(o.paid_tax) as tax
        from orders as o
        group by o.portfolio_id
    ),
    symbols as (
        select s.user_id, s.portfolio_id, s.symbol, sum(s.waiting) as waiting, sum(s.profit) as booked_profit
        from (
            select o.user_id, o.portfolio_id, o.symbol, coalesce(o.realized, 0) as profit,
                case when o.trade_type = 'sell' and o.status in ('pending', 'partial') then o.quantity - o.filled_quantity else 0 end
                    as waiting
            from orders as o
            union all
            select h.user_id, h.portfolio_id, h.symbol, 0, 0
            from public.positions as h
            join chosen as c on c.user_id = h.user_id and c.id = h.portfolio_id
        ) as s
        group by s.user_id, s.portfolio_id, s.symbol
    ),
    holdings as (
        select s.portfolio_id, s.symbol, s.waiting, s.booked_profit, h.quantity, h.reserved_quantity, h.cost_basis,
            r.quantity as replayed, r.cost_basis as replayed_cost, r.realized_pnl as replayed_profit
        from symbols as s
        left join public.positions as h
            on h.user_id = s.user_id and h.portfolio_id = s.portfolio_id and h.symbol = s.symbol
        cross join lateral kaboom.replay_executions(s.user_id, s.portfolio_id, s.symbol) as r
    ),
    invested as (
        select h.portfolio_id, sum(h.replayed_cost) as cost
        from holdings as h
        group by h.portfolio_id
    ),
    executions as (
        select o.portfolio_id, e.execution_id, e.amount, e.entry_no,
            coalesce(e.realized_pnl, 0) - e.cost_change as net,
            case o.trade_type when 'buy' then -e.amount else e.amount end - e.commission - e.tax as priced,
            (
                select sum(l.amount)
                from public.cash_ledger as l
                where l.user_id = e.user_id
                    and l.execution_id = e.execution_id
            ) as moved
        from orders as o
        join public.trade_executions as e on e.user_id = o.user_id and e.trade_id = o.id
    )
    select f.portfolio, f.figure, f.subject, f.expected, f.actual
    from (
        select c.id, v.figure, c.name, v.expected, v.actual
        from chosen as c
        left join cash as m on m.portfolio_id = c.id
        left join order_sums as o on o.portfolio_id = c.id
        left join invested as i on i.portfolio_id = c.id
        cross join lateral (
            values
                ('balance', coalesce(m.balance, 0), c.current_balance),
                ('capital paid in', coalesce(m.paid_in, 0), c.capital_paid_in),
                ('capital withdrawn', coalesce(m.withdrawn, 0), c.capital_withdrawn),
                ('adjustments', coalesce(m.adjusted, 0), c.adjustments),
                ('last entry number', coalesce(m.entries, 0), c.last_entry_no),
                ('reserved balance', coalesce(o.reserved, 0), c.reserved_balance),
                ('realised profit', coalesce(o.realized, 0), c.realized_pnl),
                ('commission paid', coalesce(o.commission, 0), c.commission_paid),
                ('tax paid', coalesce(o.tax, 0), c.tax_paid),
                ('cost of shares', coalesce(i.cost, 0), c.total_invested)
        ) as v (figure, expected, actual)
        union all
        select e.portfolio_id, v.figure, 'entry ' || e.entry_no, v.expected, v.actual
        from entries as e
        cross join lateral (
            values ('entry number', e.counted::numeric, e.entry_no), ('balance after entry', e.running, e.balance_after)
        ) as v (figure, expected, actual)
        union all
        select h.portfolio_id, v.figure, h.symbol, v.expected, v.actual
        from holdings as h
        cross join lateral (
            values
                ('shares held', h.replayed::numeric, coalesce(h.quantity, 0)),
                ('cost of position', h.replayed_cost, coalesce(h.cost_basis, 0)),
                ('reserved shares', h.waiting, coalesce(h.reserved_quantity, 0)),
                ('realised profit of share', h.replayed_profit, h.booked_profit)
        ) as v (figure, expected, actual)
        union all
        select o.portfolio_id, v.figure, 'order ' || o.id, v.expected, v.actual
        from orders as o
        cross join lateral (
            values
                ('filled quantity', o.filled::numeric, o.filled_quantity),
                ('order amount', case when o.filled > 0 then o.executed else o.quantity * o.price end, o.total_amount),
                ('order commission', o.paid_commission, o.commission),
                ('order tax', o.paid_tax, o.tax),
                ('order profit', coalesce(o.realized, 0), coalesce(o.realized_pnl, 0)),
                ('order cost', case o.trade_type when 'sell' then -coalesce(o.cost, 0) else 0 end, coalesce(o.cost_basis, 0)),
                ('execution price', round(o.executed / nullif(o.filled, 0), 2), o.execution_price),
                ('reserved amount', case
                    when o.trade_type = 'buy' and o.status in ('pending', 'partial') then kaboom.reservation(
                        o.quantity - o.filled_quantity, o.reserve_price, o.commission_rate, coalesce(o.executed, 0)
                    )
                    else 0
                end, o.reserved_amount)
        ) as v (figure, expected, actual)
        union all
        select x.portfolio_id, v.figure, 'execution ' || x.execution_id, v.expected, v.actual
        from executions as x
        cross join lateral (
            values ('cash of execution', x.priced, coalesce(x.moved, 0)), ('profit of execution', x.priced, x.net)
        ) as v (figure, expected, actual)
    ) as f (portfolio, figure, subject, expected, actual)
    where f.expected is distinct from f.actual;
$$;

comment on function kaboom.verify_ledger(uuid) is
$$Every figure that does not follow from the cash ledger and the executions. A sound database gives no row.

Arguments: portfolio_id, or null for all portfolios. Returns: portfolio; figure, what is wrong; subject, whose figure
(name, entry, symbol, order or execution); expected and actual, yen or shares.$$;

revoke execute on function kaboom.verify_ledger(uuid) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/68_ledger/verify_ledger.sql', 'repeatable', '05b1577a8dfe8b633e2d5fe6ed55dc71e931a855ef4acd9d42424f706b5f7477', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/70_market/cleanup_old_market_data.sql repeatable f25f3d835718dd76c49707a48ee020961925cd0b725debbec6eb5a8af58c286e
-- Dropping a partition costs milliseconds, deleting its rows seconds.
create or replace function public.cleanup_old_market_data()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
    partition_name text;
    oldest constant text := 'market_data_short_'
        || to_char((now() at time zone 'Asia/Tokyo') - interval '6 months', 'YYYY_MM');
begin
    for partition_name in
        select c.relname::text
        from pg_catalog.pg_class as c
        where c.relnamespace = 'partitions'::regnamespace
            and c.relkind = 'r'
            and c.relname ~ '^market_data_short_\d{4}_\d\d$'
            and c.relname < oldest
    loop
        begin
            execute format('drop table partitions.%I', partition_name);
        exception
            when lock_not_available then
                raise notice '% is being read; it goes at the next call', partition_name;
        end;
    end loop;
end;
$$;

comment on function public.cleanup_old_market_data() is
$$Drop the bars of 1m and 5m whose month lies more than six months back. For the owner of the database.

A month goes as a whole, so bars live for six to seven months.$$;

revoke execute on function public.cleanup_old_market_data() from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/70_market/cleanup_old_market_data.sql', 'repeatable', 'f25f3d835718dd76c49707a48ee020961925cd0b725debbec6eb5a8af58c286e', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/70_market/ensure_partitions.sql repeatable 9595fbb1e40e88aab59003ca41ff6802fb7b8ebf9e046b8ccbf559ec34377ce2
-- Made well ahead, so that a scheduler may stand still for weeks. A table that is busy is left for the next call.
create or replace function kaboom.ensure_partitions()
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
declare
    tokyo constant timestamp := now() at time zone 'Asia/Tokyo';
    made integer := 0;
    wanted record;
begin
    for wanted in
        select ranges.name, ranges.parent,
            ranges.low at time zone 'Asia/Tokyo' as low, ranges.high at time zone 'Asia/Tokyo' as high
        from (
            select 'market_data_long_' || y as name, 'partitions.market_data_long' as parent,
                make_date(y, 1, 1)::timestamp as low, make_date(y + 1, 1, 1)::timestamp as high
            from generate_series(2000, extract(year from tokyo)::integer + 2) as y
            union all
            select 'market_data_short_' || to_char(m, 'YYYY_MM'), 'partitions.market_data_short', m, m + interval '1 month'
            from generate_series(
                date_trunc('month', tokyo) - interval '6 months',
                date_trunc('month', tokyo) + interval '2 months',
                interval '1 month'
            ) as m
            union all
            select 'audit_logs_' || to_char(w, 'IYYY"_w"IW'), 'public.audit_logs', w, w + interval '1 week'
            from generate_series(
                date_trunc('week', tokyo), date_trunc('week', tokyo) + interval '12 weeks', interval '1 week'
            ) as w
        ) as ranges
        where to_regclass('partitions.' || ranges.name) is null
    loop
        perform kaboom.make_partition(wanted.name, wanted.parent, wanted.low, wanted.high);
        made := made + 1;
    end loop;
    return made;
end;
$$;

comment on function kaboom.ensure_partitions() is
$$Make the partitions that are missing: of market_data two years (long bars) and two months (short bars) ahead, of
audit_logs twelve weeks ahead.

Returns: how many it made. Call it daily.$$;

revoke execute on function kaboom.ensure_partitions() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/70_market/ensure_partitions.sql', 'repeatable', '9595fbb1e40e88aab59003ca41ff6802fb7b8ebf9e046b8ccbf559ec34377ce2', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/70_market/forget_latest_prices.sql repeatable 64ad1c1d1b2da2b7e0d989e9f15f1330dbe4268d3111dc83f5c4781845bcb7f9
-- A wrong bar that is deleted, or moved back in time, is nobody's price any more.
create or replace function kaboom.forget_latest_prices()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.latest_prices as l
    set price = b.close_price,
        price_timestamp = b.data_timestamp
    from (
        select distinct x.symbol
        from former as f
        join public.latest_prices as x on x.symbol = f.symbol and x.price_timestamp = f.data_timestamp
    ) as touched
    cross join lateral (
        select m.close_price, m.data_timestamp
        from public.market_data as m
        where m.symbol = touched.symbol
            and m.data_timestamp <= now() + interval '5 minutes'
        order by m.data_timestamp desc, m.timeframe
        limit 1
    ) as b
    where l.symbol = touched.symbol
        and (l.price, l.price_timestamp) <> (b.close_price, b.data_timestamp);
    delete from public.latest_prices as l
    where l.symbol in (select f.symbol from former as f)
        and not exists (
            select from public.market_data as m
            where m.symbol = l.symbol
        );
    return null;
end;
$$;

comment on function kaboom.forget_latest_prices() is
'Trigger: puts the newest bar that is left in the place of one that was deleted or moved.';

revoke execute on function kaboom.forget_latest_prices() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/70_market/forget_latest_prices.sql', 'repeatable', '64ad1c1d1b2da2b7e0d989e9f15f1330dbe4268d3111dc83f5c4781845bcb7f9', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/70_market/keep_latest_prices.sql repeatable ddc7269638ec8bdda47bee4e44255e6387e61804dfc8e40cce08669ebb943630
-- One row a symbol, so that a tick costs the same however many users hold the share. Sorted: two loads cannot deadlock.
create or replace function kaboom.keep_latest_prices()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into public.latest_prices as l (symbol, price, price_timestamp)
    select distinct on (b.symbol) b.symbol, b.close_price, b.data_timestamp
    from bars as b
    -- A feed whose clock runs ahead would otherwise freeze the price.
    where b.data_timestamp <= now() + interval '5 minutes'
    order by b.symbol, b.data_timestamp desc, b.timeframe
    on conflict (symbol) do update
    set price = excluded.price,
        price_timestamp = excluded.price_timestamp,
        updated_at = excluded.updated_at
    where excluded.price_timestamp >= l.price_timestamp
        and (excluded.price, excluded.price_timestamp) <> (l.price, l.price_timestamp);
    return null;
end;
$$;

comment on function kaboom.keep_latest_prices() is
'Trigger: keeps latest_prices at the newest bar of each symbol. Bars that start in the future are left out.';

revoke execute on function kaboom.keep_latest_prices() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/70_market/keep_latest_prices.sql', 'repeatable', 'ddc7269638ec8bdda47bee4e44255e6387e61804dfc8e40cce08669ebb943630', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/70_market/make_partition.sql repeatable 7529d38d68255b70c42afdaf0841e1c0aa5b0113f86f6e4012c33d9171a8863f
-- Attached rather than created in place: that lets reads and writes of the parent go on meanwhile.
create or replace function kaboom.make_partition(name text, parent regclass, low timestamptz, high timestamptz)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format('create table partitions.%I (like %s including all)', name, parent);
    -- Closed from birth: row level security that lets nobody in, and no grants.
    execute format('alter table partitions.%I enable row level security', name);
    execute format('create policy "Nobody reads a partition directly" on partitions.%I using (false)', name);
    execute format('revoke all on partitions.%I from public, anon, authenticated, service_role', name);
    if parent = 'public.audit_logs'::regclass then
        -- Nothing may enter the default partition between emptying it and attaching.
        lock table partitions.audit_logs_default in access exclusive mode;
        execute format(
            'with moved as (
                delete from partitions.audit_logs_default where created_at >= $1 and created_at < $2 returning *
            )
            insert into partitions.%I select * from moved',
            name
        )
        using low, high;
    end if;
    execute format('alter table %s attach partition partitions.%I for values from (%L) to (%L)', parent, name, low, high);
end;
$$;

comment on function kaboom.make_partition(text, regclass, timestamptz, timestamptz) is
$$Make one closed partition and attach it; rows of the default partition that belong into it move there.

Arguments: name within schema partitions; parent; low, included, and high, excluded.$$;

revoke execute on function kaboom.make_partition(text, regclass, timestamptz, timestamptz) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/70_market/make_partition.sql', 'repeatable', '7529d38d68255b70c42afdaf0841e1c0aa5b0113f86f6e4012c33d9171a8863f', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/70_market/refresh_valuations.sql repeatable 1dab9e23251e2bb0b0fac078cf24dd75fa2fd85e364644c319932279bdd54882
-- Invoker: the service role holds rights on exactly the columns that are written here.
create or replace function public.refresh_valuations()
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    chosen uuid[];
    priced integer;
begin
    -- Portfolios come first, as everywhere; one that is trading right now has its turn at the next call.
    select array_agg(locked.id) into chosen
    from (
        select p.id
        from public.portfolios as p
        where p.last_entry_no <> p.valued_entry_no
            or p.id in (
                select h.portfolio_id
                from public.positions as h
                join public.latest_prices as l on l.symbol = h.symbol
                where h.quantity > 0
                    and h.current_price is distinct from l.price
            )
        order by p.id
        for no key update skip locked
    ) as locked;

    -- A statement of its own: it sees what was committed before the locks were had.
    with worth as materialized (
        select h.id, h.portfolio_id, l.price, l.price_timestamp,
            coalesce(h.quantity * coalesce(l.price, h.current_price), h.cost_basis) as value
        from public.positions as h
        left join public.latest_prices as l on l.symbol = h.symbol
        where h.portfolio_id = any (chosen)
    ),
    valued as materialized (
        select p.id, p.last_entry_no, p.current_balance + coalesce(sum(w.value), 0) as value
        from public.portfolios as p
        left join worth as w on w.portfolio_id = p.id
        where p.id = any (chosen)
        group by p.id
    ),
    changed as (
        update public.positions as h
        set current_price = coalesce(w.price, h.current_price),
            last_price_update = coalesce(w.price_timestamp, h.last_price_update),
            weight_percentage = round(w.value / nullif(v.value, 0) * 100, 2)
        from worth as w
        join valued as v on v.id = w.portfolio_id
        where h.id = w.id
            and (
                h.current_price is distinct from coalesce(w.price, h.current_price)
                or h.weight_percentage is distinct from round(w.value / nullif(v.value, 0) * 100, 2)
            )
        returning h.id
    ),
    totals as (
        update public.portfolios as p
        set total_return = v.value - (p.capital_paid_in - p.capital_withdrawn),
            return_percentage = round((v.value - (p.capital_paid_in - p.capital_withdrawn)) / p.capital_paid_in * 100, 4),
            valued_entry_no = v.last_entry_no
        from valued as v
        where p.id = v.id
    )
    select count(*)::integer into priced from changed;
    return priced;
end;
$$;

comment on function public.refresh_valuations() is
$$Bring prices, weights and returns of positions and portfolios up to latest_prices. For the service role.

Touches only portfolios in which a price or the cash has moved, and leaves those that another transaction holds to the
next call. Shares without any price count at their cost.

Returns: how many positions changed.$$;

revoke execute on function public.refresh_valuations() from public, anon, authenticated;
grant execute on function public.refresh_valuations() to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/70_market/refresh_valuations.sql', 'repeatable', '1dab9e23251e2bb0b0fac078cf24dd75fa2fd85e364644c319932279bdd54882', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/70_market/schedule_upkeep.sql repeatable 3c86ec1a7cb05301c223b8390942b705140ebf8b6e00f528ffa98279b63bd727
-- pg_cron is used where it is installed and never required.
create or replace function kaboom.schedule_upkeep()
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    job record;
    place name;
begin
    select n.nspname into place
    from pg_catalog.pg_extension as e
    join pg_catalog.pg_namespace as n on n.nspname = 'cron'
    where e.extname = 'pg_cron';
    if not found then
        return false;
    end if;
    -- Dynamic, since the schema is there only with the extension.
    for job in
        select j.*
        from (
            values
                ('kaboom: make partitions', '10 3 * * *', 'select kaboom.ensure_partitions()'),
                ('kaboom: drop old bars', '20 3 * * *', 'select public.cleanup_old_market_data()'),
                ('kaboom: refresh valuations', '* * * * *', 'select public.refresh_valuations()')
        ) as j (name, schedule, command)
    loop
        execute format('select %I.schedule($1, $2, $3)', place) using job.name, job.schedule, job.command;
    end loop;
    return true;
end;
$$;

comment on function kaboom.schedule_upkeep() is
$$Schedule with pg_cron what has to be called again and again. Calling it twice changes nothing.

Returns: false where pg_cron is not installed in this database; then call the three functions from elsewhere.$$;

revoke execute on function kaboom.schedule_upkeep() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/70_market/schedule_upkeep.sql', 'repeatable', '3c86ec1a7cb05301c223b8390942b705140ebf8b6e00f528ffa98279b63bd727', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/80_audit/audit_row.sql repeatable f7069a651a5fd7153f508fa97260116daeddeb65a667d836c91034e4b3158f67
-- For tables that change seldom; orders, which change with every fill, have an auditor of their own.
create or replace function kaboom.audit_row()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Written by the database all the time, and told by other tables.
    silent constant text[] := array[
        'updated_at', 'last_activity', 'ai_usage_current', 'current_balance', 'reserved_balance', 'capital_paid_in',
        'capital_withdrawn', 'adjustments', 'realized_pnl', 'commission_paid', 'tax_paid', 'total_invested', 'total_return',
        'return_percentage', 'last_entry_no', 'valued_entry_no'
    ];
    before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - silent end;
    after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - silent end;
    resource_id constant uuid := (coalesce(after, before) ->> 'id')::uuid;
    owner uuid := case tg_argv[0]
        when 'user_profile' then (coalesce(after, before) ->> 'id')::uuid
        when 'system_setting' then (kaboom.request_origin()).caller
        else (coalesce(after, before) ->> 'user_id')::uuid
    end;
begin
    if tg_op = 'UPDATE' then
        select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, after -> o.key)
        into before, after
        from jsonb_each(before) as o
        where o.value is distinct from after -> o.key;
        if after is null then
            return null;
        end if;
    end if;
    if tg_op = 'DELETE' or tg_argv[0] = 'system_setting' then
        -- What is told of an erasure names neither the account nor its data.
        select u.id into owner from auth.users as u where u.id = owner;
        if owner is null and tg_argv[0] <> 'system_setting' then
            before := null;
        end if;
    end if;
    perform kaboom.write_audit(
        owner,
        tg_argv[0] || case tg_op when 'INSERT' then '_created' when 'UPDATE' then '_updated' else '_deleted' end,
        tg_argv[0], case when owner is not null or tg_argv[0] <> 'user_profile' then resource_id end, before, after
    );
    return null;
end;
$$;

comment on function kaboom.audit_row() is
$$Trigger: writes the audit row of a changed row; of an update only the changed columns.

Arguments: the resource_type, which also begins the action: portfolio gives portfolio_created.$$;

revoke execute on function kaboom.audit_row() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/80_audit/audit_row.sql', 'repeatable', 'f7069a651a5fd7153f508fa97260116daeddeb65a667d836c91034e4b3158f67', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/80_audit/audit_trade.sql repeatable 22ffbc05265136673e3d0d26c086b582c967406448e74ddbe6ff59fbf9d48826
-- Built from the few columns that can change, since a fill waits for it.
create or replace function kaboom.audit_trade()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        perform kaboom.write_audit(
            new.user_id, case new.status when 'filled' then 'trade_executed' else 'trade_placed' end, 'trade', new.id, null,
            jsonb_strip_nulls(jsonb_build_object(
                'portfolio_id', new.portfolio_id, 'symbol', new.symbol, 'trade_type', new.trade_type,
                'quantity', new.quantity, 'price', new.price, 'stop_price', new.stop_price, 'order_type', new.order_type,
                'status', new.status, 'execution_price', new.execution_price, 'net_amount', new.net_amount,
                'client_order_id', new.client_order_id, 'order_id', new.order_id, 'ai_analysis_id', new.ai_analysis_id
            ))
        );
    elsif new.filled_quantity <> old.filled_quantity then
        perform kaboom.write_audit(
            new.user_id, case when new.filled_quantity > old.filled_quantity then 'trade_executed' else 'trade_reversed' end,
            'trade', new.id,
            jsonb_build_object('status', old.status, 'filled_quantity', old.filled_quantity, 'net_amount', old.net_amount),
            jsonb_build_object('status', new.status, 'filled_quantity', new.filled_quantity, 'net_amount', new.net_amount)
        );
    elsif (old.status, old.reason, old.order_id) is distinct from (new.status, new.reason, new.order_id) then
        perform kaboom.write_audit(
            new.user_id, case when new.status <> old.status then 'trade_' || new.status else 'trade_updated' end,
            'trade', new.id,
            jsonb_build_object('status', old.status, 'reason', old.reason, 'order_id', old.order_id),
            jsonb_build_object('status', new.status, 'reason', new.reason, 'order_id', new.order_id)
        );
    end if;
    return null;
end;
$$;

comment on function kaboom.audit_trade() is
'Trigger: writes trade_placed, trade_executed, trade_reversed, trade_cancelled, trade_rejected or trade_updated.';

revoke execute on function kaboom.audit_trade() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/80_audit/audit_trade.sql', 'repeatable', '22ffbc05265136673e3d0d26c086b582c967406448e74ddbe6ff59fbf9d48826', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/80_audit/json_or_null.sql repeatable 3d8fa0cb518010ac306ffe354004078d6c65eee11fbdc2ceb424e4f2dbcb053b
-- PostgreSQL 15 has no test of input, so a malformed text is found out by trying.
create or replace function kaboom.json_or_null(input text)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return nullif(input, '')::jsonb;
exception
    when others then
        return null;
end;
$$;

comment on function kaboom.json_or_null(text) is 'The text as jsonb; null where it is empty or malformed.';

revoke execute on function kaboom.json_or_null(text) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/80_audit/json_or_null.sql', 'repeatable', '3d8fa0cb518010ac306ffe354004078d6c65eee11fbdc2ceb424e4f2dbcb053b', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/80_audit/request_origin.sql repeatable 5f034bc469276a691e2c9c5f02cea425341350b5f3b7c5f35c097a92fcaf3388
-- A header can be forged, so the operator says which one his proxy writes, and how many proxies stand in front.
create or replace function kaboom.request_origin(
    out ip_address inet, out user_agent text, out session_id uuid, out caller uuid
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    headers jsonb;
    place jsonb;
    hops text[];
    claims jsonb;
    uuid_form constant text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
begin
    if coalesce(current_setting('request.headers', true), '') <> '' then
        headers := kaboom.json_or_null(current_setting('request.headers', true));
        user_agent := left(headers ->> 'user-agent', 500);
        select s.value into place from public.system_settings as s where s.key = 'audit_address';
        hops := string_to_array(headers ->> (place ->> 'header'), ',');
        begin
            ip_address := trim(hops[cardinality(hops) + 1 - (place ->> 'from_right')::integer])::inet;
        exception
            when others then null;
        end;
    end if;
    if coalesce(current_setting('request.jwt.claims', true), '') <> '' then
        claims := kaboom.json_or_null(current_setting('request.jwt.claims', true));
        session_id := case when claims ->> 'session_id' ~* uuid_form then (claims ->> 'session_id')::uuid end;
        caller := case when claims ->> 'sub' ~* uuid_form then (claims ->> 'sub')::uuid end;
    end if;
end;
$$;

comment on function kaboom.request_origin() is
$$Where the current request comes from, as PostgREST tells; null for what it does not tell or what is malformed.

Returns: ip_address, of the header and the place that the setting audit_address names; user_agent, at most 500
characters; session_id of Supabase Auth; caller, the user who signed in.$$;

revoke execute on function kaboom.request_origin() from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/80_audit/request_origin.sql', 'repeatable', '5f034bc469276a691e2c9c5f02cea425341350b5f3b7c5f35c097a92fcaf3388', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/80_audit/write_audit.sql repeatable a2239cbcb1520554edaa98b93bc028bd96da1c27e97a82188b42cbe30e6d3c9f
-- Every audit row passes here.
create or replace function kaboom.write_audit(
    user_id uuid, action text, resource_type text, resource_id uuid, old_values jsonb, new_values jsonb
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    origin constant record := kaboom.request_origin();
begin
    insert into public.audit_logs (
        user_id, action, resource_type, resource_id, old_values, new_values, ip_address, user_agent, session_id
    )
    values (
        write_audit.user_id, write_audit.action, write_audit.resource_type, write_audit.resource_id,
        write_audit.old_values, write_audit.new_values, origin.ip_address, origin.user_agent, origin.session_id
    );
end;
$$;

comment on function kaboom.write_audit(uuid, text, text, uuid, jsonb, jsonb) is
'Write one row of audit_logs with the origin of the current request. Arguments: as its columns.';

revoke execute on function kaboom.write_audit(uuid, text, text, uuid, jsonb, jsonb) from public;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/80_audit/write_audit.sql', 'repeatable', 'a2239cbcb1520554edaa98b93bc028bd96da1c27e97a82188b42cbe30e6d3c9f', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/90_triggers/audit.sql repeatable 18d67eee4e1cbbb5b2f4b25986377cda88db7059601eb4ee60889584ca67c851
create or replace trigger audit_user_profile
after insert or update or delete on public.user_profiles
for each row execute function kaboom.audit_row('user_profile');

create or replace trigger audit_portfolio
after insert or delete on public.portfolios
for each row execute function kaboom.audit_row('portfolio');

-- Money moves in this row all the time; only what the owner chooses is audited here. A condition instead of the list of
-- columns would be read anew, as text, by every fill.
create or replace trigger audit_portfolio_update
after update of name, description, risk_level, strategy_type, is_active on public.portfolios
for each row execute function kaboom.audit_row('portfolio');

create or replace trigger audit_trade
after insert on public.trades
for each row execute function kaboom.audit_trade();

create or replace trigger audit_trade_update
after update of status, filled_quantity, reason, order_id on public.trades
for each row execute function kaboom.audit_trade();

create or replace trigger audit_system_setting
after insert or update or delete on public.system_settings
for each row execute function kaboom.audit_row('system_setting');

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/90_triggers/audit.sql', 'repeatable', '18d67eee4e1cbbb5b2f4b25986377cda88db7059601eb4ee60889584ca67c851', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/90_triggers/market_data.sql repeatable 9958fb4a11f36ae227a3de60ea130737eb7fc83f3b04cd69c0397b2f49aa8de3
create or replace trigger keep_latest_prices
after insert on public.market_data
referencing new table as bars
for each statement execute function kaboom.keep_latest_prices();

create or replace trigger keep_latest_prices_corrected
after update on public.market_data
referencing new table as bars
for each statement execute function kaboom.keep_latest_prices();

create or replace trigger forget_latest_prices
after delete on public.market_data
referencing old table as former
for each statement execute function kaboom.forget_latest_prices();

create or replace trigger forget_latest_prices_moved
after update on public.market_data
referencing old table as former
for each statement execute function kaboom.forget_latest_prices();

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/90_triggers/market_data.sql', 'repeatable', '9958fb4a11f36ae227a3de60ea130737eb7fc83f3b04cd69c0397b2f49aa8de3', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/90_triggers/owner.sql.j2 repeatable f2f799b5125b6d2b207ab0ceb156e48d2481da4d397fc0311ef385f9d78bd2bf
-- The owner is a part of every key, and what shards the tables.

create or replace trigger keep_ai_usage_owner
before update of user_id on public.ai_usage
for each row
when (old.user_id <> new.user_id)
execute function kaboom.keep_owner();

create or replace trigger keep_ai_analysis_results_owner
before update of user_id on public.ai_analysis_results
for each row
when (old.user_id <> new.user_id)
execute function kaboom.keep_owner();

create or replace trigger keep_portfolios_owner
before update of user_id on public.portfolios
for each row
when (old.user_id <> new.user_id)
execute function kaboom.keep_owner();

create or replace trigger keep_positions_owner
before update of user_id on public.positions
for each row
when (old.user_id <> new.user_id)
execute function kaboom.keep_owner();

create or replace trigger keep_trades_owner
before update of user_id on public.trades
for each row
when (old.user_id <> new.user_id)
execute function kaboom.keep_owner();

create or replace trigger keep_trade_executions_owner
before update of user_id on public.trade_executions
for each row
when (old.user_id <> new.user_id)
execute function kaboom.keep_owner();

create or replace trigger keep_cash_ledger_owner
before update of user_id on public.cash_ledger
for each row
when (old.user_id <> new.user_id)
execute function kaboom.keep_owner();

create or replace trigger keep_backtest_results_owner
before update of user_id on public.backtest_results
for each row
when (old.user_id <> new.user_id)
execute function kaboom.keep_owner();

create or replace trigger keep_watchlists_owner
before update of user_id on public.watchlists
for each row
when (old.user_id <> new.user_id)
execute function kaboom.keep_owner();

create or replace trigger keep_watchlist_items_owner
before update of user_id on public.watchlist_items
for each row
when (old.user_id <> new.user_id)
execute function kaboom.keep_owner();

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/90_triggers/owner.sql.j2', 'repeatable', 'f2f799b5125b6d2b207ab0ceb156e48d2481da4d397fc0311ef385f9d78bd2bf', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/90_triggers/portfolios.sql repeatable ebbb51e8e6ea2f23e008befab5733686aecda10fee4f1eaad38b8446d7556c5d
create or replace trigger open_portfolio
before insert on public.portfolios
for each row execute function kaboom.open_portfolio();

create or replace trigger post_opening_entry
after insert on public.portfolios
for each row execute function kaboom.post_opening_entry();

create or replace trigger keep_orders_out_of_archives
before update of is_active on public.portfolios
for each row when (old.is_active and not new.is_active)
execute function kaboom.keep_orders_out_of_archives();

-- The columns that an owner may write, so that fills, which write others, need not ask who is calling.
-- For whoever row level security holds, whatever the role is called.
create or replace trigger lock_own_account
before update of name, description, risk_level, strategy_type, is_active on public.portfolios
for each statement when (row_security_active('public.portfolios'))
execute function kaboom.lock_own_account();

create or replace trigger lock_own_account
before insert on public.cash_ledger
for each statement when (row_security_active('public.cash_ledger'))
execute function kaboom.lock_own_account();

create or replace trigger post_ledger_entry
before insert on public.cash_ledger
for each row when (new.entry_no is null)
execute function kaboom.post_ledger_entry();

create or replace trigger move_cash
after insert on public.cash_ledger
for each row when (new.kind = any('{deposit,withdrawal,adjustment}'))
execute function kaboom.move_cash();

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/90_triggers/portfolios.sql', 'repeatable', 'ebbb51e8e6ea2f23e008befab5733686aecda10fee4f1eaad38b8446d7556c5d', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/90_triggers/trades.sql repeatable 42882d523472abdf826e16dab13abb73bf57a37a5fb676939217ff5eab11ce42
-- For whoever row level security holds, whatever the role is called.
create or replace trigger lock_own_account
before insert or update on public.trades
for each statement when (row_security_active('public.trades'))
execute function kaboom.lock_own_account();

create or replace trigger place_order
before insert on public.trades
for each row execute function kaboom.place_order();

create or replace trigger reserve_for_order
after insert on public.trades
for each row when (new.status = 'pending')
execute function kaboom.reserve_for_order();

create or replace trigger close_order
before update of status on public.trades
for each row when (old.status <> new.status and old.filled_quantity = new.filled_quantity)
execute function kaboom.close_order();

create or replace trigger prepare_execution
before insert on public.trade_executions
for each row when (new.entry_no is null and new.reverses is null)
execute function kaboom.prepare_execution();

create or replace trigger prepare_reversal
before insert on public.trade_executions
for each row when (new.entry_no is null and new.reverses is not null)
execute function kaboom.prepare_reversal();

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/90_triggers/trades.sql', 'repeatable', '42882d523472abdf826e16dab13abb73bf57a37a5fb676939217ff5eab11ce42', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/90_triggers/updated_at.sql.j2 repeatable 7bc7cd3ee3925e73b0a138a7c0f5adf3ccc9dfa6d9dcc7fa9874a163f3b296bd
-- Acts only where the statement has not set updated_at itself.

create or replace trigger update_user_profiles_updated_at
before update on public.user_profiles
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_ai_usage_updated_at
before update on public.ai_usage
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_system_settings_updated_at
before update on public.system_settings
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_error_catalog_updated_at
before update on public.error_catalog
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_ai_analysis_results_updated_at
before update on public.ai_analysis_results
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_portfolios_updated_at
before update on public.portfolios
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_positions_updated_at
before update on public.positions
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_trades_updated_at
before update on public.trades
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_trade_executions_updated_at
before update on public.trade_executions
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_cash_ledger_updated_at
before update on public.cash_ledger
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_backtest_results_updated_at
before update on public.backtest_results
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_market_data_updated_at
before update on public.market_data
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_latest_prices_updated_at
before update on public.latest_prices
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_watchlists_updated_at
before update on public.watchlists
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_watchlist_items_updated_at
before update on public.watchlist_items
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger update_audit_logs_updated_at
before update on public.audit_logs
for each row
when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/90_triggers/updated_at.sql.j2', 'repeatable', '7bc7cd3ee3925e73b0a138a7c0f5adf3ccc9dfa6d9dcc7fa9874a163f3b296bd', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/90_triggers/users.sql repeatable 1ce51023f6b3438b7466986e8f089c2cbd42d946f9e3d7653058b2836374efcd
create or replace trigger kaboom_create_profile
after insert on auth.users
for each row execute function kaboom.create_profile();

-- The audit takes a share of auth.users, which has to come first.
create or replace trigger lock_own_account
before update on public.user_profiles
for each statement when (row_security_active('public.user_profiles'))
execute function kaboom.lock_own_account();

create or replace trigger forget_person
before delete on public.user_profiles
for each row execute function kaboom.forget_person();

create or replace trigger move_default_watchlist
before insert or update of is_default on public.watchlists
for each row when (new.is_default)
execute function kaboom.move_default_watchlist();

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/90_triggers/users.sql', 'repeatable', '1ce51023f6b3438b7466986e8f089c2cbd42d946f9e3d7653058b2836374efcd', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/95_monitoring/index_usage.sql repeatable 4943cbcc04322d321e0aaa890c473f398dd04823c2e63381d6dc74e799f5cb56
create or replace view monitoring.index_usage
as
select
    s.schemaname as schema_name,
    s.relname as table_name,
    s.indexrelname as index_name,
    s.idx_scan,
    s.idx_tup_read,
    s.idx_tup_fetch,
    pg_catalog.pg_relation_size(s.indexrelid) as size_bytes
from pg_catalog.pg_stat_user_indexes as s
where s.schemaname in ('public', 'partitions', 'kaboom')
order by s.idx_scan desc;

comment on view monitoring.index_usage is 'How often each index is used, most used first. One that stays at 0 costs only.';
revoke all on monitoring.index_usage from public, anon, authenticated, service_role;
grant select on monitoring.index_usage to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/95_monitoring/index_usage.sql', 'repeatable', '4943cbcc04322d321e0aaa890c473f398dd04823c2e63381d6dc74e799f5cb56', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/95_monitoring/table_sizes.sql repeatable 3f219d4c3bf64019d6edbb7b592fb023073d106b296132c4866566dbfabc16df
create or replace view monitoring.table_sizes
as
select
    n.nspname as schema_name,
    c.relname as table_name,
    -- A partitioned table is as large as its partitions.
    pg_catalog.pg_size_pretty(s.size_bytes) as size,
    s.size_bytes
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join lateral (
    select coalesce(sum(pg_catalog.pg_total_relation_size(t.relid)), 0)::bigint as size_bytes
    from (
        select c.oid as relid
        where c.relkind = 'r'
        union all
        select p.relid
        from pg_catalog.pg_partition_tree(c.oid) as p
        where c.relkind = 'p'
    ) as t
) as s
where n.nspname in ('public', 'partitions', 'kaboom')
    and c.relkind in ('r', 'p')
order by s.size_bytes desc;

comment on view monitoring.table_sizes is 'Size of each table with its indexes, largest first.';
revoke all on monitoring.table_sizes from public, anon, authenticated, service_role;
grant select on monitoring.table_sizes to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/95_monitoring/table_sizes.sql', 'repeatable', '3f219d4c3bf64019d6edbb7b592fb023073d106b296132c4866566dbfabc16df', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/95_monitoring/table_usage.sql repeatable 71b33accadc0945250acc1076df064bf535872e83127c29eb2f48a99f59d66b6
-- By OID, so that no name has to be quoted or found on the search path.
create or replace view monitoring.table_usage
as
select
    s.schemaname as schema_name,
    s.relname as table_name,
    s.seq_scan,
    s.seq_tup_read,
    s.idx_scan,
    s.idx_tup_fetch,
    s.n_live_tup,
    s.n_dead_tup,
    case when s.n_tup_upd > 0 then round(100.0 * s.n_tup_hot_upd / s.n_tup_upd, 1) end as hot_update_percentage,
    s.last_autovacuum,
    s.last_autoanalyze
from pg_catalog.pg_stat_user_tables as s
where s.schemaname in ('public', 'partitions', 'kaboom')
order by s.seq_scan desc, s.seq_tup_read desc;

comment on view monitoring.table_usage is 'Scans, dead rows and upkeep of each table, most sequential scans first.';
revoke all on monitoring.table_usage from public, anon, authenticated, service_role;
grant select on monitoring.table_usage to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/95_monitoring/table_usage.sql', 'repeatable', '71b33accadc0945250acc1076df064bf535872e83127c29eb2f48a99f59d66b6', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: functions/95_monitoring/upkeep.sql repeatable 92748349b0cf0bb16a19b9ea8c6d17df621f18ba20a32762188a146fe20806fe
create or replace view monitoring.upkeep
as
select
    'audit rows without a week of their own' as what,
    (select count(*) from partitions.audit_logs_default)::text as value,
    'Run select kaboom.ensure_partitions().' as remedy
union all
select
    'newest partition of minute bars',
    coalesce(max(c.relname), 'none'),
    'Below next month: run select kaboom.ensure_partitions().'
from pg_catalog.pg_class as c
where c.relnamespace = 'partitions'::regnamespace
    and c.relname ~ '^market_data_short_\d{4}_\d\d$'
union all
select
    'portfolios that wait for a valuation',
    (select count(*) from public.portfolios as p where p.last_entry_no <> p.valued_entry_no)::text,
    'Growing: run select public.refresh_valuations().';

comment on view monitoring.upkeep is 'Whether the scheduled jobs run: what they leave behind, and what to do.';
revoke all on monitoring.upkeep from public, anon, authenticated, service_role;
grant select on monitoring.upkeep to service_role;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('functions/95_monitoring/upkeep.sql', 'repeatable', '92748349b0cf0bb16a19b9ea8c6d17df621f18ba20a32762188a146fe20806fe', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: seeds/error_catalog.sql repeatable 9af8cde0a55419e4ebe30dd71cb998f0c31a075d52aae406dc55475ff616d3fb
insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB101', 'portfolio_not_found', 'There is no such portfolio of the caller.', 'Use the id of one of your own portfolios.'),
    ('KB102', 'portfolio_archived', 'The portfolio takes no order and moves no cash.', 'Set is_active to true first.'),
    ('KB103', 'open_orders', 'A portfolio with open orders cannot be archived.', 'Cancel its open orders first.'),
    ('KB104', 'account_inactive', 'The account is closed for orders.', 'Ask the operator to activate it.'),
    ('KB105', 'owner_immutable', 'A row cannot go to another user.', 'Insert a row for the other user.'),
    ('KB110', 'insufficient_cash', 'Free cash does not cover the amount.', 'Take less, cancel a waiting purchase, or deposit.'),
    ('KB111', 'insufficient_shares', 'Free shares do not cover the sale.', 'Sell less, or cancel a waiting sale.'),
    ('KB112', 'balance_too_large', 'The balance would exceed what a portfolio can hold.', 'Keep it below 1e13 yen.'),
    ('KB120', 'idempotency_conflict', 'The idempotency_key belongs to another movement.', 'Use a new key.'),
    ('KB121', 'order_id_conflict', 'The client_order_id or order_id belongs to another order.', 'Use a new id.'),
    ('KB122', 'execution_id_conflict', 'The execution_id belongs to another fill.', 'Ask the broker which one is right.'),
    ('KB130', 'order_not_found', 'There is no such order.', 'Use the id of an order.'),
    ('KB131', 'order_closed', 'The order is filled, cancelled or rejected.', 'Only open orders take fills.'),
    ('KB132', 'overfill', 'The fill exceeds what remains of the order.', 'Ask the broker for the right quantity.'),
    ('KB133', 'transition_refused', 'The order cannot take that status.', 'Cancel open orders, reject pending ones.'),
    ('KB134', 'portfolio_busy', 'Another transaction holds the portfolio.', 'Send the request again.'),
    ('KB140', 'execution_not_found', 'The order has no such fill.',
    'Name a fill of that order; a reversal cannot be reversed.'),
    ('KB141', 'already_reversed', 'The fill is reversed already.', 'A fill is reversed once.'),
    ('KB142', 'reversal_oversells', 'Without the fill a later sale would have sold more than was held.',
    'Reverse the later sales first.'),
    ('KB150', 'analysis_unusable', 'The analysis cannot carry the order.',
    'Name a completed one of the share, at most one hour old.'),
    ('KB201', 'symbol_invalid', 'The symbol is no code of the Tokyo Stock Exchange.', 'Four characters, such as 7203 or 130A.'),
    ('KB202', 'quantity_invalid', 'The quantity is not above zero.', 'Send at least one share.'),
    ('KB203', 'price_invalid', 'The price is not above zero.', 'Send yen a share.'),
    ('KB204', 'stop_price_invalid', 'The stop price does not fit the type of the order.',
    'Only stop and stop_limit orders take one.'),
    ('KB205', 'amount_invalid', 'The amount does not fit its kind.', 'Deposits are above zero, withdrawals below.'),
    ('KB206', 'costs_invalid', 'Commission or tax is below zero.', 'Send zero or more, or leave them out.'),
    ('KB207', 'key_missing', 'The movement has no idempotency_key.', 'Send a key of your own.'),
    ('KB208', 'order_too_large', 'The amount with its costs, or the shares, are more than a portfolio can hold.',
    'Keep it below 10,000,000,000,000 yen and 2147483648 shares.'),
    ('KB209', 'execution_id_missing', 'The execution has no id.', 'Send the broker''s id of the fill.'),
    ('KB210', 'trade_type_invalid', 'The trade_type is neither buy nor sell.', 'Send buy or sell.'),
    ('KB301', 'quota_used_up', 'All AI calls of the month are used.', 'Wait for the next month, or raise ai_quota_monthly.'),
    ('KB302', 'user_not_found', 'There is no such user.', 'Use the id of a user who has signed up.'),
    ('KB303', 'ai_cost_invalid', 'The cost of the call is no amount of US dollars.', 'Send zero or more, below 1,000,000.'),
    ('KB401', 'setting_missing', 'A setting that orders need is missing.', 'Run migrate.py up, or insert it.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('seeds/error_catalog.sql', 'repeatable', '9af8cde0a55419e4ebe30dd71cb998f0c31a075d52aae406dc55475ff616d3fb', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: seeds/existing_users.sql repeatable 4c4e66c601c5c2169a90c6c02c3c8f68e523d547d13af5b1dedc8d9b14e1f88f
-- Accounts that signed up before Kaboom was installed get what a new account gets.
select kaboom.add_profile(u.id, u.raw_user_meta_data)
from auth.users as u
where not exists (
    select from public.user_profiles as p
    where p.id = u.id
);

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('seeds/existing_users.sql', 'repeatable', '4c4e66c601c5c2169a90c6c02c3c8f68e523d547d13af5b1dedc8d9b14e1f88f', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: seeds/partitions.sql repeatable 872c543b41f848e4125763e2e279f60633d540e64ed7eb92ef5378e5985df543
select kaboom.ensure_partitions();

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('seeds/partitions.sql', 'repeatable', '872c543b41f848e4125763e2e279f60633d540e64ed7eb92ef5378e5985df543', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: seeds/schedule.sql repeatable cfc31881fcba9fda0e5202f93681265824cca7ea3dad9e53eb5b1714fd173271
-- Where pg_cron is installed. After installing it later, call the function by hand.
select kaboom.schedule_upkeep();

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('seeds/schedule.sql', 'repeatable', 'cfc31881fcba9fda0e5202f93681265824cca7ea3dad9e53eb5b1714fd173271', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;

-- kaboom: seeds/system_settings.sql repeatable 96ccb5d6cea10b4a827aca985805bc3fb50794db631d0445f4e550cfe48c9554
-- What an operator has changed stays.
insert into public.system_settings (key, value, description, is_public)
values
    ('ai_model_config', '{"default_technical": "openai/gpt-4-turbo-preview"}', 'AI model configuration', false),
    (
        'market_hours',
        '{"timezone": "Asia/Tokyo", "sessions": [
            {"from": "1954-01-01", "morning": ["09:00", "11:30"], "afternoon": ["12:30", "15:00"]},
            {"from": "2024-11-05", "morning": ["09:00", "11:30"], "afternoon": ["12:30", "15:30"]}]}',
        'Market trading hours',
        true
    ),
    ('commission_rates', '{"default": 0.001, "premium": 0.0005}', 'Trading commission rates', true),
    ('order_reservation', '{"market_margin": 0.05}', 'What market and stop orders reserve above their price', true),
    (
        'audit_address',
        '{"header": "x-forwarded-for", "from_right": 1}',
        'Which header holds the client''s address, and which of its elements, counted from the right',
        false
    )
on conflict (key) do nothing;

insert into kaboom.migrations (path, kind, checksum, duration_ms)
values ('seeds/system_settings.sql', 'repeatable', '96ccb5d6cea10b4a827aca985805bc3fb50794db631d0445f4e550cfe48c9554', 0)
on conflict (path) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;
