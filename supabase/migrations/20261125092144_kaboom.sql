-- kaboom: export 0.1.0 95458baaa0ca7a38a2d9ce01b7aa4674fc6fc5c9445d5e9268a44b8eb802e17c
-- An older release changes nothing. Then, because live traffic comes first, all locks are taken before the first change.
do $$
begin
    if to_regclass('kaboom.migrations') is null then
        return;
    end if;
    if exists (
        select from kaboom.migrations as m
        where string_to_array(m.release, '.')::integer[] > string_to_array('0.1.0', '.')::integer[]
    ) then
        raise exception 'a release newer than 0.1.0 made this database'
            using errcode = '55000', hint = 'Push the migrations of that release, or of a later one.';
    end if;
    if to_regprocedure('kaboom.begin_run()') is not null then
        perform kaboom.begin_run();
    end if;
    if to_regprocedure('kaboom.take_locks(text, integer)') is not null then
        perform kaboom.take_locks('table auth.email table auth.jwt table auth.role table auth.uid table auth.users table monitoring.index_usage table monitoring.jobs table monitoring.table_sizes table monitoring.table_usage table monitoring.upkeep table public.ai_analysis_results table public.ai_costs table public.ai_decision_outcomes table public.ai_model_prices table public.ai_model_results table public.ai_usage table public.ai_usage_events table public.ai_usage_thresholds table public.alert_events table public.audit_logs table public.backtest_results table public.cash_ledger table public.error_catalog table public.instruments table public.latest_ai_decisions table public.latest_prices table public.market_data table public.market_sessions table public.movement_kinds table public.portfolios table public.position_adjustments table public.position_valuations table public.positions table public.price_limits table public.quotes table public.settlement_rules table public.system_settings table public.tick_sizes table public.trade_executions table public.trades table public.trading_calendar table public.update_updated_at_column table public.user_profiles table public.valued_portfolios table public.watchlist_items table public.watchlists', 24);
    end if;
end;
$$;

-- kaboom: sql/0001_migration_history.sql versioned 52c5ddeb1e7b78a29fbd067fd4c7ac744960a0e18ee415e788a60199d85d200e
-- Where the migrator writes down what it has applied, and what it has left. It records this file too, as any other.

create schema if not exists kaboom;
comment on schema kaboom is 'Trigger functions, helpers and the history of migrations. Nobody but the owner may use it.';
revoke all on schema kaboom from public;

create table kaboom.migrations (
    path text not null,
    kind text not null,
    checksum text not null,
    release text not null,
    duration_ms integer not null,
    applied_by text not null default current_user,
    applied_at timestamptz not null default now(),
    missing_since timestamptz,
    constraint migrations_pkey primary key (path),
    constraint kind_is_known check (kind in ('versioned', 'repeatable'))
);
alter table kaboom.migrations enable row level security;
revoke all on kaboom.migrations from public;
create policy "Nobody but the owner reads the history" on kaboom.migrations using (false);

comment on table kaboom.migrations is 'The files that made this database, one row for each.';
comment on column kaboom.migrations.path is 'The file, relative to the project.';
comment on column kaboom.migrations.kind is 'versioned: run once. repeatable: run again when its text changes.';
comment on column kaboom.migrations.checksum is
'SHA-256 of the rendered text, line endings and BOM normalised. Empty while a file without transaction runs.';
comment on column kaboom.migrations.release is 'The release of Kaboom that applied the file.';
comment on column kaboom.migrations.duration_ms is
'How long the file ran, in milliseconds; 0 where the Supabase CLI applied it.';
comment on column kaboom.migrations.applied_by is 'The role that applied the file.';
comment on column kaboom.migrations.applied_at is 'Start of the transaction that applied the file last.';
comment on column kaboom.migrations.missing_since is
'When a run first found the file gone from the project; null while it is there.';

create table kaboom.objects (
    object text not null,
    within text,
    path text,
    made_at timestamptz,
    expected text,
    found text,
    before text,
    constraint objects_pkey primary key (object)
);
alter table kaboom.objects enable row level security;
revoke all on kaboom.objects from public;
create policy "Nobody but the owner reads the objects" on kaboom.objects using (false);

comment on table kaboom.objects is
$$The catalogue as the last run left it, one row for each object: a fingerprint of the database.

A difference to kaboom.catalogue() is drift; kaboom.drift() lists it.$$;
comment on column kaboom.objects.object is 'Kind and name, as PostgreSQL identifies it: function kaboom.drift().';
comment on column kaboom.objects.within is 'What the object belongs to: its table, its schema, or the name of the function.';
comment on column kaboom.objects.path is 'The repeatable file that made it last; null where a versioned file made it.';
comment on column kaboom.objects.made_at is 'Start of the transaction in which that file made it.';
comment on column kaboom.objects.expected is 'MD5 of its definition as the files left it; null where no file made it.';
comment on column kaboom.objects.found is 'MD5 of its definition at the end of the last run; null where it was missing.';
comment on column kaboom.objects.before is 'MD5 of its definition when the unfinished run began; null outside of a run.';

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0001_migration_history.sql', 'versioned', '52c5ddeb1e7b78a29fbd067fd4c7ac744960a0e18ee415e788a60199d85d200e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0002_platform.sql versioned f3169a90fca7df73969274f39c46d04ded66035233d298a597dd65532f05f54b
-- What Supabase brings along and a plain PostgreSQL lacks: the roles of the API, and the schemas auth and extensions.
-- Each part is made only where it is missing, so nothing of a real Supabase project is touched.

-- In a function, so that a restore into a server without these roles can be healed by calling it again.
create function kaboom.make_api_roles()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    api_role text;
begin
    foreach api_role in array '{anon,authenticated,service_role,authenticator}'::text[] loop
        continue when to_regrole(api_role) is not null;
        begin
            case api_role
                when 'anon' then
                    create role anon nologin;
                    alter role anon set statement_timeout = '3s';
                when 'authenticated' then
                    create role authenticated nologin;
                    alter role authenticated set statement_timeout = '8s';
                when 'service_role' then
                    create role service_role nologin bypassrls;
                when 'authenticator' then
                    create role authenticator login noinherit;
                    alter role authenticator set statement_timeout = '8s';
                    alter role authenticator set lock_timeout = '8s';
                    grant anon, authenticated, service_role to authenticator;
            end case;
        exception
            -- Roles belong to the whole server, so another database may be creating the same one right now.
            when duplicate_object or unique_violation then null;
            when insufficient_privilege then
                raise exception 'the role % is missing, and % may not create it: %', api_role, current_user, sqlerrm
                    using errcode = '42501', hint = format(
                        'Let an administrator of the server run "create role %s %s;", then run this again.', api_role,
                        case api_role
                            when 'service_role' then 'nologin bypassrls'
                            when 'authenticator' then 'login noinherit'
                            else 'nologin'
                        end
                    );
        end;
    end loop;
end;
$$;

comment on function kaboom.make_api_roles is
$$Make the roles of the API that are missing on this server: anon, authenticated, service_role, authenticator.

Errors: 42501 where the caller may not create one; the hint says what an administrator has to run.$$;

select kaboom.make_api_roles();
revoke execute on function kaboom.make_api_roles from public, anon, authenticated, service_role;

create schema if not exists extensions;

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

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0002_platform.sql', 'versioned', 'f3169a90fca7df73969274f39c46d04ded66035233d298a597dd65532f05f54b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0003_schemas.sql versioned 4f1a066b16405eec1c11f882669dfe21dd78712fd169ae73a77b9b9743d02ee6
-- public: the API. kaboom: trigger functions and helpers. partitions: storage. monitoring: views for the DBA.
-- Who may use a schema is said in functions/00_platform/restore_platform.sql, which runs again after a restore.

create schema if not exists partitions;
comment on schema partitions is 'Partitions of market_data and audit_logs. Nobody but the owner may use it.';
revoke all on schema partitions from public;

create schema if not exists monitoring;
comment on schema monitoring is 'Views on load, indexes, sizes and upkeep for the DBA.';
revoke all on schema monitoring from public;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0003_schemas.sql', 'versioned', '4f1a066b16405eec1c11f882669dfe21dd78712fd169ae73a77b9b9743d02ee6', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0005_common.sql versioned ca7ed7c82ae46edc4a1687fd07809cb1476794fd13c9c2e497ebe935014d564b
-- What tables need of functions is made here, because sql/ never calls a file of functions/.

-- The one home of the form of a code. Four characters, letters since 2024 (130A), and a fifth digit for other classes of
-- shares (25935 is a preferred share; a fifth digit 0 is how some feeds write the ordinary share).
create function kaboom.is_tokyo_code(code text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return code ~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY][1-9]?$';
end;
$$;

comment on function kaboom.is_tokyo_code is
'Whether a text is the code of a share at the Tokyo Stock Exchange. Arguments: code. Returns: null for null.';

revoke execute on function kaboom.is_tokyo_code from public, anon, authenticated, service_role;
-- Because a check runs as the one who writes the row; without USAGE on the schema they call it nowhere else.
grant execute on function kaboom.is_tokyo_code to authenticated, service_role;

create domain kaboom.tokyo_code as text
constraint symbol_is_a_tokyo_code check (kaboom.is_tokyo_code(value));

comment on domain kaboom.tokyo_code is 'The code of a share at the Tokyo Stock Exchange, such as 7203, 130A or 25935.';

-- For policies: what only the database writes is refused to users even where the grants would allow it, after a restore
-- or a careless "grant all", say. Definer, because a policy that reads its own table would call itself. Volatile, because a
-- statement that has waited for a lock compares with the row as it is now.
create function kaboom.changes_only(relation regclass, id uuid, changed jsonb, columns text[])
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    is_so boolean;
begin
    execute format('select to_jsonb(t) - $2 = $3 - $2 from %s as t where t.id = $1', relation)
    into is_so
    using id, columns || '{updated_at}', changed;
    return coalesce(is_so, false);
end;
$$;

comment on function kaboom.changes_only is
$$Whether an update changes no other columns than some.

Arguments: relation; id of the row; changed, the row as it will be, as JSON; columns that may change, besides updated_at.$$;

revoke execute on function kaboom.changes_only from public, anon, authenticated, service_role;
-- Because a policy runs as the one who writes the row.
grant execute on function kaboom.changes_only to authenticated;

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
alter table public.error_catalog enable row level security;
revoke all on public.error_catalog from public, anon, authenticated, service_role;

comment on table public.error_catalog is
$$Every error of Kaboom's own: its SQLSTATE, its name, what it means and what to do.

PostgREST answers each of them with HTTP status 400 and the SQLSTATE in the field code.$$;
comment on column public.error_catalog.code is 'SQLSTATE, of class KB.';
comment on column public.error_catalog.name is 'Name for programs, in snake_case; unique.';
comment on column public.error_catalog.meaning is 'What happened.';
comment on column public.error_catalog.hint is 'What the caller can do.';
comment on column public.error_catalog.created_at is 'Time of the transaction that inserted the row.';
comment on column public.error_catalog.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0005_common.sql', 'versioned', 'ca7ed7c82ae46edc4a1687fd07809cb1476794fd13c9c2e497ebe935014d564b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0012_settings.sql versioned bec84d7403864c696d59d969bb4e3b75dc689cda211bf7c1485a828481741324
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
    constraint value_is_shallow check (not jsonb_path_exists(value, 'strict $.**{33}'))
);
alter table public.system_settings enable row level security;
revoke all on public.system_settings from public, anon, authenticated, service_role;

comment on table public.system_settings is
$$Settings of the whole system, one JSON value for each key.

Everyone reads the rows with is_public; the service role reads and writes all.$$;
comment on column public.system_settings.id is 'Key of the row, made by the database.';
comment on column public.system_settings.key is
'Name of the setting; one of Kaboom''s own, or of the operator''s.';
comment on column public.system_settings.value is
'The setting, at most 64 KiB. The function kaboom.setting_<key> checks its members when it is written.';
comment on column public.system_settings.description is 'What the setting is for; null where nobody said.';
comment on column public.system_settings.is_public is 'Whether API users who are not the service role may read the row.';
comment on column public.system_settings.updated_by is
'User who wrote the row last, as its writer states; null where it was not stated, or the account is erased.';
comment on column public.system_settings.created_at is 'Time of the transaction that inserted the row.';
comment on column public.system_settings.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0012_settings.sql', 'versioned', 'bec84d7403864c696d59d969bb4e3b75dc689cda211bf7c1485a828481741324', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0015_accounts.sql versioned 542f6c1ae18a13e3c1fcacc36c9b48fc80033094b39d3a72d72d000c27fb93a0
create table public.user_profiles (
    id uuid not null,
    tier varchar(20) not null default 'basic',
    display_name varchar(100),
    avatar_url text,
    ai_quota_monthly integer,
    last_activity timestamptz not null default now(),
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint user_profiles_pkey primary key (id),
    constraint user_profiles_id_fkey foreign key (id) references auth.users (id) on delete cascade,
    constraint tier_is_known check (tier in ('basic', 'premium', 'enterprise')),
    constraint ai_quota_is_not_negative check (ai_quota_monthly >= 0),
    constraint avatar_url_is_short check (length(avatar_url) <= 2000),
    constraint last_activity_is_finite check (isfinite(last_activity))
);
alter table public.user_profiles enable row level security;
revoke all on public.user_profiles from public, anon, authenticated, service_role;

comment on table public.user_profiles is
$$What Kaboom knows of a user beyond Supabase Auth.

Made by the database when the user signs up. The user changes display_name, avatar_url and last_activity; tier and
quota belong to the service role.$$;
comment on column public.user_profiles.id is 'The user: id of auth.users.';
comment on column public.user_profiles.tier is 'Subscription: basic, premium or enterprise. Decides the commission rate.';
comment on column public.user_profiles.display_name is 'Name to show; null where the user gave none.';
comment on column public.user_profiles.avatar_url is
'Address of a picture, at most 2,000 characters; null where the user gave none.';
comment on column public.user_profiles.ai_quota_monthly is
$$AI calls allowed in a calendar month of Asia/Tokyo, in place of those of the tier (setting tier_limits)
where not null.$$;
comment on column public.user_profiles.last_activity is
'When the user was active last, as the client states; at first the time of sign-up.';
comment on column public.user_profiles.is_active is
'False while the account is deactivated: it then places no order. Written by the service role.';
comment on column public.user_profiles.created_at is 'Time of the transaction that inserted the row.';
comment on column public.user_profiles.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0015_accounts.sql', 'versioned', '542f6c1ae18a13e3c1fcacc36c9b48fc80033094b39d3a72d72d000c27fb93a0', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0020_calendar.sql versioned 10d3e09b91bec5d689f14fd0573b9c0896a5436f3bef375db76d1da42ecf903a
create table public.trading_calendar (
    day date not null,
    kind text not null,
    name text not null,
    is_provisional boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint trading_calendar_pkey primary key (day),
    constraint kind_is_known check (kind in ('holiday', 'half_day', 'closure')),
    constraint name_is_not_blank check (name ~ '\S'),
    constraint day_is_finite check (isfinite(day))
);
alter table public.trading_calendar enable row level security;
revoke all on public.trading_calendar from public, anon, authenticated, service_role;

comment on table public.trading_calendar is
$$Days that differ from other weekdays: holidays, half days and closures of the Tokyo Stock Exchange.

The calendar covers the days from its first to its last row. Everyone signed in reads; the service role writes.$$;
comment on column public.trading_calendar.day is 'The day in Asia/Tokyo.';
comment on column public.trading_calendar.kind is
'holiday: no business day; half_day: only the morning is traded; closure: a business day on which nothing is traded.';
comment on column public.trading_calendar.name is 'Name of the day, in Japanese.';
comment on column public.trading_calendar.is_provisional is
'Whether the day is computed and not announced yet: equinoxes are announced on 1 February of the year before.';
comment on column public.trading_calendar.created_at is 'Time of the transaction that inserted the row.';
comment on column public.trading_calendar.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

create table public.market_sessions (
    valid_from date not null,
    morning_opens time not null,
    morning_closes time not null,
    afternoon_opens time not null,
    afternoon_closes time not null,
    closing_auction_starts time,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint market_sessions_pkey primary key (valid_from),
    constraint valid_from_is_finite check (isfinite(valid_from)),
    constraint times_are_in_order check (
        morning_opens < morning_closes
        and morning_closes < afternoon_opens
        and afternoon_opens < afternoon_closes
        and closing_auction_starts > afternoon_opens
        and closing_auction_starts < afternoon_closes
    )
);
alter table public.market_sessions enable row level security;
revoke all on public.market_sessions from public, anon, authenticated, service_role;

comment on table public.market_sessions is
$$When the Tokyo Stock Exchange trades, each row from a day on until the next row.

The setting market_hours is made from it. Everyone signed in reads; the service role writes.$$;
comment on column public.market_sessions.valid_from is 'First day with these times.';
comment on column public.market_sessions.morning_opens is 'Asia/Tokyo, included.';
comment on column public.market_sessions.morning_closes is 'Asia/Tokyo, excluded.';
comment on column public.market_sessions.afternoon_opens is 'Asia/Tokyo, included.';
comment on column public.market_sessions.afternoon_closes is 'Asia/Tokyo, excluded.';
comment on column public.market_sessions.closing_auction_starts is
'Asia/Tokyo: from here to the close orders are collected for the closing auction; null where there is no such time.';
comment on column public.market_sessions.created_at is 'Time of the transaction that inserted the row.';
comment on column public.market_sessions.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

create table public.settlement_rules (
    valid_from date not null,
    business_days integer not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint settlement_rules_pkey primary key (valid_from),
    constraint valid_from_is_finite check (isfinite(valid_from)),
    constraint business_days_are_few check (business_days between 0 and 10)
);
alter table public.settlement_rules enable row level security;
revoke all on public.settlement_rules from public, anon, authenticated, service_role;

comment on table public.settlement_rules is
$$How many business days after the trade it settles, each row from a day of trade on until the next row.

Everyone signed in reads; the service role writes.$$;
comment on column public.settlement_rules.valid_from is 'First day of trade with this rule.';
comment on column public.settlement_rules.business_days is 'Business days from the trade to its settlement.';
comment on column public.settlement_rules.created_at is 'Time of the transaction that inserted the row.';
comment on column public.settlement_rules.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0020_calendar.sql', 'versioned', '10d3e09b91bec5d689f14fd0573b9c0896a5436f3bef375db76d1da42ecf903a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0025_instruments.sql versioned 484674b9a6fd43a1014cb0cd8a32a5956fa3304b01fd19a2a8bd6d66816df968
create table public.instruments (
    symbol varchar(10) not null,
    name varchar(200) not null,
    name_en varchar(200),
    segment varchar(50),
    sector33 varchar(50),
    scale varchar(50),
    trading_unit integer not null default 100,
    tick_group text,
    valid_from date not null default '2018-10-01',
    is_active boolean not null default true,
    listed_on date,
    delisted_on date,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint instruments_pkey primary key (symbol),
    constraint symbol_is_a_tokyo_code check (kaboom.is_tokyo_code(symbol)),
    constraint name_is_not_blank check (name ~ '\S'),
    constraint trading_unit_is_positive check (trading_unit > 0),
    constraint tick_group_is_known check (tick_group in ('topix500', 'etf', 'other')),
    constraint dates_are_in_order check (delisted_on > listed_on)
);
alter table public.instruments enable row level security;
revoke all on public.instruments from public, anon, authenticated, service_role;

comment on table public.instruments is
$$The shares and funds that Tokyo trades. Once there is a row, orders are taken for known and active symbols only.

Everyone signed in reads; the service role writes. Only symbol and name are needed.$$;
comment on column public.instruments.symbol is 'Code as normalise_symbol writes it, such as 7203, 130A or 25935.';
comment on column public.instruments.name is 'Name in Japanese.';
comment on column public.instruments.name_en is 'Name in English.';
comment on column public.instruments.segment is 'Market segment, such as Prime.';
comment on column public.instruments.sector33 is 'One of the 33 sectors; becomes the sector of positions.';
comment on column public.instruments.scale is 'Size within TOPIX as J-Quants has it (ScaleCat), such as TOPIX Core30.';
comment on column public.instruments.trading_unit is 'Orders are for multiples of this many shares.';
comment on column public.instruments.tick_group is
$$Which rows of tick_sizes hold for prices of orders; null: prices are not checked.

Where it is not given it follows from scale.$$;
comment on column public.instruments.valid_from is 'First day on which trading_unit and tick_group hold.';
comment on column public.instruments.is_active is 'Whether orders are taken.';
comment on column public.instruments.listed_on is 'First day of trade; orders are taken from then on.';
comment on column public.instruments.delisted_on is 'First day without trade; orders are taken before it.';
comment on column public.instruments.created_at is 'Time of the transaction that inserted the row.';
comment on column public.instruments.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

create table public.tick_sizes (
    tick_group text not null,
    valid_from date not null,
    price_above numeric(12, 2) not null,
    tick numeric(12, 2) not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint tick_sizes_pkey primary key (tick_group, valid_from, price_above),
    constraint tick_group_is_known check (tick_group in ('topix500', 'etf', 'other')),
    constraint valid_from_is_finite check (isfinite(valid_from)),
    constraint price_above_is_not_negative check (price_above >= 0),
    constraint tick_is_positive check (tick > 0)
);
alter table public.tick_sizes enable row level security;
revoke all on public.tick_sizes from public, anon, authenticated, service_role;

comment on table public.tick_sizes is
$$By how much prices of orders go up and down. Of each group the rows of the newest valid_from hold.

Everyone signed in reads; the service role writes.$$;
comment on column public.tick_sizes.tick_group is
'topix500: members of TOPIX 500, and funds of unit 10 or more; etf: funds of unit 1; other: the rest.';
comment on column public.tick_sizes.valid_from is 'First day on which the group has these ticks.';
comment on column public.tick_sizes.price_above is
'The tick holds for prices in yen above this, up to the next row''s price_above, included.';
comment on column public.tick_sizes.tick is 'Prices are multiples of this many yen.';
comment on column public.tick_sizes.created_at is 'Time of the transaction that inserted the row.';
comment on column public.tick_sizes.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

create table public.price_limits (
    valid_from date not null,
    base_price_from numeric(12, 2) not null,
    price_limit numeric(12, 2) not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint price_limits_pkey primary key (valid_from, base_price_from),
    constraint valid_from_is_finite check (isfinite(valid_from)),
    constraint base_price_from_is_not_negative check (base_price_from >= 0),
    constraint price_limit_is_positive check (price_limit > 0)
);
alter table public.price_limits enable row level security;
revoke all on public.price_limits from public, anon, authenticated, service_role;

comment on table public.price_limits is
$$How far a price may move within a day. The rows of the newest valid_from hold.

Everyone signed in reads; the service role writes.$$;
comment on column public.price_limits.valid_from is 'First day with these limits.';
comment on column public.price_limits.base_price_from is
'The limit holds for base prices in yen from this, included, to the next row''s base_price_from, excluded.';
comment on column public.price_limits.price_limit is 'Yen above and below the base price.';
comment on column public.price_limits.created_at is 'Time of the transaction that inserted the row.';
comment on column public.price_limits.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0025_instruments.sql', 'versioned', '484674b9a6fd43a1014cb0cd8a32a5956fa3304b01fd19a2a8bd6d66816df968', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0030_market_data.sql versioned 8efaa4bf3ed01210e9e6315eed49a7bacfab3a1e510c517d0afedd0f5a6d1e76
-- Minute bars are dropped by the month, all others kept for ever by the year; both come and go with
-- ensure_partitions and cleanup_old_market_data. There is no default partition: a bar in the wrong place
-- would never be found again.
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
    price_change_percent numeric(15, 2),
    change_is_computed boolean not null default false,
    adjustment_factor numeric(20, 10),
    timeframe varchar(10) not null,
    data_date date not null generated always as ((data_timestamp at time zone 'Asia/Tokyo')::date) stored,
    data_timestamp timestamptz not null,
    data_source varchar(50) not null default 'yfinance',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint market_data_pkey primary key (symbol, timeframe, data_timestamp),
    constraint symbol_is_not_blank check (symbol <> '' and position(' ' in symbol) = 0),
    constraint close_price_is_positive check (close_price > 0 and close_price < 'infinity'),
    constraint high_and_low_enclose_the_bar check (
        low_price > 0
        and low_price <= least(open_price, close_price, high_price)
        and high_price >= greatest(open_price, close_price)
        and high_price < 'infinity'
    ),
    constraint open_price_is_positive check (open_price > 0 and open_price < 'infinity'),
    constraint price_changes_are_finite check (price_change < 'infinity' and price_change_percent < 'infinity'),
    constraint volume_is_not_negative check (volume >= 0),
    constraint adjustment_factor_is_positive check (adjustment_factor > 0)
)
partition by list (timeframe);
alter table public.market_data enable row level security;
revoke all on public.market_data from public, anon, authenticated, service_role;

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

Prices are raw, as they were traded. Everyone signed in reads; the service role writes. Bars of 1m and 5m are
kept for some months, see the setting market_data_retention.$$;
comment on column public.market_data.id is
'Identifies the bar for clients. The key is symbol, timeframe and data_timestamp.';
comment on column public.market_data.symbol is 'Code of the share, index or currency pair, as normalise_symbol writes it.';
comment on column public.market_data.symbol_name is 'Name of the share; null where the source gives none.';
comment on column public.market_data.data_timestamp is 'When the bar begins: where its period begins in Asia/Tokyo.';
comment on column public.market_data.data_source is 'Where the bar comes from.';
comment on column public.market_data.created_at is 'Time of the transaction that inserted the row.';
comment on column public.market_data.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.market_data.timeframe is 'Length of the bar: 1m, 5m, 15m, 30m, 1h, 2h, 4h, 1d, 1w or 1mo.';
comment on column public.market_data.data_date is 'The day of data_timestamp in Asia/Tokyo.';
comment on column public.market_data.open_price is 'First price of the bar in yen a share.';
comment on column public.market_data.high_price is 'Highest price of the bar in yen a share.';
comment on column public.market_data.low_price is 'Lowest price of the bar in yen a share.';
comment on column public.market_data.close_price is 'Last price of the bar in yen a share.';
comment on column public.market_data.volume is 'Shares traded.';
comment on column public.market_data.price_change is 'Change against the bar before, in yen a share.';
comment on column public.market_data.price_change_percent is 'Change against the bar before, in percent.';
comment on column public.market_data.change_is_computed is
'Whether the database computed the change, and follows the bar before; false where the feed stated it.';
comment on column public.market_data.adjustment_factor is
'By what earlier prices are multiplied for a split on this day, where the feed says so; bars are raw.';

comment on table partitions.market_data_short is 'Bars of 1m and 5m; a partition for each month of Asia/Tokyo.';
comment on table partitions.market_data_long is 'Bars of 15m and longer; a partition for each year of Asia/Tokyo.';
-- Because a partition does not inherit comments; those made later copy them from here.
do $$
declare
    copied text;
begin
    for copied in
        select format('comment on column %s.%I is %L', p.relid, a.attname, col_description(a.attrelid, a.attnum))
        from pg_catalog.pg_attribute as a
        cross join pg_catalog.pg_partition_tree(a.attrelid) as p
        where a.attrelid = 'public.market_data'::regclass
            and a.attnum > 0
            and p.level > 0
    loop
        execute copied;
    end loop;
end;
$$;

create table public.latest_prices (
    symbol varchar(10) not null,
    price numeric(10, 2) not null,
    price_timestamp timestamptz not null,
    timeframe varchar(10),
    data_timestamp timestamptz,
    volume bigint,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint latest_prices_pkey primary key (symbol),
    constraint price_is_positive check (price > 0 and price < 'infinity')
)
with (fillfactor = 70);
alter table public.latest_prices enable row level security;
revoke all on public.latest_prices from public, anon, authenticated, service_role;

comment on table public.latest_prices is
$$The newest price of each symbol, kept by the database from market_data.

Everyone signed in reads it.$$;
comment on column public.latest_prices.symbol is 'Code of the share or index, as in market_data.';
comment on column public.latest_prices.created_at is 'Time of the transaction that inserted the row.';
comment on column public.latest_prices.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.latest_prices.price is 'Close in yen a share of the bar whose close was known last.';
comment on column public.latest_prices.price_timestamp is
'When that close was known: at the end of the bar or of its session, or when it was written.';
comment on column public.latest_prices.timeframe is
'Timeframe of that bar; on a tie the longer one, so that the official close replaces the last minute bar.';
comment on column public.latest_prices.data_timestamp is 'Start of that bar.';
comment on column public.latest_prices.volume is 'Shares traded in that bar; null where the feed did not say.';

-- What ingest_market_data passes from step to step; no table has rows of it.
create type kaboom.incoming_bar as (
    index integer,
    code text,
    reason text,
    symbol text,
    symbol_name text,
    timeframe text,
    data_timestamp timestamptz,
    open_price numeric,
    high_price numeric,
    low_price numeric,
    close_price numeric,
    volume numeric,
    price_change numeric,
    price_change_percent numeric,
    adjustment_factor numeric,
    data_source text
);
comment on type kaboom.incoming_bar is
'An element of a batch of bars: its index, why it is refused (else null), and its values.';
comment on column kaboom.incoming_bar.index is 'Place of the element in the batch, from 0.';
comment on column kaboom.incoming_bar.code is 'Code of the refusal; null for a good bar.';
comment on column kaboom.incoming_bar.reason is 'Why it is refused, in words; null for a good bar.';
comment on column kaboom.incoming_bar.symbol is 'Symbol, normalised.';
comment on column kaboom.incoming_bar.symbol_name is 'Name, where the feed has one.';
comment on column kaboom.incoming_bar.timeframe is 'Timeframe, as market_data has it.';
comment on column kaboom.incoming_bar.data_timestamp is 'Start of the bar, aligned.';
comment on column kaboom.incoming_bar.open_price is 'Yen a share.';
comment on column kaboom.incoming_bar.high_price is 'Yen a share.';
comment on column kaboom.incoming_bar.low_price is 'Yen a share.';
comment on column kaboom.incoming_bar.close_price is 'Yen a share.';
comment on column kaboom.incoming_bar.volume is 'Shares traded.';
comment on column kaboom.incoming_bar.price_change is 'Change that the feed states, in yen a share.';
comment on column kaboom.incoming_bar.price_change_percent is 'Change that the feed states, in percent.';
comment on column kaboom.incoming_bar.adjustment_factor is 'Factor that the feed states.';
comment on column kaboom.incoming_bar.data_source is 'The feed, as its keys or data_source say.';

create table kaboom.dropped_partitions (
    name text not null,
    dropped_at timestamptz not null default now(),
    size_bytes bigint not null,
    constraint dropped_partitions_pkey primary key (name, dropped_at)
);
alter table kaboom.dropped_partitions enable row level security;
revoke all on kaboom.dropped_partitions from public, anon, authenticated, service_role;

comment on table kaboom.dropped_partitions is
'What cleanup_old_market_data has dropped. Nobody but the owner reads it; see monitoring.upkeep.';
comment on column kaboom.dropped_partitions.name is 'Name that the partition had in schema partitions.';
comment on column kaboom.dropped_partitions.dropped_at is 'When it was dropped.';
comment on column kaboom.dropped_partitions.size_bytes is 'Bytes of its rows and indexes.';

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0030_market_data.sql', 'versioned', '8efaa4bf3ed01210e9e6315eed49a7bacfab3a1e510c517d0afedd0f5a6d1e76', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0040_ai.sql versioned e5002e471ecf3630d1f403d74b35749bf38ac8967a6b77c199f8934786683d45
create table public.ai_analysis_results (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    request_id varchar(100) not null,
    requested jsonb not null,
    symbol varchar(10) not null,
    symbol_name varchar(200),
    analysis_types text[] not null,
    models_used text[] not null,
    timeframes text[],
    final_decision varchar(10),
    consensus_confidence numeric(10, 8),
    model_agreement numeric(10, 8),
    consensus_weights jsonb,
    consensus_threshold numeric(10, 8),
    model_results jsonb,
    technical_indicators jsonb,
    usage jsonb,
    total_cost_usd numeric(20, 10) not null default 0,
    processing_time_seconds numeric(15, 3),
    chart_image_url text,
    status varchar(20) not null default 'completed',
    error_message text,
    claimed_by varchar(100),
    claimed_until timestamptz,
    reserved_until timestamptz,
    created_at timestamptz not null default now(),
    completed_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint ai_analysis_results_pkey primary key (id),
    constraint ai_analysis_results_user_id_id_key unique (user_id, id),
    constraint ai_analysis_results_request_id_key unique (user_id, request_id),
    constraint ai_analysis_results_user_id_fkey
        foreign key (user_id) references auth.users (id) on delete cascade,
    constraint symbol_is_a_tokyo_code
        check (symbol ~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY]$'),
    constraint final_decision_is_known check (final_decision in ('buy', 'sell', 'hold')),
    constraint consensus_confidence_is_a_fraction check (consensus_confidence between 0 and 1),
    constraint model_agreement_is_a_fraction check (model_agreement between 0 and 1),
    constraint status_is_known check (status in ('pending', 'processing', 'completed', 'failed')),
    constraint exactly_completed_analyses_have_results check (
        case
            when status = 'completed' then num_nulls(
                final_decision, consensus_confidence, model_agreement, consensus_weights, consensus_threshold,
                model_results, completed_at
            ) = 0
            else num_nonnulls(
                final_decision, consensus_confidence, model_agreement, consensus_threshold, model_results,
                completed_at
            ) = 0
        end
    ),
    constraint only_open_analyses_hold_a_reservation
        check (reserved_until is null or status in ('pending', 'processing')),
    constraint times_are_finite check (
        isfinite(created_at)
        and (completed_at is null or isfinite(completed_at))
        and (claimed_until is null or isfinite(claimed_until))
        and (reserved_until is null or isfinite(reserved_until))
    ),
    constraint total_cost_usd_is_not_negative check (total_cost_usd >= 0 and total_cost_usd < 'infinity'),
    constraint processing_time_is_not_negative
        check (processing_time_seconds >= 0 and processing_time_seconds < 'infinity'),
    constraint error_message_is_short check (length(error_message) <= 10000),
    constraint chart_image_url_is_short check (length(chart_image_url) <= 2000),
    -- Bounds of every JSON value: its size as text, however well it compresses, and its levels.
    constraint model_results_is_small check (octet_length(model_results::text) <= 1048576),
    constraint model_results_is_shallow check (not jsonb_path_exists(model_results, 'strict $.**{33}')),
    constraint technical_indicators_is_small check (octet_length(technical_indicators::text) <= 65536),
    constraint technical_indicators_is_shallow
        check (not jsonb_path_exists(technical_indicators, 'strict $.**{33}')),
    constraint usage_is_small check (octet_length(usage::text) <= 65536),
    constraint usage_is_shallow check (not jsonb_path_exists(usage, 'strict $.**{33}')),
    constraint consensus_weights_is_small check (octet_length(consensus_weights::text) <= 65536),
    constraint consensus_weights_is_shallow check (not jsonb_path_exists(consensus_weights, 'strict $.**{33}')),
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
alter table public.ai_analysis_results enable row level security;
revoke all on public.ai_analysis_results from public, anon, authenticated, service_role;

comment on table public.ai_analysis_results is
$$What AI models said of a share, and the decision drawn from it.

A user asks for one with request_ai_analysis and reads their own; the service role completes it, or inserts
one that was made elsewhere. The database checks the results, draws the decision and meters the cost. An
analysis that has ended never changes, so an order may rest on a completed one for one hour (setting
ai_freshness) and no longer.$$;
comment on column public.ai_analysis_results.id is 'Key of the row, made by the database.';
comment on column public.ai_analysis_results.user_id is
'The user for whom the analysis is made. Never changes.';
comment on column public.ai_analysis_results.symbol is
'Code of the Tokyo Stock Exchange, such as 7203 or 130A.';
comment on column public.ai_analysis_results.symbol_name is
'Name of the share; null where the writer gave none.';
comment on column public.ai_analysis_results.analysis_types is
'Kinds of analysis that are asked for, for example {technical}.';
comment on column public.ai_analysis_results.models_used is
'AI models that are asked, by their names at OpenRouter.';
comment on column public.ai_analysis_results.timeframes is
'Timeframes of the bars that the models see, as in market_data.';
comment on column public.ai_analysis_results.chart_image_url is
'Address of the chart that the models saw, at most 2,000 characters; null where there was none.';
comment on column public.ai_analysis_results.error_message is
'Why the analysis failed, at most 10,000 characters; null where it did not.';
comment on column public.ai_analysis_results.created_at is
'When it was asked for. Its calls count in the month of this time.';
comment on column public.ai_analysis_results.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.ai_analysis_results.request_id is
$$The client's id of the request, unique within the user: the same id counts once. Without one the id of the
row.$$;
comment on column public.ai_analysis_results.requested is
'What the client chose; what is not in it came from the setting ai_model_config.';
comment on column public.ai_analysis_results.final_decision is
$$buy, sell or hold: the decision with the highest sum of weight x confidence. Null until completed.

hold where two decisions share the highest sum, or where consensus_confidence is below consensus_threshold.$$;
comment on column public.ai_analysis_results.consensus_confidence is
$$Sum of weight x confidence of the best decision / sum of weights, 0 to 1. Null until completed.

Where the threshold makes the decision hold, this is still the confidence of the best decision.$$;
comment on column public.ai_analysis_results.model_agreement is
'Weight of the results that decide final_decision / sum of weights, 0 to 1. Null until completed.';
comment on column public.ai_analysis_results.consensus_weights is
$$Weight of each analysis_type, 1 where it is missing: the setting ai_consensus, and on top of it those of
this analysis.$$;
comment on column public.ai_analysis_results.consensus_threshold is
'Confidence below which the decision is hold: the setting ai_consensus when the analysis was completed.';
comment on column public.ai_analysis_results.model_results is
$${"results": [{"model", "analysis_type", "decision", "confidence", "reasoning", "cost_usd",
"processing_time"}]}.

Each result has a decision (buy, sell or hold) and a confidence (0 to 1). At most 1 MiB. Null until
completed.$$;
comment on column public.ai_analysis_results.technical_indicators is
'Indicators by name, for example {"RSI": 28.5}, at most 64 KiB.';
comment on column public.ai_analysis_results.usage is
$$OpenRouter's usage object of each call, as it was sent; what it comes to is in ai_usage_events. At most 64
KiB.$$;
comment on column public.ai_analysis_results.total_cost_usd is
$$Sum of cost_usd of the results, else of the usage, in US dollars. What was booked in the end is in
ai_usage_events.$$;
comment on column public.ai_analysis_results.processing_time_seconds is
'Sum of processing_time of the results, in seconds.';
comment on column public.ai_analysis_results.status is
'pending, processing, completed or failed; it only moves forward. What has ended never changes.';
comment on column public.ai_analysis_results.claimed_by is 'The worker that claimed it last.';
comment on column public.ai_analysis_results.claimed_until is
'Until when the claim keeps other workers away.';
comment on column public.ai_analysis_results.reserved_until is
'When the reservation of its cost expires. Null where none is open.';
comment on column public.ai_analysis_results.completed_at is
$$When it was completed. Freshness counts from here.

The database sets it; an insert of an analysis that was completed earlier may say when, but not later than
now.$$;

create table public.ai_usage (
    user_id uuid not null,
    month date not null,
    calls integer not null default 0,
    cost_usd numeric(20, 10) not null default 0,
    reserved_calls integer not null default 0,
    reserved_cost_usd numeric(20, 10) not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_usage_pkey primary key (user_id, month),
    constraint ai_usage_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint month_is_its_first_day check (month = date_trunc('month', month::timestamp)::date),
    constraint calls_are_not_negative check (calls >= 0 and reserved_calls >= 0),
    constraint cost_usd_is_not_negative check (cost_usd >= 0 and cost_usd < 'infinity'),
    constraint reserved_cost_usd_is_not_negative
        check (reserved_cost_usd >= 0 and reserved_cost_usd < 'infinity')
);
alter table public.ai_usage enable row level security;
revoke all on public.ai_usage from public, anon, authenticated, service_role;

comment on table public.ai_usage is
$$AI calls and their cost by user and calendar month of Asia/Tokyo: the sums of ai_usage_events.

Written by the database alone; its row is what concurrent calls wait for. A new month is a new row, so nothing
is reset.$$;
comment on column public.ai_usage.user_id is 'The user who made the calls. Never changes.';
comment on column public.ai_usage.created_at is 'Time of the transaction that inserted the row.';
comment on column public.ai_usage.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.ai_usage.month is
'First day of the month, Asia/Tokyo. A call belongs to the month of its reservation.';
comment on column public.ai_usage.calls is
'Calls that were made. One analysis is one call, whatever number of models it asks.';
comment on column public.ai_usage.cost_usd is
'Cost of the calls that were made, in US dollars, with corrections.';
comment on column public.ai_usage.reserved_calls is 'Calls admitted whose end is not known yet.';
comment on column public.ai_usage.reserved_cost_usd is 'What these are estimated to cost, in US dollars.';

create table public.ai_usage_events (
    user_id uuid not null,
    request_id varchar(100) not null,
    event_no integer not null,
    kind varchar(20) not null,
    month date not null,
    analysis_id uuid,
    part integer,
    generation_id varchar(100),
    model varchar(200),
    input_tokens bigint not null default 0,
    cache_read_tokens bigint not null default 0,
    cache_write_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    reasoning_tokens bigint not null default 0,
    cost_usd numeric(20, 10) not null,
    is_provisional boolean not null default false,
    is_late boolean not null default false,
    occurred_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_usage_events_pkey primary key (user_id, request_id, event_no),
    constraint ai_usage_events_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint ai_usage_events_analysis_fkey
        foreign key (user_id, analysis_id) references public.ai_analysis_results (user_id, id),
    constraint request_id_is_not_blank check (btrim(request_id) <> ''),
    constraint events_count_from_one check (event_no > 0),
    constraint kind_is_known check (kind in ('reserved', 'settled', 'released', 'expired', 'corrected')),
    constraint month_is_its_first_day check (month = date_trunc('month', month::timestamp)::date),
    constraint only_calls_that_were_made_have_parts
        check ((kind in ('settled', 'corrected')) = (part is not null)),
    constraint only_corrections_are_negative check (
        kind = 'corrected'
        or least(
            input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_usd
        ) >= 0
    ),
    constraint cost_usd_is_finite check (abs(cost_usd) < 'infinity'),
    constraint occurred_at_is_finite check (isfinite(occurred_at))
);
alter table public.ai_usage_events enable row level security;
revoke all on public.ai_usage_events from public, anon, authenticated, service_role;

comment on table public.ai_usage_events is
$$Every reservation, settlement, release, expiry and correction of an AI call: the truth about usage.

Append-only.

Written by the database alone. ai_usage holds its sums; kaboom.verify_ai compares them.$$;
comment on column public.ai_usage_events.user_id is 'The user who made the call. Never changes.';
comment on column public.ai_usage_events.created_at is 'Time of the transaction that inserted the row.';
comment on column public.ai_usage_events.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.ai_usage_events.request_id is
'The request whose call this is: that of the analysis, or the caller''s own.';
comment on column public.ai_usage_events.event_no is 'Counts from 1 within the request.';
comment on column public.ai_usage_events.kind is
$$reserved (admitted, at an estimate), settled (made, at the provider's cost), released (failed), expired, or
corrected.

released and expired give the reservation back; a call that turns out to have been made is settled all the
same.$$;
comment on column public.ai_usage_events.month is
'First day of the month, Asia/Tokyo, that the call counts in: that of the first event.';
comment on column public.ai_usage_events.analysis_id is
'The analysis whose request this is, null for a call without one.';
comment on column public.ai_usage_events.part is
'Which of the request''s calls to models, from 1: the settled and the corrected ones of it add up.';
comment on column public.ai_usage_events.generation_id is
'OpenRouter''s id of the generation (gen-...), where it was given.';
comment on column public.ai_usage_events.model is 'The model by its name at OpenRouter, where it was given.';
comment on column public.ai_usage_events.input_tokens is
'Tokens of the prompt that were neither read from the cache nor written to it.';
comment on column public.ai_usage_events.cache_read_tokens is
'Tokens of the prompt that came from the provider''s cache.';
comment on column public.ai_usage_events.cache_write_tokens is
'Tokens of the prompt that were written to the provider''s cache.';
comment on column public.ai_usage_events.output_tokens is 'Tokens of the completion without reasoning.';
comment on column public.ai_usage_events.reasoning_tokens is 'Tokens of the completion that were reasoning.';
comment on column public.ai_usage_events.cost_usd is
$$US dollars: estimated (reserved), given back (released, expired), paid (settled), or the difference
(corrected).$$;
comment on column public.ai_usage_events.is_provisional is
'Whether the cost is what the results of the analysis say, until the provider''s own comes.';
comment on column public.ai_usage_events.is_late is
'Whether the reservation had expired or been released when the call was settled.';
comment on column public.ai_usage_events.occurred_at is 'When it happened.';

create table public.ai_usage_thresholds (
    user_id uuid not null,
    month date not null,
    percent integer not null,
    measure varchar(20) not null,
    used numeric(20, 10) not null,
    allowed numeric(20, 10) not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_usage_thresholds_pkey primary key (user_id, month, percent),
    constraint ai_usage_thresholds_user_id_fkey
        foreign key (user_id) references auth.users (id) on delete cascade,
    constraint month_is_its_first_day check (month = date_trunc('month', month::timestamp)::date),
    constraint percent_is_known check (percent in (50, 80, 100)),
    constraint measure_is_known check (measure in ('calls', 'cost_usd'))
);
alter table public.ai_usage_thresholds enable row level security;
revoke all on public.ai_usage_thresholds from public, anon, authenticated, service_role;

comment on table public.ai_usage_thresholds is
$$When calls or cost of a month first reached 50, 80 and 100 percent of what the user may have. Each once a
month.

Written by the database; a client that watches the table can tell its user.$$;
comment on column public.ai_usage_thresholds.user_id is 'The user who reached it. Never changes.';
comment on column public.ai_usage_thresholds.created_at is 'Time of the transaction that inserted the row.';
comment on column public.ai_usage_thresholds.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.ai_usage_thresholds.month is 'First day of the month, Asia/Tokyo.';
comment on column public.ai_usage_thresholds.percent is '50, 80 or 100.';
comment on column public.ai_usage_thresholds.measure is
'Which of the two reached it first: calls, or cost_usd.';
comment on column public.ai_usage_thresholds.used is 'Calls, or US dollars, at that moment.';
comment on column public.ai_usage_thresholds.allowed is 'Calls, or US dollars, allowed at that moment.';

create table public.ai_model_prices (
    model varchar(200) not null,
    valid_from date not null,
    input_usd numeric(20, 10) not null,
    output_usd numeric(20, 10) not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_model_prices_pkey primary key (model, valid_from),
    constraint model_is_not_blank check (btrim(model) <> ''),
    constraint valid_from_is_finite check (isfinite(valid_from)),
    constraint prices_are_not_negative check (
        input_usd >= 0 and input_usd < 'infinity' and output_usd >= 0 and output_usd < 'infinity'
    )
);
alter table public.ai_model_prices enable row level security;
revoke all on public.ai_model_prices from public, anon, authenticated, service_role;

comment on table public.ai_model_prices is
$$What models cost, from which day on. It only estimates what a request reserves; the provider's cost is what
counts.

Everyone signed in reads it; the service role keeps it. A model without a price reserves the setting
ai_unknown_model_cost.$$;
comment on column public.ai_model_prices.created_at is 'Time of the transaction that inserted the row.';
comment on column public.ai_model_prices.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.ai_model_prices.model is
'The model by its name at OpenRouter, for example openai/gpt-4o.';
comment on column public.ai_model_prices.valid_from is 'First day of the price.';
comment on column public.ai_model_prices.input_usd is 'US dollars per million tokens of the prompt.';
comment on column public.ai_model_prices.output_usd is 'US dollars per million tokens of the completion.';

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0040_ai.sql', 'versioned', 'e5002e471ecf3630d1f403d74b35749bf38ac8967a6b77c199f8934786683d45', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0045_portfolios.sql versioned 9e854e6623e0b079faf653a511fae708ca4d1397737e9f16b683542358785248
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
    -- Stored checks are parsed for every statement that writes the table, so on the tables that a fill writes they are
    -- short: 0.0 needs no cast, and an array literal no list.
    constraint initial_capital_is_positive check (initial_capital > 0.0 and initial_capital < 10000000000000.0),
    constraint positive_balance check (current_balance >= 0.0),
    constraint reservation_is_not_negative check (reserved_balance >= 0.0),
    constraint balance_covers_reservation check (current_balance >= reserved_balance),
    constraint capital_withdrawn_is_not_negative check (capital_withdrawn >= 0.0),
    -- Money neither appears nor disappears: cash and the cost of the shares are what came in, went out and was gained.
    constraint money_is_conserved check (
        current_balance + total_invested
        = capital_paid_in - capital_withdrawn + adjustments + other_income + cost_transferred + realized_pnl
    ),
    constraint archives_say_who_archived check (
        is_active = (archived_by is null) and archived_by = any('{owner,operator}')
    ),
    constraint risk_level_is_known check (risk_level = any('{low,medium,high}'))
)
-- Because every fill updates the row: with room on its page the update writes no index.
with (fillfactor = 50);
alter table public.portfolios enable row level security;
revoke all on public.portfolios from public, anon, authenticated, service_role;

comment on table public.portfolios is
$$A user's portfolio: cash, and what it is worth.

Inserting a row opens the portfolio with initial_capital in cash. Every amount is written by the database alone.$$;
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
comment on column public.portfolios.other_income is 'Yen of interest, fees and capital gains tax, net; written by the database.';
comment on column public.portfolios.cost_transferred is
'Cost in yen of shares that came in by transfer, less that of shares that left by transfer.';
comment on column public.portfolios.realized_pnl is 'Realised profit and loss in yen, costs deducted.';
comment on column public.portfolios.commission_paid is 'Commission of all fills in yen, part of cost and profit.';
comment on column public.portfolios.tax_paid is 'Tax of all fills in yen, part of cost and profit.';
comment on column public.portfolios.total_invested is 'Cost in yen of the shares owned.';
comment on column public.portfolios.total_return is
'Cash and market value less net capital paid in, in yen, as of the last refresh; see position_valuations for now.';
comment on column public.portfolios.return_percentage is 'total_return in percent of capital_paid_in.';
comment on column public.portfolios.last_entry_no is 'Number of the newest entry in cash_ledger or position_adjustments.';
comment on column public.portfolios.valued_entry_no is
'last_entry_no when total_return was refreshed; where the two differ, cash has moved since.';
comment on column public.portfolios.archived_by is
'Who archived it: owner or operator; null while it is active. Only the operator opens again what the operator archived.';
comment on column public.portfolios.risk_level is
'low, medium or high, as the owner states. Kaboom does not act on it.';
comment on column public.portfolios.strategy_type is
'The owner''s word for the strategy. Kaboom does not act on it.';
comment on column public.portfolios.is_active is 'False while archived: it then takes no order and moves no cash.';
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
            when kind = any('{adjustment,fee,interest,capital_gains_tax}') then amount <> 0.0
            -- The costs of a sale may have eaten all that it brought.
            else kind = any('{reversal}')
        end
        and amount < 10000000000000.0
        and amount = round(amount, 2)
    ),
    constraint trades_move_cash_by_executions check (
        (kind = any('{buy,sell,commission,tax,reversal}')) = (execution_id is not null)
    ),
    constraint entries_count_from_one check (entry_no > 0),
    constraint balance_after_is_not_negative check (balance_after >= 0.0),
    constraint note_is_short check (length(note) <= 1000)
);
alter table public.cash_ledger enable row level security;
revoke all on public.cash_ledger from public, anon, authenticated, service_role;

comment on table public.cash_ledger is
$$Every movement of cash of every portfolio. Append-only, and the truth about money.

A user inserts deposits and withdrawals, each with an idempotency_key; the service role also adjustments, fees, interest
and capital gains tax. All other entries are written by the database. See movement_kinds for what each kind does.$$;
comment on column public.cash_ledger.user_id is
'Owner of the portfolio, by default the user who signed in. Never changes.';
comment on column public.cash_ledger.portfolio_id is 'The portfolio whose cash moved.';
comment on column public.cash_ledger.entry_no is
'Counts from 1 in each portfolio; the entries of cash_ledger and position_adjustments together have no gaps.';
comment on column public.cash_ledger.kind is
'opening, deposit, withdrawal, buy, sell, commission, tax, adjustment, fee, interest, capital_gains_tax or reversal.';
comment on column public.cash_ledger.amount is
'Yen, at most two decimals; positive into the portfolio, negative out of it.';
comment on column public.cash_ledger.balance_after is 'Cash in yen after this entry.';
comment on column public.cash_ledger.execution_id is 'The execution that moved the cash; null for other kinds.';
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
comment on column public.movement_kinds.ledger is 'The table of the entry: cash_ledger or position_adjustments.';
comment on column public.movement_kinds.kind is 'The kind of the entry.';
comment on column public.movement_kinds.cash is 'Effect of the entry on the cash of the portfolio.';
comment on column public.movement_kinds.quantity is 'Effect of what the entry stands for on the shares of a position.';
comment on column public.movement_kinds.cost is 'Effect of what the entry stands for on the cost of the shares.';
comment on column public.movement_kinds.contribution is
'Effect on the net contribution: what the owner brought in less what they took out, shares by their cost.';
comment on column public.movement_kinds.profit is 'Effect of what the entry stands for on the realised profit or other income.';
comment on column public.movement_kinds.meaning is 'What the kind is, in a sentence.';
comment on column public.movement_kinds.created_at is 'Time of the transaction that inserted the row.';
comment on column public.movement_kinds.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0045_portfolios.sql', 'versioned', '9e854e6623e0b079faf653a511fae708ca4d1397737e9f16b683542358785248', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0050_orders.sql versioned 06fb58f7fd22b88e17b4a651b76b81ff9b707197947dbbd9a478fe1dba5a6e61
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
        case trade_type when 'buy' then total_amount + commission + tax else total_amount - commission - tax end
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

Inserting a row places an order and reserves its cash or shares. Setting status to cancelled cancels the rest; once the
broker has the order (order_id), it asks the broker to. Fills come from trade_executions. Every amount is computed by the
database.$$;
comment on column public.trades.id is 'Key of the order, made by the database or sent by the service role.';
comment on column public.trades.user_id is 'Owner of the portfolio. Never changes.';
comment on column public.trades.portfolio_id is 'The portfolio that pays or sells. Never changes.';
comment on column public.trades.symbol is 'Code of the Tokyo Stock Exchange, such as 7203 or 130A.';
comment on column public.trades.symbol_name is
'Name of the share, as the client sent it; null where it sent none.';
comment on column public.trades.trade_type is 'buy or sell.';
comment on column public.trades.quantity is 'Shares ordered.';
comment on column public.trades.filled_quantity is 'Shares of the fills that are not reversed.';
comment on column public.trades.remaining_quantity is 'quantity less filled_quantity.';
comment on column public.trades.price is
'Yen per share: the limit of limit and stop_limit orders, the reference price of market and stop orders.';
comment on column public.trades.stop_price is 'Trigger in yen of stop and stop_limit orders.';
comment on column public.trades.total_amount is 'Executed quantity x price in yen; before any fill, quantity x price.';
comment on column public.trades.commission is 'Commission of the fills in yen.';
comment on column public.trades.tax is 'Tax of the fills in yen.';
comment on column public.trades.net_amount is
'A purchase: total_amount + commission + tax. A sale: total_amount - commission - tax. Yen.';
comment on column public.trades.order_type is 'market, limit, stop or stop_limit.';
comment on column public.trades.status is
'pending, partial, filled, cancelled or rejected. A cancelled order may have fills.';
comment on column public.trades.reason is 'Why the order was cancelled or rejected.';
comment on column public.trades.cancel_requested_at is
'When the cancellation of an order that the broker has was asked for; the order stays open until the broker confirms.';
comment on column public.trades.closed_at is
'When the order was cancelled or rejected; never cleared. From then on it reserves nothing, but late fills are booked.';
comment on column public.trades.closed_as is 'cancelled or rejected: the status that the order was closed with.';
comment on column public.trades.commission_rate is
'Commission as a fraction of the amount, fixed when the order was placed.';
comment on column public.trades.reserve_price is 'Yen per share at which the unfilled rest of a purchase reserves cash.';
comment on column public.trades.reserved_amount is 'Cash in yen that the unfilled rest reserves.';
comment on column public.trades.client_order_id is
'The client''s own id, unique within the user: repeating it repeats nothing.';
comment on column public.trades.order_id is 'The broker''s id of the order.';
comment on column public.trades.ai_analysis_id is
'The analysis that the order rests on; null where it rests on none.';
comment on column public.trades.ai_decision is 'Copied from the analysis when the order was placed.';
comment on column public.trades.ai_confidence is 'Copied from the analysis when the order was placed.';
comment on column public.trades.execution_price is 'Volume-weighted price of the fills in yen.';
comment on column public.trades.executed_at is 'When the latest fill happened.';
comment on column public.trades.cost_basis is 'Cost in yen of the shares that a sale gave away.';
comment on column public.trades.realized_pnl is
'Realised profit and loss of the fills in yen; of a purchase, what a reversal changed.';
comment on column public.trades.created_at is 'When the order was placed: time of the transaction.';
comment on column public.trades.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0050_orders.sql', 'versioned', '06fb58f7fd22b88e17b4a651b76b81ff9b707197947dbbd9a478fe1dba5a6e61', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0055_executions.sql versioned 04172bdafde3383ac680fb99b6888db76b2d3a8160b3f14cc2482ff58e4bf90b
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
    constraint current_price_is_positive check (current_price > 0.0 and current_price < 'infinity')
)
with (fillfactor = 50);
alter table public.positions enable row level security;
revoke all on public.positions from public, anon, authenticated, service_role;

comment on table public.positions is
$$Shares that a portfolio owns, one row for each symbol.

Written by executions and adjustments alone. A position that was sold out keeps its row with quantity 0.$$;
comment on column public.positions.id is 'Key of the row, made by the database.';
comment on column public.positions.user_id is 'Owner of the portfolio. Never changes.';
comment on column public.positions.portfolio_id is 'The portfolio that holds the shares.';
comment on column public.positions.symbol is 'Code of the Tokyo Stock Exchange, such as 7203 or 130A.';
comment on column public.positions.symbol_name is
'Name of the share, at first of the order that bought it; the service role may change it. Null for none.';
comment on column public.positions.quantity is 'Shares owned.';
comment on column public.positions.reserved_quantity is 'Shares that open sales reserve. Free shares are quantity less this.';
comment on column public.positions.cost_basis is 'Exact cost in yen of the shares owned, purchase costs included.';
comment on column public.positions.average_price is 'cost_basis / quantity in yen; null when no share is owned.';
comment on column public.positions.current_price is 'Price in yen as of last_price_update.';
comment on column public.positions.market_value is 'quantity x current_price in yen.';
comment on column public.positions.unrealized_pnl is 'market_value less cost_basis in yen.';
comment on column public.positions.weight_percentage is 'Share of the portfolio''s total value in percent.';
comment on column public.positions.sector is
'Industry of the company. Written by the service role; null before.';
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
        foreign key (user_id, reverses) references public.trade_executions (user_id, execution_id) on delete cascade,
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

Inserting a row (service role) fills the order: it moves cash, shares, cost and reservations. The same execution_id
again is ignored when its content is the same, and an error when not.$$;
comment on column public.trade_executions.user_id is 'Owner of the order. Never changes.';
comment on column public.trade_executions.execution_id is 'The broker''s id of the fill, unique within the user.';
comment on column public.trade_executions.trade_id is 'The order that was filled.';
comment on column public.trade_executions.executed_at is 'When the fill happened; when it was recorded, where nobody stated it.';
comment on column public.trade_executions.executed_at_is_stated is 'Whether the broker stated executed_at.';
comment on column public.trade_executions.created_at is 'When it was recorded: time of the transaction.';
comment on column public.trade_executions.updated_at is 'As created_at: nobody changes an execution.';
comment on column public.trade_executions.quantity is 'Shares filled; negative on a reversal.';
comment on column public.trade_executions.price is 'Yen per share.';
comment on column public.trade_executions.amount is 'quantity x price in yen.';
comment on column public.trade_executions.commission is 'Yen; computed from the order''s rate unless the broker states it.';
comment on column public.trade_executions.tax is 'Yen; 0 unless the broker states it.';
comment on column public.trade_executions.cost_change is
'What the fill added to the cost of the position in yen; negative for a sale.';
comment on column public.trade_executions.realized_pnl is
'Realised profit and loss in yen; null for a purchase, on a reversal the difference that it makes.';
comment on column public.trade_executions.entry_no is 'Its first entry in the cash ledger; orders the fills of a portfolio.';
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
    folds_before bigint,
    reverses bigint,
    idempotency_key text not null,
    note text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint position_adjustments_pkey primary key (user_id, portfolio_id, entry_no),
    constraint position_adjustments_portfolio_fkey
        foreign key (user_id, portfolio_id) references public.portfolios (user_id, id) on delete cascade,
    constraint position_adjustments_reverses_fkey
        foreign key (user_id, portfolio_id, reverses)
        references public.position_adjustments (user_id, portfolio_id, entry_no) on delete cascade,
    constraint position_adjustments_idempotency_key_key unique (user_id, idempotency_key),
    constraint symbol_is_a_tokyo_code check (kaboom.is_tokyo_code(symbol)),
    constraint kind_is_known check (kind = any('{transfer,correction,reversal}')),
    constraint only_reversals_reverse check ((kind = 'reversal') = (reverses is not null)),
    constraint quantity_is_a_number_of_shares check (
        quantity between -2147483647 and 2147483647 and quantity = trunc(quantity) and (quantity <> 0.0 or kind <> 'transfer')
    ),
    constraint entries_count_from_one check (entry_no > 0),
    constraint note_is_short check (length(note) <= 1000)
);
alter table public.position_adjustments enable row level security;
revoke all on public.position_adjustments from public, anon, authenticated, service_role;

comment on table public.position_adjustments is
$$Movements of shares that are no fills: transfers from and to other accounts, corrections, and their reversals.
Append-only.

Inserting a row moves the shares and their cost. The same idempotency_key again is ignored when its content is the same,
and an error when not.$$;
comment on column public.position_adjustments.user_id is
'Owner of the portfolio, by default the user who signed in. Never changes.';
comment on column public.position_adjustments.portfolio_id is 'The portfolio whose shares moved.';
comment on column public.position_adjustments.entry_no is
'Counts from 1 in each portfolio; the entries of cash_ledger and position_adjustments together have no gaps.';
comment on column public.position_adjustments.symbol is 'Code of the share.';
comment on column public.position_adjustments.symbol_name is 'Name of the share, for a position that this row opens.';
comment on column public.position_adjustments.kind is 'transfer, correction or reversal.';
comment on column public.position_adjustments.quantity is 'Shares; positive into the portfolio, negative out of it.';
comment on column public.position_adjustments.cost is
'Yen that the shares cost, as stated; null for a transfer out, which takes its part of the moving average.';
comment on column public.position_adjustments.cost_change is 'What the row added to the cost of the position in yen.';
comment on column public.position_adjustments.realized_pnl is
'What a reversal changed of profits realised since, in yen; 0 for other kinds.';
comment on column public.position_adjustments.folds_before is
'The entry_no of the execution before which the row counts in the moving average; null for its own place.';
comment on column public.position_adjustments.reverses is 'The entry_no of the adjustment that this row takes back.';
comment on column public.position_adjustments.idempotency_key is
'The key of the client, unique within the user: repeating it moves nothing.';
comment on column public.position_adjustments.note is 'A remark of the client, at most 1,000 characters.';
comment on column public.position_adjustments.created_at is 'When the shares moved: time of the transaction.';
comment on column public.position_adjustments.updated_at is 'As created_at: nobody changes an adjustment.';

-- Deferred, because an execution is booked BEFORE its own row is inserted.
alter table public.cash_ledger add constraint cash_ledger_execution_fkey
foreign key (user_id, execution_id) references public.trade_executions (user_id, execution_id) on delete cascade
deferrable initially deferred;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0055_executions.sql', 'versioned', '04172bdafde3383ac680fb99b6888db76b2d3a8160b3f14cc2482ff58e4bf90b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0075_backtests.sql versioned d7b5e39a2dc4cdb0ca2a945430f5ad5b044db5492c2283ee0c3f365bb5f4747e
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
alter table public.backtest_results enable row level security;
revoke all on public.backtest_results from public, anon, authenticated, service_role;

comment on table public.backtest_results is
$$Backtests that users asked for, and their results.

A user inserts what to simulate, and may cancel or delete it; the service role writes progress and results.$$;
comment on column public.backtest_results.id is 'Key of the row, made by the database.';
comment on column public.backtest_results.user_id is
'The owner, by default the user who signed in. Never changes.';
comment on column public.backtest_results.strategy_name is 'The user''s name for the strategy.';
comment on column public.backtest_results.symbols is 'Codes of the shares to simulate, 1 to 5,000.';
comment on column public.backtest_results.start_date is 'First day to simulate.';
comment on column public.backtest_results.end_date is 'Last day to simulate.';
comment on column public.backtest_results.total_trades is
'Closed trades of the simulation; null before there is a result.';
comment on column public.backtest_results.winning_trades is
'Closed trades with a profit; null before there is a result.';
comment on column public.backtest_results.losing_trades is
'Closed trades with a loss; null before there is a result.';
comment on column public.backtest_results.ai_total_cost_usd is
'Cost of the AI calls in US dollars; null where none was counted.';
comment on column public.backtest_results.ai_analysis_count is
'AI analyses that the simulation made; null where none was counted.';
comment on column public.backtest_results.status is 'pending, running, completed, failed or cancelled.';
comment on column public.backtest_results.progress_percentage is
'How much of the period is simulated, in percent.';
comment on column public.backtest_results.error_message is
'Why the simulation failed; null where it did not.';
comment on column public.backtest_results.started_at is 'When the simulation began; null before.';
comment on column public.backtest_results.completed_at is 'When the simulation ended; null before.';
comment on column public.backtest_results.created_at is
'When the user asked for it: time of the transaction.';
comment on column public.backtest_results.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
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

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0075_backtests.sql', 'versioned', 'd7b5e39a2dc4cdb0ca2a945430f5ad5b044db5492c2283ee0c3f365bb5f4747e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0080_watchlists.sql versioned 27d7374e33b93fda4db599f43184fb1be08f2dd8291eb89d435ed2640f437cc1
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
alter table public.watchlists enable row level security;
revoke all on public.watchlists from public, anon, authenticated, service_role;

comment on table public.watchlists is
$$Lists of shares that a user watches. One of them may be the default; a new user gets one.$$;
comment on column public.watchlists.id is 'Key of the row, made by the database.';
comment on column public.watchlists.user_id is 'The owner, by default the user who signed in. Never changes.';
comment on column public.watchlists.name is 'Name that the owner gives it, unique within the user.';
comment on column public.watchlists.description is
'The owner''s words, at most 2,000 characters; null for none.';
comment on column public.watchlists.created_at is 'Time of the transaction that inserted the row.';
comment on column public.watchlists.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
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
    price_upper_is_armed boolean not null default true,
    price_lower_is_armed boolean not null default true,
    volume_is_armed boolean not null default true,
    notes text,
    tags text[],
    added_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint watchlist_items_pkey primary key (id),
    constraint watchlist_items_user_id_id_key unique (user_id, id),
    constraint watchlist_items_user_id_watchlist_id_symbol_key unique (user_id, watchlist_id, symbol),
    constraint watchlist_items_watchlist_fkey
        foreign key (user_id, watchlist_id) references public.watchlists (user_id, id) on delete cascade,
    constraint symbol_is_a_tokyo_code check (kaboom.is_tokyo_code(symbol)),
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
alter table public.watchlist_items enable row level security;
revoke all on public.watchlist_items from public, anon, authenticated, service_role;

comment on table public.watchlist_items is 'Shares on a watchlist, with alerts, notes and tags.';
comment on column public.watchlist_items.id is 'Key of the row, made by the database.';
comment on column public.watchlist_items.user_id is
'Owner of the list, by default the user who signed in. Never changes.';
comment on column public.watchlist_items.watchlist_id is 'The list that the share is on.';
comment on column public.watchlist_items.symbol is
'Code of the Tokyo Stock Exchange, such as 7203 or 130A; other spellings are normalised.';
comment on column public.watchlist_items.symbol_name is
'Name of the share, as the client sent it, else as instruments has it; null where neither has one.';
comment on column public.watchlist_items.notes is
'The owner''s words, at most 10,000 characters; null for none.';
comment on column public.watchlist_items.tags is 'The owner''s labels, at most 100; null for none.';
comment on column public.watchlist_items.added_at is
'When the share was put on the list: time of the transaction.';
comment on column public.watchlist_items.created_at is 'Time of the transaction that inserted the row.';
comment on column public.watchlist_items.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.watchlist_items.price_alert_upper is 'Alert when the price in yen rises to this.';
comment on column public.watchlist_items.price_alert_lower is 'Alert when the price in yen falls to this.';
comment on column public.watchlist_items.volume_alert_threshold is
'Alert when the volume in shares of the bar behind the latest price reaches this.';
comment on column public.watchlist_items.price_upper_is_armed is
'Whether a price at or above price_alert_upper alerts: once for each crossing, again after a price below.';
comment on column public.watchlist_items.price_lower_is_armed is
'Whether a price at or below price_alert_lower alerts: once for each crossing, again after a price above.';
comment on column public.watchlist_items.volume_is_armed is
'Whether the next bar of this volume alerts: once for each crossing, again after a bar of less.';

create table public.alert_events (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    watchlist_item_id uuid,
    symbol varchar(10) not null,
    kind text not null,
    threshold numeric(15, 2) not null,
    price numeric(10, 2) not null,
    price_timestamp timestamptz not null,
    volume bigint,
    timeframe varchar(10),
    data_timestamp timestamptz,
    acknowledged_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint alert_events_pkey primary key (id),
    constraint alert_events_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint alert_events_watchlist_item_fkey
        foreign key (user_id, watchlist_item_id) references public.watchlist_items (user_id, id)
        on delete set null (watchlist_item_id),
    constraint kind_is_known check (kind in ('price_upper', 'price_lower', 'volume')),
    constraint acknowledged_at_is_finite check (isfinite(acknowledged_at))
);
alter table public.alert_events enable row level security;
revoke all on public.alert_events from public, anon, authenticated, service_role;

comment on table public.alert_events is
$$Alerts of watchlists that have fired, each with the bar that fired it.

Written by evaluate_alerts. Owners read theirs and set acknowledged_at.$$;
comment on column public.alert_events.id is 'Key of the row, made by the database.';
comment on column public.alert_events.user_id is 'Owner of the item.';
comment on column public.alert_events.watchlist_item_id is 'The item whose alert it was; null once that is deleted.';
comment on column public.alert_events.symbol is 'Code of the share.';
comment on column public.alert_events.kind is
'price_upper: the price rose to the threshold; price_lower: it fell to it; volume: a bar reached it.';
comment on column public.alert_events.threshold is 'Yen a share; of a volume alert, shares.';
comment on column public.alert_events.price is 'Latest price in yen a share when it fired.';
comment on column public.alert_events.price_timestamp is 'When that price was known.';
comment on column public.alert_events.volume is 'Shares traded in the bar.';
comment on column public.alert_events.timeframe is 'Timeframe of the bar that fired it.';
comment on column public.alert_events.data_timestamp is 'Start of that bar.';
comment on column public.alert_events.acknowledged_at is 'When the owner took note; null before.';
comment on column public.alert_events.created_at is 'Time of the transaction that inserted the row.';
comment on column public.alert_events.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0080_watchlists.sql', 'versioned', '27d7374e33b93fda4db599f43184fb1be08f2dd8291eb89d435ed2640f437cc1', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0090_audit.sql versioned 743a7edb94fcd43675bd43718b4d7ec591db4191e7f258557224e8c3c28975b2
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
alter table public.audit_logs enable row level security;
revoke all on public.audit_logs from public, anon, authenticated, service_role;

-- Takes the rows of weeks without a partition, so that a forgotten job never stops a trade; ensure_partitions
-- empties it.
create table partitions.audit_logs_default partition of public.audit_logs default;
alter table partitions.audit_logs_default enable row level security;
create policy "Nobody reads a partition directly" on partitions.audit_logs_default using (false);
revoke all on partitions.audit_logs_default from public, anon, authenticated, service_role;

comment on table public.audit_logs is
$$Who changed what and when, of profiles, portfolios, trades and settings. Append-only, written by triggers.

Users read their own rows, the service role all.$$;
comment on column public.audit_logs.id is 'Identifies the row within created_at.';
comment on column public.audit_logs.user_id is
'Owner of what was changed, of a setting the user who changed it; null for none, or where the account is erased.';
comment on column public.audit_logs.action is
'What happened, for example portfolio_created or trade_executed.';
comment on column public.audit_logs.resource_type is 'user_profile, portfolio, trade or system_setting.';
comment on column public.audit_logs.resource_id is
'id of the changed row; null where the profile of an erased account was changed.';
comment on column public.audit_logs.old_values is 'The changed columns as they were.';
comment on column public.audit_logs.new_values is 'The changed columns as they are.';
comment on column public.audit_logs.ip_address is
'The client''s address, by the header that the setting audit_address names.';
comment on column public.audit_logs.user_agent is
'Header user-agent of the request, cut to 500 characters; null outside of requests.';
comment on column public.audit_logs.session_id is 'The session of Supabase Auth.';
comment on column public.audit_logs.created_at is
'When it happened: time of the transaction. Decides the partition.';
comment on column public.audit_logs.updated_at is
'Time of the transaction that changed the row last: the erasure of the account, else created_at.';

comment on table partitions.audit_logs_default is 'Rows of weeks that have no partition yet. Empty while upkeep runs.';
-- Because a partition does not inherit comments.
do $$
declare
    copied text;
begin
    for copied in
        select format(
            'comment on column partitions.audit_logs_default.%I is %L', a.attname, col_description(a.attrelid, a.attnum)
        )
        from pg_catalog.pg_attribute as a
        where a.attrelid = 'public.audit_logs'::regclass
            and a.attnum > 0
    loop
        execute copied;
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0090_audit.sql', 'versioned', '743a7edb94fcd43675bd43718b4d7ec591db4191e7f258557224e8c3c28975b2', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0095_upkeep.sql versioned 8f2aa5637fd3b89a0963c3e5b573d5bff081a6566295d86379c76244cad27772
create table kaboom.job_runs (
    job text not null,
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    parts integer not null default 0,
    failed_parts integer not null default 0,
    error text,
    constraint job_runs_pkey primary key (job),
    constraint failed_parts_are_some_of_all check (failed_parts between 0 and parts)
);
alter table kaboom.job_runs enable row level security;
revoke all on kaboom.job_runs from public, anon, authenticated, service_role;
create policy "Nobody but the owner reads the runs" on kaboom.job_runs using (false);

comment on table kaboom.job_runs is
$$The latest run of each scheduled job, written by kaboom.run_job. Nobody but the owner reads it; see monitoring.jobs.$$;
comment on column kaboom.job_runs.job is 'Name of the job, as in kaboom.jobs().';
comment on column kaboom.job_runs.started_at is 'When the latest run began.';
comment on column kaboom.job_runs.finished_at is 'When it ended; null while it runs, and for ever where its session was lost.';
comment on column kaboom.job_runs.parts is 'Parts of the work that the run has been through so far.';
comment on column kaboom.job_runs.failed_parts is 'How many of the parts failed.';
comment on column kaboom.job_runs.error is 'Why the latest of them failed: SQLSTATE and message; null where no part failed.';

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0095_upkeep.sql', 'versioned', '8f2aa5637fd3b89a0963c3e5b573d5bff081a6566295d86379c76244cad27772', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0112_settings.sql versioned 857bb3c06ed3eafb0bfa475209ffe22979562cc46a7c33e5060b895c6084586d
create index idx_system_settings_updated_by on public.system_settings (updated_by) where updated_by is not null;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0112_settings.sql', 'versioned', '857bb3c06ed3eafb0bfa475209ffe22979562cc46a7c33e5060b895c6084586d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0130_market_data.sql versioned ea470b1edf0efc05a938a530496705d316c3421f08f9c0fd254fd8cffae58f19
-- Bars come in order of time, so that a few pages tell where a day lies; a B-tree would slow down every load.
create index idx_market_data_date on public.market_data
using brin (data_date) with (pages_per_range = 32);

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0130_market_data.sql', 'versioned', 'ea470b1edf0efc05a938a530496705d316c3421f08f9c0fd254fd8cffae58f19', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0140_ai.sql versioned ef5bc9e56420c3588504c9ea198c01e8682a71134745f6b8c29e2859b5c06153
create index idx_ai_analysis_user_symbol_created on public.ai_analysis_results (user_id, symbol, created_at desc);

create index idx_ai_analysis_created on public.ai_analysis_results (user_id, created_at desc);

-- What waits for a worker. An analysis whose reservation has expired is given to none.
create index idx_ai_analysis_status on public.ai_analysis_results (created_at)
where status in ('pending', 'processing') and reserved_until is not null;

create index idx_ai_analysis_reserved on public.ai_analysis_results (reserved_until)
where reserved_until is not null;

create index idx_ai_analysis_decision on public.ai_analysis_results (user_id, final_decision);

create index idx_ai_analysis_failed on public.ai_analysis_results (user_id, created_at) where status = 'failed';

-- For the service role. Operators of jsonb and numeric are not leakproof, so below a policy PostgreSQL reads
-- the rows of the user first and asks them afterwards.
create index idx_ai_analysis_model_results on public.ai_analysis_results
using gin (model_results jsonb_path_ops);

create index idx_ai_analysis_indicators on public.ai_analysis_results
using gin (technical_indicators jsonb_path_ops);

create index idx_technical_rsi on public.ai_analysis_results
(user_id, ((technical_indicators ->> 'RSI')::numeric));

create index idx_ai_usage_events_occurred on public.ai_usage_events (user_id, occurred_at desc);

create index idx_ai_usage_events_analysis on public.ai_usage_events (user_id, analysis_id)
where analysis_id is not null;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0140_ai.sql', 'versioned', 'ef5bc9e56420c3588504c9ea198c01e8682a71134745f6b8c29e2859b5c06153', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0145_portfolios.sql versioned 94ac46e8c707399d0399d29d21423f16ae145cb7ab8f48c71bdf77d66f4a1d8e
create index idx_portfolios_user_active on public.portfolios (user_id, is_active);

create index idx_cash_ledger_execution on public.cash_ledger (user_id, execution_id)
where execution_id is not null;

create unique index cash_ledger_idempotency_key_key on public.cash_ledger (user_id, idempotency_key)
where idempotency_key is not null;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0145_portfolios.sql', 'versioned', '94ac46e8c707399d0399d29d21423f16ae145cb7ab8f48c71bdf77d66f4a1d8e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0150_orders.sql versioned 2eadb6131c5740b19f2b89f810b26c6709b6beb77e65fb26b204a07c53dcc5b8
-- By created_at, because it never changes: every fill would write an index on executed_at.
-- user_id is not first, because the planner would then take these indexes for as good as the key when it looks for one
-- order, and would read all orders of a user who has many.
create index idx_trades_portfolio_date on public.trades (portfolio_id, user_id, created_at desc);

create index idx_trades_symbol_date on public.trades (symbol, user_id, created_at desc);

create index idx_trades_ai_analysis on public.trades (user_id, ai_analysis_id) where ai_analysis_id is not null;

create index idx_trades_active on public.trades (user_id, portfolio_id, created_at)
where status in ('pending', 'partial');

create unique index trades_client_order_id_key on public.trades (user_id, client_order_id)
where client_order_id is not null;

create unique index trades_order_id_key on public.trades (user_id, order_id)
where order_id is not null;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0150_orders.sql', 'versioned', '2eadb6131c5740b19f2b89f810b26c6709b6beb77e65fb26b204a07c53dcc5b8', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0155_executions.sql versioned 9ec41d2ce1d49cb397c67ca05389b1b0a7d259c98b8f562c31c6ffb5418ab055
create index idx_positions_symbol on public.positions (symbol);

create index idx_trade_executions_trade on public.trade_executions (trade_id, user_id);

create unique index trade_executions_reverses_key on public.trade_executions (user_id, reverses)
where reverses is not null;

create index idx_position_adjustments_symbol on public.position_adjustments (user_id, portfolio_id, symbol);

create unique index position_adjustments_reverses_key on public.position_adjustments (user_id, portfolio_id, reverses)
where reverses is not null;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0155_executions.sql', 'versioned', '9ec41d2ce1d49cb397c67ca05389b1b0a7d259c98b8f562c31c6ffb5418ab055', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0175_backtests.sql versioned a1b83d249b09d4ed9d881dfaef0555163a3190f394a32edbb3e1b5c7d06c418e
create index idx_backtest_user_status on public.backtest_results (user_id, status);

create index idx_backtest_created on public.backtest_results (user_id, created_at desc);

create index idx_backtest_completed on public.backtest_results (user_id, completed_at desc);

create index idx_backtest_performance on public.backtest_results (user_id, return_percentage desc);

create index idx_backtest_strategy_config on public.backtest_results using gin (strategy_config);

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0175_backtests.sql', 'versioned', 'a1b83d249b09d4ed9d881dfaef0555163a3190f394a32edbb3e1b5c7d06c418e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0180_watchlists.sql versioned 7e6efc36f8fe7fe36ac11a488cdba7c0bb83ecdb3ee1d862f91f0fc52ff7fbf6
create index idx_watchlist_items_symbol on public.watchlist_items (symbol);
create index idx_alert_events_user_created on public.alert_events (user_id, created_at desc);
create index idx_alert_events_item on public.alert_events (user_id, watchlist_item_id)
where watchlist_item_id is not null;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0180_watchlists.sql', 'versioned', '7e6efc36f8fe7fe36ac11a488cdba7c0bb83ecdb3ee1d862f91f0fc52ff7fbf6', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: sql/0190_audit.sql versioned 11054ec29d32d31ffb4856c298f9f426309e63fcb079caa7d6b479804cfd8756
create index idx_audit_user_created on public.audit_logs (user_id, created_at desc);

create index idx_audit_action on public.audit_logs (action);

create index idx_audit_resource on public.audit_logs (resource_type, resource_id);

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('sql/0190_audit.sql', 'versioned', '11054ec29d32d31ffb4856c298f9f426309e63fcb079caa7d6b479804cfd8756', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/00_platform/begin_run.sql repeatable 2139ba6939295a4d7486c2c4a0379fa836c4098916b0e0de8431b79692d97f3f
-- What a run of files changes is theirs. What had changed before it is not, so the state at the beginning is kept.
create or replace function kaboom.begin_run()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    -- The first run has nothing to compare with. One that did not end goes on.
    if not exists (select from kaboom.objects as o where o.expected is not null)
        or exists (select from kaboom.objects as o where o.before is not null)
    then
        return;
    end if;
    insert into kaboom.objects as o (object, within, before)
    select c.object, c.within, md5(c.definition)
    from kaboom.catalogue() as c
    on conflict (object) do update
    set before = excluded.before;
end;
$$;

comment on function kaboom.begin_run is
'Note the catalogue before files run, so that kaboom.end_run() knows what they changed.';

revoke execute on function kaboom.begin_run from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/00_platform/begin_run.sql', 'repeatable', '2139ba6939295a4d7486c2c4a0379fa836c4098916b0e0de8431b79692d97f3f', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/00_platform/catalogue.sql.j2 repeatable 9fb58e7a88376e91fdee7497004c2987cf4a1d2774ab2763f33312a802f4538c
-- The settings decide how PostgreSQL words what it prints; here it words the same for everybody.
create or replace function kaboom.catalogue()
returns table (object text, within text, definition text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set quote_all_identifiers = off
set datestyle = 'ISO'
set intervalstyle = 'postgres'
set timezone = 'UTC'
as $$
#variable_conflict use_column
begin
    return query
-- Every object that files of Kaboom make, or that lies on a table of theirs: its name; what it belongs to; its
-- definition, in words that are the same on every server and for every role. kaboom.catalogue() returns it, and
-- `migrate.py verify` sends it; both set search_path to pg_catalog.
with recursive schemas as (
    select n.*, 'schema ' || n.nspname as object
    from pg_namespace as n
    where n.nspname in ('public', 'kaboom', 'partitions', 'monitoring')
),
maker as (
    -- The role that everything should belong to.
    select coalesce((select s.nspowner from schemas as s where s.nspname = 'kaboom'), 0) as role
),
api_roles as (
    select r.*
    from pg_roles as r
    where r.rolname in ('anon', 'authenticated', 'service_role')
),
members as (
    -- What an extension brought is not ours.
    select d.classid, d.objid
    from pg_depend as d
    where d.deptype = 'e'
),
relations as materialized (
    -- Partitions come and go from day to day; of those only parents and defaults are listed.
    select c.*, s.nspname, i.type || ' ' || i.identity as object, s.object as schema_object
    from pg_class as c
    join schemas as s on s.oid = c.relnamespace
    cross join lateral pg_identify_object('pg_class'::regclass, c.oid, 0) as i
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
        and (not c.relispartition or c.relkind = 'p' or pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT')
        and not exists (select from members as m where m.classid = 'pg_class'::regclass and m.objid = c.oid)
),
rights as (
    -- What others than the owner may do with a relation, a column, a function, a type.
    select x.class, x.oid, x.subid, ' rights ' || string_agg(
        concat_ws(' ', coalesce(g.rolname, 'everyone'), x.privileges), ', '
        order by coalesce(g.rolname, 'everyone') collate "C"
    ) as said
    from (
        select o.class, o.oid, o.subid, a.grantee, string_agg(
            a.privilege_type || case when a.is_grantable then ' with grant option' else '' end, '/'
            order by a.privilege_type collate "C"
        ) as privileges
        from (
            select 'pg_class'::regclass as class, r.oid, 0 as subid, r.relowner as owner, r.relacl as acl
            from relations as r
            union all
            select 'pg_class'::regclass, a.attrelid, a.attnum, r.relowner, a.attacl
            from pg_attribute as a
            join relations as r on r.oid = a.attrelid
            where a.attacl is not null
            union all
            select 'pg_proc'::regclass, f.oid, 0, f.proowner, coalesce(f.proacl, acldefault('f', f.proowner))
            from pg_proc as f
            join schemas as s on s.oid = f.pronamespace
            union all
            select 'pg_type'::regclass, t.oid, 0, t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
            from pg_type as t
            join schemas as s on s.oid = t.typnamespace
        ) as o
        cross join lateral aclexplode(o.acl) as a
        where a.grantee <> o.owner
        group by o.class, o.oid, o.subid, a.grantee
    ) as x
    left join pg_roles as g on g.oid = x.grantee
    group by x.class, x.oid, x.subid
),
listed as (
    select r.object, case when r.nspname = 'public' then r.object else r.schema_object end as within, concat_ws(
        ' ', case when r.relowner <> maker.role then 'owned by ' || pg_get_userbyid(r.relowner) end,
        nullif(r.relpersistence, 'p'), case when r.relrowsecurity then 'secured' end,
        case when r.relforcerowsecurity then 'forced' end, r.reloptions::text, pg_get_partkeydef(r.oid),
        pg_get_expr(r.relpartbound, r.oid), nullif(r.relreplident, 'd'), (
            select i.relname
            from pg_index as x
            join pg_class as i on i.oid = x.indexrelid
            where x.indrelid = r.oid
                and x.indisreplident
                and r.relreplident = 'i'
        ), case
            -- Since 16 PostgreSQL writes the table before a column only where it must; a list follows instead.
            when r.relkind in ('v', 'm') then regexp_replace(pg_get_viewdef(r.oid), '\m[a-z_]\w*\.(?=[a-z_"])', '', 'g')
        end, (
            select string_agg(
                distinct pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid), ', '
                order by pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
            )
            from pg_rewrite as w
            join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
            where w.ev_class = r.oid
                and w.rulename = '_RETURN'
                and r.relkind in ('v', 'm')
                and d.refclassid <> 'pg_type'::regclass
                and d.refobjid <> r.oid
        ), rights.said, obj_description(r.oid, 'pg_class')
    ) as definition
    from relations as r
    cross join maker
    left join rights on rights.class = 'pg_class'::regclass and rights.oid = r.oid and rights.subid = 0
    union all
    select format('column %s.%I', substr(r.object, strpos(r.object, ' ' || r.nspname || '.') + 1), a.attname),
    r.object,
    concat_ws(
        ' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
        nullif(a.attgenerated, ''), nullif(a.attidentity, ''), (
            select c.collname
            from pg_collation as c
            join pg_type as t on t.oid = a.atttypid
            where c.oid = a.attcollation
                and c.oid <> t.typcollation
        ), pg_get_expr(d.adbin, d.adrelid), rights.said, col_description(r.oid, a.attnum)
    )
    from relations as r
    join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    left join rights
        on rights.class = 'pg_class'::regclass and rights.oid = r.oid and rights.subid = a.attnum
    where r.relkind <> 'S'
    union all
    select o.type || ' ' || o.identity, r.object, concat_ws(
        ' ', pg_get_indexdef(x.indexrelid), case when not x.indisvalid then 'invalid' end,
        obj_description(x.indexrelid, 'pg_class')
    )
    from relations as r
    join pg_index as x on x.indrelid = r.oid
    cross join lateral pg_identify_object('pg_class'::regclass, x.indexrelid, 0) as o
    union all
    select o.type || ' ' || o.identity, r.object, concat_ws(
        ' ', pg_get_constraintdef(k.oid), case when k.connoinherit then 'no inherit' end,
        obj_description(k.oid, 'pg_constraint')
    )
    from relations as r
    join pg_constraint as k on k.conrelid = r.oid and k.contype not in ('n', 't') and k.conparentid = 0
    cross join lateral pg_identify_object('pg_constraint'::regclass, k.oid, 0) as o
    union all
    select o.type || ' ' || o.identity, r.object, concat_ws(
        ' ', p.polcmd, case when not p.polpermissive then 'restrictive' end, (
            select string_agg(coalesce(g.rolname, 'everyone'), ', ' order by g.rolname collate "C")
            from unnest(p.polroles) as x (role)
            left join pg_roles as g on g.oid = x.role
        ), 'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid),
        obj_description(p.oid, 'pg_policy')
    )
    from relations as r
    join pg_policy as p on p.polrelid = r.oid
    cross join lateral pg_identify_object('pg_policy'::regclass, p.oid, 0) as o
    union all
    -- Of the triggers on the users of Supabase Auth, those that call us.
    select o.type || ' ' || o.identity, coalesce(r.object, s.object), concat_ws(
        ' ', pg_get_triggerdef(t.oid), nullif(t.tgenabled, 'O'), obj_description(t.oid, 'pg_trigger')
    )
    from pg_trigger as t
    join pg_proc as f on f.oid = t.tgfoid
    left join relations as r on r.oid = t.tgrelid
    left join schemas as s on s.oid = f.pronamespace and s.nspname = 'kaboom'
    cross join lateral pg_identify_object('pg_trigger'::regclass, t.oid, 0) as o
    where not t.tgisinternal
        and t.tgparentid = 0
        and (r.oid is not null or (s.oid is not null and o.identity like '% on auth.users'))
    union all
    select o.type || ' ' || o.identity, r.object, pg_get_ruledef(w.oid)
    from relations as r
    join pg_rewrite as w on w.ev_class = r.oid and w.rulename <> '_RETURN'
    cross join lateral pg_identify_object('pg_rewrite'::regclass, w.oid, 0) as o
    union all
    select o.type || ' ' || o.identity,
    case when s.nspname = 'public' then o.type || ' ' || o.identity else s.object end,
    concat_ws(
        ' ', case when t.typowner <> maker.role then 'owned by ' || pg_get_userbyid(t.typowner) end,
        case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod) end,
        case when t.typnotnull then 'not null' end,
        t.typdefault, (
            select string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), ', ' order by k.conname collate "C")
            from pg_constraint as k
            where k.contypid = t.oid
                and k.contype <> 'n'
        ), (
            select string_agg(e.enumlabel, ', ' order by e.enumsortorder)
            from pg_enum as e
            where e.enumtypid = t.oid
        ), rights.said, obj_description(t.oid, 'pg_type')
    )
    from pg_type as t
    join schemas as s on s.oid = t.typnamespace
    cross join maker
    cross join lateral pg_identify_object('pg_type'::regclass, t.oid, 0) as o
    left join rights on rights.class = 'pg_type'::regclass and rights.oid = t.oid
    where t.typtype in ('d', 'e', 'r')
        and not exists (select from members as m where m.classid = 'pg_type'::regclass and m.objid = t.oid)
    union all
    select 'publication supabase_realtime', 'schema kaboom', concat_ws(
        ' ', case when p.puballtables then 'all tables' end, case when p.pubinsert then 'insert' end,
        case when p.pubupdate then 'update' end, case when p.pubdelete then 'delete' end,
        case when p.pubtruncate then 'truncate' end, case when p.pubviaroot then 'via root' end
    )
    from pg_publication as p
    where p.pubname = 'supabase_realtime'
    union all
    select 'published ' || substr(r.object, 7), r.object, concat_ws(
        ' ', pg_get_expr(x.prqual, x.prrelid), (
            select string_agg(a.attname, ', ' order by a.attname collate "C")
            from pg_attribute as a
            where a.attrelid = x.prrelid
                and a.attnum = any(x.prattrs)
        )
    )
    from relations as r
    join pg_publication_rel as x on x.prrelid = r.oid
    join pg_publication as p on p.oid = x.prpubid and p.pubname = 'supabase_realtime'
    union all
    select 'schema ' || n.nspname, 'schema ' || n.nspname, concat_ws(
        ' ', case
            when n.nspname in ('kaboom', 'partitions', 'monitoring') and n.nspowner <> maker.role
                then 'owned by ' || pg_get_userbyid(n.nspowner)
        end, (
            select string_agg(r.rolname || ' ' || p.privilege, ', ' order by r.rolname collate "C", p.privilege)
            from api_roles as r
            cross join unnest('{create,usage}'::text[]) as p (privilege)
            where has_schema_privilege(r.oid, n.oid, p.privilege)
        ), case when n.nspname not in ('public', 'auth', 'extensions') then obj_description(n.oid, 'pg_namespace') end
    )
    from pg_namespace as n
    cross join maker
    where n.nspname in ('public', 'kaboom', 'partitions', 'monitoring', 'auth', 'extensions')
    -- What is never right, whatever a run has left: nothing but its name matters.
    union all
    select format('open partition %s', c.oid::regclass), 'database', ''
    from pg_class as c
    join relations as r on r.oid = pg_partition_root(c.oid)
    where c.relispartition
        and c.relkind in ('r', 'p', 'f')
        and (
            not c.relrowsecurity
            or exists (select from aclexplode(c.relacl) as x where x.grantee <> c.relowner)
            or exists (
                select from pg_trigger as t
                where t.tgrelid = c.oid
                    and t.tgparentid <> 0
                    and t.tgenabled = 'D'
            )
        )
    union all
    select format('role %I that bypasses row level security', r.rolname), 'database', ''
    from api_roles as r
    where r.rolname <> 'service_role'
        and (r.rolbypassrls or r.rolsuper)
    union all
    select 'role service_role without BYPASSRLS', 'database', ''
    from api_roles as r
    where r.rolname = 'service_role'
        and not (r.rolbypassrls or r.rolsuper)
    union all
    select format('role %I that may act as %I', r.rolname, other.rolname), 'database', ''
    from api_roles as r
    cross join maker
    join pg_roles as other
        on (other.oid = maker.role or other.rolname = 'service_role')
        and other.oid <> r.oid
        and pg_has_role(r.oid, other.oid, 'member')
    where not r.rolsuper
),
levelled as (
    -- After a dump, PostgreSQL casts texts one by one where it first cast their array, and joins what BETWEEN had set
    -- apart. So casts between texts are left out, and brackets that say nothing, from the innermost outwards. The others
    -- become {}.
    select l.object, l.within, regexp_replace(regexp_replace(
        l.definition, '::(text|character varying|bpchar|character)(\(\d+\))?(\[\])?(?![\w"])', '', 'g'), '\s+', ' ', 'g'
    ) as definition, 0 as depth
    from listed as l
    union all
    select l.object, l.within, regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        l.definition, '(?<![\w"])\(([\w.]+|''[^'']*''|{[^{}]*}|[^()]* AND [^()]*)\)', '\1', 'g'),
        '(?<![\w"])\(([^()]* OR [^()]*)\)(?= OR )', '\1', 'g'),
        ' OR \(([^()]* OR [^()]*)\)', ' OR \1', 'g'),
        '\(([^()]*)\)', '{\1}', 'g'
    ), l.depth + 1
    from levelled as l
    where l.definition ~ '\([^()]*\)'
        and l.depth < 50
)
select l.object, l.within, l.definition
from levelled as l
where l.definition !~ '\([^()]*\)'
    or l.depth = 50
union all
select case f.prokind when 'p' then 'procedure ' when 'a' then 'aggregate ' else 'function ' end || o.identity,
    case when s.nspname = 'public' then format('functions named public.%I', f.proname) else s.object end, concat_ws(
        ' ', case when f.proowner <> maker.role then 'owned by ' || pg_get_userbyid(f.proowner) end, l.lanname,
        f.provolatile, nullif(f.proparallel, 'u'), case when f.prosecdef then 'definer' end,
        case when f.proisstrict then 'strict' end, case when f.proleakproof then 'leakproof' end, f.procost, f.prorows,
        f.proconfig::text, pg_get_function_arguments(f.oid), 'returns', pg_get_function_result(f.oid),
        nullif(f.prosupport, 0)::text, f.prosrc, pg_get_function_sqlbody(f.oid), rights.said,
        obj_description(f.oid, 'pg_proc')
    )
from pg_proc as f
join schemas as s on s.oid = f.pronamespace
join pg_language as l on l.oid = f.prolang
cross join maker
cross join lateral pg_identify_object('pg_proc'::regclass, f.oid, 0) as o
left join rights on rights.class = 'pg_proc'::regclass and rights.oid = f.oid
where not exists (select from members as m where m.classid = 'pg_proc'::regclass and m.objid = f.oid);
    if to_regclass('public.error_catalog') is not null
        and to_regclass('public.movement_kinds') is not null
        and to_regclass('public.system_settings') is not null
    then
        return query
-- The rows that belong to Kaboom: texts of errors, kinds of movements, and that each setting is there. The value of a
-- setting belongs to the operator.
select 'error ' || e.code, 'table public.error_catalog', (to_jsonb(e) - '{created_at,updated_at}'::text[])::text
from public.error_catalog as e
union all
select format('movement kind %s %s', m.ledger, m.kind), 'table public.movement_kinds',
    (to_jsonb(m) - '{created_at,updated_at}'::text[])::text
from public.movement_kinds as m
union all
select 'setting ' || s.key, 'setting ' || s.key, ''
from public.system_settings as s;
    end if;
end;
$$;

comment on function kaboom.catalogue is
$$Every object that files of Kaboom make, or that lies on a table of theirs, and the rows that its seeds own.

Returns: object, its kind and name; within, what it belongs to; definition, in words that are the same on PostgreSQL 15 to
18, for every role, and after a dump.$$;

revoke execute on function kaboom.catalogue from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/00_platform/catalogue.sql.j2', 'repeatable', '9fb58e7a88376e91fdee7497004c2987cf4a1d2774ab2763f33312a802f4538c', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/00_platform/claim_objects.sql repeatable 336ed052c75d5942bebb1664e760be7562b421820fb36779843a06f6b7d37492
-- What this transaction wrote and no earlier file of it, the file wrote whose row enters the history. So it is known what a
-- file has made, and what it makes no longer.
create or replace function kaboom.claim_objects()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into kaboom.objects as o (object, within, path, made_at)
    select r.object, r.within,
        -- A migration of the Supabase CLI is one transaction of many files. What was written before this trigger was there
        -- has nobody who claims it.
        case when new.path not like 'functions/00\_platform/triggers/%' then new.path end,
        now()
    from kaboom.list_repeatable_objects() as r
    where (r.written_in = pg_current_xact_id()::xid or age(r.written_in) <= 0)
        and not exists (
            select from kaboom.objects as x
            where x.object = r.object
                and x.made_at = now()
        )
    on conflict (object) do update
    set path = excluded.path,
        made_at = excluded.made_at;
    return null;
end;
$$;

comment on function kaboom.claim_objects is
'Trigger: notes which functions, views, policies and triggers a repeatable file has made.';

revoke execute on function kaboom.claim_objects from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/00_platform/claim_objects.sql', 'repeatable', '336ed052c75d5942bebb1664e760be7562b421820fb36779843a06f6b7d37492', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/00_platform/drift.sql.j2 repeatable 7f9cfd75c157928e7ad06baa9e94eedde52a3274a2601ab350d47395ddc85d61
create or replace function kaboom.drift()
returns table (object text, state text, known boolean, advice text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with expected as materialized (
        select o.object, o.within, o.expected as digest
        from kaboom.objects as o
        where o.expected is not null
            and o.within <> 'database'
    ),
    actual as materialized (
        select c.object, c.within, md5(c.definition) as digest
        from kaboom.catalogue() as c
    ),
    compared as (
-- What of `actual` is not as `expected`; both are queries of (object, within, digest). What lies neither in a schema
-- of Kaboom nor on a table of it, nor bears the name of one of its functions, belongs to somebody else.
select coalesce(e.object, a.object) as object, case
    when a.object is null then 'missing'
    when e.object is null then 'not in the files'
    else 'differs'
end as state
from expected as e
full join actual as a on a.object = e.object
where a.within = 'database'
    or (e.object is not null and a.digest is distinct from e.digest)
    or (
        e.object is null
        and (
            a.within in (select o.within from expected as o)
            or a.within in (select o.object from expected as o)
        )
    )
    )
    select c.object, c.state, a.digest is not distinct from o.found, case c.state
        when 'not in the files' then 'no file makes it. Drop it, or write a file that does.'
        else c.state || '. No repeatable file restores it; do that by hand.'
    end
    from compared as c
    left join actual as a on a.object = c.object
    left join kaboom.objects as o on o.object = c.object
    where not exists (select from kaboom.objects as x where x.before is not null)
    union all
    select o.object, 'left behind', true, format(
        '%s no longer makes it. Drop it in a new file of sql/: drop %s;', o.path, o.object
    )
    from kaboom.objects as o
    join kaboom.migrations as m on m.path = o.path
    join actual as a on a.object = o.object
    where m.missing_since is not null
        or o.made_at < m.applied_at
    union all
    select 'the last run', 'did not end', false, 'run up again.'
    where exists (select from kaboom.objects as x where x.before is not null)
    order by 1;
$$;

comment on function kaboom.drift is
$$What in this database is not as the last run of the files left it. Of an untouched database no row.

Returns: object; state, which is missing, differs, not in the files (someone made it), left behind (no file makes it any
more) or did not end (the last run failed half-way); known, whether it was so at the end of the last run already; advice,
what to do where `up` does not heal it.$$;

revoke execute on function kaboom.drift from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/00_platform/drift.sql.j2', 'repeatable', '7f9cfd75c157928e7ad06baa9e94eedde52a3274a2601ab350d47395ddc85d61', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/00_platform/end_run.sql repeatable a52f9cf71d1f80c42e2f8e6f0fc7f407a30c653c31d111d351b52fed7d73c72a
-- An object that the run changed is as its files say. One that had drifted before the run and did not change in it has still
-- drifted: what is expected of it stays.
create or replace function kaboom.end_run()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    update kaboom.objects as o
    set found = null
    where o.found is not null;

    insert into kaboom.objects as o (object, within, expected, found)
    select c.object, c.within, md5(c.definition), md5(c.definition)
    from kaboom.catalogue() as c
    on conflict (object) do update
    set within = excluded.within,
        found = excluded.found,
        expected = case when o.before = excluded.found then o.expected else excluded.expected end;

    -- What was there before the run and is gone was dropped by a file.
    delete from kaboom.objects as o
    where o.found is null
        and (o.before is not null or o.expected is null);

    update kaboom.objects as o
    set before = null
    where o.before is not null;
end;
$$;

comment on function kaboom.end_run is
$$Note the catalogue after files ran: what they changed is from now on expected. See kaboom.drift().

Called outside of a run it accepts the database as it is.$$;

revoke execute on function kaboom.end_run from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/00_platform/end_run.sql', 'repeatable', 'a52f9cf71d1f80c42e2f8e6f0fc7f407a30c653c31d111d351b52fed7d73c72a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/00_platform/list_repeatable_objects.sql repeatable 031fd2e30e49f40727e97c119842cb08b4047c03e9ddb4d0a914efc34d2b7e11
-- What repeatable files make, and in which transaction each was written last.
create or replace function kaboom.list_repeatable_objects()
returns table (object text, within text, written_in xid)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select i.type || ' ' || i.identity, o.within, o.written_in
    from (
        select 'pg_proc'::regclass as class, f.oid, f.xmin as written_in, case
            when n.nspname = 'public' then format('functions named public.%I', f.proname)
            else 'schema ' || n.nspname
        end as within
        from pg_proc as f
        join pg_namespace as n on n.oid = f.pronamespace
        where n.nspname in ('public', 'kaboom', 'monitoring')
        union all
        select 'pg_class'::regclass, c.oid, c.xmin, null
        from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where c.relkind in ('v', 'm')
            and n.nspname in ('public', 'kaboom', 'monitoring')
        union all
        select 'pg_policy'::regclass, p.oid, p.xmin, null
        from pg_policy as p
        join pg_class as c on c.oid = p.polrelid and not c.relispartition
        union all
        select 'pg_trigger'::regclass, t.oid, t.xmin, null
        from pg_trigger as t
        where not t.tgisinternal
            and t.tgparentid = 0
    ) as o
    cross join lateral pg_identify_object(o.class, o.oid, 0) as i;
$$;

comment on function kaboom.list_repeatable_objects is
'Functions, views, policies and triggers, by whomever they were made, with the transaction that wrote each last.';

revoke execute on function kaboom.list_repeatable_objects from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/00_platform/list_repeatable_objects.sql', 'repeatable', '031fd2e30e49f40727e97c119842cb08b4047c03e9ddb4d0a914efc34d2b7e11', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/00_platform/lost_files.sql repeatable 3a1323387db0f284825593b8e2607a8db24feda21998c3e613c6c28118169197
create or replace function kaboom.lost_files()
returns table (path text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select distinct o.path
    from kaboom.objects as o
    join kaboom.migrations as m on m.path = o.path and m.missing_since is null and m.applied_at = o.made_at
    where o.expected is not null
        and o.object not in (select r.object from kaboom.list_repeatable_objects() as r);
$$;

comment on function kaboom.lost_files is
$$The repeatable files of which something is gone, such as a trigger that DROP ... CASCADE took along.

The migrator runs them again in the transaction that took it, so that no client is served without.$$;

revoke execute on function kaboom.lost_files from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/00_platform/lost_files.sql', 'repeatable', '3a1323387db0f284825593b8e2607a8db24feda21998c3e613c6c28118169197', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/00_platform/restore_platform.sql repeatable 42eefbee7b89e5863a92978485c04b7eb41fb3d271d778659069e8d230648b44
-- What a dump of one database does not hold, or a restore without privileges loses, and what files of sql/ make only once.
create or replace function kaboom.restore_platform()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.make_api_roles();
    revoke execute on function kaboom.make_api_roles from public, anon, authenticated, service_role;

    grant usage on schema public, extensions to anon, authenticated, service_role;
    revoke all on schema kaboom, partitions, monitoring from public, anon, authenticated, service_role;
    grant usage on schema monitoring to service_role;
    -- The stand-in of Supabase's schema; its own belongs to somebody else.
    if pg_has_role((select n.nspowner from pg_namespace as n where n.nspname = 'auth'), 'usage') then
        grant usage on schema auth to anon, authenticated, service_role;
    end if;

    -- Checks and policies call them as the one who writes the row; see sql/0005_common.sql.
    if to_regproc('kaboom.is_tokyo_code') is not null then
        revoke execute on function kaboom.is_tokyo_code, kaboom.changes_only from public, anon, service_role;
        grant execute on function kaboom.is_tokyo_code to authenticated, service_role;
        grant execute on function kaboom.changes_only to authenticated;
    end if;

    if not exists (select from pg_publication as p where p.pubname = 'supabase_realtime') then
        create publication supabase_realtime;
    end if;
end;
$$;

comment on function kaboom.restore_platform is
$$Bring back roles of the API, rights on schemas and on functions of sql/, and the publication, where they are missing.

Errors: 42501 where the caller may not create a role.$$;

revoke execute on function kaboom.restore_platform from public, anon, authenticated, service_role;

select kaboom.restore_platform();

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/00_platform/restore_platform.sql', 'repeatable', '42eefbee7b89e5863a92978485c04b7eb41fb3d271d778659069e8d230648b44', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/00_platform/take_locks.sql repeatable 6d61ae98a68d1ddb441790c028cb0839fd196e5b75ce9fbdde662f502d963110
-- Clients hold some tables while they wait for others, so nobody can know the right order. A table that could not be had
-- while others were held comes first in the next attempt, when nothing is held. An attempt is shorter than
-- deadlock_timeout, so it is never a client that a deadlock ends.
create or replace function kaboom.take_locks(script text, attempts integer)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    tables text[];
    relation text;
    deadline timestamptz;
begin
    -- The tables and views that are there already and that the script alters, drops, replaces, or gives a trigger or a policy.
    select array_agg(distinct c.oid::regclass::text) into tables
    from (
        select regexp_matches(script, '\m(?:table|view)\s+(?:if\s+exists\s+)?(?:only\s+)?([a-z_]+\.\w+)', 'gi')
        union all
        select regexp_matches(script, '\m(?:trigger|policy|rule)\M[^;$]*?\mon\s+([a-z_]+\.\w+)\M', 'gi')
    ) as found (words)
    join pg_catalog.pg_class as c on c.oid = to_regclass(found.words[1])
    where c.relkind in ('r', 'p', 'v')
        and c.xmin <> pg_current_xact_id()::xid
        and has_table_privilege(c.oid, 'update, delete, truncate');

    for attempt in 1..attempts loop
        begin
            deadline := clock_timestamp() + interval '500 milliseconds';
            foreach relation in array coalesce(tables, '{}') loop
                perform set_config(
                    'lock_timeout',
                    greatest(1, floor(extract(epoch from deadline - clock_timestamp()) * 1000))::text,
                    true
                );
                -- A trigger on a table of somebody else, such as auth.users, needs no more.
                execute format(
                    'lock table %s in %s mode', relation,
                    case when relation like 'auth.%' then 'share row exclusive' else 'access exclusive' end
                );
            end loop;
            perform set_config('lock_timeout', '500', true);
            return;
        exception
            when lock_not_available or deadlock_detected then
                if attempt = attempts then
                    raise;
                end if;
                tables := array_prepend(relation, array_remove(tables, relation));
                perform pg_sleep(0.05 * attempt + random() * 0.1);
        end;
    end loop;
end;
$$;

comment on function kaboom.take_locks is
$$Lock all tables that a script changes, before its first statement, and without keeping clients waiting.

Arguments: script, SQL; attempts of half a second each, between which nothing is held. Errors: 55P03 or 40P01 of the last.$$;

revoke execute on function kaboom.take_locks from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/00_platform/take_locks.sql', 'repeatable', '6d61ae98a68d1ddb441790c028cb0839fd196e5b75ce9fbdde662f502d963110', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/00_platform/triggers/migrations.sql.j2 repeatable 467dc8610e2a4a006ab0b2563643743f3ed3634c205fd10675068390ad79d9a4
create or replace trigger claim_objects
after insert or update on kaboom.migrations
for each row when (new.kind = 'repeatable' and new.missing_since is null)
execute function kaboom.claim_objects();

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/00_platform/triggers/migrations.sql.j2', 'repeatable', '467dc8610e2a4a006ab0b2563643743f3ed3634c205fd10675068390ad79d9a4', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/accounts/user_profiles.sql.j2 repeatable cc9886c6a7363c2317fb1b4ae8806690708e772ed68c056e784a04936424e6cc
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.user_profiles'::regclass
    loop
        execute format('drop policy %I on public.user_profiles', former);
    end loop;
end;
$$;
alter table public.user_profiles enable row level security;
revoke all on public.user_profiles from public, anon, authenticated, service_role;
grant select on public.user_profiles to authenticated;
create policy "Users can view own profile" on public.user_profiles
    for select to authenticated
    using (id = (select auth.uid()));
grant update (display_name, avatar_url, last_activity) on public.user_profiles to authenticated;
create policy "Users can update own profile" on public.user_profiles
    for update to authenticated
    using (id = (select auth.uid()))
    with check (
        id = (select auth.uid())
        and kaboom.changes_only(
            'public.user_profiles', id, to_jsonb(user_profiles), '{display_name, avatar_url, last_activity}'
        )
    );
grant select on public.user_profiles to service_role;
grant update (tier, display_name, avatar_url, ai_quota_monthly, last_activity, is_active)
on public.user_profiles to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/accounts/user_profiles.sql.j2', 'repeatable', 'cc9886c6a7363c2317fb1b4ae8806690708e772ed68c056e784a04936424e6cc', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/ai/ai_analysis_results.sql.j2 repeatable d590340423009cf1d25e46f1af27e5ed302dc2da94b664c4ea529c5a312728e2
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.ai_analysis_results'::regclass
    loop
        execute format('drop policy %I on public.ai_analysis_results', former);
    end loop;
end;
$$;
alter table public.ai_analysis_results enable row level security;
revoke all on public.ai_analysis_results from public, anon, authenticated, service_role;
grant select on public.ai_analysis_results to authenticated;
create policy "Users can view own AI analysis" on public.ai_analysis_results
    for select to authenticated
    using (user_id = (select auth.uid()));
grant insert (symbol, symbol_name, analysis_types, models_used, timeframes, request_id) on public.ai_analysis_results to authenticated;
create policy "Users can ask for AI analyses" on public.ai_analysis_results
    for insert to authenticated
    with check (
        user_id = (select auth.uid())
    );
grant select on public.ai_analysis_results to service_role;
grant insert (
    id, user_id, request_id, symbol, symbol_name, analysis_types, models_used, timeframes, final_decision,
    consensus_confidence, model_agreement, consensus_weights, model_results, technical_indicators, usage,
    total_cost_usd, processing_time_seconds, chart_image_url, status, error_message, created_at, completed_at
)
on public.ai_analysis_results to service_role;
grant update (
    symbol_name, consensus_weights, model_results, technical_indicators, usage, chart_image_url, status,
    error_message, claimed_by, claimed_until
)
on public.ai_analysis_results to service_role;
do $$
begin
    if not exists (
        select from pg_catalog.pg_publication_tables as p
        where p.pubname = 'supabase_realtime'
            and p.schemaname = 'public'
            and p.tablename = 'ai_analysis_results'
    ) then
        alter publication supabase_realtime add table public.ai_analysis_results;
    end if;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/ai/ai_analysis_results.sql.j2', 'repeatable', 'd590340423009cf1d25e46f1af27e5ed302dc2da94b664c4ea529c5a312728e2', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/ai/ai_model_prices.sql.j2 repeatable 1bb77ef8e87d31dcbb75049447523a732ae8e33a5df9935a838961e2f921397d
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.ai_model_prices'::regclass
    loop
        execute format('drop policy %I on public.ai_model_prices', former);
    end loop;
end;
$$;
alter table public.ai_model_prices enable row level security;
revoke all on public.ai_model_prices from public, anon, authenticated, service_role;
grant select on public.ai_model_prices to authenticated;
create policy "Everyone signed in reads the prices of AI models" on public.ai_model_prices
    for select to authenticated
    using (true);
grant select, insert, update, delete on public.ai_model_prices to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/ai/ai_model_prices.sql.j2', 'repeatable', '1bb77ef8e87d31dcbb75049447523a732ae8e33a5df9935a838961e2f921397d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/ai/ai_usage.sql.j2 repeatable e97e904c25bf8b310b3bdade2751bf604a98e913933018346adb57c6226041ec
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.ai_usage'::regclass
    loop
        execute format('drop policy %I on public.ai_usage', former);
    end loop;
end;
$$;
alter table public.ai_usage enable row level security;
revoke all on public.ai_usage from public, anon, authenticated, service_role;
grant select on public.ai_usage to authenticated;
create policy "Users can view own AI usage" on public.ai_usage
    for select to authenticated
    using (user_id = (select auth.uid()));
grant select on public.ai_usage to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/ai/ai_usage.sql.j2', 'repeatable', 'e97e904c25bf8b310b3bdade2751bf604a98e913933018346adb57c6226041ec', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/ai/ai_usage_events.sql.j2 repeatable 56103519ed5d6477a84d6d5ad92e147f510f5933e731ccd7e9781fe7ff25a8fb
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.ai_usage_events'::regclass
    loop
        execute format('drop policy %I on public.ai_usage_events', former);
    end loop;
end;
$$;
alter table public.ai_usage_events enable row level security;
revoke all on public.ai_usage_events from public, anon, authenticated, service_role;
grant select on public.ai_usage_events to authenticated;
create policy "Users can view own AI usage events" on public.ai_usage_events
    for select to authenticated
    using (user_id = (select auth.uid()));
grant select on public.ai_usage_events to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/ai/ai_usage_events.sql.j2', 'repeatable', '56103519ed5d6477a84d6d5ad92e147f510f5933e731ccd7e9781fe7ff25a8fb', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/ai/ai_usage_thresholds.sql.j2 repeatable 82770ca0c8b2115ea23e202fb870988260a2226a8dd40644a966a6420dd61ac6
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.ai_usage_thresholds'::regclass
    loop
        execute format('drop policy %I on public.ai_usage_thresholds', former);
    end loop;
end;
$$;
alter table public.ai_usage_thresholds enable row level security;
revoke all on public.ai_usage_thresholds from public, anon, authenticated, service_role;
grant select on public.ai_usage_thresholds to authenticated;
create policy "Users can view own AI usage thresholds" on public.ai_usage_thresholds
    for select to authenticated
    using (user_id = (select auth.uid()));
grant select on public.ai_usage_thresholds to service_role;
do $$
begin
    if not exists (
        select from pg_catalog.pg_publication_tables as p
        where p.pubname = 'supabase_realtime'
            and p.schemaname = 'public'
            and p.tablename = 'ai_usage_thresholds'
    ) then
        alter publication supabase_realtime add table public.ai_usage_thresholds;
    end if;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/ai/ai_usage_thresholds.sql.j2', 'repeatable', '82770ca0c8b2115ea23e202fb870988260a2226a8dd40644a966a6420dd61ac6', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/audit/audit_logs.sql.j2 repeatable eadabb72434678248b921a1a3e0a1681b2c473d66bb6e0a2f52d72825b8e1a80
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.audit_logs'::regclass
    loop
        execute format('drop policy %I on public.audit_logs', former);
    end loop;
end;
$$;
alter table public.audit_logs enable row level security;
revoke all on public.audit_logs from public, anon, authenticated, service_role;
grant select on public.audit_logs to authenticated;
create policy "Users can view own audit logs" on public.audit_logs
    for select to authenticated
    using (user_id = (select auth.uid()));
grant select on public.audit_logs to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/audit/audit_logs.sql.j2', 'repeatable', 'eadabb72434678248b921a1a3e0a1681b2c473d66bb6e0a2f52d72825b8e1a80', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/backtests/backtest_results.sql.j2 repeatable b92dc89d652eef9955877f09504658101c5216cebf0f4d09ca9d32525910ffc8
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.backtest_results'::regclass
    loop
        execute format('drop policy %I on public.backtest_results', former);
    end loop;
end;
$$;
alter table public.backtest_results enable row level security;
revoke all on public.backtest_results from public, anon, authenticated, service_role;
grant select on public.backtest_results to authenticated;
create policy "Users can manage own backtests" on public.backtest_results
    for select to authenticated
    using (user_id = (select auth.uid()));
grant insert (strategy_name, strategy_config, symbols, start_date, end_date, initial_capital) on public.backtest_results to authenticated;
create policy "Users can create own backtests" on public.backtest_results
    for insert to authenticated
    with check (
        user_id = (select auth.uid())
    );

grant update (status) on public.backtest_results to authenticated;
create policy "Users can cancel own backtests" on public.backtest_results
    for update to authenticated
    using (user_id = (select auth.uid()) and status in ('pending', 'running', 'cancelled'))
    with check (user_id = (select auth.uid()) and status = 'cancelled');
grant delete on public.backtest_results to authenticated;
create policy "Users can delete own backtests" on public.backtest_results
    for delete to authenticated
    using (user_id = (select auth.uid()));
grant select, insert, update, delete on public.backtest_results to service_role;
do $$
begin
    if not exists (
        select from pg_catalog.pg_publication_tables as p
        where p.pubname = 'supabase_realtime'
            and p.schemaname = 'public'
            and p.tablename = 'backtest_results'
    ) then
        alter publication supabase_realtime add table public.backtest_results;
    end if;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/backtests/backtest_results.sql.j2', 'repeatable', 'b92dc89d652eef9955877f09504658101c5216cebf0f4d09ca9d32525910ffc8', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/calendar/market_sessions.sql.j2 repeatable 40312b4855093190b15b76c985e082fbb61d0902c9e984ce76cdd4101365bf92
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.market_sessions'::regclass
    loop
        execute format('drop policy %I on public.market_sessions', former);
    end loop;
end;
$$;
alter table public.market_sessions enable row level security;
revoke all on public.market_sessions from public, anon, authenticated, service_role;
grant select on public.market_sessions to authenticated;
create policy "Everyone signed in reads the market sessions" on public.market_sessions
    for select to authenticated
    using (true);
grant select, insert, update, delete on public.market_sessions to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/calendar/market_sessions.sql.j2', 'repeatable', '40312b4855093190b15b76c985e082fbb61d0902c9e984ce76cdd4101365bf92', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/calendar/settlement_rules.sql.j2 repeatable 29722f6c724a2a661944c7e68d3dec446fabdf15a9f04272e6da69be95de5eb6
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.settlement_rules'::regclass
    loop
        execute format('drop policy %I on public.settlement_rules', former);
    end loop;
end;
$$;
alter table public.settlement_rules enable row level security;
revoke all on public.settlement_rules from public, anon, authenticated, service_role;
grant select on public.settlement_rules to authenticated;
create policy "Everyone signed in reads the settlement rules" on public.settlement_rules
    for select to authenticated
    using (true);
grant select, insert, update, delete on public.settlement_rules to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/calendar/settlement_rules.sql.j2', 'repeatable', '29722f6c724a2a661944c7e68d3dec446fabdf15a9f04272e6da69be95de5eb6', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/calendar/trading_calendar.sql.j2 repeatable 5466cd90f8569a8f617265128d33aa80cd760b55fa8b7f7be0157c76fb3bda38
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.trading_calendar'::regclass
    loop
        execute format('drop policy %I on public.trading_calendar', former);
    end loop;
end;
$$;
alter table public.trading_calendar enable row level security;
revoke all on public.trading_calendar from public, anon, authenticated, service_role;
grant select on public.trading_calendar to authenticated;
create policy "Everyone signed in reads the trading calendar" on public.trading_calendar
    for select to authenticated
    using (true);
grant select, insert, update, delete on public.trading_calendar to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/calendar/trading_calendar.sql.j2', 'repeatable', '5466cd90f8569a8f617265128d33aa80cd760b55fa8b7f7be0157c76fb3bda38', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/common/error_catalog.sql.j2 repeatable 318e18a28b4cefdf50d7586f443273b8e8e5e5753c1ca2218d964d7942c044bc
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.error_catalog'::regclass
    loop
        execute format('drop policy %I on public.error_catalog', former);
    end loop;
end;
$$;
alter table public.error_catalog enable row level security;
revoke all on public.error_catalog from public, anon, authenticated, service_role;
grant select on public.error_catalog to anon, authenticated;
create policy "Everyone reads the error catalogue" on public.error_catalog
    for select to anon, authenticated
    using (true);
grant select on public.error_catalog to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/common/error_catalog.sql.j2', 'repeatable', '318e18a28b4cefdf50d7586f443273b8e8e5e5753c1ca2218d964d7942c044bc', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/executions/position_adjustments.sql.j2 repeatable eb7e1741ee8e9876059e1ef27c293f7d471286f7f761f4df3f4438d7fa92e14c
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.position_adjustments'::regclass
    loop
        execute format('drop policy %I on public.position_adjustments', former);
    end loop;
end;
$$;
alter table public.position_adjustments enable row level security;
revoke all on public.position_adjustments from public, anon, authenticated, service_role;
grant select on public.position_adjustments to authenticated;
create policy "Users can view own adjustments" on public.position_adjustments
    for select to authenticated
    using (user_id = (select auth.uid()));

grant insert (portfolio_id, symbol, symbol_name, kind, quantity, cost, idempotency_key, note) on public.position_adjustments to authenticated;
create policy "Users can transfer own shares" on public.position_adjustments
    for insert to authenticated
    with check (
        user_id = (select auth.uid())
        and kind = 'transfer'
    );
grant select on public.position_adjustments to service_role;
grant insert (user_id, portfolio_id, symbol, symbol_name, kind, quantity, cost, reverses, idempotency_key, note)
on public.position_adjustments to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/executions/position_adjustments.sql.j2', 'repeatable', 'eb7e1741ee8e9876059e1ef27c293f7d471286f7f761f4df3f4438d7fa92e14c', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/executions/positions.sql.j2 repeatable 6bd151db98a227445287b4810d953161e79f537380e0ab7b3a2b740cbb65329d
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.positions'::regclass
    loop
        execute format('drop policy %I on public.positions', former);
    end loop;
end;
$$;
alter table public.positions enable row level security;
revoke all on public.positions from public, anon, authenticated, service_role;
grant select on public.positions to authenticated;
create policy "Users can view own positions" on public.positions
    for select to authenticated
    using (user_id = (select auth.uid()));
grant select on public.positions to service_role;
grant update (symbol_name, sector, current_price, last_price_update, weight_percentage)
on public.positions to service_role;
do $$
begin
    if not exists (
        select from pg_catalog.pg_publication_tables as p
        where p.pubname = 'supabase_realtime'
            and p.schemaname = 'public'
            and p.tablename = 'positions'
    ) then
        alter publication supabase_realtime add table public.positions;
    end if;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/executions/positions.sql.j2', 'repeatable', '6bd151db98a227445287b4810d953161e79f537380e0ab7b3a2b740cbb65329d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/executions/trade_executions.sql.j2 repeatable ce7285d1c88b294f66adbdfed58c21d1bd7a4d2e19857755086ee7205de08e84
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.trade_executions'::regclass
    loop
        execute format('drop policy %I on public.trade_executions', former);
    end loop;
end;
$$;
alter table public.trade_executions enable row level security;
revoke all on public.trade_executions from public, anon, authenticated, service_role;
grant select on public.trade_executions to authenticated;
create policy "Users can view own executions" on public.trade_executions
    for select to authenticated
    using (user_id = (select auth.uid()));
grant select on public.trade_executions to service_role;
grant insert (user_id, execution_id, trade_id, quantity, price, commission, tax, reverses, executed_at)
on public.trade_executions to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/executions/trade_executions.sql.j2', 'repeatable', 'ce7285d1c88b294f66adbdfed58c21d1bd7a4d2e19857755086ee7205de08e84', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/instruments/instruments.sql.j2 repeatable c31e123ee15de06ba5de725662112e5ee452e8df264ca64afb6c53e00269e4c9
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.instruments'::regclass
    loop
        execute format('drop policy %I on public.instruments', former);
    end loop;
end;
$$;
alter table public.instruments enable row level security;
revoke all on public.instruments from public, anon, authenticated, service_role;
grant select on public.instruments to authenticated;
create policy "Everyone signed in reads the instruments" on public.instruments
    for select to authenticated
    using (true);
grant select, insert, update, delete on public.instruments to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/instruments/instruments.sql.j2', 'repeatable', 'c31e123ee15de06ba5de725662112e5ee452e8df264ca64afb6c53e00269e4c9', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/instruments/price_limits.sql.j2 repeatable ed7388874b6a3c894f994bf5f8a86fb8602ab886dce475d7f0bc9873578a1cd7
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.price_limits'::regclass
    loop
        execute format('drop policy %I on public.price_limits', former);
    end loop;
end;
$$;
alter table public.price_limits enable row level security;
revoke all on public.price_limits from public, anon, authenticated, service_role;
grant select on public.price_limits to authenticated;
create policy "Everyone signed in reads the price limits" on public.price_limits
    for select to authenticated
    using (true);
grant select, insert, update, delete on public.price_limits to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/instruments/price_limits.sql.j2', 'repeatable', 'ed7388874b6a3c894f994bf5f8a86fb8602ab886dce475d7f0bc9873578a1cd7', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/instruments/tick_sizes.sql.j2 repeatable d965ae3072ae992682779064af4415f7dec4058f4dc40730ba30d8292f8748f7
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.tick_sizes'::regclass
    loop
        execute format('drop policy %I on public.tick_sizes', former);
    end loop;
end;
$$;
alter table public.tick_sizes enable row level security;
revoke all on public.tick_sizes from public, anon, authenticated, service_role;
grant select on public.tick_sizes to authenticated;
create policy "Everyone signed in reads the tick sizes" on public.tick_sizes
    for select to authenticated
    using (true);
grant select, insert, update, delete on public.tick_sizes to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/instruments/tick_sizes.sql.j2', 'repeatable', 'd965ae3072ae992682779064af4415f7dec4058f4dc40730ba30d8292f8748f7', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/market_data/latest_prices.sql.j2 repeatable 91409e98748fed185a87afef208bd9e9a4f867261c352f07e32c8aff93423068
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.latest_prices'::regclass
    loop
        execute format('drop policy %I on public.latest_prices', former);
    end loop;
end;
$$;
alter table public.latest_prices enable row level security;
revoke all on public.latest_prices from public, anon, authenticated, service_role;
grant select on public.latest_prices to authenticated;
create policy "Everyone signed in reads the latest prices" on public.latest_prices
    for select to authenticated
    using (true);
grant select on public.latest_prices to service_role;
do $$
begin
    if not exists (
        select from pg_catalog.pg_publication_tables as p
        where p.pubname = 'supabase_realtime'
            and p.schemaname = 'public'
            and p.tablename = 'latest_prices'
    ) then
        alter publication supabase_realtime add table public.latest_prices;
    end if;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/market_data/latest_prices.sql.j2', 'repeatable', '91409e98748fed185a87afef208bd9e9a4f867261c352f07e32c8aff93423068', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/market_data/market_data.sql.j2 repeatable 80de7954d3d790ee6a7258e6ca3e2c4a510aa21d1308780e2a640d6ccaa679ce
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.market_data'::regclass
    loop
        execute format('drop policy %I on public.market_data', former);
    end loop;
end;
$$;
alter table public.market_data enable row level security;
revoke all on public.market_data from public, anon, authenticated, service_role;
grant select on public.market_data to authenticated;
create policy "Everyone signed in reads market data" on public.market_data
    for select to authenticated
    using (true);
grant select, insert, update, delete on public.market_data to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/market_data/market_data.sql.j2', 'repeatable', '80de7954d3d790ee6a7258e6ca3e2c4a510aa21d1308780e2a640d6ccaa679ce', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/orders/trades.sql.j2 repeatable 33022414b68881b3a343b67246f6370612df0b6ba6f34008a8c4d02d0ca54e09
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.trades'::regclass
    loop
        execute format('drop policy %I on public.trades', former);
    end loop;
end;
$$;
alter table public.trades enable row level security;
revoke all on public.trades from public, anon, authenticated, service_role;
grant select on public.trades to authenticated;
create policy "Users can manage own trades" on public.trades
    for select to authenticated
    using (user_id = (select auth.uid()));

grant insert (portfolio_id, symbol, symbol_name, trade_type, quantity, price, stop_price, order_type, client_order_id,
    ai_analysis_id) on public.trades to authenticated;
create policy "Users can place own orders" on public.trades
    for insert to authenticated
    with check (
        user_id = (select auth.uid())
        and status = 'pending' and order_id is null
    );

grant update (status, reason) on public.trades to authenticated;
create policy "Users can cancel own orders" on public.trades
    for update to authenticated
    using (user_id = (select auth.uid()))
    with check (
        user_id = (select auth.uid())
        and (status = 'cancelled' or (status in ('pending', 'partial') and cancel_requested_at is not null))
        and kaboom.changes_only(
            'public.trades', id, to_jsonb(trades), '{status, reason, closed_at, closed_as, cancel_requested_at, reserved_amount}'
        )
    );
grant select on public.trades to service_role;
grant insert (
    id, user_id, portfolio_id, symbol, symbol_name, trade_type, quantity, price, stop_price, order_type,
    client_order_id, order_id, ai_analysis_id, status, commission, tax, execution_price, executed_at
) on public.trades to service_role;
grant update (status, reason, order_id, cancel_requested_at, closed_at) on public.trades to service_role;
do $$
begin
    if not exists (
        select from pg_catalog.pg_publication_tables as p
        where p.pubname = 'supabase_realtime'
            and p.schemaname = 'public'
            and p.tablename = 'trades'
    ) then
        alter publication supabase_realtime add table public.trades;
    end if;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/orders/trades.sql.j2', 'repeatable', '33022414b68881b3a343b67246f6370612df0b6ba6f34008a8c4d02d0ca54e09', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/portfolios/cash_ledger.sql.j2 repeatable f75edaf1305811f639faadd66ad25a188840243f935c865445f15ec53aa3ebc2
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.cash_ledger'::regclass
    loop
        execute format('drop policy %I on public.cash_ledger', former);
    end loop;
end;
$$;
alter table public.cash_ledger enable row level security;
revoke all on public.cash_ledger from public, anon, authenticated, service_role;
grant select on public.cash_ledger to authenticated;
create policy "Users can manage own cash" on public.cash_ledger
    for select to authenticated
    using (user_id = (select auth.uid()));

grant insert (portfolio_id, kind, amount, idempotency_key, note) on public.cash_ledger to authenticated;
create policy "Users can deposit and withdraw" on public.cash_ledger
    for insert to authenticated
    with check (
        user_id = (select auth.uid())
        and kind in ('deposit', 'withdrawal')
    );
grant select on public.cash_ledger to service_role;
grant insert (user_id, portfolio_id, kind, amount, idempotency_key, note) on public.cash_ledger to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/portfolios/cash_ledger.sql.j2', 'repeatable', 'f75edaf1305811f639faadd66ad25a188840243f935c865445f15ec53aa3ebc2', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/portfolios/movement_kinds.sql.j2 repeatable a751ceec8ff2c090f52ec40ebb94a48d8bb7d2dcf08d5093965f7064e53f09f8
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.movement_kinds'::regclass
    loop
        execute format('drop policy %I on public.movement_kinds', former);
    end loop;
end;
$$;
alter table public.movement_kinds enable row level security;
revoke all on public.movement_kinds from public, anon, authenticated, service_role;
grant select on public.movement_kinds to anon, authenticated;
create policy "Everyone reads the kinds of movements" on public.movement_kinds
    for select to anon, authenticated
    using (true);
grant select on public.movement_kinds to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/portfolios/movement_kinds.sql.j2', 'repeatable', 'a751ceec8ff2c090f52ec40ebb94a48d8bb7d2dcf08d5093965f7064e53f09f8', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/portfolios/portfolios.sql.j2 repeatable 7a97ea2b79af5ee3bce315e9d15a949bd1fb5249646029d2d727b76f260eb142
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.portfolios'::regclass
    loop
        execute format('drop policy %I on public.portfolios', former);
    end loop;
end;
$$;
alter table public.portfolios enable row level security;
revoke all on public.portfolios from public, anon, authenticated, service_role;

grant select on public.portfolios to authenticated;
create policy "Users can manage own portfolios" on public.portfolios
    for select to authenticated
    using (user_id = (select auth.uid()));
grant insert (name, description, initial_capital, risk_level, strategy_type) on public.portfolios to authenticated;
create policy "Users can open own portfolios" on public.portfolios
    for insert to authenticated
    with check (
        user_id = (select auth.uid())
    );
grant update (name, description, risk_level, strategy_type, is_active) on public.portfolios to authenticated;
create policy "Users can change own portfolios" on public.portfolios
    for update to authenticated
    using (user_id = (select auth.uid()))
    with check (
        user_id = (select auth.uid())
        and kaboom.changes_only(
            'public.portfolios', id, to_jsonb(portfolios), '{name, description, risk_level, strategy_type, is_active, archived_by}'
        )
    );
grant select on public.portfolios to service_role;
grant insert (id, user_id, name, description, initial_capital, risk_level, strategy_type)
on public.portfolios to service_role;
grant update (name, description, risk_level, strategy_type, is_active, total_return, return_percentage, valued_entry_no)
on public.portfolios to service_role;
do $$
begin
    if not exists (
        select from pg_catalog.pg_publication_tables as p
        where p.pubname = 'supabase_realtime'
            and p.schemaname = 'public'
            and p.tablename = 'portfolios'
    ) then
        alter publication supabase_realtime add table public.portfolios;
    end if;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/portfolios/portfolios.sql.j2', 'repeatable', '7a97ea2b79af5ee3bce315e9d15a949bd1fb5249646029d2d727b76f260eb142', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/settings/system_settings.sql.j2 repeatable ad16161139ff661069fc79e9f255e4f3909ae88fc36d5e68a978b67da026fe11
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.system_settings'::regclass
    loop
        execute format('drop policy %I on public.system_settings', former);
    end loop;
end;
$$;
alter table public.system_settings enable row level security;
revoke all on public.system_settings from public, anon, authenticated, service_role;
grant select on public.system_settings to anon, authenticated;
create policy "Everyone reads public settings" on public.system_settings
    for select to anon, authenticated
    using (is_public);
grant select, insert, update, delete on public.system_settings to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/settings/system_settings.sql.j2', 'repeatable', 'ad16161139ff661069fc79e9f255e4f3909ae88fc36d5e68a978b67da026fe11', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/watchlists/alert_events.sql.j2 repeatable 61394fa37dd6307624b9b40345d25427a4251affc0c5a1901a3e82d67452fba6
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.alert_events'::regclass
    loop
        execute format('drop policy %I on public.alert_events', former);
    end loop;
end;
$$;
alter table public.alert_events enable row level security;
revoke all on public.alert_events from public, anon, authenticated, service_role;
grant select on public.alert_events to authenticated;
grant update (acknowledged_at) on public.alert_events to authenticated;
create policy "Users can view and acknowledge own alerts" on public.alert_events
    for all to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));
grant select on public.alert_events to service_role;
do $$
begin
    if not exists (
        select from pg_catalog.pg_publication_tables as p
        where p.pubname = 'supabase_realtime'
            and p.schemaname = 'public'
            and p.tablename = 'alert_events'
    ) then
        alter publication supabase_realtime add table public.alert_events;
    end if;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/watchlists/alert_events.sql.j2', 'repeatable', '61394fa37dd6307624b9b40345d25427a4251affc0c5a1901a3e82d67452fba6', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/watchlists/watchlist_items.sql.j2 repeatable 187d9337cf5b352b6b493602a18bd3d770859e7ef01987aaf653ca9c1b714acd
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.watchlist_items'::regclass
    loop
        execute format('drop policy %I on public.watchlist_items', former);
    end loop;
end;
$$;
alter table public.watchlist_items enable row level security;
revoke all on public.watchlist_items from public, anon, authenticated, service_role;
grant select on public.watchlist_items to authenticated;
grant insert (watchlist_id, symbol, symbol_name, price_alert_upper, price_alert_lower, volume_alert_threshold, notes, tags) on public.watchlist_items to authenticated;
grant update (symbol_name, price_alert_upper, price_alert_lower, volume_alert_threshold, notes, tags) on public.watchlist_items to authenticated;
grant delete on public.watchlist_items to authenticated;
create policy "Users can manage own watchlist items" on public.watchlist_items
    for all to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.watchlist_items to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/watchlists/watchlist_items.sql.j2', 'repeatable', '187d9337cf5b352b6b493602a18bd3d770859e7ef01987aaf653ca9c1b714acd', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: policies/watchlists/watchlists.sql.j2 repeatable 66aa22903e4fde91d1811cd0aa735d50ab5a94069b55e217de53c1bf2649c616
do $$
declare
    former name;
begin
    for former in
        select p.polname
        from pg_catalog.pg_policy as p
        where p.polrelid = 'public.watchlists'::regclass
    loop
        execute format('drop policy %I on public.watchlists', former);
    end loop;
end;
$$;
alter table public.watchlists enable row level security;
revoke all on public.watchlists from public, anon, authenticated, service_role;
grant select on public.watchlists to authenticated;
grant insert (name, description, is_default) on public.watchlists to authenticated;
grant update (name, description, is_default) on public.watchlists to authenticated;
grant delete on public.watchlists to authenticated;
create policy "Users can manage own watchlists" on public.watchlists
    for all to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.watchlists to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('policies/watchlists/watchlists.sql.j2', 'repeatable', '66aa22903e4fde91d1811cd0aa735d50ab5a94069b55e217de53c1bf2649c616', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/begin_row_count.sql repeatable 0b3e0538b292b714df961b4ce23be6bb92a7e7a8774b6ff1fe6b8776b1220a76
-- BEFORE INSERT, for each statement: the rows of a statement are counted one by one, so that a statement with too many
-- is refused before it has worked for long. Counted per table, because a fill writes several.
create or replace function kaboom.begin_row_count()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('kaboom.rows_of_' || tg_table_name, '0', true);
    return null;
end;
$$;

comment on function kaboom.begin_row_count is 'Trigger: begins to count the rows of a statement. See kaboom.count_row.';

revoke execute on function kaboom.begin_row_count from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/begin_row_count.sql', 'repeatable', '0b3e0538b292b714df961b4ce23be6bb92a7e7a8774b6ff1fe6b8776b1220a76', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/count_row.sql repeatable 23d99ae5ed0a178b3488f2281c52432059a08af5c2c05262230247ea2ebd5e0a
create or replace function kaboom.count_row(table_name text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    counter constant text := 'kaboom.rows_of_' || table_name;
    most constant integer := 1000;
    counted constant integer := coalesce(nullif(current_setting(counter, true), ''), '0')::integer + 1;
begin
    if counted > most then
        raise exception 'one statement writes more than % rows of %', most, table_name
            using errcode = 'KB220',
            detail = jsonb_build_object('table', table_name, 'most', most)::text,
            hint = format('Send at most %s rows in one request.', most);
    end if;
    perform set_config(counter, counted::text, true);
end;
$$;

comment on function kaboom.count_row is
$$Count one more row of the running statement, whose count kaboom.begin_row_count began.

Arguments: table_name. Errors: KB220 more than 1,000 rows in one statement.$$;

revoke execute on function kaboom.count_row from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/count_row.sql', 'repeatable', '23d99ae5ed0a178b3488f2281c52432059a08af5c2c05262230247ea2ebd5e0a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/is_amount.sql repeatable c2e712fe65567dd4213c8ac19cdb78611353eeed806ccfa2c1b3a7eb199d70a2
-- The one home of the bounds of an amount of money. A portfolio holds no more than that either.
create or replace function kaboom.is_amount(amount numeric)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return coalesce(amount > -1e13 and amount < 1e13 and amount = round(amount, 2), false);
end;
$$;

comment on function kaboom.is_amount is
$$Whether a number is an amount of yen: between -1e13 and 1e13, both excluded, at most two decimals.

Arguments: amount. Returns: false for null.$$;

revoke execute on function kaboom.is_amount from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/is_amount.sql', 'repeatable', 'c2e712fe65567dd4213c8ac19cdb78611353eeed806ccfa2c1b3a7eb199d70a2', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/is_id.sql repeatable 81eeb4aef47ea41d8f9657885be86f47b7451b4108386f86ced56ae49e2f1897
-- Because a blank or padded id is a form field that was left empty, or another id than the one that was meant.
create or replace function kaboom.is_id(id text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Those of Japanese keyboards (U+3000) and of web pages are named, because the locale C knows the ones of ASCII only.
    blank constant text := '[\s\u00a0\u2000-\u200b\u2028\u2029\u3000\ufeff]';
begin
    return coalesce(length(id) between 1 and 100 and id !~ ('^' || blank || '|' || blank || '$'), false);
end;
$$;

comment on function kaboom.is_id is
'Whether a text can be an id or a key: 1 to 100 characters, no blank at either end. Arguments: id. Returns: false for null.';

revoke execute on function kaboom.is_id from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/is_id.sql', 'repeatable', '81eeb4aef47ea41d8f9657885be86f47b7451b4108386f86ced56ae49e2f1897', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/is_json_number.sql repeatable 6e5de93c6f1f59b4cb13029351733ee599f0b02866141eaac416dbd976714393
create or replace function kaboom.is_json_number(value jsonb, low numeric, high numeric)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    -- A number of thousands of digits is no figure of a model, and slow to work with.
    select coalesce(
        jsonb_typeof(value) = 'number'
        and length(value::text) <= 100
        and value::text::numeric between low and high,
        false
    );
$$;

comment on function kaboom.is_json_number is
$$Whether a JSON value is a number (and not a text of digits) within bounds, of at most 100 digits.

Arguments: value; low and high, both allowed. Returns: false also where the value is missing.$$;

revoke execute on function kaboom.is_json_number from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/is_json_number.sql', 'repeatable', '6e5de93c6f1f59b4cb13029351733ee599f0b02866141eaac416dbd976714393', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/is_price.sql repeatable 5d9ee3135b774b45413311b26e7e06ff2f65fd3e7393ffaad24e1ac3003f3490
-- The one home of the bounds of a price.
create or replace function kaboom.is_price(price numeric)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return coalesce(price > 0 and price < 1e8 and price = round(price, 2), false);
end;
$$;

comment on function kaboom.is_price is
$$Whether a number is a price in yen per share: above 0, below 1e8, at most two decimals.

Arguments: price. Returns: false for null.$$;

revoke execute on function kaboom.is_price from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/is_price.sql', 'repeatable', '5d9ee3135b774b45413311b26e7e06ff2f65fd3e7393ffaad24e1ac3003f3490', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/is_quantity.sql repeatable 2ed15b194846e263a994b2fa35b5fef3218f06e4289f3f8d119fc6d67dabdc3a
-- The one home of the bounds of a number of shares.
create or replace function kaboom.is_quantity(quantity numeric)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return coalesce(quantity between 1 and 2147483647 and quantity = trunc(quantity), false);
end;
$$;

comment on function kaboom.is_quantity is
'Whether a number is a quantity of shares: whole, from 1 to 2147483647. Arguments: quantity. Returns: false for null.';

revoke execute on function kaboom.is_quantity from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/is_quantity.sql', 'repeatable', '2ed15b194846e263a994b2fa35b5fef3218f06e4289f3f8d119fc6d67dabdc3a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/is_small_json.sql repeatable c6c28a2c6a34082e9fd3ea803e76f16add5262b0dee5a9f856b49e7eb73865fd
create or replace function kaboom.is_small_json(value jsonb, bytes integer)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select octet_length(value::text) <= bytes
        and not jsonb_path_exists(value, 'strict $.**{33}');
$$;

comment on function kaboom.is_small_json is
'Whether a JSON value has at most these bytes as text, and at most 32 levels. Null where there is no value.';

revoke execute on function kaboom.is_small_json from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/is_small_json.sql', 'repeatable', 'c6c28a2c6a34082e9fd3ea803e76f16add5262b0dee5a9f856b49e7eb73865fd', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/make_partition.sql repeatable a5cfce528790062d64ee0a27d6610b36d8f23ef83fc30fbcd20e9149fd311821
-- Attached rather than created in place: that lets reads and writes of the parent go on meanwhile.
create or replace function kaboom.make_partition(
    name text, parent regclass, low timestamptz, high timestamptz
)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
-- Below deadlock_timeout, and short, because who waits for an exclusive lock keeps all readers behind it
-- waiting.
set lock_timeout = '200ms'
as $$
begin
    -- One at a time for each parent: of two who miss the same partition, the second finds it made.
    if parent = 'public.audit_logs'::regclass then
        -- Nothing may enter the default partition between emptying it and attaching.
        lock table partitions.audit_logs_default in access exclusive mode;
    else
        execute format('lock table only %s in share update exclusive mode', parent);
    end if;
    if to_regclass(format('partitions.%I', name)) is not null then
        return false;
    end if;
    execute format('create table partitions.%I (like %s including all)', name, parent);
    -- Closed from birth: row level security that lets nobody in, and no grants.
    execute format('alter table partitions.%I enable row level security', name);
    execute format('create policy "Nobody reads a partition directly" on partitions.%I using (false)', name);
    execute format('revoke all on partitions.%I from public, anon, authenticated, service_role', name);
    if parent = 'public.audit_logs'::regclass then
        execute format(
            'with moved as (
                delete from partitions.audit_logs_default
                where created_at >= $1 and created_at < $2
                returning *
            )
            insert into partitions.%I select * from moved',
            name
        )
        using low, high;
    end if;
    execute format(
        'alter table %s attach partition partitions.%I for values from (%L) to (%L)', parent, name, low, high
    );
    return true;
end;
$$;

comment on function kaboom.make_partition is
$$Make one closed partition and attach it; rows of the default partition that belong into it move there.

Arguments: name within schema partitions; parent; low, included, and high, excluded. Returns: false where it
is there already. Errors: 55P03 after 200 ms where another transaction holds the parent; nothing is left
behind.$$;

revoke execute on function kaboom.make_partition from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/make_partition.sql', 'repeatable', 'a5cfce528790062d64ee0a27d6610b36d8f23ef83fc30fbcd20e9149fd311821', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/refuse_columns.sql repeatable b2922a1efbff46528b00d485f6d8210cea2163d1f06dc4f0c3a1aae9aa932a9d
-- BEFORE UPDATE, only for callers who are subject to row level security (users): the second line behind the grants.
create or replace function kaboom.refuse_columns()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'these columns of % are not yours to write', tg_table_name
        using errcode = '42501', hint = 'Leave them out: the database writes them.';
end;
$$;

comment on function kaboom.refuse_columns is
'Trigger: refuses an update of columns that only the database or the service role writes. Errors: 42501.';

revoke execute on function kaboom.refuse_columns from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/refuse_columns.sql', 'repeatable', 'b2922a1efbff46528b00d485f6d8210cea2163d1f06dc4f0c3a1aae9aa932a9d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/refuse_owner_change.sql repeatable b4b271df187df477ed192354ec0897a3429e710641a5a00f8a4cd2f4005a3280
-- BEFORE UPDATE: the owner is a part of every key, so no role moves a row to another user.
create or replace function kaboom.refuse_owner_change()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'a row of % cannot go to another user', tg_table_name
        using errcode = 'KB105',
        detail = jsonb_build_object('table', tg_table_name)::text,
        hint = 'Leave user_id out; insert a row for the other user.';
end;
$$;

comment on function kaboom.refuse_owner_change is 'Trigger: KB105 where a statement changes user_id.';

revoke execute on function kaboom.refuse_owner_change from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/refuse_owner_change.sql', 'repeatable', 'b4b271df187df477ed192354ec0897a3429e710641a5a00f8a4cd2f4005a3280', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/refuse_truncate.sql repeatable 1e3b4cba228dd227ca97aa435134630d1e31f5bfb23e6a78f63a17fc1190a9df
-- BEFORE TRUNCATE, because row level security does not apply to it: the second line behind the grants.
create or replace function kaboom.refuse_truncate()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '% is never emptied', tg_table_name
        using errcode = '42501', hint = 'Only the owner of the database may, after dropping this trigger.';
end;
$$;

comment on function kaboom.refuse_truncate is 'Trigger: refuses TRUNCATE, whatever the grants. Errors: 42501.';

revoke execute on function kaboom.refuse_truncate from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/refuse_truncate.sql', 'repeatable', '1e3b4cba228dd227ca97aa435134630d1e31f5bfb23e6a78f63a17fc1190a9df', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/refuse_view_writes.sql repeatable 19bb8b95f737f189aa71d3ff2537fa63bf47c7afa5b04bb8983008a23a416bdb
-- For read-only views. Without an INSTEAD OF trigger PostgreSQL fails with 55000 (HTTP 500); with one, the
-- missing privilege is found first and the caller gets 42501 (403).
create or replace function kaboom.refuse_view_writes()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '% is read-only', tg_table_name
        using errcode = '42501', hint = 'Write to the tables that it shows.';
end;
$$;

comment on function kaboom.refuse_view_writes is
'Trigger: refuses every write to a read-only view. Errors: 42501.';

revoke execute on function kaboom.refuse_view_writes from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/refuse_view_writes.sql', 'repeatable', '19bb8b95f737f189aa71d3ff2537fa63bf47c7afa5b04bb8983008a23a416bdb', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/setting.sql repeatable 6d62eb45c6f8e82cfa61325ffc873d72e69e309b8969b6a3c1a5406390162619
-- Because a missing setting has to stop a request by its name; as a null it would change amounts in silence.
create or replace function kaboom.setting(key text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    stored jsonb;
begin
    select s.value into stored
    from public.system_settings as s
    where s.key = setting.key;
    if not found then
        raise exception 'the setting % is missing', key
            using errcode = 'KB401',
            detail = jsonb_build_object('key', key)::text,
            hint = 'Run migrate.py up, or insert it into system_settings.';
    end if;
    return stored;
end;
$$;

comment on function kaboom.setting is
$$The stored value of a setting.

Arguments: key of system_settings. Errors: KB401 there is no such setting.$$;

revoke execute on function kaboom.setting from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/setting.sql', 'repeatable', '6d62eb45c6f8e82cfa61325ffc873d72e69e309b8969b6a3c1a5406390162619', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/setting_number.sql repeatable 854fd8c936cd27fff95ce156476068d7cf651aa4b97c135f55d72464fc5669ba
-- Because a setting out of bounds would stop orders, or charge wrong amounts, long after it was set.
create or replace function kaboom.setting_number(
    key text, value jsonb, member text, low numeric, high numeric
)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    given constant jsonb := value -> member;
begin
    if jsonb_typeof(given) = 'number' and given::numeric between low and high then
        return given::numeric;
    end if;
    raise exception 'setting %: % must be a number from % to %, not %',
        key, member, low, high, coalesce(left(given::text, 50), 'missing')
        using errcode = 'KB402',
        detail = jsonb_build_object(
            'key', key, 'member', member, 'low', low, 'high', high, 'value', given
        )::text,
        hint = format('Set %s to {"%s": a number from %s to %s}.', key, member, low, high);
end;
$$;

comment on function kaboom.setting_number is
$$A number that a setting holds, checked.

Arguments: key, the name of the setting; value, its JSON object; member of the object; low and high,
both allowed.
Returns: the number. Errors: KB402 it is missing, not a number, or out of bounds.$$;

revoke execute on function kaboom.setting_number from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/setting_number.sql', 'repeatable', '854fd8c936cd27fff95ce156476068d7cf651aa4b97c135f55d72464fc5669ba', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/setting_text.sql repeatable 8ee8ef3ac65dce95398f7683c9c4deb4d03dea45293d42617066e0fd3ad6bef4
-- Because a setting out of bounds would stop requests long after it was set.
create or replace function kaboom.setting_text(key text, value jsonb, member text, pattern text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    given constant jsonb := value -> member;
begin
    if jsonb_typeof(given) = 'string' and given #>> '{}' ~ pattern then
        return given #>> '{}';
    end if;
    raise exception 'setting %: % must be a text that matches %, not %',
        key, member, pattern, coalesce(left(given::text, 50), 'missing')
        using errcode = 'KB402',
        detail = jsonb_build_object('key', key, 'member', member, 'pattern', pattern, 'value', given)::text,
        hint = format('Set %s to {"%s": a text that matches %s}.', key, member, pattern);
end;
$$;

comment on function kaboom.setting_text is
$$A text that a setting holds, checked.

Arguments: key, the name of the setting; value, its JSON object; member of the object; pattern, a
regular expression.
Returns: the text. Errors: KB402 it is missing, not a text, or does not match.$$;

revoke execute on function kaboom.setting_text from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/setting_text.sql', 'repeatable', '8ee8ef3ac65dce95398f7683c9c4deb4d03dea45293d42617066e0fd3ad6bef4', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/try_timestamptz.sql repeatable 10b4a58dad6366feb6986c7e020772d80f1002b64d69202d266964b1fbe4aa88
-- Because one bad date must not take a whole batch with it.
create or replace function kaboom.try_timestamptz(value text)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, YMD'
set timezone = 'Asia/Tokyo'
as $$
begin
    return case
        when value ~ '^\d{4}-?\d\d-?\d\d([T ]+\d\d:\d\d(:\d\d(\.\d{1,9})?)?( ?(Z|z|[-+]\d\d(:?\d\d)?))?)?$'
            then value::timestamptz
        -- Unix time in milliseconds, as pandas writes dates to JSON.
        when value ~ '^-?\d{9,13}$' then to_timestamp(value::numeric / 1000)
    end;
exception
    when datetime_field_overflow or invalid_datetime_format then
        return null;
end;
$$;

comment on function kaboom.try_timestamptz is
$$A moment out of a text, or null where it is none.

Arguments: value: ISO 8601, in Asia/Tokyo where it has no offset; or milliseconds since 1970.$$;

revoke execute on function kaboom.try_timestamptz from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/try_timestamptz.sql', 'repeatable', '10b4a58dad6366feb6986c7e020772d80f1002b64d69202d266964b1fbe4aa88', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/update_updated_at_column.sql repeatable 87a55d80e54d4c3f229f774db13187985bf013d5616bb2db060842f70b5b2cee
-- BEFORE UPDATE: its condition leaves out the statements that write updated_at themselves.
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

comment on function public.update_updated_at_column is
'Trigger: sets updated_at to the time of the transaction.';

revoke execute on function public.update_updated_at_column from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/update_updated_at_column.sql', 'repeatable', '87a55d80e54d4c3f229f774db13187985bf013d5616bb2db060842f70b5b2cee', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/05_common/triggers/error_catalog.sql.j2 repeatable 8d81c5be775c02ba6d8976209a6aefd237840383acaf5b71bdd4cf90b0fadeda
create or replace trigger update_error_catalog_updated_at
before update on public.error_catalog
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger refuse_truncate
before truncate on public.error_catalog
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.error_catalog'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.error_catalog', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/05_common/triggers/error_catalog.sql.j2', 'repeatable', '8d81c5be775c02ba6d8976209a6aefd237840383acaf5b71bdd4cf90b0fadeda', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/10_audit/anonymise_account.sql repeatable 0d9a4ef6dd4eb5ebf6d76813863f07ae6b0cac36edef0470d0989be4d684dd63
-- Erasing an account keeps its audit trail but removes everything that identifies the person.
create or replace function kaboom.anonymise_account(user_id uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.audit_logs as l
    set user_id = null,
        ip_address = null,
        user_agent = null,
        session_id = null,
        resource_id = case when l.resource_type <> 'user_profile' then l.resource_id end,
        old_values = kaboom.without_person(l.old_values),
        new_values = kaboom.without_person(l.new_values)
    where l.user_id = anonymise_account.user_id
        and l.resource_type <> 'system_setting';
    -- A setting is not personal; who changed it is.
    update public.audit_logs as l
    set user_id = nullif(l.user_id, anonymise_account.user_id),
        ip_address = case when l.user_id <> anonymise_account.user_id then l.ip_address end,
        user_agent = case when l.user_id <> anonymise_account.user_id then l.user_agent end,
        session_id = case when l.user_id <> anonymise_account.user_id then l.session_id end,
        old_values = l.old_values - 'updated_by',
        new_values = l.new_values - 'updated_by'
    where l.resource_type = 'system_setting'
        and (
            l.user_id = anonymise_account.user_id
            or anonymise_account.user_id::text in (l.old_values ->> 'updated_by', l.new_values ->> 'updated_by')
        );
end;
$$;

comment on function kaboom.anonymise_account is
$$Remove from the audit trail whatever identifies a person: id, address, agent, session, names and free texts.

Arguments: user_id.$$;

revoke execute on function kaboom.anonymise_account from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/10_audit/anonymise_account.sql', 'repeatable', '0d9a4ef6dd4eb5ebf6d76813863f07ae6b0cac36edef0470d0989be4d684dd63', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/10_audit/anonymise_audit_trail.sql repeatable 8f829ed27a2df9c71cc16730e08885fbdc7adf54c74be0036da1a5797e0c1b5a
-- BEFORE DELETE, because afterwards the foreign key has removed user_id.
create or replace function kaboom.anonymise_audit_trail()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.anonymise_account(old.id);
    return old;
end;
$$;

comment on function kaboom.anonymise_audit_trail is
'Trigger: removes from the audit trail whatever identifies the owner of an account that is erased.';

revoke execute on function kaboom.anonymise_audit_trail from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/10_audit/anonymise_audit_trail.sql', 'repeatable', '8f829ed27a2df9c71cc16730e08885fbdc7adf54c74be0036da1a5797e0c1b5a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/10_audit/audit_row.sql repeatable 90000165e9775eceb8811b23aa82978c476cc73f05e2de0fc54a20940bdf7ac7
-- AFTER each change of a row, for tables that change seldom. audit_trade writes those of orders, which change with every
-- fill.
create or replace function kaboom.audit_row()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Written by the database all the time, and recorded in other tables; of a setting, who changed it is user_id.
    silent constant text[] := array[
        'updated_at', 'updated_by', 'last_activity', 'current_balance', 'reserved_balance',
        'capital_paid_in', 'capital_withdrawn', 'adjustments', 'other_income', 'cost_transferred', 'realized_pnl',
        'commission_paid', 'tax_paid', 'total_invested', 'total_return', 'return_percentage', 'last_entry_no',
        'valued_entry_no', 'archived_by'
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
        -- Because the trail of an erased account must hold neither its id nor its data.
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

comment on function kaboom.audit_row is
$$Trigger: writes the audit row of a changed row; of an update only the changed columns.

Arguments: the resource_type, which also begins the action: portfolio gives portfolio_created.$$;

revoke execute on function kaboom.audit_row from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/10_audit/audit_row.sql', 'repeatable', '90000165e9775eceb8811b23aa82978c476cc73f05e2de0fc54a20940bdf7ac7', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/10_audit/request_origin.sql repeatable c72a8ef6eb80c7b8ae5444e2a4a5cc5c5cd871a25ed25d6caa348aed8fedc079
-- Because a caller can forge a header, the operator names the header of the own proxy and which of
-- its addresses counts.
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
    place record;
    hops text[];
    claims jsonb;
    uuid_form constant text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
begin
    if coalesce(current_setting('request.headers', true), '') <> '' then
        headers := kaboom.try_jsonb(current_setting('request.headers', true));
        user_agent := left(headers ->> 'user-agent', 500);
        begin
            place := kaboom.setting_audit_address();
            hops := string_to_array(headers ->> place.header, ',');
            ip_address := trim(hops[cardinality(hops) + 1 - place.from_right])::inet;
        exception
            when others then null;
        end;
    end if;
    if coalesce(current_setting('request.jwt.claims', true), '') <> '' then
        claims := kaboom.try_jsonb(current_setting('request.jwt.claims', true));
        session_id := case when claims ->> 'session_id' ~* uuid_form then (claims ->> 'session_id')::uuid end;
        caller := case when claims ->> 'sub' ~* uuid_form then (claims ->> 'sub')::uuid end;
    end if;
end;
$$;

comment on function kaboom.request_origin is
$$Where the current request comes from, as PostgREST says; null where that is missing or malformed.

Returns: ip_address, of the header and the place that the setting audit_address names; user_agent, at most
500 characters; session_id of Supabase Auth; caller, the user who signed in.$$;

revoke execute on function kaboom.request_origin from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/10_audit/request_origin.sql', 'repeatable', 'c72a8ef6eb80c7b8ae5444e2a4a5cc5c5cd871a25ed25d6caa348aed8fedc079', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/10_audit/setting_audit_address.sql repeatable 963df435e2bcf55367dbb6bbca566bd304c4beb0ee5bc46ee530674220880823
-- Lies in this room, because the audit reads it and 12_settings is a higher floor.
create or replace function kaboom.setting_audit_address(
    value jsonb default kaboom.setting('audit_address'), out header text, out from_right integer
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    header := kaboom.setting_text('audit_address', value, 'header', '^[a-z0-9-]{1,100}$');
    from_right := kaboom.setting_number('audit_address', value, 'from_right', 1, 20)::integer;
end;
$$;

comment on function kaboom.setting_audit_address is
$$The setting audit_address: which header of a request holds the address of the client.

Arguments: value to check, else the stored one.
Returns: header, its name in lower case; from_right, which of its addresses counts, 1 for the last: each proxy in front of
the database adds one, and only those that the operator's own proxies add can be trusted.
Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_audit_address from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/10_audit/setting_audit_address.sql', 'repeatable', '963df435e2bcf55367dbb6bbca566bd304c4beb0ee5bc46ee530674220880823', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/10_audit/try_jsonb.sql repeatable 329408ef97cd0397c76545ac67194762485e4afed394fc51d910c831fa4a50f1
-- Because PostgreSQL 15 cannot test an input, a malformed text is found by trying.
create or replace function kaboom.try_jsonb(input text)
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

comment on function kaboom.try_jsonb is 'The text as jsonb; null where it is empty or malformed.';

revoke execute on function kaboom.try_jsonb from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/10_audit/try_jsonb.sql', 'repeatable', '329408ef97cd0397c76545ac67194762485e4afed394fc51d910c831fa4a50f1', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/10_audit/without_person.sql repeatable 9218a2ad8053edea030055434c1363b1e26af7a938c3e43832972291925b8564
-- A list of what may stay, because a column that is added later must not bring personal data along.
create or replace function kaboom.without_person(recorded jsonb)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    impersonal constant text[] := array[
        'symbol', 'trade_type', 'order_type', 'quantity', 'price', 'stop_price', 'status', 'filled_quantity', 'execution_price',
        'net_amount', 'initial_capital', 'risk_level', 'is_active', 'tier', 'ai_quota_monthly'
    ];
begin
    return (
        select jsonb_object_agg(r.key, r.value)
        from jsonb_each(recorded) as r
        where r.key = any (impersonal)
    );
end;
$$;

comment on function kaboom.without_person is
'Recorded values without what may identify a person: ids, names and free texts. Arguments: recorded, an object or null.';

revoke execute on function kaboom.without_person from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/10_audit/without_person.sql', 'repeatable', '9218a2ad8053edea030055434c1363b1e26af7a938c3e43832972291925b8564', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/10_audit/write_audit.sql repeatable 3e31c8e30d29478cc8d5efb1a516fc893fa09f10b148785d381a956a70bd8a7d
-- Every audit row passes here. Address, agent and session are those of the user: a row about what an operator or the broker
-- did to a user's data, which that user may read, does not show the servers of the operator.
create or replace function kaboom.write_audit(
    user_id uuid, action text, resource_type text, resource_id uuid, old_values jsonb, new_values jsonb
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    origin record := kaboom.request_origin();
begin
    if write_audit.user_id is not null and origin.caller is distinct from write_audit.user_id then
        origin.ip_address := null;
        origin.user_agent := null;
        origin.session_id := null;
    end if;
    insert into public.audit_logs (
        user_id, action, resource_type, resource_id, old_values, new_values, ip_address, user_agent, session_id
    )
    values (
        write_audit.user_id, write_audit.action, write_audit.resource_type, write_audit.resource_id,
        write_audit.old_values, write_audit.new_values, origin.ip_address, origin.user_agent, origin.session_id
    );
end;
$$;

comment on function kaboom.write_audit is
'Write one row of audit_logs with the origin of the current request. Arguments: as its columns.';

revoke execute on function kaboom.write_audit from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/10_audit/write_audit.sql', 'repeatable', '3e31c8e30d29478cc8d5efb1a516fc893fa09f10b148785d381a956a70bd8a7d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/10_audit/triggers/audit_logs.sql.j2 repeatable 06a46c86bc1951d9bd2955ab981cfac12a8fcc1a1184861cc468e5a8f79cfbb7
create or replace trigger update_audit_logs_updated_at
before update on public.audit_logs
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger refuse_truncate
before truncate on public.audit_logs
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.audit_logs'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.audit_logs', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/10_audit/triggers/audit_logs.sql.j2', 'repeatable', '06a46c86bc1951d9bd2955ab981cfac12a8fcc1a1184861cc468e5a8f79cfbb7', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/keep_market_hours.sql repeatable c921afcce40d6ce1f8683fe70c27b12abaf681f7c0f6e2cbcbf461315f4f8498
-- BEFORE DELETE OR UPDATE OF key: clients read the setting, and the database writes it only when
-- market_sessions changes.
create or replace function kaboom.keep_market_hours()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'setting market_hours is made by the database and stays'
        using errcode = 'KB402',
        detail = jsonb_build_object('key', old.key)::text,
        hint = 'Write the times to market_sessions; the setting follows by itself.';
end;
$$;

comment on function kaboom.keep_market_hours is
'Trigger: refuses to delete or rename the setting market_hours. Errors: KB402.';

revoke execute on function kaboom.keep_market_hours from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/keep_market_hours.sql', 'repeatable', 'c921afcce40d6ce1f8683fe70c27b12abaf681f7c0f6e2cbcbf461315f4f8498', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/limit_rows.sql repeatable 2a564c517eaa0bf07ea18d044ecfb13632e51cd84a6789eef1916fa007e95a12
-- BEFORE INSERT, only for callers who are subject to row level security (users): nobody fills the database alone.
create or replace function kaboom.limit_rows()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    most constant integer := (to_jsonb(kaboom.setting_user_limits(kaboom.setting('user_limits'))) ->> tg_argv[0])::integer;
    counted bigint;
begin
    execute format(
        'select count(*) from (select from %I.%I as t where t.user_id = $1 and (%s) limit $2) as c',
        tg_table_schema, tg_table_name, coalesce(tg_argv[1], 'true')
    )
    into counted
    using new.user_id, most;
    if counted >= most then
        raise exception 'an account has at most % %', most, replace(tg_argv[0], '_', ' ')
            using errcode = 'KB108',
            detail = jsonb_build_object('limit', tg_argv[0], 'most', most)::text,
            hint = 'Remove some that you no longer need, or ask the operator to raise the setting user_limits.';
    end if;
    return new;
end;
$$;

comment on function kaboom.limit_rows is
$$Trigger: refuses a row where its owner has as many as the setting user_limits allows.

Arguments: the member of user_limits; a condition for the rows that count, all where it is left out. Errors: KB108.$$;

revoke execute on function kaboom.limit_rows from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/limit_rows.sql', 'repeatable', '2a564c517eaa0bf07ea18d044ecfb13632e51cd84a6789eef1916fa007e95a12', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/setting_ai_consensus.sql repeatable 582b73eaae54981a0ac5eadedae153e35c5f9752c319a1b273532bcb8ae45c12
create or replace function kaboom.setting_ai_consensus(
    value jsonb default kaboom.setting('ai_consensus'), out weights jsonb, out threshold numeric
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    member text;
begin
    weights := value -> 'weights';
    if jsonb_typeof(weights) is distinct from 'object' then
        raise exception 'setting ai_consensus: weights must be an object, not %',
            coalesce(left(weights::text, 50), 'missing')
            using errcode = 'KB402',
            detail = jsonb_build_object('key', 'ai_consensus', 'member', 'weights', 'value', weights)::text,
            hint = 'Set {"weights": {"technical": 0.4}, "threshold": 0.7}; a type without a weight has 1.';
    end if;
    for member in
        select k from jsonb_object_keys(weights) as k
    loop
        perform kaboom.setting_number('ai_consensus', weights, member, 0, 1000000);
    end loop;
    threshold := kaboom.setting_number('ai_consensus', value, 'threshold', 0, 1);
    if scale(threshold) > 8 then
        raise exception 'setting ai_consensus: threshold % has more than eight decimals', threshold
            using errcode = 'KB402',
            detail = jsonb_build_object('key', 'ai_consensus', 'member', 'threshold', 'value', threshold)::text,
            hint = 'Set a threshold of at most eight decimals.';
    end if;
end;
$$;

comment on function kaboom.setting_ai_consensus is
$$The setting ai_consensus: how the results of several models become one decision.

Arguments: value to check, else the stored one. Returns: weights, by analysis type, 1 for a type that is not
there; threshold, the confidence from 0 to 1 below which the decision is hold. Errors: KB401 missing, KB402
not valid.$$;

revoke execute on function kaboom.setting_ai_consensus from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/setting_ai_consensus.sql', 'repeatable', '582b73eaae54981a0ac5eadedae153e35c5f9752c319a1b273532bcb8ae45c12', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/setting_ai_freshness.sql repeatable 877a2eb2b65f5e223e255fccca867e3891a09c860788be292d7fdc38ca695769
create or replace function kaboom.setting_ai_freshness(
    value jsonb default kaboom.setting('ai_freshness'), out hours numeric
)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    hours := kaboom.setting_number('ai_freshness', value, 'hours', 0, 24);
end;
$$;

comment on function kaboom.setting_ai_freshness is
$$The setting ai_freshness: how long an order may rest on an analysis.

Arguments: value to check, else the stored one. Returns: hours after its completion, 0 to 24.
Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_ai_freshness from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/setting_ai_freshness.sql', 'repeatable', '877a2eb2b65f5e223e255fccca867e3891a09c860788be292d7fdc38ca695769', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/setting_ai_model_config.sql repeatable c37adcf1aa258ad55dc871dac2dcf18ff6e4a259b10cb2949acac817d63b3266
create or replace function kaboom.setting_ai_model_config(
    value jsonb default kaboom.setting('ai_model_config'),
    out default_technical text,
    out models jsonb,
    out timeframes text[]
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    member text;
begin
    default_technical := kaboom.setting_text('ai_model_config', value, 'default_technical', '^\S{1,100}$');
    models := '{}';
    for member in
        select k from jsonb_object_keys(value) as k where k like 'default\_%' order by k
    loop
        models := models || jsonb_build_object(
            substr(member, 9), kaboom.setting_text('ai_model_config', value, member, '^\S{1,100}$')
        );
    end loop;
    timeframes := '{1d}';
    if value ? 'timeframes' then
        timeframes := array(
            select t #>> '{}'
            from jsonb_array_elements(
                case jsonb_typeof(value -> 'timeframes') when 'array' then value -> 'timeframes' else '[]' end
            ) as t
            where jsonb_typeof(t) = 'string'
                and t #>> '{}' ~ '^\S{1,10}$'
        );
        if cardinality(timeframes) not between 1 and 20
            or cardinality(timeframes) <> jsonb_array_length(value -> 'timeframes') then
            raise exception 'setting ai_model_config: timeframes must be 1 to 20 texts such as "1d", not %',
                left((value -> 'timeframes')::text, 50)
                using errcode = 'KB402',
                detail = jsonb_build_object(
                    'key', 'ai_model_config', 'member', 'timeframes', 'value', value -> 'timeframes'
                )::text,
                hint = 'Set {"timeframes": ["1h", "1d"]}, or leave them out.';
        end if;
    end if;
end;
$$;

comment on function kaboom.setting_ai_model_config is
$$The setting ai_model_config: which AI models are asked where a request does not say.

Arguments: value to check, else the stored one: {"default_technical", "default_<analysis_type>", ...,
"timeframes"}. Returns: default_technical, the model of technical analyses by its name at OpenRouter; models,
the model of each analysis type that has a default; timeframes, 1d where none are set. Errors: KB401 missing,
KB402 not valid.$$;

revoke execute on function kaboom.setting_ai_model_config from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/setting_ai_model_config.sql', 'repeatable', 'c37adcf1aa258ad55dc871dac2dcf18ff6e4a259b10cb2949acac817d63b3266', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/setting_ai_reservation.sql repeatable 3802d5e12c9b7e13ad44b7876a2639385a5ea89fe74ad7e2a4e8bd6e802656d5
create or replace function kaboom.setting_ai_reservation(
    value jsonb default kaboom.setting('ai_reservation'),
    out hours numeric,
    out input_tokens numeric,
    out output_tokens numeric
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    hours := kaboom.setting_number('ai_reservation', value, 'hours', 0.01, 720);
    input_tokens := kaboom.setting_number('ai_reservation', value, 'input_tokens', 0, 10000000);
    output_tokens := kaboom.setting_number('ai_reservation', value, 'output_tokens', 0, 10000000);
end;
$$;

comment on function kaboom.setting_ai_reservation is
$$The setting ai_reservation: what a requested analysis reserves, and for how long.

Arguments: value to check, else the stored one. Returns: hours until the reservation expires; input_tokens and
output_tokens, what one model is expected to use for one analysis type. Errors: KB401 missing, KB402 not
valid.$$;

revoke execute on function kaboom.setting_ai_reservation from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/setting_ai_reservation.sql', 'repeatable', '3802d5e12c9b7e13ad44b7876a2639385a5ea89fe74ad7e2a4e8bd6e802656d5', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/setting_ai_unknown_model_cost.sql repeatable 4dfe56c9b9ee5e11d6c1e55ccb2d35b424cf9efe167f5cea41232383e3bf5b1c
create or replace function kaboom.setting_ai_unknown_model_cost(
    value jsonb default kaboom.setting('ai_unknown_model_cost'), out usd numeric
)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Never 0: a model that nobody priced would pass every budget.
    usd := kaboom.setting_number('ai_unknown_model_cost', value, 'usd', 0.000001, 1000);
end;
$$;

comment on function kaboom.setting_ai_unknown_model_cost is
$$The setting ai_unknown_model_cost: what a model without a price reserves for one analysis type.

Arguments: value to check, else the stored one. Returns: usd, US dollars above 0. Errors: KB401 missing, KB402
not valid.$$;

revoke execute on function kaboom.setting_ai_unknown_model_cost from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/setting_ai_unknown_model_cost.sql', 'repeatable', '4dfe56c9b9ee5e11d6c1e55ccb2d35b424cf9efe167f5cea41232383e3bf5b1c', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/setting_commission_rates.sql repeatable 96a4ca2a88de6175b585d242841cb4d33b48223638eb964353ede8a86ae95f3c
create or replace function kaboom.setting_commission_rates(
    value jsonb default kaboom.setting('commission_rates'),
    out basic numeric,
    out premium numeric,
    out enterprise numeric
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    highest constant numeric := 0.999999;
begin
    perform kaboom.setting_number('commission_rates', value, m, 0, highest)
    from jsonb_object_keys(case jsonb_typeof(value) when 'object' then value else '{}' end) as m;
    basic := kaboom.setting_number('commission_rates', value, 'default', 0, highest);
    premium := coalesce((value ->> 'premium')::numeric, basic);
    enterprise := coalesce((value ->> 'enterprise')::numeric, premium);
end;
$$;

comment on function kaboom.setting_commission_rates is
$$The setting commission_rates: commission of a fill as a fraction of its amount, by tier.

Arguments: value to check, else the stored one: {"default", "premium", "enterprise"}, each from 0 to
0.999999.
Returns: the rate of each tier. basic pays default; premium and enterprise pay their own, else the rate of
the tier below.
Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_commission_rates from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/setting_commission_rates.sql', 'repeatable', '96a4ca2a88de6175b585d242841cb4d33b48223638eb964353ede8a86ae95f3c', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/setting_market_data_retention.sql repeatable 91f89d5d283fe27d27da1783e14ee9374268db17e38233799d7ea0d983b4a1b8
create or replace function kaboom.setting_market_data_retention(
    value jsonb default kaboom.setting('market_data_retention'), out months integer
)
returns integer
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    months := floor(kaboom.setting_number('market_data_retention', value, 'months', 1, 1200));
end;
$$;

comment on function kaboom.setting_market_data_retention is
$$The setting market_data_retention: how many months bars of 1m and 5m are kept.

Arguments: value to check, else the stored one: {"months": 1 to 1200}. Returns: months, whole ones.
Errors: KB401 missing, KB402 out of bounds.$$;

revoke execute on function kaboom.setting_market_data_retention from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/setting_market_data_retention.sql', 'repeatable', '91f89d5d283fe27d27da1783e14ee9374268db17e38233799d7ea0d983b4a1b8', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/setting_order_reservation.sql repeatable ddc88e140de40642c08f7494cbb472b14be217b9861c29c88ee8a136e788acda
create or replace function kaboom.setting_order_reservation(
    value jsonb default kaboom.setting('order_reservation'), out market_margin numeric
)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    market_margin := kaboom.setting_number('order_reservation', value, 'market_margin', 0, 0.999999);
end;
$$;

comment on function kaboom.setting_order_reservation is
$$The setting order_reservation: what market and stop purchases reserve above their price.

Arguments: value to check, else the stored one. Returns: market_margin, a fraction of the price from 0 to 0.999999.
Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_order_reservation from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/setting_order_reservation.sql', 'repeatable', 'ddc88e140de40642c08f7494cbb472b14be217b9861c29c88ee8a136e788acda', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/setting_owners_may_transfer.sql repeatable c9628b122d4488b3ae43ce49052d065d2939058976e888e46ed67f459226c851
create or replace function kaboom.setting_owners_may_transfer(
    value jsonb default kaboom.setting('owners_may_transfer'), out allowed boolean
)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if jsonb_typeof(value) is distinct from 'boolean' then
        raise exception 'setting owners_may_transfer must be true or false, not %', coalesce(left(value::text, 50), 'missing')
            using errcode = 'KB402',
            detail = jsonb_build_object('key', 'owners_may_transfer', 'value', value)::text,
            hint = 'Set owners_may_transfer to true or false.';
    end if;
    allowed := value::boolean;
end;
$$;

comment on function kaboom.setting_owners_may_transfer is
$$The setting owners_may_transfer: whether owners move shares in and out of their portfolios themselves.

Arguments: value to check, else the stored one. Returns: allowed. Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_owners_may_transfer from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/setting_owners_may_transfer.sql', 'repeatable', 'c9628b122d4488b3ae43ce49052d065d2939058976e888e46ed67f459226c851', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/setting_tier_limits.sql repeatable 2ccd8567e5a2dfb802f55d0291d436f6ea61583b4d598a3e428a26aaac398072
create or replace function kaboom.setting_tier_limits(
    value jsonb default kaboom.setting('tier_limits'),
    out basic_calls integer,
    out basic_cost_usd numeric,
    out premium_calls integer,
    out premium_cost_usd numeric,
    out enterprise_calls integer,
    out enterprise_cost_usd numeric
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    most constant integer := 1000000000;
    -- One level, so that an error names the tier too.
    flat constant jsonb := (
        select jsonb_object_agg(t.tier || '.' || m.member, value -> t.tier -> m.member)
        from (values ('basic'), ('premium'), ('enterprise')) as t (tier)
        cross join (values ('calls'), ('cost_usd')) as m (member)
    );
    limited text;
begin
    for limited in
        select k
        from jsonb_object_keys(flat) as k
        where k like '%.calls'
            or flat ->> k is not null
    loop
        perform kaboom.setting_number('tier_limits', flat, limited, 0, most);
        if limited like '%.calls' and (flat ->> limited)::numeric <> trunc((flat ->> limited)::numeric) then
            raise exception 'setting tier_limits: % must be a whole number, not %', limited, flat ->> limited
                using errcode = 'KB402',
                detail = jsonb_build_object('key', 'tier_limits', 'member', limited, 'value', flat -> limited)::text,
                hint = format('Set %s to a whole number from 0 to %s.', limited, most);
        end if;
    end loop;
    basic_calls := (flat ->> 'basic.calls')::numeric::integer;
    basic_cost_usd := (flat ->> 'basic.cost_usd')::numeric;
    premium_calls := (flat ->> 'premium.calls')::numeric::integer;
    premium_cost_usd := (flat ->> 'premium.cost_usd')::numeric;
    enterprise_calls := (flat ->> 'enterprise.calls')::numeric::integer;
    enterprise_cost_usd := (flat ->> 'enterprise.cost_usd')::numeric;
end;
$$;

comment on function kaboom.setting_tier_limits is
$$The setting tier_limits: AI calls and dollars that each tier may have in a month.

Arguments: value to check, else the stored one: {"basic": {"calls", "cost_usd"}, "premium", "enterprise"}.
Returns: calls of each tier; cost_usd in US dollars, null where the tier has no such limit.
Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_tier_limits from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/setting_tier_limits.sql', 'repeatable', '2ccd8567e5a2dfb802f55d0291d436f6ea61583b4d598a3e428a26aaac398072', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/setting_user_limits.sql repeatable b28df6de006b49d36692dc30ab7615aaa392c65f3fa93d57464dfe905a67700b
create or replace function kaboom.setting_user_limits(
    value jsonb default kaboom.setting('user_limits'),
    out portfolios integer,
    out open_orders integer,
    out watchlists integer,
    out watchlist_items integer,
    out backtests integer
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    portfolios := kaboom.setting_number('user_limits', value, 'portfolios', 1, 1000000)::integer;
    open_orders := kaboom.setting_number('user_limits', value, 'open_orders', 1, 1000000)::integer;
    watchlists := kaboom.setting_number('user_limits', value, 'watchlists', 1, 1000000)::integer;
    watchlist_items := kaboom.setting_number('user_limits', value, 'watchlist_items', 1, 1000000)::integer;
    backtests := kaboom.setting_number('user_limits', value, 'backtests', 1, 1000000)::integer;
end;
$$;

comment on function kaboom.setting_user_limits is
$$The setting user_limits: how many rows of a kind one user may have.

Arguments: value to check, else the stored one. Returns: the limit of each kind, 1 to 1,000,000: portfolios, open_orders,
watchlists, watchlist_items (of all lists), backtests. Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_user_limits from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/setting_user_limits.sql', 'repeatable', 'b28df6de006b49d36692dc30ab7615aaa392c65f3fa93d57464dfe905a67700b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/validate_setting.sql repeatable 51508ecb6c3bbb6fda1d27e724856331eef9ef1f2da5a49d67ac8562b4dbae56
-- BEFORE INSERT OR UPDATE: each setting of Kaboom has one function that knows its bounds; a key without one is the
-- operator's own and takes any value. Definer: the service role may not call that function.
create or replace function kaboom.validate_setting()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if to_regprocedure(format('kaboom.%I(jsonb)', 'setting_' || new.key)) is not null then
        execute format('select kaboom.%I($1)', 'setting_' || new.key) using new.value;
    end if;
    return new;
end;
$$;

comment on function kaboom.validate_setting is
'Trigger: refuses a setting out of bounds when it is set. Errors: KB402.';

revoke execute on function kaboom.validate_setting from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/validate_setting.sql', 'repeatable', '51508ecb6c3bbb6fda1d27e724856331eef9ef1f2da5a49d67ac8562b4dbae56', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/12_settings/triggers/system_settings.sql.j2 repeatable dffcbc3c64fd21bfb73ea818780660976124ab1fefcbb78d743fc8935183f7d8
create or replace trigger update_system_settings_updated_at
before update on public.system_settings
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger validate_setting
before insert or update of key, value on public.system_settings
for each row execute function kaboom.validate_setting();

create or replace trigger keep_market_hours
before delete on public.system_settings
for each row when (old.key = 'market_hours')
execute function kaboom.keep_market_hours();

create or replace trigger keep_name_of_market_hours
before update of key on public.system_settings
for each row when (old.key = 'market_hours' and new.key <> 'market_hours')
execute function kaboom.keep_market_hours();

create or replace trigger audit_system_setting
after insert or delete or update on public.system_settings
for each row execute function kaboom.audit_row('system_setting');

create or replace trigger refuse_truncate
before truncate on public.system_settings
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.system_settings'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.system_settings', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/12_settings/triggers/system_settings.sql.j2', 'repeatable', 'dffcbc3c64fd21bfb73ea818780660976124ab1fefcbb78d743fc8935183f7d8', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/15_accounts/create_profile.sql repeatable 4558252cbf19fc084fae1bd8d82d957f11e0010f926e994914a2d4557d7b94d9
-- Called at sign-up, and by the seed for accounts that are older than Kaboom.
create or replace function kaboom.create_profile(user_id uuid, meta_data jsonb)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    insert into public.user_profiles (id, display_name, avatar_url)
    values (user_id, left(meta_data ->> 'display_name', 100), left(meta_data ->> 'avatar_url', 2000))
    on conflict (id) do nothing;
    insert into public.watchlists (user_id, name, is_default)
    select create_profile.user_id, 'デフォルトリスト', true
    where not exists (
        select from public.watchlists as w
        where w.user_id = create_profile.user_id
            and w.is_default
    )
    on conflict do nothing;
$$;

comment on function kaboom.create_profile is
$$Create the profile and the default watchlist of an account that has none.

Arguments: user_id of auth.users; meta_data that the user gave, of which display_name and avatar_url are
copied.$$;

revoke execute on function kaboom.create_profile from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/15_accounts/create_profile.sql', 'repeatable', '4558252cbf19fc084fae1bd8d82d957f11e0010f926e994914a2d4557d7b94d9', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/15_accounts/is_active_account.sql repeatable 5605f86ff1dc0b0ac5e625d0a5350cac23901626c8fd1f794d693afda96ea50c
-- Supabase Auth writes deleted_at and banned_until; a token that was issued before lives on for an hour.
create or replace function kaboom.is_active_account(user_id uuid)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return exists (
        select from auth.users as a
        join public.user_profiles as u on u.id = a.id
        where a.id = is_active_account.user_id
            and u.is_active
            and a.deleted_at is null
            and (a.banned_until is null or a.banned_until <= now())
    );
end;
$$;

comment on function kaboom.is_active_account is
$$Whether an account may place orders: active, not deleted, and not banned at this time.

Arguments: user_id.$$;

revoke execute on function kaboom.is_active_account from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/15_accounts/is_active_account.sql', 'repeatable', '5605f86ff1dc0b0ac5e625d0a5350cac23901626c8fd1f794d693afda96ea50c', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/15_accounts/lock_account.sql repeatable d3920bd8bd807cab8d8454f8b3d4ae746fda8a7d3b6102809f2870277d0c10e7
-- The first lock of every transaction that writes for a user. On auth.users it is strong enough to queue: with a share an
-- erasure would wait for as long as orders keep coming. A short wait, because requests of one account that wait for each
-- other would take all connections of the API.
create or replace function kaboom.lock_account(user_id uuid)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
begin
    perform from auth.users as a
    join public.user_profiles as u on u.id = a.id
    where a.id = lock_account.user_id
    for no key update of a, u;
    return found;
exception
    when lock_not_available then
        raise exception 'the account is busy'
            using errcode = 'KB134',
            detail = jsonb_build_object('user_id', user_id)::text,
            hint = 'Send the request again.';
end;
$$;

comment on function kaboom.lock_account is
$$Lock an account to the end of the transaction: auth.users, then user_profiles.

Arguments: user_id. Returns: false where there is no such account. Errors: KB134 another transaction has held it for two
seconds.$$;

revoke execute on function kaboom.lock_account from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/15_accounts/lock_account.sql', 'repeatable', 'd3920bd8bd807cab8d8454f8b3d4ae746fda8a7d3b6102809f2870277d0c10e7', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/15_accounts/lock_own_account.sql repeatable a48b327a12d4e0b84d68e55519cdadbb583059f7818e5db7c943679eb9ddf5ea
-- BEFORE a statement of a user touches any row, so that locks come in the order of all others whatever the statement.
create or replace function kaboom.lock_own_account()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Without this, what such a caller inserts would be measured against any portfolio before a policy refuses it.
    if auth.uid() is null or not kaboom.lock_account(auth.uid()) then
        raise exception 'nobody is signed in'
            using errcode = '42501', hint = 'Send a token whose sub is the id of a user.';
    end if;
    return null;
end;
$$;

comment on function kaboom.lock_own_account is
'Trigger: locks the account of the caller. Errors: KB134 where it is busy, 42501 where there is none.';

revoke execute on function kaboom.lock_own_account from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/15_accounts/lock_own_account.sql', 'repeatable', 'a48b327a12d4e0b84d68e55519cdadbb583059f7818e5db7c943679eb9ddf5ea', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/15_accounts/on_sign_up.sql repeatable c9656738c2b2f9e8b64a220b297b847ae144c41849efc77f1cb11de582f01dd3
-- AFTER INSERT on auth.users: a new account starts with a profile and a default watchlist.
create or replace function kaboom.on_sign_up()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.create_profile(new.id, new.raw_user_meta_data);
    return null;
end;
$$;

comment on function kaboom.on_sign_up is
'Trigger: creates the profile and the default watchlist of a new user.';

revoke execute on function kaboom.on_sign_up from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/15_accounts/on_sign_up.sql', 'repeatable', 'c9656738c2b2f9e8b64a220b297b847ae144c41849efc77f1cb11de582f01dd3', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/15_accounts/on_soft_delete.sql repeatable 7cf7f1c7fa641d57439d08267aa096cfb2a7c0a90fcb4557c129e489d20520f2
-- AFTER UPDATE of deleted_at: Supabase Auth keeps the row of an account that it deletes softly. What identifies the person is
-- removed here, too, and the account is deactivated; its money records stay.
create or replace function kaboom.on_soft_delete()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.user_profiles as p
    set display_name = null, avatar_url = null, is_active = false
    where p.id = new.id;
    update public.portfolios as p
    set name = p.id::text, description = null
    where p.user_id = new.id;
    update public.trades as t
    set reason = null
    where t.user_id = new.id
        and t.reason is not null;
    update public.cash_ledger as l
    set note = null
    where l.user_id = new.id
        and l.note is not null;
    update public.position_adjustments as a
    set note = null
    where a.user_id = new.id
        and a.note is not null;
    delete from public.watchlists as w
    where w.user_id = new.id;
    -- Last, because the changes above leave audit rows, too.
    perform kaboom.anonymise_account(new.id);
    return null;
end;
$$;

comment on function kaboom.on_soft_delete is
'Trigger: removes what identifies the person when Supabase Auth deletes an account softly, and deactivates the account.';

revoke execute on function kaboom.on_soft_delete from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/15_accounts/on_soft_delete.sql', 'repeatable', '7cf7f1c7fa641d57439d08267aa096cfb2a7c0a90fcb4557c129e489d20520f2', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/15_accounts/triggers/user_profiles.sql.j2 repeatable 5b0e3748b8c04f2993458ff1172f6da26a904204a3d5c60e4213d1af949cb9be
-- Because the audit row takes a key share of auth.users, which comes first in the lock order.
create or replace trigger lock_own_account
before update on public.user_profiles
for each statement when (row_security_active('public.user_profiles'))
execute function kaboom.lock_own_account();

create or replace trigger anonymise_audit_trail
before delete on public.user_profiles
for each row execute function kaboom.anonymise_audit_trail();

create or replace trigger update_user_profiles_updated_at
before update on public.user_profiles
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger audit_user_profile
after insert or delete or update on public.user_profiles
for each row execute function kaboom.audit_row('user_profile');

create or replace trigger refuse_truncate
before truncate on public.user_profiles
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.user_profiles'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.user_profiles', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/15_accounts/triggers/user_profiles.sql.j2', 'repeatable', '5b0e3748b8c04f2993458ff1172f6da26a904204a3d5c60e4213d1af949cb9be', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/15_accounts/triggers/users.sql.j2 repeatable 45813d05c84e606b98503446daf634ab59062f26df509a472d95218fa038bf09
create or replace trigger kaboom_on_sign_up
after insert on auth.users
for each row execute function kaboom.on_sign_up();

create or replace trigger kaboom_on_soft_delete
after update of deleted_at on auth.users
for each row when (old.deleted_at is null and new.deleted_at is not null)
execute function kaboom.on_soft_delete();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'auth.users'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on auth.users', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/15_accounts/triggers/users.sql.j2', 'repeatable', '45813d05c84e606b98503446daf634ab59062f26df509a472d95218fa038bf09', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/market_hours.sql repeatable 80bf3dcc66c17bab7835360b14154c4deb009fc7ffb066a1172a664e44e4b15c
create or replace function kaboom.market_hours()
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object(
        'timezone', 'Asia/Tokyo',
        'sessions', coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'from', s.valid_from,
                    'morning', jsonb_build_array(
                        to_char(s.morning_opens, 'HH24:MI'), to_char(s.morning_closes, 'HH24:MI')
                    ),
                    'afternoon', jsonb_build_array(
                        to_char(s.afternoon_opens, 'HH24:MI'), to_char(s.afternoon_closes, 'HH24:MI')
                    )
                )
                order by s.valid_from
            ),
            '[]'
        )
    )
    from public.market_sessions as s;
$$;

comment on function kaboom.market_hours is
$$The value of the setting market_hours, as market_sessions has it.

Returns: {"timezone": "Asia/Tokyo", "sessions": [{"from": day, "morning": [opens, closes], "afternoon":
[...]}]}.$$;

revoke execute on function kaboom.market_hours from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/market_hours.sql', 'repeatable', '80bf3dcc66c17bab7835360b14154c4deb009fc7ffb066a1172a664e44e4b15c', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/order_day.sql repeatable fbfbb6a7217a44a808c4794c80468974f884fc425f7d6655516c7b9d6729826f
-- Because an order that is placed after the close waits for the next session, whose limits it meets.
create or replace function kaboom.order_day(at timestamptz)
returns date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    today constant date := order_day.at at time zone 'Asia/Tokyo';
    last_day date;
begin
    select max(c.day) into last_day
    from public.trading_calendar as c;
    if today < (select min(c.day) from public.trading_calendar as c) or last_day is null then
        return null;
    end if;
    return (
        select min(s.day)
        from public.trading_sessions(least(today, last_day), least(today + 30, last_day)) as s
        where s.closes > order_day.at
    );
end;
$$;

comment on function kaboom.order_day is
$$The day on which an order that is placed at a moment is first traded.

Arguments: at, the moment. Returns: the day in Asia/Tokyo; null outside the calendar.$$;

revoke execute on function kaboom.order_day from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/order_day.sql', 'repeatable', 'fbfbb6a7217a44a808c4794c80468974f884fc425f7d6655516c7b9d6729826f', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/publish_market_hours.sql repeatable 68c7882f2959490dcd5fcebd4d81908638218f609290fa70ebbb560c150f2313
-- AFTER each statement on market_sessions, because clients of the specification read the times from the
-- setting.
create or replace function kaboom.publish_market_hours()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into public.system_settings as s (key, value, description, is_public)
    values ('market_hours', kaboom.market_hours(), 'Market trading hours, made from market_sessions', true)
    on conflict (key) do update
    set value = excluded.value
    where s.value <> excluded.value;
    return null;
end;
$$;

comment on function kaboom.publish_market_hours is 'Trigger: brings the setting market_hours up to market_sessions.';

revoke execute on function kaboom.publish_market_hours from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/publish_market_hours.sql', 'repeatable', '68c7882f2959490dcd5fcebd4d81908638218f609290fa70ebbb560c150f2313', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/session_close.sql repeatable 9cf81f2e5e855b0aee3aa3160b814ed32b91941cb926d3359d6c4958fb845b5a
create or replace function kaboom.session_close(at timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    tokyo constant timestamp := session_close.at at time zone 'Asia/Tokyo';
    session_day constant date := tokyo;
    times public.market_sessions;
    half boolean;
begin
    select m.* into times
    from public.market_sessions as m
    where m.valid_from <= session_day
    order by m.valid_from desc
    limit 1;
    half := exists (
        select from public.trading_calendar as c
        where c.day = session_day
            and c.kind = 'half_day'
    );
    return (
        session_day + case
            when half or tokyo::time <= times.morning_closes then times.morning_closes
            else times.afternoon_closes
        end
    ) at time zone 'Asia/Tokyo';
end;
$$;

comment on function kaboom.session_close is
$$The end of the session that a moment belongs to: of the morning up to its end, else of the afternoon.

A moment after the last session of a day belongs to that session.

Arguments: at, a moment of a day on which the exchange trades. Returns: null before the first row of
market_sessions.$$;

revoke execute on function kaboom.session_close from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/session_close.sql', 'repeatable', '9cf81f2e5e855b0aee3aa3160b814ed32b91941cb926d3359d6c4958fb845b5a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/session_open.sql repeatable 74ac05085327324bebc9b77ccbf7e74c51e376b9e81f12a846503e76dd79fc94
create or replace function kaboom.session_open(at timestamptz)
returns time
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    tokyo constant timestamp := session_open.at at time zone 'Asia/Tokyo';
begin
    return (
        select case when tokyo::time <= m.morning_closes then m.morning_opens else m.afternoon_opens end
        from public.market_sessions as m
        where m.valid_from <= tokyo::date
        order by m.valid_from desc
        limit 1
    );
end;
$$;

comment on function kaboom.session_open is
$$When the session opens that session_close ends.

Arguments: at, a moment of a day on which the exchange trades. Returns: the time in Asia/Tokyo; null before
the first row of market_sessions.$$;

revoke execute on function kaboom.session_open from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/session_open.sql', 'repeatable', '74ac05085327324bebc9b77ccbf7e74c51e376b9e81f12a846503e76dd79fc94', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/setting_market_hours.sql repeatable f7b54dc8f4cdd97395b56a8b83b1b06c6ac72540085bef32e72c4bfc851e8160
-- Because market_sessions is the one home of the times, any other value of the setting would only mislead.
create or replace function kaboom.setting_market_hours(
    value jsonb default kaboom.setting('market_hours'), out timezone text, out sessions jsonb
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    derived constant jsonb := kaboom.market_hours();
begin
    if value is distinct from derived then
        raise exception 'setting market_hours must be what market_sessions says'
            using errcode = 'KB402',
            detail = jsonb_build_object('key', 'market_hours', 'expected', derived)::text,
            hint = 'Write the times to market_sessions; the setting follows by itself.';
    end if;
    timezone := value ->> 'timezone';
    sessions := value -> 'sessions';
end;
$$;

comment on function kaboom.setting_market_hours is
$$The setting market_hours: when the Tokyo Stock Exchange is open. It is made from market_sessions.

Arguments: value to check, else the stored one. Returns: timezone, always Asia/Tokyo; sessions, a list of
{"from": first day, "morning": [opens, closes], "afternoon": [opens, closes]}.
Errors: KB401 missing, KB402 it differs from market_sessions.$$;

revoke execute on function kaboom.setting_market_hours from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/setting_market_hours.sql', 'repeatable', 'f7b54dc8f4cdd97395b56a8b83b1b06c6ac72540085bef32e72c4bfc851e8160', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/api/business_days.sql repeatable dd0c240b9aefe10acb4154793d309f0be3992959983a689378d10f588032932f
-- The one place that knows what a business day is; sessions and settlement are worked out from it.
create or replace function public.business_days(start_date date, end_date date)
returns setof date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    first_day date;
    last_day date;
begin
    select min(c.day), max(c.day) into first_day, last_day
    from public.trading_calendar as c;
    if coalesce(least(start_date, end_date) < first_day or greatest(start_date, end_date) > last_day, true)
        or start_date is null
        or end_date is null
    then
        raise exception 'the calendar covers % to %, not % to %', first_day, last_day, start_date, end_date
            using errcode = 'KB620',
            detail = jsonb_build_object(
                'first', first_day, 'last', last_day, 'start', start_date, 'end', end_date
            )::text,
            hint = 'Ask for days that the calendar covers, or add days to trading_calendar.';
    end if;
    return query
        select g.day::date
        from generate_series(start_date::timestamp, end_date::timestamp, interval '1 day') as g (day)
        where extract(isodow from g.day) < 6
            and not exists (
                select from public.trading_calendar as c
                where c.day = g.day::date
                    and c.kind = 'holiday'
            )
        order by 1;
end;
$$;

comment on function public.business_days is
$$The business days of a range: weekdays that are no holiday.

A day on which the exchange was closed by a failure (2020-10-01) is a business day, because trades settle on
it; see trading_sessions for the days that are traded.

Arguments: start_date and end_date, both included. Returns: the days in order; none where the range is empty.
Errors: KB620 the calendar does not cover the range.$$;

revoke execute on function public.business_days from public, anon, authenticated, service_role;
grant execute on function public.business_days to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/api/business_days.sql', 'repeatable', 'dd0c240b9aefe10acb4154793d309f0be3992959983a689378d10f588032932f', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/api/is_market_open.sql repeatable 364ad7a4d7cebaf7b8c81ce31cf6e92a498b1bdf5926ec6393f3571437479d26
create or replace function public.is_market_open(at timestamptz default now())
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    day constant date := is_market_open.at at time zone 'Asia/Tokyo';
begin
    return exists (
        select from public.trading_sessions(day, day) as s
        where (is_market_open.at >= s.morning_opens and is_market_open.at < s.morning_closes)
            or (is_market_open.at >= s.afternoon_opens and is_market_open.at < s.afternoon_closes)
    );
end;
$$;

comment on function public.is_market_open is
$$Whether the Tokyo Stock Exchange trades at a moment.

Arguments: at, the moment; now unless stated. Returns: true from the first moment of a session to before its
last; false during lunch. Errors: KB620 the calendar does not cover the day.$$;

revoke execute on function public.is_market_open from public, anon, authenticated, service_role;
grant execute on function public.is_market_open to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/api/is_market_open.sql', 'repeatable', '364ad7a4d7cebaf7b8c81ce31cf6e92a498b1bdf5926ec6393f3571437479d26', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/api/next_session.sql repeatable 319f74aa5b1a1862280fb2736c18b9df740193519ca849bc761ef8f6dad76deb
create or replace function public.next_session(after date)
returns date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    found_day date;
begin
    -- The longest closure so far took ten days; at the end of the calendar there is no more to look through.
    select min(s.day) into found_day
    from public.trading_sessions(
        next_session.after + 1,
        greatest(
            next_session.after + 1,
            least(next_session.after + 30, (select max(c.day) from public.trading_calendar as c))
        )
    ) as s;
    if found_day is null then
        raise exception 'the calendar knows no session after %', next_session.after
            using errcode = 'KB620',
            detail = jsonb_build_object('after', next_session.after)::text,
            hint = 'Ask for a day that the calendar covers, or add days to trading_calendar.';
    end if;
    return found_day;
end;
$$;

comment on function public.next_session is
$$The first day after another on which the Tokyo Stock Exchange trades.

Arguments: after, a day in Asia/Tokyo, which does not count itself. Returns: the day.
Errors: KB620 the calendar does not reach that far.$$;

revoke execute on function public.next_session from public, anon, authenticated, service_role;
grant execute on function public.next_session to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/api/next_session.sql', 'repeatable', '319f74aa5b1a1862280fb2736c18b9df740193519ca849bc761ef8f6dad76deb', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/api/previous_session.sql repeatable e344ff8946d09b1764f500741ccf17f9d90e6771fa0df04412780538a88adb56
create or replace function public.previous_session(before date)
returns date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    found_day date;
begin
    select max(s.day) into found_day
    from public.trading_sessions(
        least(
            previous_session.before - 1,
            greatest(previous_session.before - 30, (select min(c.day) from public.trading_calendar as c))
        ),
        previous_session.before - 1
    ) as s;
    if found_day is null then
        raise exception 'the calendar knows no session before %', previous_session.before
            using errcode = 'KB620',
            detail = jsonb_build_object('before', previous_session.before)::text,
            hint = 'Ask for a day that the calendar covers, or add days to trading_calendar.';
    end if;
    return found_day;
end;
$$;

comment on function public.previous_session is
$$The last day before another on which the Tokyo Stock Exchange trades.

Arguments: before, a day in Asia/Tokyo, which does not count itself. Returns: the day.
Errors: KB620 the calendar does not reach that far.$$;

revoke execute on function public.previous_session from public, anon, authenticated, service_role;
grant execute on function public.previous_session to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/api/previous_session.sql', 'repeatable', 'e344ff8946d09b1764f500741ccf17f9d90e6771fa0df04412780538a88adb56', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/api/settlement_date.sql repeatable 3f9f4060d81c5a322295f7d0c6330e10121f90467e4bd3e0b563b548c315484f
create or replace function public.settlement_date(trade_date date)
returns date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    needed integer;
    settled date;
begin
    select r.business_days into needed
    from public.settlement_rules as r
    where r.valid_from <= settlement_date.trade_date
    order by r.valid_from desc
    limit 1;

    select b.day into settled
    from public.business_days(
        settlement_date.trade_date,
        greatest(
            settlement_date.trade_date,
            least(settlement_date.trade_date + 40, (select max(c.day) from public.trading_calendar as c))
        )
    ) as b (day)
    where needed = 0
        or (needed > 0 and b.day > settlement_date.trade_date)
    order by b.day
    offset greatest(needed - 1, 0)
    limit 1;
    if settled is null then
        raise exception 'the calendar does not reach the settlement of a trade of %', settlement_date.trade_date
            using errcode = 'KB620',
            detail = jsonb_build_object('trade_date', settlement_date.trade_date, 'business_days', needed)::text,
            hint = 'Ask for a day that the calendar covers, or add days to trading_calendar.';
    end if;
    return settled;
end;
$$;

comment on function public.settlement_date is
$$The day on which shares and cash of a trade change hands.

Arguments: trade_date, a day in Asia/Tokyo. Returns: the second business day after it; the third for trades
before 2019-07-16; see settlement_rules. Errors: KB620 the calendar does not reach that far.$$;

revoke execute on function public.settlement_date from public, anon, authenticated, service_role;
grant execute on function public.settlement_date to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/api/settlement_date.sql', 'repeatable', '3f9f4060d81c5a322295f7d0c6330e10121f90467e4bd3e0b563b548c315484f', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/api/trading_sessions.sql repeatable 3b5b04d033dec700ad4ac7e948a9064e9f5a1bf28717cd53d35835db17b43d49
create or replace function public.trading_sessions(start_date date, end_date date)
returns table (
    day date, is_half_day boolean, morning_opens timestamptz, morning_closes timestamptz,
    afternoon_opens timestamptz, afternoon_closes timestamptz, closing_auction_starts timestamptz,
    closes timestamptz
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
        select b.day, f.half,
            (b.day + s.morning_opens) at time zone 'Asia/Tokyo',
            (b.day + s.morning_closes) at time zone 'Asia/Tokyo',
            case when not f.half then (b.day + s.afternoon_opens) at time zone 'Asia/Tokyo' end,
            case when not f.half then (b.day + s.afternoon_closes) at time zone 'Asia/Tokyo' end,
            case when not f.half then (b.day + s.closing_auction_starts) at time zone 'Asia/Tokyo' end,
            (b.day + case when f.half then s.morning_closes else s.afternoon_closes end) at time zone 'Asia/Tokyo'
        from public.business_days(start_date, end_date) as b (day)
        left join public.trading_calendar as c on c.day = b.day
        cross join lateral (select coalesce(c.kind = 'half_day', false) as half) as f
        cross join lateral (
            select m.*
            from public.market_sessions as m
            where m.valid_from <= b.day
            order by m.valid_from desc
            limit 1
        ) as s
        where c.kind is distinct from 'closure'
        order by b.day;
end;
$$;

comment on function public.trading_sessions is
$$The days of a range on which the Tokyo Stock Exchange trades, with their times.

Arguments: start_date and end_date, both included. Returns a row for each day: day; is_half_day; morning_opens
and morning_closes; afternoon_opens, afternoon_closes and closing_auction_starts, null on a half day; closes,
the end of the last session. A session includes its first moment and excludes its last. Errors: KB620 the
calendar does not cover the range.$$;

revoke execute on function public.trading_sessions from public, anon, authenticated, service_role;
grant execute on function public.trading_sessions to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/api/trading_sessions.sql', 'repeatable', '3b5b04d033dec700ad4ac7e948a9064e9f5a1bf28717cd53d35835db17b43d49', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/triggers/market_sessions.sql.j2 repeatable af85c9c3dd2cfe84ca22cc0f977102cf31e3b56959dc79973bc9d70ec65f99d6
create or replace trigger update_market_sessions_updated_at
before update on public.market_sessions
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger publish_market_hours
after insert or update or delete on public.market_sessions
for each statement execute function kaboom.publish_market_hours();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.market_sessions'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.market_sessions', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/triggers/market_sessions.sql.j2', 'repeatable', 'af85c9c3dd2cfe84ca22cc0f977102cf31e3b56959dc79973bc9d70ec65f99d6', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/triggers/settlement_rules.sql.j2 repeatable a75989ce5dcf50cf02cf51f152a44205fec7cab696e7d6774e86fb4aeff354e4
create or replace trigger update_settlement_rules_updated_at
before update on public.settlement_rules
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.settlement_rules'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.settlement_rules', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/triggers/settlement_rules.sql.j2', 'repeatable', 'a75989ce5dcf50cf02cf51f152a44205fec7cab696e7d6774e86fb4aeff354e4', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/20_calendar/triggers/trading_calendar.sql.j2 repeatable 2e3912dfc72900d80f0fad6073c34f8f87cbc2ed12c41ebb685ca662ca1dad51
create or replace trigger update_trading_calendar_updated_at
before update on public.trading_calendar
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.trading_calendar'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.trading_calendar', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/20_calendar/triggers/trading_calendar.sql.j2', 'repeatable', '2e3912dfc72900d80f0fad6073c34f8f87cbc2ed12c41ebb685ca662ca1dad51', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/25_instruments/assert_symbol_is_normalised.sql repeatable 3a7fbb3ff29c40b5e4cc5e25b291f05a7c584a880d2ad90829f64c29b808e0d3
create or replace function kaboom.assert_symbol_is_normalised(symbol text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    normalised constant text := public.normalise_symbol(symbol);
begin
    if symbol is distinct from normalised then
        raise exception 'symbol % is written %', symbol, coalesce(normalised, 'in characters')
            using errcode = 'KB601',
            detail = jsonb_build_object('symbol', symbol, 'normalised', normalised)::text,
            hint = format('Send %s.', coalesce(normalised, 'a symbol such as 7203'));
    end if;
end;
$$;

comment on function kaboom.assert_symbol_is_normalised is
$$Refuse a symbol that is not written as normalise_symbol writes it.

Arguments: symbol. Errors: KB601, whose hint is the right form.$$;

revoke execute on function kaboom.assert_symbol_is_normalised from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/25_instruments/assert_symbol_is_normalised.sql', 'repeatable', '3a7fbb3ff29c40b5e4cc5e25b291f05a7c584a880d2ad90829f64c29b808e0d3', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/25_instruments/check_instrument.sql repeatable 69fe6719363524463320054f8db25bf6847afa42a9485e18041be853061647a4
-- BEFORE INSERT OR UPDATE: two spellings of one share would be two instruments; ScaleCat of J-Quants tells
-- the tick group.
create or replace function kaboom.check_instrument()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.assert_symbol_is_normalised(new.symbol);
    -- A share that moves in or out of TOPIX 500 takes the ticks of its new place.
    if tg_op = 'UPDATE'
        and new.scale is distinct from old.scale
        and new.tick_group is not distinct from old.tick_group
    then
        new.tick_group := null;
    end if;
    if new.tick_group is null then
        new.tick_group := case
            when new.scale ~* '(core30|large70|mid400)' then 'topix500'
            when new.scale ~* 'small' then 'other'
        end;
    end if;
    return new;
end;
$$;

comment on function kaboom.check_instrument is
$$Trigger: refuses a symbol in another spelling, and takes a missing tick_group from scale.

Members of TOPIX Core30, Large70 and Mid400 make up TOPIX 500; those of TOPIX Small are outside. Errors:
KB601.$$;

revoke execute on function kaboom.check_instrument from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/25_instruments/check_instrument.sql', 'repeatable', '69fe6719363524463320054f8db25bf6847afa42a9485e18041be853061647a4', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/25_instruments/fill_from_instrument.sql repeatable 0280e9995330b92726b3c01bbe90737c0fdbe76a7e6fbffbf0aa3a0ef9000235
-- BEFORE INSERT, where nobody gave a name or a sector: what instruments knows of the symbol.
create or replace function kaboom.fill_from_instrument()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    instrument public.instruments;
begin
    select i.* into instrument
    from public.instruments as i
    where i.symbol = new.symbol;
    if found then
        new.symbol_name := coalesce(new.symbol_name, instrument.name);
        if tg_table_name = 'positions' then
            new.sector := coalesce(new.sector, instrument.sector33);
        end if;
    end if;
    return new;
end;
$$;

comment on function kaboom.fill_from_instrument is
'Trigger: takes symbol_name, and the sector of a position, from instruments.';

revoke execute on function kaboom.fill_from_instrument from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/25_instruments/fill_from_instrument.sql', 'repeatable', '0280e9995330b92726b3c01bbe90737c0fdbe76a7e6fbffbf0aa3a0ef9000235', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/25_instruments/api/normalise_symbol.sql repeatable 3d0e64ff1df4fd9a2ba0ac360e5ded4fb614714ca560d0ce38119039aa05d122
-- Because feeds write one share in many ways, and two spellings would be two shares.
create or replace function public.normalise_symbol(symbol text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    spelled constant text := upper(btrim(symbol, E' \t\r\n　'));
    code constant text := substring(
        spelled from '^([1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY][0-9]?)(?:\.T)?$'
    );
begin
    return case
        when code is null then nullif(spelled, '')
        -- A fifth digit 0 is the ordinary share.
        when length(code) = 5 then rtrim(left(code, 4) || replace(right(code, 1), '0', ' '))
        else code
    end;
end;
$$;

comment on function public.normalise_symbol is
$$The one way in which Kaboom writes a symbol.

7203.T of yfinance and 72030 of J-Quants become 7203, 130a becomes 130A; 25935 is another class of shares and
stays; an index or a currency pair such as ^N225 only becomes upper case.

Arguments: symbol, in any spelling. Returns: the symbol; null for null and for blanks.$$;

revoke execute on function public.normalise_symbol from public, anon, authenticated, service_role;
grant execute on function public.normalise_symbol to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/25_instruments/api/normalise_symbol.sql', 'repeatable', '3d0e64ff1df4fd9a2ba0ac360e5ded4fb614714ca560d0ce38119039aa05d122', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/25_instruments/api/round_to_tick.sql repeatable 326e125cf96e080c58d00e39ddec068effb5f97959fa4f6bceb1baecc9d1adbd
create or replace function public.round_to_tick(
    symbol text, price numeric, direction text, day date default (now() at time zone 'Asia/Tokyo')::date
)
returns numeric
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    tick numeric;
    steps numeric;
begin
    if coalesce(not (price > 0 and price < 1e10), true) then
        raise exception 'price % is not above zero', price
            using errcode = 'KB203', detail = jsonb_build_object('price', price)::text, hint = 'Send yen a share.';
    end if;
    if coalesce(direction not in ('down', 'up', 'nearest'), true) then
        raise exception 'direction % is neither down, up nor nearest', direction
            using errcode = 'KB235',
            detail = jsonb_build_object('direction', direction)::text,
            hint = 'Send down, up or nearest.';
    end if;

    select t.tick into tick
    from public.instruments as i
    join public.tick_sizes as t on t.tick_group = i.tick_group
    where i.symbol = public.normalise_symbol(round_to_tick.symbol)
        and i.valid_from <= round_to_tick.day
        and t.valid_from = (
            select max(v.valid_from)
            from public.tick_sizes as v
            where v.tick_group = i.tick_group
                and v.valid_from <= round_to_tick.day
        )
        and t.price_above < round_to_tick.price
    order by t.price_above desc
    limit 1;
    if tick is null then
        return price;
    end if;

    steps := price / tick;
    steps := case direction when 'down' then floor(steps) when 'up' then ceil(steps) else round(steps) end;
    -- No price is zero, so the smallest one is the nearest even from above.
    return greatest(steps, 1) * tick;
end;
$$;

comment on function public.round_to_tick is
$$The price at which an order may stand, near another price.

Arguments: symbol, in any spelling; price in yen a share; direction: down, up, or nearest (upwards from the
middle); day in Asia/Tokyo, today unless stated. Returns: yen a share, at least one tick; the price itself
where instruments and tick_sizes say nothing. Errors: KB203 price not above zero, KB235 unknown direction.$$;

revoke execute on function public.round_to_tick from public, anon, authenticated, service_role;
grant execute on function public.round_to_tick to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/25_instruments/api/round_to_tick.sql', 'repeatable', '326e125cf96e080c58d00e39ddec068effb5f97959fa4f6bceb1baecc9d1adbd', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/25_instruments/api/search_instruments.sql repeatable 8014e77ec7f43c22d13dcc81ca18c3e44ba5b5c99aaa03c56665c105da0e78bb
create or replace function public.search_instruments(query text)
returns setof public.instruments
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with wanted as (
        select lower(normalize(btrim(left(query, 200)), nfkc)) as words, public.normalise_symbol(query) as code
    ),
    matched as (
        select i.symbol,
            case
                when i.symbol = w.code then 1
                when starts_with(i.symbol, w.code) then 2
                when starts_with(lower(normalize(i.name, nfkc)), w.words) then 3
                when starts_with(lower(i.name_en), w.words) then 3
                when position(w.words in lower(normalize(i.name, nfkc))) > 0 then 4
                when position(w.words in lower(i.name_en)) > 0 then 4
            end as place
        from public.instruments as i
        cross join wanted as w
        where w.words <> ''
    )
    select i.*
    from matched as m
    join public.instruments as i on i.symbol = m.symbol
    where m.place is not null
    order by not i.is_active, m.place, i.symbol
    limit 100;
$$;

comment on function public.search_instruments is
$$Find shares and funds by code and by name.

Arguments: query: a code in any spelling, the beginning of one, or a part of the Japanese or English name,
whatever its case and width. Returns: at most 100 instruments: active ones first, then by code, by beginning
of the name, by part of it.$$;

revoke execute on function public.search_instruments from public, anon, authenticated, service_role;
grant execute on function public.search_instruments to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/25_instruments/api/search_instruments.sql', 'repeatable', '8014e77ec7f43c22d13dcc81ca18c3e44ba5b5c99aaa03c56665c105da0e78bb', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/25_instruments/triggers/instruments.sql.j2 repeatable c019b9f02392b480b119dbb201b00e4b1ad2b1ab5b01dc8be4bb004bf4c507ab
create or replace trigger update_instruments_updated_at
before update on public.instruments
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger check_instrument
before insert or update of symbol, scale, tick_group on public.instruments
for each row execute function kaboom.check_instrument();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.instruments'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.instruments', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/25_instruments/triggers/instruments.sql.j2', 'repeatable', 'c019b9f02392b480b119dbb201b00e4b1ad2b1ab5b01dc8be4bb004bf4c507ab', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/25_instruments/triggers/price_limits.sql.j2 repeatable 5301a98c82750dae32fc13d8819d93104046ed91f9267f953a2cbe2754dfb278
create or replace trigger update_price_limits_updated_at
before update on public.price_limits
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.price_limits'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.price_limits', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/25_instruments/triggers/price_limits.sql.j2', 'repeatable', '5301a98c82750dae32fc13d8819d93104046ed91f9267f953a2cbe2754dfb278', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/25_instruments/triggers/tick_sizes.sql.j2 repeatable e54c47e9247361a7abe965f4002fec5d3381ebfb2a8609c4c0b752039c246f47
create or replace trigger update_tick_sizes_updated_at
before update on public.tick_sizes
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.tick_sizes'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.tick_sizes', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/25_instruments/triggers/tick_sizes.sql.j2', 'repeatable', 'e54c47e9247361a7abe965f4002fec5d3381ebfb2a8609c4c0b752039c246f47', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/align_bar.sql repeatable 3080df9e4037db6b4d3717c80fe428f951f3661329c103c1e2f18664362c9a3a
create or replace function kaboom.align_bar(symbol text, timeframe text, at timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    tokyo constant timestamp := align_bar.at at time zone 'Asia/Tokyo';
    midnight constant timestamp := date_trunc('day', tokyo);
    closes timestamp;
    opens time;
begin
    if timeframe in ('1h', '2h', '4h') and kaboom.is_tokyo_code(symbol) then
        -- The last price of a session is traded in the auction at its close, and belongs to its last bar.
        closes := kaboom.session_close(align_bar.at) at time zone 'Asia/Tokyo';
        opens := kaboom.session_open(align_bar.at);
        if tokyo >= midnight + opens and tokyo <= closes then
            return date_bin(
                kaboom.timeframe_length(timeframe),
                least(tokyo, closes - interval '1 microsecond'),
                midnight + opens
            ) at time zone 'Asia/Tokyo';
        end if;
    end if;
    return case timeframe
        when '1d' then midnight
        when '1w' then date_trunc('week', tokyo)
        when '1mo' then date_trunc('month', tokyo)
        else date_bin(kaboom.timeframe_length(timeframe), tokyo, midnight)
    end at time zone 'Asia/Tokyo';
end;
$$;

comment on function kaboom.align_bar is
$$The start of the bar that a moment belongs to.

A day starts at midnight in Tokyo, a week on Monday, a month on the first; minutes follow the clock, and hours
the session, so that no bar spans lunch: bars of one hour start at 9:00, 10:00, 11:00, 12:30, 13:30 and 14:30.

Arguments: symbol, because what Tokyo does not trade has no sessions; timeframe; at, the moment.$$;

revoke execute on function kaboom.align_bar from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/align_bar.sql', 'repeatable', '3080df9e4037db6b4d3717c80fe428f951f3661329c103c1e2f18664362c9a3a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/assert_bar_is_aligned.sql repeatable 2830b4c4a2699deec101a7502daf76e96a6c975f9098f4cf0717f9442b9afcb5
create or replace function kaboom.assert_bar_is_aligned(symbol text, timeframe text, start timestamptz)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    aligned constant timestamptz := kaboom.align_bar(symbol, timeframe, start);
    right_start constant text := to_char(aligned at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS"+09"');
begin
    if aligned <> start then
        raise exception 'a bar of % that starts at % is the one of %', timeframe,
            to_char(start at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS.US"+09"'), right_start
            using errcode = 'KB602',
            detail = jsonb_build_object(
                'symbol', symbol, 'timeframe', timeframe, 'start', start, 'aligned', aligned
            )::text,
            hint = format('Send data_timestamp %s, or call ingest_market_data, which aligns.', right_start);
    end if;
end;
$$;

comment on function kaboom.assert_bar_is_aligned is
$$Refuse a bar that does not start where its period does.

Arguments: symbol, timeframe and start of the bar; a start of null is not looked at. Errors: KB602, whose hint
has the right start.$$;

revoke execute on function kaboom.assert_bar_is_aligned from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/assert_bar_is_aligned.sql', 'repeatable', '2830b4c4a2699deec101a7502daf76e96a6c975f9098f4cf0717f9442b9afcb5', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/assert_order_fits_market.sql repeatable 849a84e44071f391d5251c1542fdcf2dbd421d7b55beb8b55297335a678600fb
-- For orders that are to be sent. What has happened elsewhere is not asked here.
create or replace function kaboom.assert_order_fits_market(
    symbol text, trade_type text, quantity integer, price numeric, stop_price numeric, order_type text,
    held integer
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    order_day constant date := coalesce(kaboom.order_day(now()), (now() at time zone 'Asia/Tokyo')::date);
    instrument public.instruments;
    rest integer;
begin
    select i.* into instrument
    from public.instruments as i
    where i.symbol = assert_order_fits_market.symbol;
    if not found then
        -- A package that was not fed with instruments restricts nothing.
        if exists (select from public.instruments) then
            raise exception 'symbol % is not among the instruments', symbol
                using errcode = 'KB230',
                detail = jsonb_build_object('symbol', symbol)::text,
                hint = 'Look it up with search_instruments; the operator adds what is missing.';
        end if;
    elsif not instrument.is_active
        or order_day < instrument.listed_on
        or order_day >= instrument.delisted_on
    then
        raise exception '% % takes no orders for %', symbol, instrument.name, order_day
            using errcode = 'KB231',
            detail = jsonb_build_object(
                'symbol', symbol, 'day', order_day, 'is_active', instrument.is_active,
                'listed_on', instrument.listed_on, 'delisted_on', instrument.delisted_on
            )::text,
            hint = 'Choose another symbol, or ask the operator.';
    elsif instrument.valid_from <= order_day and quantity % instrument.trading_unit <> 0 then
        rest := case trade_type when 'sell' then coalesce(held, 0) % instrument.trading_unit else 0 end;
        -- The odd remainder of a position may go, alone or with whole units.
        if quantity % instrument.trading_unit <> rest then
            raise exception '% shares of % are no multiple of %', quantity, symbol, instrument.trading_unit
                using errcode = 'KB232',
                detail = jsonb_build_object(
                    'quantity', quantity, 'trading_unit', instrument.trading_unit, 'odd_remainder', rest
                )::text,
                hint = kaboom.nearest_quantities(quantity, instrument.trading_unit, rest);
        end if;
    end if;
    if order_type in ('limit', 'stop_limit') then
        perform kaboom.assert_price_fits_market(symbol, 'price', price, order_day);
    end if;
    if order_type in ('stop', 'stop_limit') then
        perform kaboom.assert_price_fits_market(symbol, 'stop_price', stop_price, order_day);
    end if;
end;
$$;

comment on function kaboom.assert_order_fits_market is
$$Refuse an order that the exchange would not take.

It names an unknown symbol, is an odd lot, or has a price off the tick or outside the limits of the day.

Each check is made only where instruments, tick_sizes, price_limits and bars say something. The price of a
market or stop order is a reference, not sent, and not checked.

Arguments: the order's symbol, trade_type, quantity, price, stop_price and order_type; held, shares of the
symbol in the portfolio. Errors: KB230 unknown, KB231 inactive, KB232 odd lot, KB233 off the tick, KB234
outside the limits.$$;

revoke execute on function kaboom.assert_order_fits_market from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/assert_order_fits_market.sql', 'repeatable', '849a84e44071f391d5251c1542fdcf2dbd421d7b55beb8b55297335a678600fb', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/assert_price_fits_market.sql repeatable 366965b8b498369aff3bb48663011c5cd21470c3438ffee070649c192e543cdc
create or replace function kaboom.assert_price_fits_market(symbol text, name text, price numeric, order_day date)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    below constant numeric := public.round_to_tick(symbol, price, 'down', order_day);
    above constant numeric := public.round_to_tick(symbol, price, 'up', order_day);
    limits record;
begin
    if price not in (below, above) then
        raise exception '% % of % lies between the ticks % and %', name, price, symbol, below, above
            using errcode = 'KB233',
            detail = jsonb_build_object('member', name, 'price', price, 'below', below, 'above', above)::text,
            hint = format('Send %s or %s.', trim_scale(below), trim_scale(above));
    end if;
    -- Where the calendar ends there is no previous session to ask.
    if kaboom.order_day(order_day::timestamp at time zone 'Asia/Tokyo') is null then
        return;
    end if;
    select l.* into limits
    from public.price_limits_of(symbol, order_day) as l;
    if price not between limits.lower_limit and limits.upper_limit then
        raise exception '% % of % lies outside % to %, the limits of %', name, price, symbol,
            limits.lower_limit, limits.upper_limit, order_day
            using errcode = 'KB234',
            detail = jsonb_build_object(
                'member', name, 'price', price, 'day', order_day, 'base_price', limits.base_price,
                'lower_limit', limits.lower_limit, 'upper_limit', limits.upper_limit
            )::text,
            hint = format('Send %s to %s.', trim_scale(limits.lower_limit), trim_scale(limits.upper_limit));
    end if;
end;
$$;

comment on function kaboom.assert_price_fits_market is
$$Refuse a price of an order that is no multiple of its tick, or lies outside the limits of the day.

Arguments: symbol; name of the price, for the message; price in yen a share; order_day, the day in Asia/Tokyo
on which the order is traded. Errors: KB233 off the tick, KB234 outside the limits.$$;

revoke execute on function kaboom.assert_price_fits_market from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/assert_price_fits_market.sql', 'repeatable', '366965b8b498369aff3bb48663011c5cd21470c3438ffee070649c192e543cdc', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/bar_fields.sql.j2 repeatable af232cea14d12d7a9738802aa61303a34cb700747fba0f3d7c4cbab6dbc84117
-- The one list of the keys that feeds use. yfinance: Open, Adj Close; J-Quants: O, Vo, AdjFactor; the table's
-- own columns.
create or replace function kaboom.bar_fields(bars jsonb)
returns table (
    index integer, is_object boolean, source text, symbol text, symbol_name text, timeframe text,
    day text, clock text, is_date boolean, open text, high text, low text, close text, volume text,
    price_change text, price_change_percent text, adjustment_factor text
)
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select
        (e.ordinality - 1)::integer,
        jsonb_typeof(e.value) = 'object',
        coalesce(
            e.value ->> 'data_source',
            case
                when jsonb_exists_any(e.value, '{Code,O,C,Vo,AdjFactor}') then 'jquants'
                when jsonb_exists_any(e.value, '{Open,Close,Datetime,Ticker}') then 'yfinance'
            end
        ),
        nullif(btrim(coalesce(e.value ->> 'symbol', e.value ->> 'Symbol', e.value ->> 'Ticker', e.value ->> 'ticker', e.value ->> 'Code', e.value ->> 'code')), ''),
        nullif(btrim(coalesce(e.value ->> 'symbol_name', e.value ->> 'SymbolName', e.value ->> 'Name', e.value ->> 'CoName')), ''),
        nullif(btrim(coalesce(e.value ->> 'timeframe', e.value ->> 'Timeframe', e.value ->> 'interval', e.value ->> 'Interval')), ''),
        nullif(btrim(coalesce(e.value ->> 'data_timestamp', e.value ->> 'Datetime', e.value ->> 'datetime', e.value ->> 'timestamp', e.value ->> 'Date', e.value ->> 'date')), ''),
        nullif(btrim(coalesce(e.value ->> 'Time', e.value ->> 'time')), ''),
        not jsonb_exists_any(e.value, '{data_timestamp,Datetime,datetime,timestamp}'),
        nullif(btrim(coalesce(e.value ->> 'open_price', e.value ->> 'Open', e.value ->> 'open', e.value ->> 'O')), ''),
        nullif(btrim(coalesce(e.value ->> 'high_price', e.value ->> 'High', e.value ->> 'high', e.value ->> 'H')), ''),
        nullif(btrim(coalesce(e.value ->> 'low_price', e.value ->> 'Low', e.value ->> 'low', e.value ->> 'L')), ''),
        nullif(btrim(coalesce(e.value ->> 'close_price', e.value ->> 'Close', e.value ->> 'close', e.value ->> 'C')), ''),
        nullif(btrim(coalesce(e.value ->> 'volume', e.value ->> 'Volume', e.value ->> 'V', e.value ->> 'Vo')), ''),
        nullif(btrim(coalesce(e.value ->> 'price_change', e.value ->> 'Change')), ''),
        nullif(btrim(coalesce(e.value ->> 'price_change_percent', e.value ->> 'ChangePercent')), ''),
        nullif(btrim(coalesce(e.value ->> 'adjustment_factor', e.value ->> 'AdjFactor', e.value ->> 'AdjustmentFactor')), '')
    from jsonb_array_elements(bars) with ordinality as e;
$$;

comment on function kaboom.bar_fields is
$$The fields of each element of a batch as text, whatever its keys are called; keys of several feeds may be mixed.

Arguments: bars, a JSON array. Returns: index from 0; is_object, false for what is none; source, the feed
whose keys it has, null for the table's own; is_date, whether the day came without a time of its own by its
key; null for what is missing.$$;

revoke execute on function kaboom.bar_fields from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/bar_fields.sql.j2', 'repeatable', 'af232cea14d12d7a9738802aa61303a34cb700747fba0f3d7c4cbab6dbc84117', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/bar_known_at.sql repeatable 03197f50c45ffd9512fed757ccf682dfb7ad9d810c7a7280b14e9189bf44634b
-- Because bars of several timeframes compete for the latest price: the auction's minute bar ends at 15:31,
-- the day at 15:30, and a day's row that was written at 14:31 knows no more than 14:31.
create or replace function kaboom.bar_known_at(
    symbol text, timeframe text, data_timestamp timestamptz, written_at timestamptz
)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    starts constant timestamp := data_timestamp at time zone 'Asia/Tokyo';
    ends constant timestamp := starts + kaboom.timeframe_length(timeframe);
    closes timestamptz;
begin
    if not kaboom.is_tokyo_code(symbol) then
        closes := null;
    elsif timeframe in ('1w', '1mo') then
        -- The calendar may end within the bar, or before it.
        select max(s.closes) into closes
        from (select min(c.day) as low, max(c.day) as high from public.trading_calendar as c) as covered
        cross join lateral public.trading_sessions(
            greatest(covered.low, starts::date), least(covered.high, (ends - interval '1 day')::date)
        ) as s
        where starts::date <= covered.high
            and ends::date > covered.low;
    else
        closes := kaboom.session_close(
            case timeframe when '1d' then (ends - interval '1 second') at time zone 'Asia/Tokyo' else data_timestamp end
        );
    end if;
    return least(ends at time zone 'Asia/Tokyo', closes, written_at, now());
end;
$$;

comment on function kaboom.bar_known_at is
$$When the close of a bar was known: at its end, at that of its session, or when it was written.

Whatever came first.

Arguments: symbol, timeframe and data_timestamp of the bar; written_at, its updated_at. Symbols that Tokyo
does not trade have no sessions. Returns: the moment, never in the future.$$;

revoke execute on function kaboom.bar_known_at from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/bar_known_at.sql', 'repeatable', '03197f50c45ffd9512fed757ccf682dfb7ad9d810c7a7280b14e9189bf44634b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/bar_partition.sql repeatable cb9fe44e18a5051b9dab6421f88ecdd46960b333afba73bf20cefb0eadfb3e02
create or replace function kaboom.bar_partition(
    timeframe text, data_timestamp timestamptz,
    out name text, out parent text, out low timestamptz, out high timestamptz
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    is_short constant boolean := timeframe in ('1m', '5m');
    tokyo constant timestamp := date_trunc(
        case when is_short then 'month' else 'year' end, data_timestamp at time zone 'Asia/Tokyo'
    );
begin
    name := to_char(tokyo, case when is_short then '"market_data_short_"YYYY_MM' else '"market_data_long_"YYYY' end);
    parent := case when is_short then 'partitions.market_data_short' else 'partitions.market_data_long' end;
    low := tokyo at time zone 'Asia/Tokyo';
    high := (
        tokyo + case when is_short then interval '1 month' else interval '1 year' end
    ) at time zone 'Asia/Tokyo';
end;
$$;

comment on function kaboom.bar_partition is
$$Where a bar lies: bars of 1m and 5m by the month, because they are dropped by the month, all others by the year.

Arguments: timeframe and data_timestamp of the bar. Returns: the arguments of make_partition.$$;

revoke execute on function kaboom.bar_partition from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/bar_partition.sql', 'repeatable', 'cb9fe44e18a5051b9dab6421f88ecdd46960b333afba73bf20cefb0eadfb3e02', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/change_of_bar.sql repeatable 386bdbd712b2023437e10c66d13546d27472a00354cece06ba2f1a27dca335fc
create or replace function kaboom.change_of_bar(
    close_price numeric, former_close numeric, stated_change numeric, stated_percent numeric,
    out price_change numeric, out price_change_percent numeric, out is_computed boolean
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- NaN is above every number.
    if abs(stated_change) < 1e8 then
        price_change := stated_change;
    end if;
    if abs(stated_percent) < 1e13 then
        price_change_percent := stated_percent;
    end if;
    is_computed := price_change is null and price_change_percent is null;
    if is_computed then
        price_change := close_price - former_close;
    elsif price_change is null and price_change_percent > -100 then
        price_change := close_price - close_price / (1 + price_change_percent / 100);
    end if;
    if price_change_percent is null and price_change < close_price then
        price_change_percent := price_change / (close_price - price_change) * 100;
    end if;
    price_change := round(price_change, 2);
    price_change_percent := round(price_change_percent, 2);
end;
$$;

comment on function kaboom.change_of_bar is
$$By how much a bar closed above the bar before.

Arguments: close_price; former_close, null where there is no bar before; stated_change and stated_percent,
what the feed says; one of them gives the other. Returns: price_change in yen a share and
price_change_percent; is_computed, true where the feed said nothing.$$;

revoke execute on function kaboom.change_of_bar from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/change_of_bar.sql', 'repeatable', '386bdbd712b2023437e10c66d13546d27472a00354cece06ba2f1a27dca335fc', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/check_bars.sql repeatable c8ea4172a4fbd5af8efa97d8e007a314e1f8ed2b7da29c858050b6fb54caccfe
-- AFTER INSERT, AFTER UPDATE, once for a statement, so that COPY keeps its rate: one pass that PostgreSQL
-- does by itself, and our own functions only for each symbol and for each start of a longer bar.
create or replace function kaboom.check_bars()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_nestloop = off
as $$
declare
    wrong record;
    has_hours boolean := false;
begin
    for wrong in
        select s.symbol, s.timeframe, s.misaligned as start
        from (
            select b.symbol, b.timeframe,
                min(b.data_timestamp) filter (
                    where case b.timeframe
                        when '1m' then date_bin('1 minute', b.data_timestamp, '2000-01-01 00:00+09')
                        when '5m' then date_bin('5 minutes', b.data_timestamp, '2000-01-01 00:00+09')
                        when '15m' then date_bin('15 minutes', b.data_timestamp, '2000-01-01 00:00+09')
                        when '1d' then date_bin('1 day', b.data_timestamp, '2000-01-01 00:00+09')
                        when '1w' then date_bin('7 days', b.data_timestamp, '2000-01-03 00:00+09')
                        when '1mo' then date_trunc('month', b.data_timestamp, 'Asia/Tokyo')
                        else date_bin('30 minutes', b.data_timestamp, '2000-01-01 00:00+09')
                    end <> b.data_timestamp
                ) as misaligned
            from bars as b
            group by b.symbol, b.timeframe
        ) as s
        where s.misaligned is not null
            or not kaboom.is_tokyo_code(s.symbol)
            or s.timeframe in ('1h', '2h', '4h')
    loop
        perform kaboom.assert_symbol_is_normalised(wrong.symbol);
        perform kaboom.assert_bar_is_aligned(wrong.symbol, wrong.timeframe, wrong.start);
        has_hours := has_hours or wrong.timeframe in ('1h', '2h', '4h');
    end loop;
    -- Hours follow the sessions, which change by the day: each start is looked up, once for all symbols.
    if has_hours then
        perform kaboom.assert_bar_is_aligned(h.symbol, h.timeframe, h.start)
        from (
            select min(b.symbol) as symbol, b.timeframe, b.data_timestamp as start
            from bars as b
            where b.timeframe in ('1h', '2h', '4h')
            group by b.timeframe, b.data_timestamp, kaboom.is_tokyo_code(b.symbol)
        ) as h;
    end if;
    return null;
end;
$$;

comment on function kaboom.check_bars is
$$Trigger: refuses bars whose symbol is not normalised or whose start is not aligned.

So there is one bar for each period.

Errors: KB601, KB602, with the right value in the hint.$$;

revoke execute on function kaboom.check_bars from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/check_bars.sql', 'repeatable', 'c8ea4172a4fbd5af8efa97d8e007a314e1f8ed2b7da29c858050b6fb54caccfe', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/follow_price_changes.sql repeatable 9f7f20cf7f729004e6f79f06d6dc56178645690d0b0a083a2f47aaaba4cd4342
-- AFTER UPDATE, AFTER DELETE, and before the other triggers lock latest_prices for good: it may have to give
-- the lock back.
create or replace function kaboom.follow_price_changes()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_nestloop = off
as $$
declare
    symbols text[];
    timeframes text[];
    starts timestamptz[];
begin
    if tg_op = 'DELETE' then
        select array_agg(f.symbol), array_agg(f.timeframe), array_agg(f.data_timestamp) into symbols, timeframes, starts
        from former as f;
    else
        with pairs as (
            select coalesce(f.symbol, b.symbol) as symbol, coalesce(f.timeframe, b.timeframe) as timeframe,
                coalesce(f.data_timestamp, b.data_timestamp) as start,
                f.close_price is distinct from b.close_price as closes_differ,
                b.change_is_computed
                    and (f.price_change, f.price_change_percent)
                        is not distinct from (b.price_change, b.price_change_percent)
                    as change_is_old,
                b.change_is_computed and f.symbol is null as has_moved_here
            from former as f
            full join bars as b
                on b.symbol = f.symbol and b.timeframe = f.timeframe and b.data_timestamp = f.data_timestamp
        )
        select array_agg(p.symbol), array_agg(p.timeframe), array_agg(k.start) into symbols, timeframes, starts
        from pairs as p
        left join public.latest_prices as l
            on l.symbol = p.symbol and l.timeframe = p.timeframe and l.data_timestamp = p.start
        -- The bar itself follows whatever ends just before it. Nothing follows the newest bar.
        cross join lateral (
            select p.start - interval '1 microsecond' as start
            where p.change_is_old or p.has_moved_here
            union all
            select p.start
            where l.symbol is null
        ) as k
        where p.closes_differ;
    end if;
    if symbols is null then
        return null;
    end if;
    -- store_bars has locked latest_prices, and tries again by itself.
    if current_setting('kaboom.storing_bars', true) = 'on' then
        perform kaboom.update_price_changes(symbols, timeframes, starts);
        return null;
    end if;
    for attempt in 1 .. 100 loop
        begin
            perform kaboom.lock_latest_prices((select array_agg(distinct s.symbol) from unnest(symbols) as s (symbol)));
            perform kaboom.update_price_changes(symbols, timeframes, starts);
            return null;
        exception
            when lock_not_available then
                perform pg_sleep(0.1 * random());
        end;
    end loop;
    raise exception 'another transaction holds the bars that follow'
        using errcode = 'KB613',
        detail = jsonb_build_object('bars', cardinality(symbols))::text,
        hint = 'Send the statement again when that transaction has ended.';
end;
$$;

comment on function kaboom.follow_price_changes is
$$Trigger: brings the computed changes up to bars that were corrected, moved or deleted.

Errors: KB613 another transaction holds the bars that follow for several seconds.$$;

revoke execute on function kaboom.follow_price_changes from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/follow_price_changes.sql', 'repeatable', '9f7f20cf7f729004e6f79f06d6dc56178645690d0b0a083a2f47aaaba4cd4342', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/judge_bars.sql repeatable 3f3a1710c18b4f7ff7848e99ba042df323f5512de59b5aaa0387a2eca6eb7de0
create or replace function kaboom.judge_bars(bars jsonb)
returns setof kaboom.incoming_bar
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    with parsed as materialized (
        select p.*, round(p.open, 2) as open_price, round(p.high, 2) as high_price, round(p.low, 2) as low_price,
            round(p.close, 2) as close_price
        from kaboom.parse_bars(judge_bars.bars) as p
        -- A day on which nothing was traded is no bar, and no mistake.
        where not (
            p.is_object
            and coalesce(p.open, p.high, p.low, p.close) is null
            and coalesce(p.volume, 0) = 0
            and p.symbol is not null
            and p.moment <> ''
        )
    )
    select p.index, j.code, j.reason, p.symbol, left(p.symbol_name, 200), p.timeframe, p.data_timestamp,
        p.open_price, p.high_price, p.low_price, p.close_price, p.volume, p.price_change, p.price_change_percent,
        p.adjustment_factor, left(p.source, 50)
    from parsed as p
    cross join lateral (
        select
            case
                when not p.is_object then 'KB605'
                when p.symbol is null or p.symbol !~ '^\S{1,10}$' then 'KB605'
                when p.timeframe is null then 'KB606'
                when p.data_timestamp is null or p.data_timestamp < '1900-01-01 00:00+09' then 'KB611'
                when p.data_timestamp > now() + interval '5 minutes' then 'KB607'
                when p.close_price is null then 'KB608'
                when least(p.open_price, p.high_price, p.low_price, p.close_price) <= 0 then 'KB608'
                -- NaN is above every number.
                when greatest(p.open_price, p.high_price, p.low_price, p.close_price) >= 1e8 then 'KB608'
                when p.low_price > least(p.open_price, p.close_price, p.high_price) then 'KB609'
                when p.high_price < greatest(p.open_price, p.close_price) then 'KB609'
                when p.volume < 0 or p.volume >= 9.2e18 or p.volume <> trunc(p.volume) then 'KB610'
            end as code
    ) as c
    cross join lateral (
        select concat_ws(
            ', ',
            'open ' || p.open, 'high ' || p.high, 'low ' || p.low, 'close ' || coalesce(p.close::text, 'missing')
        ) as prices
    ) as f
    cross join lateral (
        select c.code,
            case c.code
                when 'KB605' then case
                    when not p.is_object then 'the element is no object'
                    when p.spelling is null then 'the symbol is missing'
                    else format('symbol %s is none', left(p.spelling, 50))
                end
                when 'KB606' then coalesce(
                    'timeframe ' || left(p.interval_name, 50) || ' is not known',
                    'the timeframe of a bar with a time is missing'
                )
                when 'KB611' then case p.moment
                    when '' then 'the time is missing'
                    else format('time %s is none', left(p.moment, 50))
                end
                when 'KB607' then format('the bar of %s starts in the future', left(p.moment, 50))
                when 'KB608' then format('a price of %s is no number of yen from 0.01 to 99999999.99', f.prices)
                when 'KB609' then format('low and high do not enclose open and close: %s', f.prices)
                when 'KB610' then format('volume %s is no number of shares', p.volume)
            end as reason
    ) as j;
end;
$$;

comment on function kaboom.judge_bars is
$$Each element of a batch as a bar, or why it is none. Days without trade are left out.

Arguments: bars, a JSON array. Returns: code and reason of a refusal, null for a good bar. Prices are rounded
to two decimals, because feeds send binary fractions.$$;

revoke execute on function kaboom.judge_bars from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/judge_bars.sql', 'repeatable', '3f3a1710c18b4f7ff7848e99ba042df323f5512de59b5aaa0387a2eca6eb7de0', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/lock_latest_prices.sql repeatable 10898b8894707ade427eca16b1969f36cf2af965e840cf57ac260b9370358db3
-- Waits in short stretches, below deadlock_timeout: who holds latest_prices may be about to give it back,
-- because it waits for a bar of ours (see store_bars), and the deadlock detector would not let it. The last
-- stretch is as long as the caller allows.
create or replace function kaboom.lock_latest_prices(symbols text[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    former constant text := current_setting('lock_timeout');
begin
    for attempt in 1 .. 10 loop
        begin
            perform set_config('lock_timeout', case when attempt < 10 then '700ms' else former end, true);
            -- A symbol that is new has no row to lock, so loads with new symbols take turns.
            if exists (
                select from unnest(symbols) as s (symbol)
                where not exists (select from public.latest_prices as l where l.symbol = s.symbol)
            ) then
                perform pg_advisory_xact_lock(hashtextextended('kaboom: new symbols', 0));
            end if;
            perform from public.latest_prices as l
            where l.symbol = any (symbols)
            order by l.symbol
            for no key update;
            perform set_config('lock_timeout', former, true);
            return;
        exception
            when lock_not_available then
                if attempt = 10 then
                    raise;
                end if;
        end;
    end loop;
end;
$$;

comment on function kaboom.lock_latest_prices is
$$Lock the latest prices of some symbols, in order of symbols, until the transaction ends. Readers do not notice.

Arguments: symbols, normalised. Errors: 55P03 as the caller's lock_timeout has it.$$;

revoke execute on function kaboom.lock_latest_prices from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/lock_latest_prices.sql', 'repeatable', '10898b8894707ade427eca16b1969f36cf2af965e840cf57ac260b9370358db3', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/look_up_latest_prices.sql repeatable 1ebb65a095026dba9ac9356261d47290efbe72429f0dda5cca2b539ba645b264
-- One probe of the key for each timeframe, so that it does not read the history.
create or replace function kaboom.look_up_latest_prices(symbols text[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
-- Because the triggers that call it switch these off for themselves, and without them this would read all bars.
set enable_nestloop = on
as $$
begin
    with lost as materialized (
        select l.symbol
        from public.latest_prices as l
        where l.symbol = any (symbols)
            and not exists (
                select from public.market_data as m
                where m.symbol = l.symbol
                    and m.timeframe = l.timeframe
                    and m.data_timestamp = l.data_timestamp
            )
    ),
    newest as materialized (
        select t.symbol, b.*
        from lost as t
        cross join lateral (
            select n.close_price, n.volume, n.timeframe, n.data_timestamp,
                kaboom.bar_known_at(t.symbol, n.timeframe, n.data_timestamp, n.updated_at) as known_at
            from unnest('{1m,5m,15m,30m,1h,2h,4h,1d,1w,1mo}'::text[]) as f (timeframe)
            cross join lateral (
                select m.close_price, m.volume, m.timeframe, m.data_timestamp, m.updated_at
                from public.market_data as m
                where m.symbol = t.symbol
                    and m.timeframe = f.timeframe
                    and m.data_timestamp <= now() + interval '5 minutes'
                order by m.data_timestamp desc
                limit 1
            ) as n
            order by known_at desc, kaboom.timeframe_length(n.timeframe) desc
            limit 1
        ) as b
    ),
    removed as (
        delete from public.latest_prices as l
        using lost as t
        where l.symbol = t.symbol
            and l.symbol not in (select n.symbol from newest as n)
    )
    update public.latest_prices as l
    set price = n.close_price,
        price_timestamp = n.known_at,
        timeframe = n.timeframe,
        data_timestamp = n.data_timestamp,
        volume = n.volume,
        updated_at = now()
    from newest as n
    where l.symbol = n.symbol;
end;
$$;

comment on function kaboom.look_up_latest_prices is
$$Take the latest price of each symbol whose bar is gone from the newest bar that is left, or remove it.

Arguments: symbols, whose rows in latest_prices the transaction has locked.$$;

revoke execute on function kaboom.look_up_latest_prices from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/look_up_latest_prices.sql', 'repeatable', '1ebb65a095026dba9ac9356261d47290efbe72429f0dda5cca2b539ba645b264', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/make_bar_partitions.sql repeatable 30973dda891102461853d394f75cb2be443f5857e40259569d17f54a3d878f7a
create or replace function kaboom.make_bar_partitions(bars kaboom.incoming_bar[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    missing record;
    attempts integer := 0;
begin
    for missing in
        select distinct p.name, p.parent, p.low, p.high
        from (select distinct b.timeframe, b.data_timestamp from unnest(bars) as b) as b
        cross join lateral kaboom.bar_partition(b.timeframe, b.data_timestamp) as p
        where to_regclass('partitions.' || p.name) is null
        order by p.parent, p.low
    loop
        loop
            begin
                perform kaboom.make_partition(missing.name, missing.parent::regclass, missing.low, missing.high);
                exit;
            exception
                when lock_not_available then
                    attempts := attempts + 1;
            end;
            if attempts >= 20 then
                raise exception 'partition % waits for another load', missing.name
                    using errcode = 'KB612',
                    detail = jsonb_build_object('partition', missing.name)::text,
                    hint = 'Send the batch again when that load has ended.';
            end if;
            perform pg_sleep(0.05 * random());
        end loop;
    end loop;
end;
$$;

comment on function kaboom.make_bar_partitions is
$$Make the partitions of some bars that are missing, each by one short lock that readers and writers do not notice.

Arguments: bars, of which timeframe and data_timestamp count. Errors: KB612 another load held the table for
some seconds.$$;

revoke execute on function kaboom.make_bar_partitions from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/make_bar_partitions.sql', 'repeatable', '30973dda891102461853d394f75cb2be443f5857e40259569d17f54a3d878f7a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/nearest_quantities.sql repeatable 6225528ecf0f8b98757839306c133dd09101058f253988ca5c38249706e1afcf
create or replace function kaboom.nearest_quantities(quantity integer, trading_unit integer, odd_remainder integer)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    whole constant bigint := quantity / trading_unit * trading_unit;
begin
    return (
        select format('Send %s shares.', string_agg(c.shares::text, ' or ' order by c.shares))
        from (
            select distinct s.shares
            from (
                (
                    select v.shares
                    from (values (whole), (whole + odd_remainder), (whole - trading_unit + odd_remainder)) as v (shares)
                    where v.shares between 1 and quantity
                    order by v.shares desc
                    limit 1
                )
                union all
                (
                    select v.shares
                    from (values (whole + trading_unit), (whole + odd_remainder)) as v (shares)
                    where v.shares > quantity
                    order by v.shares
                    limit 1
                )
            ) as s
        ) as c
    );
end;
$$;

comment on function kaboom.nearest_quantities is
$$The hint of a refused quantity: the nearest valid ones below and above it.

Arguments: quantity, refused; trading_unit; odd_remainder of the position, which may be sold, else 0.$$;

revoke execute on function kaboom.nearest_quantities from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/nearest_quantities.sql', 'repeatable', '6225528ecf0f8b98757839306c133dd09101058f253988ca5c38249706e1afcf', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/old_bar_partitions.sql repeatable 93682b428e12274f67e2dd5b56248a50b893382835e0b5bdd4d12fbe16d994a2
-- By the bounds of the partitions rather than by their names, which an operator may have chosen.
create or replace function kaboom.old_bar_partitions()
returns table (name text, low timestamptz)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'Asia/Tokyo'
as $$
declare
    months constant integer := (kaboom.setting_market_data_retention());
    oldest constant timestamptz := date_trunc('month', now()) - make_interval(months => months);
begin
    return query
        select p.relname::text, p.low
        from (
            select c.relname,
                (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\)'))[1]::timestamptz as low,
                (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz as high
            from pg_catalog.pg_inherits as h
            join pg_catalog.pg_class as c on c.oid = h.inhrelid
            where h.inhparent = 'partitions.market_data_short'::regclass
        ) as p
        where p.high <= oldest;
end;
$$;

comment on function kaboom.old_bar_partitions is
$$The partitions of minute bars that are to be dropped: those that end before the oldest month that is kept.

Returns: name within schema partitions; low, the start of the partition. Errors: KB401 the setting is
missing.$$;

revoke execute on function kaboom.old_bar_partitions from public, anon, authenticated, service_role;
-- Because monitoring.upkeep calls it as its reader; without USAGE on the schema the role calls it nowhere
-- else.
grant execute on function kaboom.old_bar_partitions to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/old_bar_partitions.sql', 'repeatable', '93682b428e12274f67e2dd5b56248a50b893382835e0b5bdd4d12fbe16d994a2', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/parse_bars.sql.j2 repeatable f348aff52cec9995bcd1b92fcdf1c444cfe0e4cba92ccde0b48d9b4f8eec212b
-- Spellings, moments and periods are worked out once for each that occurs, not for each bar.
create or replace function kaboom.parse_bars(bars jsonb)
returns table (
    index integer, is_object boolean, source text, spelling text, symbol text, symbol_name text, interval_name text,
    timeframe text, moment text, data_timestamp timestamptz, open numeric, high numeric, low numeric, close numeric,
    volume numeric, price_change numeric, price_change_percent numeric, adjustment_factor numeric
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with fields as materialized (
        select f.*, concat_ws(' ', f.day, f.clock) as moment
        from kaboom.bar_fields(parse_bars.bars) as f
    ),
    spellings as materialized (
        select s.symbol as spelling, public.normalise_symbol(s.symbol) as symbol
        from (select distinct f.symbol from fields as f) as s
    ),
    moments as materialized (
        select m.moment, t.at,
            case
                when m.moment ~ ':' then m.moment ~ '[T ]00:00(:00(\.0+)?)?( ?(Z|[-+][0-9:]+)?)?$'
                else (t.at at time zone 'Asia/Tokyo')::time = '00:00'
            end as is_day
        from (select distinct f.moment from fields as f) as m
        cross join lateral (select kaboom.try_timestamptz(m.moment) as at) as t
    ),
    typed as materialized (
        select f.*, s.symbol as code, m.at,
            case
                when f.timeframe in ('1m', '5m', '15m', '30m', '1h', '2h', '4h', '1d', '1w', '1mo') then f.timeframe
                when f.timeframe = '60m' then '1h'
                when f.timeframe = '1wk' then '1w'
                when f.timeframe is not null then null
                when f.clock is not null then '1m'
                when f.is_date or m.is_day then '1d'
            end as known_timeframe
        from fields as f
        left join spellings as s on s.spelling = f.symbol
        left join moments as m on m.moment = f.moment
    ),
    periods as materialized (
        select p.in_tokyo, p.known_timeframe, p.at, kaboom.align_bar(p.example, p.known_timeframe, p.at) as starts
        from (
            select kaboom.is_tokyo_code(t.code) as in_tokyo, t.known_timeframe, t.at, min(t.code) as example
            from typed as t
            where t.code is not null
                and t.known_timeframe is not null
                and isfinite(t.at)
            group by 1, 2, 3
        ) as p
    )
    select f.index, f.is_object, f.source, f.symbol, f.code, f.symbol_name, f.timeframe, f.known_timeframe, f.moment,
            p.starts,
            case
                when f.open ~ '^[-+]?([0-9]{1,18}\.?[0-9]{0,20}|\.[0-9]{1,20})([eE][-+]?[0-9]{1,2})?$'
                    then f.open::numeric
                when f.open is not null then 'NaN'
            end,
            case
                when f.high ~ '^[-+]?([0-9]{1,18}\.?[0-9]{0,20}|\.[0-9]{1,20})([eE][-+]?[0-9]{1,2})?$'
                    then f.high::numeric
                when f.high is not null then 'NaN'
            end,
            case
                when f.low ~ '^[-+]?([0-9]{1,18}\.?[0-9]{0,20}|\.[0-9]{1,20})([eE][-+]?[0-9]{1,2})?$'
                    then f.low::numeric
                when f.low is not null then 'NaN'
            end,
            case
                when f.close ~ '^[-+]?([0-9]{1,18}\.?[0-9]{0,20}|\.[0-9]{1,20})([eE][-+]?[0-9]{1,2})?$'
                    then f.close::numeric
                when f.close is not null then 'NaN'
            end,
            case
                when f.volume ~ '^[-+]?([0-9]{1,18}\.?[0-9]{0,20}|\.[0-9]{1,20})([eE][-+]?[0-9]{1,2})?$'
                    then f.volume::numeric
                when f.volume is not null then 'NaN'
            end,
            case
                when f.price_change ~ '^[-+]?([0-9]{1,18}\.?[0-9]{0,20}|\.[0-9]{1,20})([eE][-+]?[0-9]{1,2})?$'
                    then f.price_change::numeric
                when f.price_change is not null then 'NaN'
            end,
            case
                when f.price_change_percent ~ '^[-+]?([0-9]{1,18}\.?[0-9]{0,20}|\.[0-9]{1,20})([eE][-+]?[0-9]{1,2})?$'
                    then f.price_change_percent::numeric
                when f.price_change_percent is not null then 'NaN'
            end,
            case
                when f.adjustment_factor ~ '^[-+]?([0-9]{1,18}\.?[0-9]{0,20}|\.[0-9]{1,20})([eE][-+]?[0-9]{1,2})?$'
                    then f.adjustment_factor::numeric
                when f.adjustment_factor is not null then 'NaN'
            end
    from typed as f
    left join periods as p
        on p.in_tokyo = kaboom.is_tokyo_code(f.code) and p.known_timeframe = f.known_timeframe and p.at = f.at;
$$;

comment on function kaboom.parse_bars is
$$The elements of a batch with their values: symbol normalised, timeframe known, start aligned; not judged yet.

A bar without a timeframe is one of 1m where Time stands beside Date, and one of 1d where there is no time.

Arguments: bars, a JSON array. Returns: index from 0; spelling, interval_name and moment as they were sent;
null for what is missing or not known, and NaN for a figure that is no number.$$;

revoke execute on function kaboom.parse_bars from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/parse_bars.sql.j2', 'repeatable', 'f348aff52cec9995bcd1b92fcdf1c444cfe0e4cba92ccde0b48d9b4f8eec212b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/quotes.sql repeatable f3b01a1662304c5df62c0881b5cd788e36a7fb020cc2a47d8295779824f48f93
create or replace view public.quotes
with (security_invoker = true)
as
select
    l.symbol,
    i.name,
    l.price,
    l.price_timestamp,
    p.close_price as previous_close,
    p.data_date as previous_date,
    l.price - p.close_price as change,
    round((l.price - p.close_price) / p.close_price * 100, 2) as change_percent,
    l.volume
from public.latest_prices as l
left join public.instruments as i on i.symbol = l.symbol
left join lateral (
    select m.close_price, m.data_date
    from public.market_data as m
    where m.symbol = l.symbol
        and m.timeframe = '1d'
        -- Before the day of the price; what is known at midnight belongs to the day that ends.
        and m.data_timestamp < date_trunc('day', l.price_timestamp - interval '1 microsecond', 'Asia/Tokyo')
    order by m.data_timestamp desc
    limit 1
) as p on true;

comment on view public.quotes is
$$The latest price of each symbol, and how it stands against the close of the day before.

Columns in yen a share: price, previous_close, change; change_percent in percent; null where there is no
earlier daily bar. price_timestamp is when the price was known; volume is that of the bar it comes from.$$;
comment on column public.quotes.symbol is 'Code of the share.';
comment on column public.quotes.name is 'Name as in instruments.';
comment on column public.quotes.price is 'Latest price in yen a share.';
comment on column public.quotes.price_timestamp is 'When the price was known.';
comment on column public.quotes.previous_close is 'Close in yen a share of the daily bar before the day of the price.';
comment on column public.quotes.previous_date is 'The day of that bar.';
comment on column public.quotes.change is 'price - previous_close.';
comment on column public.quotes.change_percent is 'change in percent of previous_close.';
comment on column public.quotes.volume is 'Shares traded in the bar that the price comes from.';

create or replace trigger refuse_view_writes
instead of insert or update or delete on public.quotes
for each row execute function kaboom.refuse_view_writes();

revoke all on public.quotes from public, anon, authenticated, service_role;
grant select on public.quotes to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/quotes.sql', 'repeatable', 'f3b01a1662304c5df62c0881b5cd788e36a7fb020cc2a47d8295779824f48f93', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/recompute_latest_prices.sql repeatable 239abe3f3026a7da5118912a27e81fc30ffb47138564f07e53f075a43a917520
-- AFTER DELETE, AFTER UPDATE: a price whose bar is gone or has moved is looked up again; bars that are
-- corrected where they are cost nothing here.
create or replace function kaboom.recompute_latest_prices()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_nestloop = off
as $$
declare
    touched text[];
begin
    if tg_op = 'DELETE' then
        select array_agg(distinct f.symbol::text) into touched
        from former as f;
    else
        select array_agg(distinct f.symbol::text) into touched
        from former as f
        left join bars as b
            on b.symbol = f.symbol and b.timeframe = f.timeframe and b.data_timestamp = f.data_timestamp
        where b.symbol is null;
    end if;
    if touched is null then
        return null;
    end if;
    -- First, because only a statement that starts with the locks held sees what others have committed.
    perform kaboom.lock_latest_prices(touched);
    perform kaboom.look_up_latest_prices(touched);
    return null;
end;
$$;

comment on function kaboom.recompute_latest_prices is
$$Trigger: puts the newest bar that is left in the place of one that was deleted or moved.

Without one there is no price.$$;

revoke execute on function kaboom.recompute_latest_prices from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/recompute_latest_prices.sql', 'repeatable', '239abe3f3026a7da5118912a27e81fc30ffb47138564f07e53f075a43a917520', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/run_retention.sql repeatable c3d642bca0a097c0493c29c845835da1fe438b5c51a0bd0f70241d831cdf231f
-- A procedure without SET and without SECURITY DEFINER, because only such a one can COMMIT and so let the
-- readers through between two attempts.
create or replace procedure kaboom.run_retention(attempts integer default 50)
language plpgsql
as $$
begin
    for attempt in 1 .. attempts loop
        perform public.cleanup_old_market_data();
        commit;
        exit when not exists (select from kaboom.old_bar_partitions());
        perform pg_catalog.pg_sleep(0.2 + 0.3 * pg_catalog.random());
    end loop;
end;
$$;

comment on procedure kaboom.run_retention is
$$Drop old months of minute bars, with an attempt about every half second until all are gone. For the owner.

Arguments: attempts, at most so many.$$;

revoke execute on procedure kaboom.run_retention from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/run_retention.sql', 'repeatable', 'c3d642bca0a097c0493c29c845835da1fe438b5c51a0bd0f70241d831cdf231f', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/store_bars.sql repeatable 540919c01e1b54f3a61a4b794a88f975801d65a82ae9ddaaffadd3e678dec3d4
-- Locks, in this order: latest_prices in order of symbols, then bars. A statement on market_data itself holds
-- its bars first and waits for latest_prices then; so whoever holds latest_prices waits for a bar for a
-- moment only, gives everything back (a block that fails releases its locks), and tries again.
create or replace function kaboom.store_bars(bars kaboom.incoming_bar[], out inserted integer, out updated integer)
returns record
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    written record;
begin
    for attempt in 1 .. 100 loop
        begin
            perform kaboom.lock_latest_prices((select array_agg(distinct b.symbol) from unnest(bars) as b));
            -- Tells follow_price_changes, which fires on the way, that it is called from here.
            perform set_config('kaboom.storing_bars', 'on', true);
            select w.* into written
            from kaboom.write_bars(bars) as w;
            perform kaboom.update_price_changes(array_agg(n.symbol), array_agg(n.timeframe), array_agg(n.data_timestamp))
            from unnest(written.new_bars) as n;
            perform set_config('kaboom.storing_bars', 'off', true);
            inserted := written.inserted;
            updated := written.updated;
            return;
        exception
            when lock_not_available then
                perform pg_sleep(0.1 * random());
        end;
    end loop;
    raise exception 'another transaction holds bars of the batch'
        using errcode = 'KB613',
        detail = jsonb_build_object('bars', cardinality(bars))::text,
        hint = 'Send the batch again when that transaction has ended.';
end;
$$;

comment on function kaboom.store_bars is
$$Write bars and what follows from them, one batch of a symbol after the other.

Arguments: bars, good ones, of which none is named twice. Returns: how many were inserted and updated.
Errors: KB613 another transaction holds some of them for many seconds.$$;

revoke execute on function kaboom.store_bars from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/store_bars.sql', 'repeatable', '540919c01e1b54f3a61a4b794a88f975801d65a82ae9ddaaffadd3e678dec3d4', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/timeframe_length.sql repeatable 09624b7397fe18ea3e9281f7d62c9260bec29cab050ebf45c50de1d0b81726c1
create or replace function kaboom.timeframe_length(timeframe text)
returns interval
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case timeframe
        when '1m' then interval '1 minute'
        when '5m' then interval '5 minutes'
        when '15m' then interval '15 minutes'
        when '30m' then interval '30 minutes'
        when '1h' then interval '1 hour'
        when '2h' then interval '2 hours'
        when '4h' then interval '4 hours'
        when '1d' then interval '1 day'
        when '1w' then interval '7 days'
        when '1mo' then interval '1 month'
    end;
end;
$$;

comment on function kaboom.timeframe_length is
$$How long a bar of a timeframe lasts. The one list of timeframes beside the partitions of market_data.

Arguments: timeframe. Returns: null for an unknown one.$$;

revoke execute on function kaboom.timeframe_length from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/timeframe_length.sql', 'repeatable', '09624b7397fe18ea3e9281f7d62c9260bec29cab050ebf45c50de1d0b81726c1', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/update_latest_prices.sql repeatable ef6807d892bc8c7ba4545ecaa4af35b4aa642f60864cc8cc3d061fd89ca46945
-- AFTER INSERT, AFTER UPDATE: one row a symbol, so that a tick costs the same however many users hold the
-- share. ON CONFLICT locks the row of each symbol, in order of symbols, and decides by what is committed
-- then. It waits in short stretches, as lock_latest_prices does and for its reason.
create or replace function kaboom.update_latest_prices()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
-- Because plans are kept, and one made for a single bar would join a million bars in a nested loop.
set enable_nestloop = off
as $$
declare
    former constant text := current_setting('lock_timeout');
begin
    for attempt in 1 .. 10 loop
        begin
            perform set_config('lock_timeout', case when attempt < 10 then '700ms' else former end, true);
            with newest as materialized (
                select g.*, kaboom.is_tokyo_code(g.symbol) as in_tokyo
                from (
                    -- A feed whose clock runs ahead would otherwise freeze the price.
                    select b.symbol, b.timeframe, max(b.data_timestamp) as data_timestamp, count(*) as bars,
                        max(b.close_price) as close_price, max(b.volume) as volume, max(b.updated_at) as updated_at
                    from bars as b
                    where b.data_timestamp <= now() + interval '5 minutes'
                    group by b.symbol, b.timeframe
                ) as g
            ),
            -- The bars of a feed share few periods, and each is looked up once.
            periods as materialized (
                select p.timeframe, p.data_timestamp, p.in_tokyo, kaboom.timeframe_length(p.timeframe) as length,
                    kaboom.bar_known_at(p.example, p.timeframe, p.data_timestamp, now()) as known_at
                from (
                    select n.timeframe, n.data_timestamp, n.in_tokyo, min(n.symbol) as example
                    from newest as n
                    group by n.timeframe, n.data_timestamp, n.in_tokyo
                ) as p
            )
            insert into public.latest_prices as l (symbol, price, price_timestamp, timeframe, data_timestamp, volume)
            select distinct on (n.symbol)
                n.symbol, b.close_price, least(p.known_at, b.updated_at), n.timeframe, n.data_timestamp, b.volume
            from newest as n
            join periods as p
                on p.timeframe = n.timeframe
                and p.data_timestamp = n.data_timestamp
                and p.in_tokyo = n.in_tokyo
            -- Of a single bar all is known; of many, the newest is probed, rather than looked for among them
            -- once more.
            left join lateral (
                select m.close_price, m.volume, m.updated_at
                from public.market_data as m
                where m.symbol = n.symbol
                    and m.timeframe = n.timeframe
                    and m.data_timestamp = n.data_timestamp
                    and n.bars > 1
                -- So that it stays a probe, and does not become a join with all bars.
                limit 1
            ) as m on true
            cross join lateral (
                select
                    case when n.bars > 1 then m.close_price else n.close_price end as close_price,
                    case when n.bars > 1 then m.volume else n.volume end as volume,
                    case when n.bars > 1 then m.updated_at else n.updated_at end as updated_at
            ) as b
            order by n.symbol, least(p.known_at, b.updated_at) desc, p.length desc, n.data_timestamp desc
            on conflict (symbol) do update
            set price = excluded.price,
                price_timestamp = excluded.price_timestamp,
                timeframe = excluded.timeframe,
                data_timestamp = excluded.data_timestamp,
                volume = excluded.volume,
                updated_at = excluded.updated_at
            where (
                excluded.price_timestamp > l.price_timestamp
                or l.data_timestamp is null
                or (
                    excluded.price_timestamp = l.price_timestamp
                    and (kaboom.timeframe_length(excluded.timeframe), excluded.data_timestamp)
                        >= (kaboom.timeframe_length(l.timeframe), l.data_timestamp)
                )
            )
            and (excluded.price, excluded.price_timestamp, excluded.timeframe, excluded.data_timestamp, excluded.volume)
                is distinct from (l.price, l.price_timestamp, l.timeframe, l.data_timestamp, l.volume);
            perform set_config('lock_timeout', former, true);
            return null;
        exception
            when lock_not_available then
                if attempt = 10 then
                    raise;
                end if;
        end;
    end loop;
end;
$$;

comment on function kaboom.update_latest_prices is
$$Trigger: keeps latest_prices at the bar of each symbol whose close was known last.

On a tie the longer timeframe wins. Bars that start in the future are left out.$$;

revoke execute on function kaboom.update_latest_prices from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/update_latest_prices.sql', 'repeatable', 'ef6807d892bc8c7ba4545ecaa4af35b4aa642f60864cc8cc3d061fd89ca46945', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/update_price_changes.sql repeatable c8fcdfee55c51bddf40392261d55d7fb603c9a3eeb8be807580ac8bbf26e1dbd
-- Because bars arrive in any order: the bar that follows a new, corrected or deleted one changed against
-- another price.
create or replace function kaboom.update_price_changes(symbols text[], timeframes text[], starts timestamptz[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
-- Because the triggers that call it switch these off for themselves, and without them this would read all bars.
set enable_nestloop = on
-- Below deadlock_timeout: see store_bars.
set lock_timeout = '100ms'
as $$
begin
    update public.market_data as m
    set price_change = c.price_change,
        price_change_percent = c.price_change_percent,
        -- The least that tells of a write: bar_known_at must not take the old close for a new one.
        updated_at = m.updated_at + interval '1 microsecond'
    from (
        select distinct n.symbol, n.timeframe, n.data_timestamp, n.close_price
        from unnest(symbols, timeframes, starts) as b (symbol, timeframe, starts)
        cross join lateral (
            select f.symbol, f.timeframe, f.data_timestamp, f.close_price, f.change_is_computed
            from public.market_data as f
            where f.symbol = b.symbol
                and f.timeframe = b.timeframe
                and f.data_timestamp > b.starts
            order by f.data_timestamp
            limit 1
        ) as n
        where n.change_is_computed
    ) as n
    left join lateral (
        select p.close_price
        from public.market_data as p
        where p.symbol = n.symbol
            and p.timeframe = n.timeframe
            and p.data_timestamp < n.data_timestamp
        order by p.data_timestamp desc
        limit 1
    ) as p on true
    cross join lateral kaboom.change_of_bar(n.close_price, p.close_price, null, null) as c
    where m.symbol = n.symbol
        and m.timeframe = n.timeframe
        and m.data_timestamp = n.data_timestamp
        and (m.price_change, m.price_change_percent) is distinct from (c.price_change, c.price_change_percent);
end;
$$;

comment on function kaboom.update_price_changes is
$$Work out once more what the bars that follow some bars changed, where the database computed it.

Arguments: symbols, timeframes and starts of the bars, three arrays of one length.$$;

revoke execute on function kaboom.update_price_changes from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/update_price_changes.sql', 'repeatable', 'c8fcdfee55c51bddf40392261d55d7fb603c9a3eeb8be807580ac8bbf26e1dbd', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/write_bars.sql repeatable 372222ac196e9c4e715977bb458102adc54abe58fb2749f1e262ecb2fddf8fee
-- Sorted, so that two batches meet each bar in the same order. The bars of a batch are one for each period.
create or replace function kaboom.write_bars(
    bars kaboom.incoming_bar[], out inserted integer, out updated integer, out new_bars kaboom.incoming_bar[]
)
returns record
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
-- Below deadlock_timeout: see store_bars.
set lock_timeout = '100ms'
as $$
begin
    with batch as materialized (
        select b.*, gen_random_uuid() as id,
            lag(b.data_timestamp) over series as former_start, lag(b.close_price) over series as former_close
        from unnest(bars) as b
        window series as (partition by b.symbol, b.timeframe order by b.data_timestamp)
    ),
    written as (
        insert into public.market_data as m (
            id, symbol, symbol_name, open_price, high_price, low_price, close_price, volume, price_change,
            price_change_percent, change_is_computed, adjustment_factor, timeframe, data_timestamp, data_source
        )
        select b.id, b.symbol, coalesce(b.symbol_name, i.name), b.open_price, b.high_price, b.low_price, b.close_price,
            b.volume, c.price_change, c.price_change_percent, c.is_computed,
            case when b.adjustment_factor > 0 and b.adjustment_factor < 1e10 then b.adjustment_factor end,
            b.timeframe, b.data_timestamp, coalesce(b.data_source, 'yfinance')
        from batch as b
        left join public.instruments as i on i.symbol = b.symbol
        left join lateral (
            select p.data_timestamp, p.close_price
            from public.market_data as p
            where p.symbol = b.symbol
                and p.timeframe = b.timeframe
                and p.data_timestamp < b.data_timestamp
            order by p.data_timestamp desc
            limit 1
        ) as s on true
        cross join lateral kaboom.change_of_bar(
            b.close_price,
            case
                when s.data_timestamp > b.former_start or b.former_start is null then s.close_price
                else b.former_close
            end,
            b.price_change,
            b.price_change_percent
        ) as c
        order by b.symbol, b.timeframe, b.data_timestamp
        on conflict (symbol, timeframe, data_timestamp) do update
        set symbol_name = coalesce(excluded.symbol_name, m.symbol_name),
            open_price = excluded.open_price,
            high_price = excluded.high_price,
            low_price = excluded.low_price,
            close_price = excluded.close_price,
            volume = excluded.volume,
            price_change = excluded.price_change,
            price_change_percent = excluded.price_change_percent,
            change_is_computed = excluded.change_is_computed,
            adjustment_factor = excluded.adjustment_factor,
            data_source = excluded.data_source,
            updated_at = excluded.updated_at
        where (
                m.open_price, m.high_price, m.low_price, m.close_price, m.volume, m.adjustment_factor,
                m.change_is_computed
            ) is distinct from (
                    excluded.open_price, excluded.high_price, excluded.low_price, excluded.close_price, excluded.volume,
                    excluded.adjustment_factor, excluded.change_is_computed
                )
            or m.symbol_name is distinct from coalesce(excluded.symbol_name, m.symbol_name)
            or (
                not excluded.change_is_computed
                and (m.price_change, m.price_change_percent)
                    is distinct from (excluded.price_change, excluded.price_change_percent)
            )
        returning id
    )
    select count(b.id), count(*) - count(b.id),
        array_agg((
            b.index, null, null, b.symbol, null, b.timeframe, b.data_timestamp,
            null, null, null, null, null, null, null, null, null
        )::kaboom.incoming_bar) filter (where b.id is not null)
    into inserted, updated, new_bars
    from written as w
    left join batch as b on b.id = w.id;
end;
$$;

comment on function kaboom.write_bars is
$$Insert bars, or update those that are there and differ.

Arguments: bars, good ones, of which none is named twice; their symbols are locked.
Returns: how many were inserted and updated; new_bars, period and symbol of those that were inserted.$$;

revoke execute on function kaboom.write_bars from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/write_bars.sql', 'repeatable', '372222ac196e9c4e715977bb458102adc54abe58fb2749f1e262ecb2fddf8fee', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/api/cleanup_old_market_data.sql repeatable 86878a9d95d6f2241a62dfbbb76d96e1d69ac461fed6b9285bcd296ef072bde0
-- Dropping a partition costs milliseconds, deleting its rows seconds. Dropping needs the parent for itself;
-- while it waits, readers queue behind it, so it waits a tenth of a second and leaves the rest to the next
-- call.
create or replace function public.cleanup_old_market_data()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '100ms'
as $$
declare
    old record;
begin
    -- Looked at without a lock first, so that a call with nothing to do disturbs nobody.
    if not exists (select from kaboom.old_bar_partitions()) then
        return;
    end if;
    begin
        lock table only partitions.market_data_short in access exclusive mode;
    exception
        when lock_not_available then
            raise notice 'minute bars are being read or written; old months go at the next call';
            return;
    end;
    for old in
        select o.name, o.low
        from kaboom.old_bar_partitions() as o
        order by o.low
    loop
        begin
            insert into kaboom.dropped_partitions (name, size_bytes)
            select old.name, pg_total_relation_size(format('partitions.%I', old.name)::regclass);
            execute format('drop table partitions.%I', old.name);
        exception
            when lock_not_available then
                raise notice '% is being read; it goes at the next call', old.name;
                return;
        end;
    end loop;
end;
$$;

comment on function public.cleanup_old_market_data is
$$Drop the bars of 1m and 5m whose month lies further back than the setting market_data_retention. For the owner.

A month goes as a whole, so bars live up to one month longer. One attempt: what is being read goes at the next
call; kaboom.run_retention() tries again and again. monitoring.upkeep tells what was dropped and what is due.
Errors: KB401 the setting is missing, KB402 it is out of bounds.$$;

revoke execute on function public.cleanup_old_market_data from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/api/cleanup_old_market_data.sql', 'repeatable', '86878a9d95d6f2241a62dfbbb76d96e1d69ac461fed6b9285bcd296ef072bde0', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/api/ingest_market_data.sql repeatable cb3d4f21806e82a28cb5efad6b7364d15b8a4eb5371257acb82f3bd1b93badd7
-- Definer: the service role may not make partitions nor lock latest_prices. It alone may call this.
create or replace function public.ingest_market_data(bars jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    largest constant integer := 10000;
    good kaboom.incoming_bar[];
    rejected jsonb;
    written record;
begin
    if jsonb_typeof(bars) is distinct from 'array' then
        raise exception 'bars are an array, not %', coalesce(jsonb_typeof(bars), 'missing')
            using errcode = 'KB603',
            detail = jsonb_build_object('type', jsonb_typeof(bars))::text,
            hint = 'Send a JSON array with an object for each bar.';
    end if;
    if jsonb_array_length(bars) > largest then
        raise exception 'a batch of % bars is larger than %', jsonb_array_length(bars), largest
            using errcode = 'KB604',
            detail = jsonb_build_object('bars', jsonb_array_length(bars), 'largest', largest)::text,
            hint = format('Send batches of at most %s bars.', largest);
    end if;

    with judged as materialized (
        select j.*
        from kaboom.judge_bars(bars) as j
    ),
    last_ones as (
        select distinct on (j.symbol, j.timeframe, j.data_timestamp) j.*
        from judged as j
        where j.code is null
        order by j.symbol, j.timeframe, j.data_timestamp, j.index desc
    )
    select
        (select array_agg(l::kaboom.incoming_bar) from last_ones as l),
        (
            select jsonb_agg(jsonb_build_object('index', j.index, 'code', j.code, 'reason', j.reason) order by j.index)
            from judged as j
            where j.code is not null
        )
    into good, rejected;

    perform kaboom.make_bar_partitions(good);
    select s.* into written
    from kaboom.store_bars(good) as s;

    return jsonb_build_object(
        'inserted', written.inserted,
        'updated', written.updated,
        'unchanged', coalesce(cardinality(good), 0) - written.inserted - written.updated,
        'rejected', coalesce(rejected, '[]')
    );
end;
$$;

comment on function public.ingest_market_data is
$$Store a batch of bars as feeds send them. For the service role.

Keys are those of yfinance, of J-Quants (daily and minute bars) or of market_data, and may be mixed. Symbols
are normalised, starts aligned to Tokyo, missing changes computed, missing partitions made. A bar that is
there is updated; of two elements for one bar the later counts; a day without trade is no bar. Bad elements
are listed in the result; the good ones are stored. Afterwards call evaluate_alerts().

Arguments: bars, a JSON array of at most 10,000 objects. Returns: {"inserted", "updated", "unchanged",
"rejected": [{"index" from 0, "code", "reason"}]}. Errors: KB603 no array, KB604 too many bars, KB612 a
partition is missing and another load holds the table, KB613 another transaction holds some of the bars. In
rejected: KB605 no object or no symbol, KB606 unknown timeframe, KB607 in the future, KB608 a price, KB609 low
or high, KB610 volume, KB611 time.$$;

revoke execute on function public.ingest_market_data from public, anon, authenticated, service_role;
grant execute on function public.ingest_market_data to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/api/ingest_market_data.sql', 'repeatable', 'cb3d4f21806e82a28cb5efad6b7364d15b8a4eb5371257acb82f3bd1b93badd7', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/api/latest_bars.sql repeatable 9ec48eef22320f22fb68a40d4b06b9ed17db3941c48c9443c95d05ed8ea7e8c3
create or replace function public.latest_bars(symbols text[], timeframe text default '1d')
returns setof public.market_data
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if cardinality(symbols) > 5000 then
        raise exception 'bars of % symbols at once are more than 5000', cardinality(symbols)
            using errcode = 'KB604',
            detail = jsonb_build_object('symbols', cardinality(symbols), 'largest', 5000)::text,
            hint = 'Ask for at most 5000 symbols.';
    end if;
    return query
        select m.*
        from (
            select distinct public.normalise_symbol(u.symbol) as symbol
            from unnest(latest_bars.symbols) as u (symbol)
        ) as s
        cross join lateral (
            select b.*
            from public.market_data as b
            where b.symbol = s.symbol
                and b.timeframe = latest_bars.timeframe
            order by b.data_timestamp desc
            limit 1
        ) as m
        order by s.symbol;
end;
$$;

comment on function public.latest_bars is
$$The newest bar of each of some symbols.

Arguments: symbols, at most 5,000, in any spelling; timeframe, 1d unless stated. Returns: rows of market_data
in order of symbols; none for a symbol without bars. Errors: KB604 too many symbols.$$;

revoke execute on function public.latest_bars from public, anon, authenticated, service_role;
grant execute on function public.latest_bars to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/api/latest_bars.sql', 'repeatable', '9ec48eef22320f22fb68a40d4b06b9ed17db3941c48c9443c95d05ed8ea7e8c3', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/api/price_history.sql repeatable 5aa01d190cab645e9a1bfb0a852af1e70c0d59303a5f0d0ada2d05c3829232cb
create or replace function public.price_history(
    symbol text, timeframe text default '1d',
    start_time timestamptz default '-infinity', end_time timestamptz default 'infinity'
)
returns setof public.market_data
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select m.*
    from public.market_data as m
    where m.symbol = public.normalise_symbol(price_history.symbol)
        and m.timeframe = price_history.timeframe
        and m.data_timestamp >= price_history.start_time
        and m.data_timestamp < price_history.end_time
    order by m.data_timestamp;
$$;

comment on function public.price_history is
$$The bars of a symbol in order of time.

Arguments: symbol, in any spelling; timeframe, 1d unless stated; start_time, included; end_time, excluded; all
bars where they are left out. Returns: rows of market_data.$$;

revoke execute on function public.price_history from public, anon, authenticated, service_role;
grant execute on function public.price_history to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/api/price_history.sql', 'repeatable', '5aa01d190cab645e9a1bfb0a852af1e70c0d59303a5f0d0ada2d05c3829232cb', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/api/price_limits_of.sql repeatable c88d9434579ac5b47d02e5e5594c2aa8af849ca83fb9ee18ae17f319a23b8eb9
create or replace function public.price_limits_of(
    symbol text, day date default (now() at time zone 'Asia/Tokyo')::date,
    out base_price numeric, out lower_limit numeric, out upper_limit numeric
)
returns setof record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    code constant text := public.normalise_symbol(symbol);
    price_limit numeric;
begin
    select round(b.close_price * coalesce(today.adjustment_factor, 1), 2) into base_price
    from (select public.previous_session(price_limits_of.day) as day) as p
    cross join lateral public.trading_sessions(p.day, p.day) as s
    join public.market_data as b
        on b.symbol = code
        and b.timeframe = '1d'
        and b.data_timestamp = p.day::timestamp at time zone 'Asia/Tokyo'
        -- A row that was written before the close holds no last price.
        and b.updated_at >= s.closes
    left join public.market_data as today
        on today.symbol = code
        and today.timeframe = '1d'
        and today.data_timestamp = price_limits_of.day::timestamp at time zone 'Asia/Tokyo';

    select l.price_limit into price_limit
    from public.price_limits as l
    where l.valid_from = (
            select max(v.valid_from)
            from public.price_limits as v
            where v.valid_from <= price_limits_of.day
        )
        and l.base_price_from <= base_price
    order by l.base_price_from desc
    limit 1;
    if price_limit is null then
        return;
    end if;
    lower_limit := public.round_to_tick(code, greatest(base_price - price_limit, 0.01), 'up', day);
    upper_limit := public.round_to_tick(code, base_price + price_limit, 'down', day);
    return next;
end;
$$;

comment on function public.price_limits_of is
$$Between which prices a share may trade on a day.

Arguments: symbol, in any spelling; day in Asia/Tokyo, today unless stated. Returns: base_price, the close of
the previous session's daily bar, times the adjustment_factor of the day's own bar where that is known;
lower_limit and upper_limit, both allowed; yen a share. No row where there is no such bar, or no limit of the
day. Errors: KB620 the calendar does not cover the day.$$;

revoke execute on function public.price_limits_of from public, anon, authenticated, service_role;
grant execute on function public.price_limits_of to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/api/price_limits_of.sql', 'repeatable', 'c88d9434579ac5b47d02e5e5594c2aa8af849ca83fb9ee18ae17f319a23b8eb9', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/api/resample_bars.sql repeatable bfc01f7b36e4806f0d04c39dd3c0a3bab8f7c713b31b5db799384a078f52114c
create or replace function public.resample_bars(
    symbol text, timeframe text, start_time timestamptz, end_time timestamptz, source_timeframe text default '1m'
)
returns table (
    data_timestamp timestamptz, open_price numeric, high_price numeric, low_price numeric, close_price numeric,
    volume bigint, vwap numeric, source_bars integer
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    length constant interval := case timeframe
        when '5m' then '5 minutes' when '15m' then '15 minutes' when '30m' then '30 minutes'
        when '1h' then '1 hour' when '2h' then '2 hours' when '4h' then '4 hours' when '1d' then '1 day'
    end::interval;
begin
    if length is null or coalesce(source_timeframe not in ('1m', '5m') or source_timeframe = timeframe, true) then
        raise exception 'bars of % are not made of bars of %', timeframe, source_timeframe
            using errcode = 'KB606',
            detail = jsonb_build_object('timeframe', timeframe, 'source_timeframe', source_timeframe)::text,
            hint = 'Make 5m, 15m, 30m, 1h, 2h, 4h or 1d out of 1m, or longer ones than 5m out of 5m.';
    end if;
    return query
        with parts as materialized (
            select s.day, p.opens, p.closes
            from public.trading_sessions(
                (start_time at time zone 'Asia/Tokyo')::date, (end_time at time zone 'Asia/Tokyo')::date
            ) as s
            cross join lateral (
                values (s.morning_opens, s.morning_closes), (s.afternoon_opens, s.afternoon_closes)
            ) as p (opens, closes)
            where p.opens is not null
        ),
        placed as (
            select m.*,
                case
                    when length >= interval '1 day' then p.day::timestamp at time zone 'Asia/Tokyo'
                    -- The auction at the close belongs to the last bar of its session.
                    else date_bin(length, least(m.data_timestamp, p.closes - interval '1 microsecond'), p.opens)
                end as starts
            from parts as p
            join public.market_data as m
                on m.symbol = public.normalise_symbol(resample_bars.symbol)
                and m.timeframe = resample_bars.source_timeframe
                and m.data_timestamp between p.opens and p.closes
            where m.data_timestamp >= resample_bars.start_time
                and m.data_timestamp < resample_bars.end_time
        )
        select b.starts,
            (array_agg(b.open_price order by b.data_timestamp))[1],
            max(coalesce(b.high_price, b.close_price)),
            min(coalesce(b.low_price, b.close_price)),
            (array_agg(b.close_price order by b.data_timestamp desc))[1],
            sum(b.volume)::bigint,
            round(
                sum(
                    (coalesce(b.high_price, b.close_price) + coalesce(b.low_price, b.close_price) + b.close_price)
                        / 3 * b.volume
                ) / nullif(sum(b.volume), 0),
                4
            ),
            count(*)::integer
        from placed as b
        group by b.starts
        order by b.starts;
end;
$$;

comment on function public.resample_bars is
$$Longer bars out of short ones, by the sessions of the exchange: no bar spans lunch or a close.

Bars of each session start with the session (hours at 9:00, 10:00, 11:00, 12:30, 13:30, 14:30); the auction at
the close belongs to the last one. Short bars outside the sessions are left out.

Arguments: symbol, in any spelling; timeframe: 5m, 15m, 30m, 1h, 2h, 4h or 1d; start_time, included, and
end_time, excluded, of the short bars; source_timeframe, 1m or 5m.
Returns: data_timestamp, start of the bar; open_price, high_price, low_price and close_price in yen a share;
volume in shares; vwap, the volume-weighted average of the short bars' typical prices
(high + low + close) / 3, null without volume; source_bars, of how many bars it is made.
Errors: KB606 a pair of timeframes that is not
offered, KB620 the calendar does not cover the range.$$;

revoke execute on function public.resample_bars from public, anon, authenticated, service_role;
grant execute on function public.resample_bars to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/api/resample_bars.sql', 'repeatable', 'bfc01f7b36e4806f0d04c39dd3c0a3bab8f7c713b31b5db799384a078f52114c', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/triggers/latest_prices.sql.j2 repeatable 7a3c4c98aeb7410bc1ab7836432b1d2ecc9ca421763a041e944d34bdf64a1327
create or replace trigger update_latest_prices_updated_at
before update on public.latest_prices
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.latest_prices'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.latest_prices', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/triggers/latest_prices.sql.j2', 'repeatable', '7a3c4c98aeb7410bc1ab7836432b1d2ecc9ca421763a041e944d34bdf64a1327', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/30_market_data/triggers/market_data.sql.j2 repeatable a6af6840d757cb6c4eee0f4b54956f9ce1e17cd0f0a103383452fb9c3caf46d8
create or replace trigger update_market_data_updated_at
before update on public.market_data
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger check_bars
after insert on public.market_data
referencing new table as bars
for each statement execute function kaboom.check_bars();

create or replace trigger check_moved_bars
after update on public.market_data
referencing new table as bars
for each statement execute function kaboom.check_bars();

create or replace trigger follow_price_changes
after delete on public.market_data
referencing old table as former
for each statement execute function kaboom.follow_price_changes();

create or replace trigger follow_price_changes_of_corrected_bars
after update on public.market_data
referencing old table as former new table as bars
for each statement execute function kaboom.follow_price_changes();

create or replace trigger recompute_latest_prices
after delete on public.market_data
referencing old table as former
for each statement execute function kaboom.recompute_latest_prices();

create or replace trigger recompute_latest_prices_of_moved_bars
after update on public.market_data
referencing old table as former new table as bars
for each statement execute function kaboom.recompute_latest_prices();

create or replace trigger update_latest_prices
after insert on public.market_data
referencing new table as bars
for each statement execute function kaboom.update_latest_prices();

create or replace trigger update_latest_prices_of_corrected_bars
after update on public.market_data
referencing new table as bars
for each statement execute function kaboom.update_latest_prices();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.market_data'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.market_data', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/30_market_data/triggers/market_data.sql.j2', 'repeatable', 'a6af6840d757cb6c4eee0f4b54956f9ce1e17cd0f0a103383452fb9c3caf46d8', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/admit_ai_request.sql repeatable 5c6f668a01b8883ff0adb0701bf7c9494a9adf920525f955355026c98e7fc6fd
-- Shared by what a user asks for and by what the service role inserts.
create or replace function kaboom.admit_ai_request(analysis public.ai_analysis_results)
returns public.ai_analysis_results
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.ai_profile(analysis.user_id);
    analysis.request_id := coalesce(analysis.request_id, analysis.id::text);
    perform kaboom.check_ai_request(analysis);
    analysis.requested := kaboom.describe_ai_request(analysis);
    if kaboom.match_earlier_analysis(analysis) then
        return null;
    end if;

    analysis := kaboom.fill_ai_defaults(analysis);
    analysis.reserved_until := null;
    if analysis.status in ('pending', 'processing') then
        analysis.reserved_until := analysis.created_at
            + make_interval(secs => 3600 * (kaboom.setting_ai_reservation()).hours::float8);
    end if;
    return analysis;
end;
$$;

comment on function kaboom.admit_ai_request is
$$Check a request for an analysis, fill its defaults in, and say until when it reserves its cost.

Arguments: analysis, the row that is to be inserted. Returns: the row; null where the same request was made before.
Errors: KB201 symbol, KB302 user, KB305 the id belongs to another request, KB306 an argument, KB401, KB402 settings.$$;

revoke execute on function kaboom.admit_ai_request from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/admit_ai_request.sql', 'repeatable', '5c6f668a01b8883ff0adb0701bf7c9494a9adf920525f955355026c98e7fc6fd', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/admit_analysis.sql repeatable aa92e46351845d8e964b60c6879de989aa278a56bfae60d557b67712d611ac02
-- BEFORE INSERT by the service role: a request for a user, or an analysis that was made elsewhere.
create or replace function kaboom.admit_analysis()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    admitted public.ai_analysis_results := kaboom.admit_ai_request(new);
begin
    if admitted.id is null then
        return null;
    end if;
    perform kaboom.check_ai_indicators(admitted.technical_indicators);
    if admitted.usage is not null then
        perform kaboom.check_ai_usage(admitted.usage);
    end if;
    if admitted.status = 'completed' then
        admitted := kaboom.draw_ai_consensus(admitted);
        -- One that was completed elsewhere keeps its time, and is as old as it says; none lies ahead.
        admitted.completed_at := least(admitted.completed_at, now());
    end if;
    return admitted;
end;
$$;

comment on function kaboom.admit_analysis is
$$Trigger: checks an analysis that the service role inserts; a repeated request_id inserts nothing.

Errors: KB201, KB302, KB305, KB306, KB310 to KB314, KB401, KB402.$$;

revoke execute on function kaboom.admit_analysis from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/admit_analysis.sql', 'repeatable', 'aa92e46351845d8e964b60c6879de989aa278a56bfae60d557b67712d611ac02', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/admit_request.sql repeatable fcbb46fc373e0de262f4bcebedbf9e86467d60ed8b9c129ac4a347ff91d0f4f0
-- BEFORE INSERT by a user: whatever the columns say, the row asks for an analysis, which is then to be made.
create or replace function kaboom.admit_request()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    new.status := 'pending';
    return kaboom.admit_ai_request(new);
end;
$$;

comment on function kaboom.admit_request is
$$Trigger: admits a request of a user for an analysis; a repeated request_id inserts nothing.

Errors: KB201, KB302, KB305, KB306, KB401, KB402.$$;

revoke execute on function kaboom.admit_request from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/admit_request.sql', 'repeatable', 'fcbb46fc373e0de262f4bcebedbf9e86467d60ed8b9c129ac4a347ff91d0f4f0', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_consensus.sql repeatable 4285505bb31506a735b0fb8bba640776ca594ba979595f5433ddf4a846f3a5e9
-- The exact shares decide; what the table stores is rounded afterwards.
create or replace function kaboom.ai_consensus(
    model_results jsonb,
    weights jsonb,
    threshold numeric,
    out decision text,
    out confidence numeric,
    out agreement numeric,
    out total_weight numeric,
    out cost_usd numeric,
    out seconds numeric
)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with results as (
        select
            r.element ->> 'decision' as decision,
            (r.element ->> 'confidence')::numeric as confidence,
            coalesce((weights ->> (r.element ->> 'analysis_type'))::numeric, 1) as weight,
            (r.element ->> 'cost_usd')::numeric as cost,
            (r.element ->> 'processing_time')::numeric as seconds
        from jsonb_array_elements(model_results -> 'results') as r (element)
    ),
    scores as (
        select r.decision, sum(r.weight * r.confidence) as score, sum(r.weight) as weight
        from results as r
        group by r.decision
    ),
    totals as (
        select sum(r.weight) as weight, sum(r.cost) as cost, sum(r.seconds) as seconds
        from results as r
    ),
    best as (
        select max(s.score) as score
        from scores as s
    ),
    winner as (
        select
            case
                when count(*) > 1 or min(b.score) < threshold * min(t.weight) then 'hold'
                else min(s.decision)
            end as decision
        from scores as s
        join best as b on b.score = s.score
        cross join totals as t
    )
    select
        w.decision,
        b.score / nullif(t.weight, 0),
        coalesce((select s.weight from scores as s where s.decision = w.decision), 0) / nullif(t.weight, 0),
        t.weight,
        t.cost,
        t.seconds
    from winner as w
    cross join best as b
    cross join totals as t;
$$;

comment on function kaboom.ai_consensus is
$$The decision that the results of several models add up to.

score(d) = sum of weight x confidence over the results that decide d; the decision is that of the highest
score, and hold where two share it or where score / sum of weights is below the threshold.

Arguments: model_results as model_results_problem accepts them; weights by analysis_type, 1 for a type that is
not there; threshold, 0 to 1. Returns: decision; confidence, the highest score / sum of weights (also where
the threshold makes the decision hold); agreement, the weight of the results that decide the decision / sum of
weights; total_weight, the sum of weights (where it is 0, confidence and agreement are null); cost_usd and
seconds, sums, null where no result has any.$$;

revoke execute on function kaboom.ai_consensus from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_consensus.sql', 'repeatable', '4285505bb31506a735b0fb8bba640776ca594ba979595f5433ddf4a846f3a5e9', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_costs.sql repeatable 4c9cf1da5c68ee1fa269c4e25e92629cbcc281ffe758509c6e030ee17e345908
-- What was paid, by the events: the analyses themselves only know what their results said.
create or replace view public.ai_costs
with (security_invoker = true)
as
select
    e.user_id,
    (e.occurred_at at time zone 'Asia/Tokyo')::date as day,
    e.model,
    count(*) filter (where e.kind = 'settled') as generations,
    sum(e.input_tokens) as input_tokens,
    sum(e.cache_read_tokens) as cache_read_tokens,
    sum(e.cache_write_tokens) as cache_write_tokens,
    sum(e.output_tokens) as output_tokens,
    sum(e.reasoning_tokens) as reasoning_tokens,
    sum(e.cost_usd) as cost_usd
from public.ai_usage_events as e
where e.part is not null
group by e.user_id, (e.occurred_at at time zone 'Asia/Tokyo')::date, e.model;

comment on view public.ai_costs is
$$What AI calls have cost, by user, day and model. A correction counts on the day it came.

Tokens are in buckets that share nothing.$$;
comment on column public.ai_costs.user_id is 'The user who made the calls.';
comment on column public.ai_costs.day is 'Day of the event in Asia/Tokyo.';
comment on column public.ai_costs.model is
'The model by its name at OpenRouter; null where the call did not name it.';
comment on column public.ai_costs.generations is 'Calls to the model that were settled.';
comment on column public.ai_costs.input_tokens is
'Tokens of prompts that were neither read from the cache nor written to it.';
comment on column public.ai_costs.cache_read_tokens is 'Tokens of prompts that came from the cache.';
comment on column public.ai_costs.cache_write_tokens is
'Tokens of prompts that were written to the cache.';
comment on column public.ai_costs.output_tokens is 'Tokens of completions without reasoning.';
comment on column public.ai_costs.reasoning_tokens is 'Tokens of completions that were reasoning.';
comment on column public.ai_costs.cost_usd is 'What they cost in US dollars, with corrections.';

create or replace trigger refuse_writes
instead of insert or update or delete on public.ai_costs
for each row execute function kaboom.refuse_view_writes();

revoke all on public.ai_costs from public, anon, authenticated, service_role;
grant select on public.ai_costs to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_costs.sql', 'repeatable', '4c9cf1da5c68ee1fa269c4e25e92629cbcc281ffe758509c6e030ee17e345908', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_decision_outcomes.sql repeatable 24851ae54013375db0794427459d21d2f3926086d95ef7d1b0e4f224a2947e35
-- From the close of the day of the analysis on: it is the first one that follows the analysis, or the last
-- before it, and never one that the next sessions are part of.
create or replace view public.ai_decision_outcomes
with (security_invoker = true)
as
select
    a.user_id,
    a.id as analysis_id,
    a.symbol,
    a.final_decision,
    b.data_date as base_date,
    b.close_price as base_close,
    n.closes[1] as close_1,
    n.closes[5] as close_5,
    n.closes[20] as close_20
from public.ai_analysis_results as a
cross join lateral (
    select ((a.completed_at at time zone 'Asia/Tokyo')::date + 1)::timestamp at time zone 'Asia/Tokyo' as day_end
) as d
cross join lateral (
    select m.data_date, m.close_price
    from public.market_data as m
    where m.symbol = a.symbol
        and m.timeframe = '1d'
        and m.data_timestamp < d.day_end
        and m.data_timestamp >= d.day_end - interval '31 days'
    order by m.data_timestamp desc
    limit 1
) as b
cross join lateral (
    select array(
        select m.close_price
        from public.market_data as m
        where m.symbol = a.symbol
            and m.timeframe = '1d'
            and m.data_timestamp >= d.day_end
            and m.data_timestamp < d.day_end + interval '92 days'
        order by m.data_timestamp
        limit 20
    ) as closes
) as n
where a.status = 'completed';

comment on view public.ai_decision_outcomes is
$$What the price did after each completed analysis whose share has daily bars in the 31 days before.

Sessions later than 92 days are not looked at.$$;
comment on column public.ai_decision_outcomes.user_id is 'The user for whom the analysis was made.';
comment on column public.ai_decision_outcomes.analysis_id is 'The analysis: id of ai_analysis_results.';
comment on column public.ai_decision_outcomes.symbol is 'Code of the Tokyo Stock Exchange.';
comment on column public.ai_decision_outcomes.final_decision is 'buy, sell or hold.';
comment on column public.ai_decision_outcomes.base_date is
'Day of the analysis in Asia/Tokyo, or the last session before it.';
comment on column public.ai_decision_outcomes.base_close is
'Close of base_date in yen per share, as traded.';
comment on column public.ai_decision_outcomes.close_1 is
'Close one session later in yen per share; null where it is not there yet.';
comment on column public.ai_decision_outcomes.close_5 is
'Close five sessions later in yen per share; null where it is not there yet.';
comment on column public.ai_decision_outcomes.close_20 is
'Close twenty sessions later in yen per share; null where it is not there yet.';

create or replace trigger refuse_writes
instead of insert or update or delete on public.ai_decision_outcomes
for each row execute function kaboom.refuse_view_writes();

revoke all on public.ai_decision_outcomes from public, anon, authenticated, service_role;
grant select on public.ai_decision_outcomes to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_decision_outcomes.sql', 'repeatable', '24851ae54013375db0794427459d21d2f3926086d95ef7d1b0e4f224a2947e35', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_expiry_parts.sql repeatable cafc89c3b8ceea184c7c44eb03f60abd0eb531a66b3dbd54bfea7058d44db611
create or replace function kaboom.ai_expiry_parts()
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select n::text
    from generate_series(
        1,
        (select (count(*) + 499) / 500 from public.ai_analysis_results as a where a.reserved_until <= now())
    ) as n;
$$;

comment on function kaboom.ai_expiry_parts is
'How many times expire_ai_reservations has to be called, one row for each: 500 expired reservations in one.';

revoke execute on function kaboom.ai_expiry_parts from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_expiry_parts.sql', 'repeatable', 'cafc89c3b8ceea184c7c44eb03f60abd0eb531a66b3dbd54bfea7058d44db611', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_limits.sql repeatable 7311638c3483ee7ed6d9053e88cacfcf24ca834d4d8aa9a6faaec7bcd8ebce0d
create or replace function kaboom.ai_limits(
    profile public.user_profiles, out calls integer, out cost_usd numeric
)
returns record
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        coalesce(
            profile.ai_quota_monthly,
            case profile.tier
                when 'basic' then s.basic_calls
                when 'premium' then s.premium_calls
                when 'enterprise' then s.enterprise_calls
            end
        ),
        case profile.tier
            when 'basic' then s.basic_cost_usd
            when 'premium' then s.premium_cost_usd
            when 'enterprise' then s.enterprise_cost_usd
        end
    from kaboom.setting_tier_limits() as s;
$$;

comment on function kaboom.ai_limits is
$$What a user may have in a month, as their tier and quota are now.

Arguments: profile, a row of user_profiles. Returns: calls, ai_quota_monthly or else those of the tier;
cost_usd in US dollars, null where the tier has no such limit. Errors: KB401, KB402 the setting
tier_limits.$$;

revoke execute on function kaboom.ai_limits from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_limits.sql', 'repeatable', '7311638c3483ee7ed6d9053e88cacfcf24ca834d4d8aa9a6faaec7bcd8ebce0d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_model_results.sql repeatable 852d8551d0e8afda59e6ed60cc258a3fac316173f0938811c3d8105fbcc4eabf
create or replace view public.ai_model_results
with (security_invoker = true)
as
select
    a.user_id,
    a.id as analysis_id,
    a.symbol,
    a.completed_at,
    r.place::integer as place,
    r.element ->> 'model' as model,
    r.element ->> 'analysis_type' as analysis_type,
    r.element ->> 'decision' as decision,
    (r.element ->> 'confidence')::numeric as confidence,
    (r.element ->> 'cost_usd')::numeric as cost_usd,
    (r.element ->> 'processing_time')::numeric as processing_time_seconds,
    r.element ->> 'decision' = a.final_decision as agrees
from public.ai_analysis_results as a
cross join lateral jsonb_array_elements(a.model_results -> 'results') with ordinality as r (element, place)
where a.status = 'completed';

comment on view public.ai_model_results is
$$What each model said in each completed analysis, one row for each element of model_results.$$;
comment on column public.ai_model_results.user_id is 'The user for whom the analysis was made.';
comment on column public.ai_model_results.analysis_id is 'The analysis: id of ai_analysis_results.';
comment on column public.ai_model_results.symbol is 'Code of the Tokyo Stock Exchange.';
comment on column public.ai_model_results.completed_at is 'When the analysis was completed.';
comment on column public.ai_model_results.place is 'Place of the element in model_results, from 1.';
comment on column public.ai_model_results.model is
'The model by its name at OpenRouter, where the result names it.';
comment on column public.ai_model_results.analysis_type is 'Kind of analysis, where the result names it.';
comment on column public.ai_model_results.decision is 'What the model decided: buy, sell or hold.';
comment on column public.ai_model_results.confidence is 'How sure the model was, 0 to 1.';
comment on column public.ai_model_results.cost_usd is 'Cost in US dollars, where the result says so.';
comment on column public.ai_model_results.processing_time_seconds is
'How long the model took in seconds, where the result says so.';
comment on column public.ai_model_results.agrees is
'Whether the decision is the final one of the analysis.';

create or replace trigger refuse_writes
instead of insert or update or delete on public.ai_model_results
for each row execute function kaboom.refuse_view_writes();

revoke all on public.ai_model_results from public, anon, authenticated, service_role;
grant select on public.ai_model_results to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_model_results.sql', 'repeatable', '852d8551d0e8afda59e6ed60cc258a3fac316173f0938811c3d8105fbcc4eabf', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_month.sql repeatable 17001ff3336e8898be3d3cd60b41aeb16982edc2e87eb53254eddb11dd8fc014
create or replace function kaboom.ai_month(at timestamptz)
returns date
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select date_trunc('month', at at time zone 'Asia/Tokyo')::date;
$$;

comment on function kaboom.ai_month is
'First day of the calendar month of Asia/Tokyo that a moment belongs to.';

revoke execute on function kaboom.ai_month from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_month.sql', 'repeatable', '17001ff3336e8898be3d3cd60b41aeb16982edc2e87eb53254eddb11dd8fc014', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_profile.sql repeatable a71dbaaf67f3e7d888d7e9d2be92337471d54751d546c7585eb6fe7969c89f92
-- Read without a lock: orders of the user never wait for an AI call, nor the other way round.
create or replace function kaboom.ai_profile(user_id uuid)
returns public.user_profiles
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    profile public.user_profiles;
begin
    select p.* into profile
    from public.user_profiles as p
    where p.id = ai_profile.user_id;
    if not found then
        raise exception 'user % not found', coalesce(user_id::text, 'null')
            using errcode = 'KB302',
            detail = jsonb_build_object('user_id', user_id)::text,
            hint = 'Use the id of a user who has signed up.';
    end if;
    return profile;
end;
$$;

comment on function kaboom.ai_profile is
$$The profile of the user whose AI calls are metered.

Arguments: user_id. Errors: KB302 there is no such user.$$;

revoke execute on function kaboom.ai_profile from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_profile.sql', 'repeatable', 'a71dbaaf67f3e7d888d7e9d2be92337471d54751d546c7585eb6fe7969c89f92', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_usage_booked.sql repeatable 094f8c1cd58c94273d45296dfc369ec2709ab859db9d34c2f1a3f80001958dbf
create or replace function kaboom.ai_usage_booked(user_id uuid, request_id text)
returns table (
    part integer,
    generation_id text,
    model text,
    input_tokens bigint,
    cache_read_tokens bigint,
    cache_write_tokens bigint,
    output_tokens bigint,
    reasoning_tokens bigint,
    cost_usd numeric,
    is_provisional boolean
)
language sql
stable
set search_path = pg_catalog, pg_temp
rows 5
as $$
    select e.part, max(e.generation_id), max(e.model), sum(e.input_tokens)::bigint,
        sum(e.cache_read_tokens)::bigint, sum(e.cache_write_tokens)::bigint, sum(e.output_tokens)::bigint,
        sum(e.reasoning_tokens)::bigint, sum(e.cost_usd), bool_and(e.is_provisional)
    from public.ai_usage_events as e
    where e.user_id = ai_usage_booked.user_id
        and e.request_id = ai_usage_booked.request_id
        and e.part is not null
    group by e.part;
$$;

comment on function kaboom.ai_usage_booked is
$$What is booked of each call to a model that a request has made, with corrections.

Arguments: user_id; request_id. Returns: part, from 1; generation_id and model where they are known; tokens and cost_usd;
is_provisional, whether the cost is still that of the results.$$;

revoke execute on function kaboom.ai_usage_booked from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_usage_booked.sql', 'repeatable', '094f8c1cd58c94273d45296dfc369ec2709ab859db9d34c2f1a3f80001958dbf', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_usage_elements.sql repeatable 5555b7aff6843f33a88fb927da92d8a084d9d38d61cd0361c5560535c611bbc1
create or replace function kaboom.ai_usage_elements(usage jsonb)
returns table (place integer, path text, envelope jsonb, counts_path text, counts jsonb)
language sql
immutable
set search_path = pg_catalog, pg_temp
rows 5
as $$
    select e.place, e.path, e.envelope,
        e.path || case when e.is_response then '.usage' else '' end,
        case when e.is_response then e.envelope -> 'usage' else e.envelope end
    from (
        select
            r.place::integer, format('$[%s]', r.place - 1), r.element,
            jsonb_typeof(r.element) = 'object' and r.element ? 'usage'
        from jsonb_array_elements(case jsonb_typeof(usage) when 'array' then usage else '[]' end)
            with ordinality as r (element, place)
        union all
        select 1, '$', usage, jsonb_typeof(usage) = 'object' and usage ? 'usage'
        where jsonb_typeof(usage) is distinct from 'array'
    ) as e (place, path, envelope, is_response);
$$;

comment on function kaboom.ai_usage_elements is
$$The generations that a usage tells of, each with where it is and its usage object.

Arguments: usage, one usage object of OpenRouter, or one response {"id", "model", "usage"}, or a list of
either. Returns: place, from 1; path of the element; envelope, the element, which may have id and model;
counts_path and counts, path and content of the usage object.$$;

revoke execute on function kaboom.ai_usage_elements from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_usage_elements.sql', 'repeatable', '5555b7aff6843f33a88fb927da92d8a084d9d38d61cd0361c5560535c611bbc1', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_usage_items.sql repeatable d2a27e2db176f92dabb835a740a5daa67ef1b8d6f4c6d34c3b6a26566e3a0128
-- Because OpenRouter counts cached tokens within the prompt and reasoning within the completion, sums of its
-- figures would count them twice.
create or replace function kaboom.ai_usage_items(usage jsonb)
returns table (
    place integer,
    generation_id text,
    model text,
    input_tokens bigint,
    cache_read_tokens bigint,
    cache_write_tokens bigint,
    output_tokens bigint,
    reasoning_tokens bigint,
    cost_usd numeric
)
language sql
immutable
set search_path = pg_catalog, pg_temp
rows 5
as $$
    select e.place, e.envelope ->> 'id', e.envelope ->> 'model',
        t.prompt - t.cached - t.written, t.cached, t.written, t.completion - t.reasoning, t.reasoning,
        round((e.counts ->> 'cost')::numeric, 10)
    from kaboom.ai_usage_elements(usage) as e
    cross join lateral (
        select
            coalesce((e.counts ->> 'prompt_tokens')::numeric::bigint, 0),
            coalesce((e.counts #>> '{prompt_tokens_details,cached_tokens}')::numeric::bigint, 0),
            coalesce((e.counts #>> '{prompt_tokens_details,cache_write_tokens}')::numeric::bigint, 0),
            coalesce((e.counts ->> 'completion_tokens')::numeric::bigint, 0),
            coalesce((e.counts #>> '{completion_tokens_details,reasoning_tokens}')::numeric::bigint, 0)
    ) as t (prompt, cached, written, completion, reasoning);
$$;

comment on function kaboom.ai_usage_items is
$$The generations of a usage with tokens in buckets that share nothing.

Arguments: usage as ai_usage_problem accepts it. Returns: place, from 1; generation_id and model where they
are given; input_tokens (neither cached nor written to the cache), cache_read_tokens, cache_write_tokens,
output_tokens (without reasoning), reasoning_tokens; cost_usd, to ten decimals.$$;

revoke execute on function kaboom.ai_usage_items from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_usage_items.sql', 'repeatable', 'd2a27e2db176f92dabb835a740a5daa67ef1b8d6f4c6d34c3b6a26566e3a0128', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_usage_numbers_problem.sql repeatable a47af90f387da90a1db5b87517283778709040f4c3d351b121987422d8b94bb2
create or replace function kaboom.ai_usage_numbers_problem(
    usage jsonb, out path text, out wanted text, out given jsonb
)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with tokens as (
        -- Every count of tokens: where it is, of which other it is a part, and what it is, 0 where it is missing.
        select e.place, t.step, e.counts_path || '.' || array_to_string(t.keys, '.') as path, t.whole,
            e.counts_path || '.' || t.keys[1] as details_path, e.counts -> t.keys[1] as details,
            e.counts -> t.whole as whole_given, coalesce(nullif(e.counts #> t.keys, 'null'), '0') as given
        from kaboom.ai_usage_elements(usage) as e
        cross join (
            values
                (1, '{prompt_tokens}'::text[], null),
                (2, '{completion_tokens}', null),
                (3, '{total_tokens}', null),
                (4, '{prompt_tokens_details,cached_tokens}', 'prompt_tokens'),
                (5, '{prompt_tokens_details,cache_write_tokens}', 'prompt_tokens'),
                (6, '{completion_tokens_details,reasoning_tokens}', 'completion_tokens')
        ) as t (step, keys, whole)
    ),
    counted as (
        select t.*,
            case when kaboom.is_json_number(t.given, 0, 999999999999) then t.given::text::numeric end as tokens
        from tokens as t
    ),
    problems (place, step, path, wanted, given) as (
        select c.place, c.step, c.path, 'a whole number from 0 to 999999999999', c.given
        from counted as c
        where coalesce(c.tokens <> trunc(c.tokens), true)
        union all
        select c.place, 9, min(c.details_path), format('at most %s in all', c.whole), (array_agg(c.details))[1]
        from counted as c
        where c.whole is not null
        group by c.place, c.whole
        having sum(c.tokens) > coalesce(
            case
                when kaboom.is_json_number((array_agg(c.whole_given))[1], 0, 999999999999)
                    then ((array_agg(c.whole_given))[1])::text::numeric
            end,
            0
        )
    )
    select p.path, p.wanted, p.given
    from problems as p
    order by p.place, p.step
    limit 1;
$$;

comment on function kaboom.ai_usage_numbers_problem is
$$The first count of tokens that is wrong: no whole number, or parts that exceed their whole.

Arguments: usage as for ai_usage_elements. Returns: path, wanted and given as model_results_problem does.$$;

revoke execute on function kaboom.ai_usage_numbers_problem from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_usage_numbers_problem.sql', 'repeatable', 'a47af90f387da90a1db5b87517283778709040f4c3d351b121987422d8b94bb2', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_usage_of_results.sql repeatable 8ab7e52fea3df294f6f883dd6baaad635c8e744d711dd33b81384e666a6095b0
create or replace function kaboom.ai_usage_of_results(model_results jsonb)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_agg(
        jsonb_build_object(
            'model', r.element ->> 'model',
            'usage', jsonb_build_object('cost', coalesce((r.element ->> 'cost_usd')::numeric, 0))
        )
        order by r.place
    )
    from jsonb_array_elements(model_results -> 'results') with ordinality as r (element, place);
$$;

comment on function kaboom.ai_usage_of_results is
$$A usage made of the costs that results carry, for an analysis that ends before the provider's record.

Arguments: model_results as model_results_problem accepts them. Returns: a list as for ai_usage_elements.$$;

revoke execute on function kaboom.ai_usage_of_results from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_usage_of_results.sql', 'repeatable', '8ab7e52fea3df294f6f883dd6baaad635c8e744d711dd33b81384e666a6095b0', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_usage_problem.sql repeatable 448ac04edf47fce9619d61b7cfd787ae693f66f49e90a4305bf93f5c77a62db5
create or replace function kaboom.ai_usage_problem(usage jsonb, out path text, out wanted text, out given jsonb)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with elements as (
        select e.*, e.envelope ->> 'id' as id, e.envelope ->> 'model' as model,
            coalesce(jsonb_typeof(e.envelope -> 'id'), 'null') as id_type,
            coalesce(jsonb_typeof(e.envelope -> 'model'), 'null') as model_type
        from kaboom.ai_usage_elements(usage) as e
    ),
    problems (place, step, path, wanted, given) as (
        select 0, 1, '$', 'a usage object, or a list of at least one', usage
        where not exists (select from elements)
        union all
        select 0, 2, '$', 'at most 65536 bytes and 32 levels', null
        where not kaboom.is_small_json(usage, 65536)
        union all
        select e.place, v.step, v.path, v.wanted, v.given
        from elements as e
        cross join lateral (
            values
                (1, e.counts_path, 'a usage object', e.counts, jsonb_typeof(e.counts) = 'object'),
                (
                    2, e.counts_path || '.cost', 'US dollars from 0 to 999999', e.counts -> 'cost',
                    kaboom.is_json_number(e.counts -> 'cost', 0, 999999)
                ),
                (
                    3, e.path || '.id', 'a text of 1 to 100 characters', e.envelope -> 'id',
                    e.id_type = 'null' or (e.id_type = 'string' and length(e.id) between 1 and 100)
                ),
                (
                    4, e.path || '.model', 'a text of 1 to 200 characters', e.envelope -> 'model',
                    e.model_type = 'null' or (e.model_type = 'string' and length(e.model) between 1 and 200)
                ),
                (
                    5, e.path || '.id', 'another id than before, or none anywhere', e.envelope -> 'id',
                    not exists (
                        select from elements as o
                        where o.place < e.place
                            and (o.id = e.id or (o.id is null) <> (e.id is null))
                    )
                )
        ) as v (step, path, wanted, given, is_right)
        where not coalesce(v.is_right, false)
        union all
        select 1000000, 1, n.path, n.wanted, n.given
        from kaboom.ai_usage_numbers_problem(usage) as n
        where n.path is not null
    )
    select p.path, p.wanted, p.given
    from problems as p
    order by p.place, p.step
    limit 1;
$$;

comment on function kaboom.ai_usage_problem is
$$The first thing that is wrong with the usage of AI calls.

Arguments: usage as for ai_usage_elements. Returns: path, wanted and given as model_results_problem does.$$;

revoke execute on function kaboom.ai_usage_problem from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_usage_problem.sql', 'repeatable', '448ac04edf47fce9619d61b7cfd787ae693f66f49e90a4305bf93f5c77a62db5', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/ai_usage_unbooked.sql repeatable 96a9f5d83ce3064f208549572dc7e3290c8b0943a9ff2dffba87f699a3ba48bf
-- A generation is known by its id, or, where one of the two sides has none, by its place in the list. Costs that the
-- results claim hold only until the provider's come.
create or replace function kaboom.ai_usage_unbooked(
    user_id uuid, request_id text, usage jsonb, is_provisional boolean
)
returns table (
    known_part integer,
    place integer,
    generation_id text,
    model text,
    input_tokens bigint,
    cache_read_tokens bigint,
    cache_write_tokens bigint,
    output_tokens bigint,
    reasoning_tokens bigint,
    cost_usd numeric
)
language sql
stable
set search_path = pg_catalog, pg_temp
rows 5
as $$
    with booked as materialized (
        select b.* from kaboom.ai_usage_booked(user_id, request_id) as b
    ),
    given as (
        select i.*, coalesce(same.part, nameless.part) as known_part
        from kaboom.ai_usage_items(usage) as i
        left join booked as same on same.generation_id = i.generation_id
        left join booked as nameless
            on same.part is null
            and nameless.part = i.place
            and (nameless.generation_id is null or i.generation_id is null)
            and (not nameless.is_provisional or coalesce(nameless.model = i.model, true))
        where not ai_usage_unbooked.is_provisional
            or not exists (select from booked as b where not b.is_provisional)
    )
    select g.known_part, g.place, coalesce(g.generation_id, b.generation_id), coalesce(b.model, g.model),
        g.input_tokens - coalesce(b.input_tokens, 0), g.cache_read_tokens - coalesce(b.cache_read_tokens, 0),
        g.cache_write_tokens - coalesce(b.cache_write_tokens, 0), g.output_tokens - coalesce(b.output_tokens, 0),
        g.reasoning_tokens - coalesce(b.reasoning_tokens, 0), g.cost_usd - coalesce(b.cost_usd, 0)
    from given as g
    left join booked as b on b.part = g.known_part
    union all
    select b.part, null, null, b.model, 0, 0, 0, 0, 0, -b.cost_usd
    from booked as b
    where b.is_provisional
        and not ai_usage_unbooked.is_provisional
        and not exists (select from given as g where g.known_part = b.part);
$$;

comment on function kaboom.ai_usage_unbooked is
$$What the usage of a request says beyond what is booked of it.

Arguments: user_id; request_id; usage as ai_usage_problem accepts it; is_provisional, whether its costs are those of the
results and not the provider's. Returns: known_part, the part that differs, null for one that is not booked; place in the
usage; generation_id and model where they are known; the differences of tokens and cost_usd, which may all be 0.$$;

revoke execute on function kaboom.ai_usage_unbooked from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/ai_usage_unbooked.sql', 'repeatable', '96a9f5d83ce3064f208549572dc7e3290c8b0943a9ff2dffba87f699a3ba48bf', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/book_analysis.sql repeatable dc335cf5ee8d1bc615ed7e0634769f7794fe3b0cc725e755a258b08a08740676
-- AFTER INSERT OR UPDATE OF status: an analysis that is completed is paid in the same transaction. One that was made
-- elsewhere brings its usage, or the client books it with update_ai_usage.
create or replace function kaboom.book_analysis()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.settle_ai_request(
        new.user_id, new.request_id, new.id,
        coalesce(new.usage, kaboom.ai_usage_of_results(new.model_results)),
        new.usage is null,
        case tg_op when 'INSERT' then new.created_at else now() end
    );
    return null;
end;
$$;

comment on function kaboom.book_analysis is
$$Trigger: books what a completed analysis has cost, by its usage, else by its results.

Errors: KB401, KB402 settings.$$;

revoke execute on function kaboom.book_analysis from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/book_analysis.sql', 'repeatable', 'dc335cf5ee8d1bc615ed7e0634769f7794fe3b0cc725e755a258b08a08740676', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/check_ai_indicators.sql repeatable d3e9f88eb86981e4e43f935e349dc740f89caf5d57ea5ad8544a3357dd7ba5ff
create or replace function kaboom.check_ai_indicators(indicators jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    problem record;
begin
    select p.path, p.wanted, p.given into problem
    from (
        select '$' as path, 'an object of indicators by name' as wanted, indicators as given
        where jsonb_typeof(indicators) <> 'object'
        union all
        select '$', 'at most 65536 bytes and 32 levels', null
        where not kaboom.is_small_json(indicators, 65536)
        union all
        select '$.RSI', 'a number from 0 to 100, or null', indicators -> 'RSI'
        where coalesce(jsonb_typeof(indicators -> 'RSI'), 'null') <> 'null'
            and not kaboom.is_json_number(indicators -> 'RSI', 0, 100)
    ) as p
    limit 1;
    if found then
        raise exception 'technical_indicators: % must be %, not %',
            problem.path, problem.wanted, coalesce(left(problem.given::text, 50), 'more')
            using errcode = 'KB313',
            detail = jsonb_build_object('path', problem.path, 'given', left(problem.given::text, 1000))::text,
            hint = 'Send {"RSI": 28.5, ...}, or leave it out.';
    end if;
end;
$$;

comment on function kaboom.check_ai_indicators is
$$Check the indicators of an analysis. Null is no problem: it means none.

Arguments: indicators. Errors: KB313, which names the element by its JSON path.$$;

revoke execute on function kaboom.check_ai_indicators from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/check_ai_indicators.sql', 'repeatable', 'd3e9f88eb86981e4e43f935e349dc740f89caf5d57ea5ad8544a3357dd7ba5ff', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/check_ai_request.sql repeatable 05efac736b57fe86018df0cc6e0f48e467135acc915be768c086e746e78f305a
create or replace function kaboom.check_ai_request(analysis public.ai_analysis_results)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    problem record;
begin
    if coalesce(analysis.symbol !~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY]$', true) then
        raise exception '% is no code of the Tokyo Stock Exchange', coalesce(analysis.symbol, 'null')
            using errcode = 'KB201',
            detail = jsonb_build_object('symbol', analysis.symbol)::text,
            hint = 'Four characters, such as 7203 or 130A.';
    end if;

    select p.path, p.wanted, p.given into problem
    from (
        select 'request_id' as path, 'a text that is not blank' as wanted, to_jsonb(analysis.request_id) as given
        where btrim(analysis.request_id) = ''
        union all
        select l.name, 'one list of 1 to 20', to_jsonb(l.list)
        from (
            values
                ('analysis_types', analysis.analysis_types, 50), ('models', analysis.models_used, 200),
                ('timeframes', analysis.timeframes, 10)
        ) as l (name, list, length)
        where coalesce(array_ndims(l.list) <> 1 or cardinality(l.list) > 20, l.list is not null)
        union all
        select
            format('%s[%s]', l.name, e.place - 1), format('a text of 1 to %s characters, once', l.length),
            to_jsonb(e.element)
        from (
            values
                ('analysis_types', analysis.analysis_types, 50), ('models', analysis.models_used, 200),
                ('timeframes', analysis.timeframes, 10)
        ) as l (name, list, length)
        cross join unnest(l.list) with ordinality as e (element, place)
        where coalesce(
            btrim(e.element) = ''
            or length(e.element) > l.length
            or array_position(l.list, e.element) < e.place + array_lower(l.list, 1) - 1,
            true
        )
    ) as p
    limit 1;
    if found then
        raise exception '% must be %, not %',
            problem.path, problem.wanted, coalesce(left(problem.given::text, 50), 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('path', problem.path, 'given', left(problem.given::text, 1000))::text,
            hint = format('Send %s in %s.', problem.wanted, problem.path);
    end if;
end;
$$;

comment on function kaboom.check_ai_request is
$$Check what a request for an analysis names.

Arguments: analysis, the row that is to be inserted; a list that is null is left to the defaults.
Errors: KB201 symbol, KB306 request_id or an element of a list.$$;

revoke execute on function kaboom.check_ai_request from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/check_ai_request.sql', 'repeatable', '05efac736b57fe86018df0cc6e0f48e467135acc915be768c086e746e78f305a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/check_ai_usage.sql repeatable 6050489ebe1fbca5093bd7ea7601a78f6a4df33eba39c34c2d2d3c854dbd294d
create or replace function kaboom.check_ai_usage(usage jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    problem record;
begin
    select p.* into problem from kaboom.ai_usage_problem(usage) as p;
    if problem.path is not null then
        raise exception 'usage: % must be %, not %',
            problem.path, problem.wanted, coalesce(left(problem.given::text, 50), 'missing')
            using errcode = 'KB311',
            detail = jsonb_build_object('path', problem.path, 'given', left(problem.given::text, 1000))::text,
            hint = 'Send the usage object of OpenRouter, its response {"id", "model", "usage"}, or a list of these.';
    end if;
end;
$$;

comment on function kaboom.check_ai_usage is
$$Check the usage of AI calls.

Arguments: usage. Errors: KB311, which names the element by its JSON path.$$;

revoke execute on function kaboom.check_ai_usage from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/check_ai_usage.sql', 'repeatable', '6050489ebe1fbca5093bd7ea7601a78f6a4df33eba39c34c2d2d3c854dbd294d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/check_analysis_step.sql repeatable 3c2591d599f59066a8075bb1af2e3d8455ec886d483045b9c61fbd281263c167
-- BEFORE UPDATE: a status only moves forward, and what has ended never changes, so that nobody refreshes an old
-- analysis.
create or replace function kaboom.check_analysis_step()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Asked by other triggers.
    elsewhere constant text[] := array['updated_at', 'user_id'];
begin
    if old.status in ('completed', 'failed') and to_jsonb(new) - elsewhere <> to_jsonb(old) - elsewhere then
        raise exception 'analysis % is % and never changes', old.id, old.status
            using errcode = 'KB308',
            detail = jsonb_build_object('analysis_id', old.id, 'status', old.status)::text,
            hint = 'Ask for a new analysis; what a call did cost is booked with settle_ai_usage.';
    end if;
    if old.status = 'processing' and new.status = 'pending' then
        raise exception 'analysis % is processing already', old.id
            using errcode = 'KB309',
            detail = jsonb_build_object('analysis_id', old.id, 'from', old.status, 'to', new.status)::text,
            hint = 'Its claim ends by itself; then claim_ai_analyses gives it to another worker.';
    end if;
    if new.status in ('completed', 'failed') then
        new.reserved_until := null;
    end if;
    return new;
end;
$$;

comment on function kaboom.check_analysis_step is
$$Trigger: refuses what changes an analysis that has ended, or takes a status back.

Errors: KB308 it has ended, KB309 backwards.$$;

revoke execute on function kaboom.check_analysis_step from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/check_analysis_step.sql', 'repeatable', '3c2591d599f59066a8075bb1af2e3d8455ec886d483045b9c61fbd281263c167', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/complete_analysis.sql repeatable 9c9c614b52766933d3b861692d2ff417fde547e7805779dc38be92e537b8a58d
-- BEFORE UPDATE OF status, where an open analysis becomes completed.
create or replace function kaboom.complete_analysis()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.check_ai_indicators(new.technical_indicators);
    if new.usage is not null then
        perform kaboom.check_ai_usage(new.usage);
    end if;
    new := kaboom.draw_ai_consensus(new);
    new.completed_at := now();
    return new;
end;
$$;

comment on function kaboom.complete_analysis is
$$Trigger: checks the results of an analysis, and completes it with the decision that they add up to.

Errors: KB310 to KB314, KB401, KB402.$$;

revoke execute on function kaboom.complete_analysis from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/complete_analysis.sql', 'repeatable', '9c9c614b52766933d3b861692d2ff417fde547e7805779dc38be92e537b8a58d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/describe_ai_request.sql repeatable 3d8ce3d3f1db8357b3a071d127b7ff60fa507f7453f4ae064bb994da2b59390d
create or replace function kaboom.describe_ai_request(analysis public.ai_analysis_results)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_strip_nulls(
        jsonb_build_object(
            'symbol', analysis.symbol,
            'analysis_types', analysis.analysis_types,
            'models', analysis.models_used,
            'timeframes', analysis.timeframes
        )
    );
$$;

comment on function kaboom.describe_ai_request is
'What the client chose in a request, before defaults are filled in: the same again is the same request.';

revoke execute on function kaboom.describe_ai_request from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/describe_ai_request.sql', 'repeatable', '3d8ce3d3f1db8357b3a071d127b7ff60fa507f7453f4ae064bb994da2b59390d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/draw_ai_consensus.sql repeatable 093c9a776844e89dd4661a19d1ff129961df42cfb082c6625b467bba670f5b4b
create or replace function kaboom.draw_ai_consensus(analysis public.ai_analysis_results)
returns public.ai_analysis_results
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    setting constant record := kaboom.setting_ai_consensus();
    problem record;
    drawn record;
begin
    select p.* into problem from kaboom.model_results_problem(analysis.model_results) as p;
    if problem.path is not null then
        raise exception 'model_results: % must be %, not %',
            problem.path, problem.wanted, coalesce(left(problem.given::text, 50), 'missing')
            using errcode = 'KB310',
            detail = jsonb_build_object('path', problem.path, 'given', left(problem.given::text, 1000))::text,
            hint = 'Send {"results": [{"model", "analysis_type", "decision", "confidence"}, ...]}.';
    end if;
    select p.* into problem from kaboom.weights_problem(analysis.consensus_weights) as p;
    if problem.path is null then
        analysis.consensus_weights := setting.weights || coalesce(analysis.consensus_weights, '{}');
        drawn := kaboom.ai_consensus(analysis.model_results, analysis.consensus_weights, setting.threshold);
        if drawn.total_weight = 0 then
            select '$' as path, 'above 0 for one type' as wanted, analysis.consensus_weights as given into problem;
        end if;
    end if;
    if problem.path is not null then
        raise exception 'weights: % must be %, not %',
            problem.path, problem.wanted, coalesce(left(problem.given::text, 50), 'more')
            using errcode = 'KB312',
            detail = jsonb_build_object('path', problem.path, 'given', left(problem.given::text, 1000))::text,
            hint = 'Send {"technical": 0.4, "sentiment": 0.3}; a type without a weight has 1.';
    end if;
    if analysis.final_decision <> drawn.decision then
        raise exception 'the results decide %, not %', drawn.decision, analysis.final_decision
            using errcode = 'KB314',
            detail = jsonb_build_object(
                'decision', drawn.decision, 'given', analysis.final_decision, 'confidence', drawn.confidence,
                'threshold', setting.threshold, 'weights', analysis.consensus_weights
            )::text,
            hint = 'Leave final_decision out; weights and threshold are in the setting ai_consensus.';
    end if;

    analysis.final_decision := drawn.decision;
    analysis.consensus_confidence := drawn.confidence;
    analysis.model_agreement := drawn.agreement;
    analysis.consensus_threshold := setting.threshold;
    analysis.processing_time_seconds := coalesce(drawn.seconds, analysis.processing_time_seconds);
    analysis.total_cost_usd := coalesce(
        drawn.cost_usd,
        (select sum(i.cost_usd) from kaboom.ai_usage_items(analysis.usage) as i where analysis.usage is not null),
        analysis.total_cost_usd
    );
    return analysis;
end;
$$;

comment on function kaboom.draw_ai_consensus is
$$Check the results of an analysis and draw the decision, its figures, cost and time from them.

Arguments: analysis with model_results, usage (checked already) and, on top of the setting, consensus_weights.
Errors: KB310 results, KB312 weights, each with the JSON path of the element; KB314 another decision is given;
KB401, KB402 the setting ai_consensus.$$;

revoke execute on function kaboom.draw_ai_consensus from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/draw_ai_consensus.sql', 'repeatable', '093c9a776844e89dd4661a19d1ff129961df42cfb082c6625b467bba670f5b4b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/estimate_ai_cost.sql repeatable 09ec05fe4da35ef4a35caa7bf4b33383f59f303af33413bcf344f598bc372fdc
create or replace function kaboom.estimate_ai_cost(models text[], analysis_types text[], on_day date)
returns numeric
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select round(
        cardinality(analysis_types) * sum(
            coalesce((r.input_tokens * p.input_usd + r.output_tokens * p.output_usd) / 1000000, u.usd)
        ),
        10
    )
    from unnest(models) as m (model)
    cross join kaboom.setting_ai_reservation() as r
    cross join kaboom.setting_ai_unknown_model_cost() as u (usd)
    left join lateral (
        select p.input_usd, p.output_usd
        from public.ai_model_prices as p
        where p.model = m.model
            and p.valid_from <= on_day
        order by p.valid_from desc
        limit 1
    ) as p on true;
$$;

comment on function kaboom.estimate_ai_cost is
$$What an analysis is expected to cost: each model is asked once for each analysis type.

Arguments: models and analysis_types, each at least one; on_day, whose prices count. Returns: US dollars, to
ten decimals. Errors: KB401, KB402 the settings ai_reservation and ai_unknown_model_cost.$$;

revoke execute on function kaboom.estimate_ai_cost from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/estimate_ai_cost.sql', 'repeatable', '09ec05fe4da35ef4a35caa7bf4b33383f59f303af33413bcf344f598bc372fdc', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/expire_ai_reservations.sql repeatable e326d5a27d6f65aed849e9ddfdecd0be5f61683453af1b271ab1e79b861b5afb
-- Takes only rows that nobody holds, the request's and its month's, so that it neither waits for a settlement
-- nor makes one wait in a circle; what is busy has its turn at the next run.
create or replace function kaboom.expire_ai_reservations(
    at_most integer default 500, at timestamptz default now()
)
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    chosen uuid[];
    expired record;
begin
    -- All locks first: a row that this transaction has changed since would be passed over.
    select array_agg(l.id) into chosen
    from (
        select a.id
        from public.ai_analysis_results as a
        join public.ai_usage as u on u.user_id = a.user_id and u.month = kaboom.ai_month(a.created_at)
        where a.reserved_until <= at
        order by a.reserved_until
        limit at_most
        for no key update of a, u skip locked
    ) as l;
    for expired in
        update public.ai_analysis_results as a
        set reserved_until = null
        where a.id = any(chosen)
        returning a.user_id, a.request_id
    loop
        perform kaboom.release_ai_usage(expired.user_id, expired.request_id, 'expired', at);
    end loop;

    -- Fewer than it might take means that the others are busy, or that there are none.
    return case
        when cardinality(chosen) = at_most
            then (select count(*)::integer from public.ai_analysis_results as a where a.reserved_until <= at)
        else 0
    end;
end;
$$;

comment on function kaboom.expire_ai_reservations is
$$Give back the reservations of analyses that nobody has ended in time.

A later settlement still counts, and is marked late.

Arguments: at_most, how many in one call; at, the moment up to which they have to have expired. Returns: how
many are left to the next call, 0 where the others are busy.$$;

revoke execute on function kaboom.expire_ai_reservations from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/expire_ai_reservations.sql', 'repeatable', 'e326d5a27d6f65aed849e9ddfdecd0be5f61683453af1b271ab1e79b861b5afb', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/fill_ai_defaults.sql repeatable 363e7ce914d4cbbd9ebab2945c7f52a5792ffbc66300f2ceb49eee05354be23d
create or replace function kaboom.fill_ai_defaults(analysis public.ai_analysis_results)
returns public.ai_analysis_results
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    config constant record := kaboom.setting_ai_model_config(kaboom.setting('ai_model_config'));
begin
    analysis.timeframes := coalesce(analysis.timeframes, config.timeframes);
    analysis.analysis_types := coalesce(
        analysis.analysis_types, array(select k from jsonb_object_keys(config.models) as k order by k)
    );
    analysis.models_used := coalesce(
        analysis.models_used,
        array(
            select distinct coalesce(config.models ->> t, config.default_technical)
            from unnest(analysis.analysis_types) as t
            order by 1
        )
    );
    return analysis;
end;
$$;

comment on function kaboom.fill_ai_defaults is
$$Fill in, from the setting ai_model_config, what a request left out: types, the models of these types,
timeframes.

A type without a model of its own is asked of the model of technical analyses.

Arguments: analysis, the row that is to be inserted. Errors: KB401, KB402 the setting.$$;

revoke execute on function kaboom.fill_ai_defaults from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/fill_ai_defaults.sql', 'repeatable', '363e7ce914d4cbbd9ebab2945c7f52a5792ffbc66300f2ceb49eee05354be23d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/latest_ai_decisions.sql repeatable 32eb8cccbd9f312bbd3599545dc8e67fecca5c28154e1c528b73663dd0c8e80b
create or replace view public.latest_ai_decisions
with (security_invoker = true)
as
select distinct on (a.user_id, a.symbol)
    a.user_id,
    a.symbol,
    a.symbol_name,
    a.id as analysis_id,
    a.final_decision,
    a.consensus_confidence,
    a.model_agreement,
    a.completed_at
from public.ai_analysis_results as a
where a.status = 'completed'
order by a.user_id, a.symbol, a.completed_at desc, a.id;

comment on view public.latest_ai_decisions is
$$The latest completed analysis of each share, one row for each user and symbol.$$;
comment on column public.latest_ai_decisions.user_id is 'The user for whom the analysis was made.';
comment on column public.latest_ai_decisions.symbol is 'Code of the Tokyo Stock Exchange.';
comment on column public.latest_ai_decisions.symbol_name is
'Name of the share, where the analysis has it.';
comment on column public.latest_ai_decisions.analysis_id is 'The analysis: id of ai_analysis_results.';
comment on column public.latest_ai_decisions.final_decision is 'buy, sell or hold.';
comment on column public.latest_ai_decisions.consensus_confidence is
'Weighted confidence of the best decision, 0 to 1.';
comment on column public.latest_ai_decisions.model_agreement is
'Weight of the results that decide final_decision, 0 to 1.';
comment on column public.latest_ai_decisions.completed_at is 'When the analysis was completed.';

create or replace trigger refuse_writes
instead of insert or update or delete on public.latest_ai_decisions
for each row execute function kaboom.refuse_view_writes();

revoke all on public.latest_ai_decisions from public, anon, authenticated, service_role;
grant select on public.latest_ai_decisions to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/latest_ai_decisions.sql', 'repeatable', '32eb8cccbd9f312bbd3599545dc8e67fecca5c28154e1c528b73663dd0c8e80b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/lock_ai_month.sql repeatable 418759dce14893c64ebd5e78c108a7af462398762e8652e660cd0fc9b964e3a0
create or replace function kaboom.lock_ai_month(user_id uuid, month date)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    insert into public.ai_usage (user_id, month)
    values (lock_ai_month.user_id, lock_ai_month.month)
    on conflict on constraint ai_usage_pkey do nothing;
    select from public.ai_usage as u
    where u.user_id = lock_ai_month.user_id
        and u.month = lock_ai_month.month
    for no key update;
$$;

comment on function kaboom.lock_ai_month is
$$Make and lock a user's row of ai_usage: what is read afterwards stays so until the end of the transaction.

Arguments: user_id; month, its first day.$$;

revoke execute on function kaboom.lock_ai_month from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/lock_ai_month.sql', 'repeatable', '418759dce14893c64ebd5e78c108a7af462398762e8652e660cd0fc9b964e3a0', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/lock_analysis.sql repeatable 7013345937f380b86c8dd44ffa266ccd9d1dfa092ff69a590f1f525108bc6653
-- The events' foreign key wants a share of auth.users, and who erases an account begins there.
create or replace function kaboom.lock_analysis(analysis_id uuid)
returns public.ai_analysis_results
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    analysis public.ai_analysis_results;
begin
    perform from auth.users as u
    where u.id = (select a.user_id from public.ai_analysis_results as a where a.id = lock_analysis.analysis_id)
    for key share;
    select a.* into analysis
    from public.ai_analysis_results as a
    where a.id = lock_analysis.analysis_id
    for no key update;
    if not found then
        raise exception 'analysis % not found', coalesce(analysis_id::text, 'null')
            using errcode = 'KB307',
            detail = jsonb_build_object('analysis_id', analysis_id)::text,
            hint = 'Use the id of an analysis.';
    end if;
    return analysis;
end;
$$;

comment on function kaboom.lock_analysis is
$$Lock an analysis, after a share of the account that it belongs to, and return it as it is from then on.

Arguments: analysis_id. Errors: KB307 there is no such analysis.$$;

revoke execute on function kaboom.lock_analysis from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/lock_analysis.sql', 'repeatable', '7013345937f380b86c8dd44ffa266ccd9d1dfa092ff69a590f1f525108bc6653', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/match_earlier_analysis.sql repeatable c87dbad410322696a910bcfe25c41f132a15f57bae6729d54678ca5a67691725
create or replace function kaboom.match_earlier_analysis(analysis public.ai_analysis_results)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    earlier public.ai_analysis_results;
begin
    select a.* into earlier
    from public.ai_analysis_results as a
    where a.user_id = analysis.user_id
        and a.request_id = analysis.request_id;
    if not found then
        return false;
    end if;
    -- A repeated request is the same whatever has become of the first one; a repeated result has to be the
    -- same result.
    if earlier.requested = analysis.requested
        and (analysis.model_results is null or analysis.model_results = earlier.model_results) then
        return true;
    end if;
    raise exception 'request_id % belongs to another request: %',
        analysis.request_id, left(earlier.requested::text, 500)
        using errcode = 'KB305',
        detail = jsonb_build_object(
            'request_id', analysis.request_id, 'analysis_id', earlier.id, 'earlier', earlier.requested,
            'now', analysis.requested
        )::text,
        hint = 'Use a new request_id.';
end;
$$;

comment on function kaboom.match_earlier_analysis is
$$Whether a request has been made before under its request_id.

Arguments: analysis, the row that is to be inserted, with requested. Errors: KB305 the id belongs to another
request.$$;

revoke execute on function kaboom.match_earlier_analysis from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/match_earlier_analysis.sql', 'repeatable', 'c87dbad410322696a910bcfe25c41f132a15f57bae6729d54678ca5a67691725', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/model_results_problem.sql repeatable 294f399e8a43453b08d89667b506314743c6c626daa3972636e4bf985d39ba17
create or replace function kaboom.model_results_problem(
    model_results jsonb, out path text, out wanted text, out given jsonb
)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with results as (
        select r.element, r.place, format('$.results[%s]', r.place - 1) as path
        from jsonb_array_elements(
            case jsonb_typeof(model_results -> 'results') when 'array' then model_results -> 'results' else '[]' end
        ) with ordinality as r (element, place)
    ),
    problems (place, step, path, wanted, given) as (
        select 0, 1, '$', 'an object {"results": [...]}', model_results
        where jsonb_typeof(model_results) is distinct from 'object'
        union all
        select 0, 2, '$', 'at most 1048576 bytes and 32 levels', null
        where not kaboom.is_small_json(model_results, 1048576)
        union all
        select 0, 3, '$.results', 'a list of at least one result', model_results -> 'results'
        where not exists (select from results)
        union all
        select r.place, v.step, r.path || v.member, v.wanted, v.given
        from results as r
        cross join lateral (
            values
                (1, '', 'an object', r.element, jsonb_typeof(r.element) = 'object'),
                (
                    2, '.decision', '"buy", "sell" or "hold"', r.element -> 'decision',
                    coalesce(r.element -> 'decision' in ('"buy"', '"sell"', '"hold"'), false)
                ),
                (
                    3, '.confidence', 'a number from 0 to 1', r.element -> 'confidence',
                    kaboom.is_json_number(r.element -> 'confidence', 0, 1)
                ),
                (
                    4, '.cost_usd', 'US dollars from 0 to 999999', r.element -> 'cost_usd',
                    coalesce(jsonb_typeof(r.element -> 'cost_usd'), 'null') = 'null'
                    or kaboom.is_json_number(r.element -> 'cost_usd', 0, 999999)
                ),
                (
                    5, '.processing_time', 'seconds from 0 to 999999999', r.element -> 'processing_time',
                    coalesce(jsonb_typeof(r.element -> 'processing_time'), 'null') = 'null'
                    or kaboom.is_json_number(r.element -> 'processing_time', 0, 999999999)
                ),
                (
                    6, '.model', 'a text of 1 to 200 characters', r.element -> 'model',
                    coalesce(jsonb_typeof(r.element -> 'model'), 'null') = 'null'
                    or (
                        jsonb_typeof(r.element -> 'model') = 'string'
                        and length(r.element ->> 'model') between 1 and 200
                    )
                ),
                (
                    7, '.analysis_type', 'a text of 1 to 50 characters', r.element -> 'analysis_type',
                    coalesce(jsonb_typeof(r.element -> 'analysis_type'), 'null') = 'null'
                    or (
                        jsonb_typeof(r.element -> 'analysis_type') = 'string'
                        and length(r.element ->> 'analysis_type') between 1 and 50
                    )
                )
        ) as v (step, member, wanted, given, is_right)
        where not v.is_right
    )
    select p.path, p.wanted, p.given
    from problems as p
    order by p.place, p.step
    limit 1;
$$;

comment on function kaboom.model_results_problem is
$$The first thing that is wrong with the results of an analysis.

Arguments: model_results. Returns: path, the JSON path of the element; wanted, what belongs there; given, what
is there. All are null where nothing is wrong.$$;

revoke execute on function kaboom.model_results_problem from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/model_results_problem.sql', 'repeatable', '294f399e8a43453b08d89667b506314743c6c626daa3972636e4bf985d39ba17', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/note_ai_thresholds.sql repeatable a72fa289c45f9fc20b24ac957a6e652058518a7e47040e75759ac26b5149e8b6
create or replace function kaboom.note_ai_thresholds(user_id uuid, month date)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    insert into public.ai_usage_thresholds (user_id, month, percent, measure, used, allowed)
    select u.user_id, u.month, t.percent, m.measure, m.used, m.allowed
    from public.ai_usage as u
    join public.user_profiles as p on p.id = u.user_id
    cross join lateral kaboom.ai_limits(p) as l
    cross join (values (50), (80), (100)) as t (percent)
    cross join lateral (
        select v.measure, v.used, v.allowed
        from (
            values (1, 'calls', u.calls::numeric, l.calls::numeric), (2, 'cost_usd', u.cost_usd, l.cost_usd)
        ) as v (place, measure, used, allowed)
        where v.used > 0
            and v.used * 100 >= v.allowed * t.percent
        order by v.place
        limit 1
    ) as m
    where u.user_id = note_ai_thresholds.user_id
        and u.month = note_ai_thresholds.month
    on conflict on constraint ai_usage_thresholds_pkey do nothing;
$$;

comment on function kaboom.note_ai_thresholds is
$$Note which of 50, 80 and 100 percent of calls or dollars a month has reached, each once.

Arguments: user_id; month, its first day. Errors: KB401, KB402 the setting tier_limits.$$;

revoke execute on function kaboom.note_ai_thresholds from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/note_ai_thresholds.sql', 'repeatable', 'a72fa289c45f9fc20b24ac957a6e652058518a7e47040e75759ac26b5149e8b6', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/post_ai_usage.sql repeatable b3f875076705e65cba4bce4a7d232862ef6ca7df4172ed3aef5f65313ace1240
-- A figure that is booked is never changed: what differs is posted as a correction.
create or replace function kaboom.post_ai_usage(
    user_id uuid, request_id text, analysis_id uuid, month date, usage jsonb, is_provisional boolean,
    is_late boolean, at timestamptz
)
returns numeric
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    with numbers as (
        select coalesce(max(e.event_no), 0) as last_event, coalesce(max(e.part), 0) as last_part
        from public.ai_usage_events as e
        where e.user_id = post_ai_usage.user_id
            and e.request_id = post_ai_usage.request_id
    ),
    posted as (
        insert into public.ai_usage_events (
            user_id, request_id, event_no, kind, month, analysis_id, part, generation_id, model, input_tokens,
            cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_usd, is_provisional,
            is_late, occurred_at
        )
        select
            post_ai_usage.user_id, post_ai_usage.request_id,
            n.last_event + row_number() over (order by c.known_part, c.place),
            case when c.known_part is null then 'settled' else 'corrected' end,
            post_ai_usage.month, post_ai_usage.analysis_id,
            coalesce(
                c.known_part,
                n.last_part + row_number() over (partition by c.known_part is null order by c.place)
            ),
            c.generation_id,
            coalesce(
                c.model,
                (
                    select a.models_used[1]
                    from public.ai_analysis_results as a
                    where a.id = post_ai_usage.analysis_id
                        and cardinality(a.models_used) = 1
                )
            ),
            c.input_tokens, c.cache_read_tokens, c.cache_write_tokens, c.output_tokens, c.reasoning_tokens,
            c.cost_usd, post_ai_usage.is_provisional, post_ai_usage.is_late, at
        from kaboom.ai_usage_unbooked(user_id, request_id, usage, is_provisional) as c
        cross join numbers as n
        where c.known_part is null
            or (
                c.input_tokens, c.cache_read_tokens, c.cache_write_tokens, c.output_tokens, c.reasoning_tokens,
                c.cost_usd
            ) <> (0, 0, 0, 0, 0, 0)
        returning cost_usd
    )
    select coalesce(sum(p.cost_usd), 0) from posted as p;
$$;

comment on function kaboom.post_ai_usage is
$$Post what a request's usage says beyond what is booked of it. The caller has locked the month.

Arguments: user_id; request_id; analysis_id; month that the call counts in; usage as ai_usage_problem accepts
it; is_provisional, whether its costs are those of the results and not the provider's; is_late, whether its
reservation had been given back; at, when. Returns: the change of cost in US dollars.$$;

revoke execute on function kaboom.post_ai_usage from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/post_ai_usage.sql', 'repeatable', 'b3f875076705e65cba4bce4a7d232862ef6ca7df4172ed3aef5f65313ace1240', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/refuse_ai_call.sql repeatable 7818432f26825b292b9448673205b16f5b297e9aa231965c03c2bd10fd6c4370
create or replace function kaboom.refuse_ai_call(
    month date, calls_allowed integer, cost_allowed numeric, used public.ai_usage, cost_usd numeric
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    calls constant integer := coalesce(used.calls, 0);
    reserved constant integer := coalesce(used.reserved_calls, 0);
    spent constant numeric := coalesce(used.cost_usd, 0);
    held constant numeric := coalesce(used.reserved_cost_usd, 0);
begin
    if calls + reserved + 1 > calls_allowed then
        raise exception 'all % AI calls of % are used: % made, % reserved',
            calls_allowed, to_char(month, 'YYYY-MM'), calls, reserved
            using errcode = 'KB301',
            detail = jsonb_build_object(
                'month', month, 'calls_allowed', calls_allowed, 'calls_used', calls, 'calls_reserved', reserved
            )::text,
            hint = 'Wait for the next month (Asia/Tokyo), or raise the tier or ai_quota_monthly.';
    end if;
    raise exception 'the AI budget of % does not cover % dollars more: of %, % are spent and % reserved',
        to_char(month, 'YYYY-MM'), trim_scale(cost_usd), trim_scale(cost_allowed), trim_scale(spent),
        trim_scale(held)
        using errcode = 'KB304',
        detail = jsonb_build_object(
            'month', month, 'cost_allowed_usd', cost_allowed, 'cost_usd', spent, 'cost_reserved_usd', held,
            'cost_of_call_usd', cost_usd
        )::text,
        hint = 'Ask fewer or cheaper models, wait for the next month (Asia/Tokyo), or raise the tier.';
end;
$$;

comment on function kaboom.refuse_ai_call is
$$Say why an AI call is not admitted.

Arguments: month; what is allowed; used, the row of ai_usage, null where there is none; cost_usd of the call.
Errors: KB301 calls, KB304 dollars.$$;

revoke execute on function kaboom.refuse_ai_call from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/refuse_ai_call.sql', 'repeatable', '7818432f26825b292b9448673205b16f5b297e9aa231965c03c2bd10fd6c4370', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/release_ai_usage.sql repeatable eff83f0cab029b9f4422a8eb612e5382c31e76b1d311f207c73b34f9f49f991a
create or replace function kaboom.release_ai_usage(user_id uuid, request_id text, kind text, at timestamptz)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    reservation public.ai_usage_events;
    last_no integer;
begin
    select e.* into reservation
    from public.ai_usage_events as e
    where e.user_id = release_ai_usage.user_id
        and e.request_id = release_ai_usage.request_id
        and e.kind = 'reserved';
    if not found then
        return false;
    end if;
    perform kaboom.lock_ai_month(user_id, reservation.month);
    select max(e.event_no) into last_no
    from public.ai_usage_events as e
    where e.user_id = release_ai_usage.user_id
        and e.request_id = release_ai_usage.request_id;
    if last_no > reservation.event_no then
        return false;
    end if;

    insert into public.ai_usage_events (
        user_id, request_id, event_no, kind, month, analysis_id, cost_usd, occurred_at
    )
    values (
        reservation.user_id, reservation.request_id, last_no + 1, release_ai_usage.kind, reservation.month,
        reservation.analysis_id, reservation.cost_usd, at
    );
    update public.ai_usage as u
    set reserved_calls = u.reserved_calls - 1,
        reserved_cost_usd = u.reserved_cost_usd - reservation.cost_usd
    where u.user_id = reservation.user_id
        and u.month = reservation.month;
    return true;
end;
$$;

comment on function kaboom.release_ai_usage is
$$Give a reservation back, where it is open.

Arguments: user_id; request_id; kind, released (the call failed) or expired; at, when. Returns: whether it was
open.$$;

revoke execute on function kaboom.release_ai_usage from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/release_ai_usage.sql', 'repeatable', 'eff83f0cab029b9f4422a8eb612e5382c31e76b1d311f207c73b34f9f49f991a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/release_analysis.sql repeatable 4978bd086e4a74fe6f9c39df6ac2b376cd4ee4099caf187f9914d7572482f027
-- AFTER UPDATE OF status, where an analysis has failed.
create or replace function kaboom.release_analysis()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.release_ai_usage(new.user_id, new.request_id, 'released', now());
    return null;
end;
$$;

comment on function kaboom.release_analysis is 'Trigger: gives back what a failed analysis has reserved.';

revoke execute on function kaboom.release_analysis from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/release_analysis.sql', 'repeatable', '4978bd086e4a74fe6f9c39df6ac2b376cd4ee4099caf187f9914d7572482f027', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/reserve_ai_usage.sql repeatable c51a324c5af02bb278ea587442ac2d22beec5d2c0871c8bdd542675241d427be
create or replace function kaboom.reserve_ai_usage(
    user_id uuid, request_id text, analysis_id uuid, cost_usd numeric, at timestamptz
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    in_month constant date := kaboom.ai_month(at);
    allowed record;
    used public.ai_usage;
begin
    select l.* into allowed from kaboom.ai_limits(kaboom.ai_profile(user_id)) as l;
    -- One statement admits and counts, so that concurrent calls cannot share what is left.
    insert into public.ai_usage as u (user_id, month, reserved_calls, reserved_cost_usd)
    select reserve_ai_usage.user_id, in_month, 1, reserve_ai_usage.cost_usd
    where allowed.calls >= 1
        and coalesce(reserve_ai_usage.cost_usd <= allowed.cost_usd, true)
    on conflict on constraint ai_usage_pkey do update
    set reserved_calls = u.reserved_calls + 1,
        reserved_cost_usd = u.reserved_cost_usd + excluded.reserved_cost_usd
    where u.calls + u.reserved_calls + 1 <= allowed.calls
        and coalesce(u.cost_usd + u.reserved_cost_usd + excluded.reserved_cost_usd <= allowed.cost_usd, true);
    if not found then
        select u.* into used
        from public.ai_usage as u
        where u.user_id = reserve_ai_usage.user_id
            and u.month = in_month;
        perform kaboom.refuse_ai_call(in_month, allowed.calls, allowed.cost_usd, used, cost_usd);
    end if;

    -- Under the lock of the month: a call that was booked under this id cannot be admitted once more.
    if exists (
        select from public.ai_usage_events as e
        where e.user_id = reserve_ai_usage.user_id
            and e.request_id = reserve_ai_usage.request_id
    ) then
        raise exception 'request % has been metered already', request_id
            using errcode = 'KB305',
            detail = jsonb_build_object('request_id', request_id)::text,
            hint = 'Use a new request_id.';
    end if;
    insert into public.ai_usage_events (
        user_id, request_id, event_no, kind, month, analysis_id, cost_usd, occurred_at
    )
    values (
        reserve_ai_usage.user_id, reserve_ai_usage.request_id, 1, 'reserved', in_month,
        reserve_ai_usage.analysis_id, reserve_ai_usage.cost_usd, at
    );
end;
$$;

comment on function kaboom.reserve_ai_usage is
$$Admit an AI call against quota and budget of its month, and reserve it.

Arguments: user_id; request_id; analysis_id; cost_usd, what it is expected to cost; at, when, which gives the
month. Errors: KB301 all calls of the month are used or reserved, KB302 unknown user, KB304 the budget does
not cover it, KB305 the request_id is taken.$$;

revoke execute on function kaboom.reserve_ai_usage from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/reserve_ai_usage.sql', 'repeatable', 'c51a324c5af02bb278ea587442ac2d22beec5d2c0871c8bdd542675241d427be', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/reserve_analysis.sql repeatable 922e05024aa67fb44cf071542182f767b29e271e09245a136318aef2911f2da6
-- AFTER INSERT, because two requests with one id meet at its key, and only the one whose row it is may count.
create or replace function kaboom.reserve_analysis()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.reserve_ai_usage(
        new.user_id, new.request_id, new.id,
        kaboom.estimate_ai_cost(
            new.models_used, new.analysis_types, (new.created_at at time zone 'Asia/Tokyo')::date
        ),
        new.created_at
    );
    return null;
end;
$$;

comment on function kaboom.reserve_analysis is
$$Trigger: reserves the cost of an analysis that waits, in the month of its created_at.

Errors: KB301 quota, KB302 user, KB304 budget, KB305 request_id, KB401, KB402 settings.$$;

revoke execute on function kaboom.reserve_analysis from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/reserve_analysis.sql', 'repeatable', '922e05024aa67fb44cf071542182f767b29e271e09245a136318aef2911f2da6', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/settle_ai_request.sql repeatable 1d4d9619bb960e92ee2b29f02df6210838220bdf214aba0010a84a04e0068fa9
create or replace function kaboom.settle_ai_request(
    user_id uuid, request_id text, analysis_id uuid, usage jsonb, is_provisional boolean, at timestamptz
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    in_month date;
    was record;
    -- Whether this settlement counts the call, and whether it ends an open reservation.
    counts boolean;
    ends boolean;
    cost numeric;
begin
    select e.month into in_month
    from public.ai_usage_events as e
    where e.user_id = settle_ai_request.user_id
        and e.request_id = settle_ai_request.request_id
    order by e.event_no
    limit 1;
    in_month := coalesce(in_month, kaboom.ai_month(at));
    perform kaboom.lock_ai_month(user_id, in_month);

    select
        coalesce(bool_or(e.kind = 'settled'), false) as settled,
        coalesce(bool_or(e.kind in ('released', 'expired')), false) as given_back,
        coalesce(bool_or(e.kind = 'reserved'), false) as reserved,
        coalesce(sum(e.cost_usd) filter (where e.kind = 'reserved'), 0) as reserved_cost
    into was
    from public.ai_usage_events as e
    where e.user_id = settle_ai_request.user_id
        and e.request_id = settle_ai_request.request_id;
    counts := not was.settled;
    ends := was.reserved and not was.settled and not was.given_back;

    cost := kaboom.post_ai_usage(
        user_id, request_id, analysis_id, in_month, usage, is_provisional, was.given_back, at
    );
    if counts or cost <> 0 then
        update public.ai_usage as u
        set calls = u.calls + counts::integer,
            cost_usd = u.cost_usd + cost,
            reserved_calls = u.reserved_calls - ends::integer,
            reserved_cost_usd = u.reserved_cost_usd - case when ends then was.reserved_cost else 0 end
        where u.user_id = settle_ai_request.user_id
            and u.month = in_month;
        perform kaboom.note_ai_thresholds(user_id, in_month);
    end if;
end;
$$;

comment on function kaboom.settle_ai_request is
$$Book the usage of a request. The first settlement counts the call and ends its reservation; the same again
does nothing, better figures are a correction.

Arguments: user_id; request_id; analysis_id, or null; usage as ai_usage_problem accepts it; is_provisional,
whether its costs are those of the results, until the provider's come; at, when, which gives the month where
the request has none yet.$$;

revoke execute on function kaboom.settle_ai_request from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/settle_ai_request.sql', 'repeatable', '1d4d9619bb960e92ee2b29f02df6210838220bdf214aba0010a84a04e0068fa9', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/verify_ai.sql repeatable 3756220ab3db1357401ca3fe99cfefdf1d63c6bb10c5c410d8cfc6c980f596de
-- The events are the truth; the sums are worked out from them once more and compared.
create or replace function kaboom.verify_ai()
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with requests as (
        select e.user_id, e.month, e.request_id,
            bool_or(e.kind = 'settled') as is_made,
            bool_or(e.kind = 'reserved') and not bool_or(e.kind in ('settled', 'released', 'expired')) as is_open,
            coalesce(sum(e.cost_usd) filter (where e.kind = 'reserved'), 0) as reserved,
            coalesce(sum(e.cost_usd) filter (where e.kind in ('settled', 'corrected')), 0) as cost
        from public.ai_usage_events as e
        group by e.user_id, e.month, e.request_id
    ),
    months as (
        select r.user_id, r.month,
            count(*) filter (where r.is_made) as calls, sum(r.cost) as cost,
            count(*) filter (where r.is_open) as reserved_calls,
            coalesce(sum(r.reserved) filter (where r.is_open), 0) as reserved_cost
        from requests as r
        group by r.user_id, r.month
    )
    select null::uuid, f.figure, f.subject, f.expected, f.actual
    from (
        select v.figure, format('user %s, %s', user_id, to_char(month, 'YYYY-MM')), v.expected, v.actual
        from months as m
        full join public.ai_usage as u using (user_id, month)
        cross join lateral (
            values
                ('AI calls', coalesce(m.calls, 0)::numeric, coalesce(u.calls, 0)::numeric),
                ('AI cost', coalesce(m.cost, 0), coalesce(u.cost_usd, 0)),
                ('reserved AI calls', coalesce(m.reserved_calls, 0), coalesce(u.reserved_calls, 0)),
                ('reserved AI cost', coalesce(m.reserved_cost, 0), coalesce(u.reserved_cost_usd, 0))
        ) as v (figure, expected, actual)
        union all
        select 'open AI reservation', format('user %s, request %s', user_id, request_id),
            coalesce(r.is_open, false)::integer, (a.reserved_until is not null)::integer
        from requests as r
        full join public.ai_analysis_results as a using (user_id, request_id)
    ) as f (figure, subject, expected, actual)
    where f.expected <> f.actual;
$$;

comment on function kaboom.verify_ai is
$$Every figure of AI usage that does not follow from ai_usage_events. A sound database gives no row.

Returns: portfolio, always null; figure, what is wrong; subject, whose (user and month, or request); expected
and actual, calls or US dollars.$$;

revoke execute on function kaboom.verify_ai from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/verify_ai.sql', 'repeatable', '3756220ab3db1357401ca3fe99cfefdf1d63c6bb10c5c410d8cfc6c980f596de', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/weights_problem.sql repeatable 41cc54fdb61fe48f68d4666b3bd0b3baa34788cf14b603d51a2925cb29bd1034
create or replace function kaboom.weights_problem(weights jsonb, out path text, out wanted text, out given jsonb)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select p.path, p.wanted, p.given
    from (
        select '$' as path, 'an object {"<analysis_type>": weight}' as wanted, weights as given
        where jsonb_typeof(weights) <> 'object'
        union all
        select '$', 'at most 65536 bytes and 32 levels', null
        where not kaboom.is_small_json(weights, 65536)
        union all
        select
            '$.' || case when w.key ~ '^[A-Za-z_]\w*$' then w.key else to_json(w.key)::text end,
            'a number from 0 to 1000000',
            w.value
        from jsonb_each(case jsonb_typeof(weights) when 'object' then weights else '{}' end) as w
        where not kaboom.is_json_number(w.value, 0, 1000000)
    ) as p
    limit 1;
$$;

comment on function kaboom.weights_problem is
$$The first thing that is wrong with weights of analysis types. Null is no problem: it means no weights.

Arguments: weights. Returns: path, wanted and given as model_results_problem does.$$;

revoke execute on function kaboom.weights_problem from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/weights_problem.sql', 'repeatable', '41cc54fdb61fe48f68d4666b3bd0b3baa34788cf14b603d51a2925cb29bd1034', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/ai_calibration.sql repeatable 4346d4b5e6bbe42b6ab781eb1bea689088b2a7a66fafe9221e573e4df03e8b1e
-- Invoker: a user learns from their own analyses, the service role from all.
create or replace function public.ai_calibration(sessions integer default 5)
returns table (
    model text,
    confidence_from numeric,
    confidence_to numeric,
    judged bigint,
    mean_confidence numeric,
    hit_rate numeric
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(sessions not in (1, 5, 20), true) then
        raise exception 'sessions % is none of 1, 5 and 20', coalesce(sessions::text, 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'sessions', 'given', sessions)::text,
            hint = 'Send 1, 5 or 20.';
    end if;
    return query
    select
        g.model,
        g.band / 10,
        (g.band + 1) / 10,
        count(*),
        round(avg(g.confidence), 6),
        round(avg(g.is_hit::integer), 6)
    from (
        select r.model, r.confidence, least(floor(r.confidence * 10), 9) as band,
            case r.decision when 'buy' then h.later > o.base_close else h.later < o.base_close end as is_hit
        from public.ai_model_results as r
        join public.ai_decision_outcomes as o on o.analysis_id = r.analysis_id
        cross join lateral (
            select case ai_calibration.sessions when 1 then o.close_1 when 5 then o.close_5 else o.close_20 end
        ) as h (later)
        where r.model is not null
            and r.decision in ('buy', 'sell')
            and h.later is not null
    ) as g
    group by g.model, g.band
    order by g.model, g.band;
end;
$$;

comment on function public.ai_calibration is
$$Whether a model's confidence can be believed: with confidence 0.8, some 80 % should be right.

Arguments: sessions after which a decision is judged, 1, 5 or 20. Returns for each model and each tenth of
confidence that it used: confidence_from (included) and confidence_to (excluded but for 1); judged, decisions
to buy or to sell; mean_confidence; hit_rate, as ai_model_quality counts it. Errors: KB306 sessions.$$;

revoke execute on function public.ai_calibration from public, anon, authenticated, service_role;
grant execute on function public.ai_calibration to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/ai_calibration.sql', 'repeatable', '4346d4b5e6bbe42b6ab781eb1bea689088b2a7a66fafe9221e573e4df03e8b1e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/ai_calls_allowed.sql repeatable 78344313491e767abef78e3f9942033c553ba5e99a0540920963fe6e1c712ea4
-- A computed column for PostgREST. Definer, because a user may not call the setting's function; it looks at
-- nothing but the row that it is given.
create or replace function public.ai_calls_allowed(profile public.user_profiles)
returns integer
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select l.calls from kaboom.ai_limits(profile) as l;
$$;

comment on function public.ai_calls_allowed(public.user_profiles) is
$$AI calls that a user may have in a month: ai_quota_monthly, or else those of the tier (setting tier_limits).

Arguments: profile, a row of user_profiles. With PostgREST: /user_profiles?select=*,ai_calls_allowed.
Errors: KB401, KB402 the setting.$$;

revoke execute on function public.ai_calls_allowed(public.user_profiles)
from public, anon, authenticated, service_role;
grant execute on function public.ai_calls_allowed(public.user_profiles) to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/ai_calls_allowed.sql', 'repeatable', '78344313491e767abef78e3f9942033c553ba5e99a0540920963fe6e1c712ea4', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/ai_cost_allowed_usd.sql repeatable 1ab8b36ccc93fdcb5717fad7e2ab5bbfc40ff6f03635d9a3604166a61b9b94d9
-- A computed column for PostgREST. Definer, because a user may not call the setting's function; it looks at
-- nothing but the row that it is given.
create or replace function public.ai_cost_allowed_usd(profile public.user_profiles)
returns numeric
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select l.cost_usd from kaboom.ai_limits(profile) as l;
$$;

comment on function public.ai_cost_allowed_usd(public.user_profiles) is
$$US dollars that the AI calls of a user may cost in a month: those of the tier (setting tier_limits).

Null where there is no such limit.

Arguments: profile, a row of user_profiles. With PostgREST: /user_profiles?select=*,ai_cost_allowed_usd.
Errors: KB401, KB402 the setting.$$;

revoke execute on function public.ai_cost_allowed_usd(public.user_profiles)
from public, anon, authenticated, service_role;
grant execute on function public.ai_cost_allowed_usd(public.user_profiles) to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/ai_cost_allowed_usd.sql', 'repeatable', '1ab8b36ccc93fdcb5717fad7e2ab5bbfc40ff6f03635d9a3604166a61b9b94d9', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/ai_model_quality.sql repeatable 6bdda7cf66b5f27458f942a7a95b4e942bf7df61122c6e3cadd76b5a8484a508
-- Invoker: a user learns from their own analyses, the service role from all.
create or replace function public.ai_model_quality(since date default null, until date default null)
returns table (
    model text,
    sessions integer,
    results bigint,
    agreement numeric,
    mean_confidence numeric,
    cost_usd numeric,
    judged bigint,
    hits bigint,
    hit_rate numeric,
    mean_return numeric,
    cost_per_hit_usd numeric
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not (isfinite(coalesce(since, '2000-01-01')) and isfinite(coalesce(until, '2000-01-01'))) then
        raise exception 'since % or until % is no day',
            coalesce(since::text, 'null'), coalesce(until::text, 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('since', since, 'until', until)::text,
            hint = 'Send days such as 2025-01-31, or leave them out.';
    end if;
    return query
    with said as (
        select r.model, r.decision, r.confidence, coalesce(r.cost_usd, 0) as cost_usd, r.agrees,
            o.base_close, o.close_1, o.close_5, o.close_20
        from public.ai_model_results as r
        left join public.ai_decision_outcomes as o on o.analysis_id = r.analysis_id
        where r.model is not null
            and (since is null or r.completed_at >= since::timestamp at time zone 'Asia/Tokyo')
            and (until is null or r.completed_at < (until + 1)::timestamp at time zone 'Asia/Tokyo')
    ),
    followed as (
        select s.model, h.sessions, s.confidence, s.cost_usd, s.agrees,
            case s.decision
                when 'buy' then h.later / s.base_close - 1
                when 'sell' then 1 - h.later / s.base_close
            end as gain
        from said as s
        cross join lateral (values (1, s.close_1), (5, s.close_5), (20, s.close_20)) as h (sessions, later)
    )
    select
        f.model,
        f.sessions,
        count(*),
        round(avg(f.agrees::integer), 6),
        round(avg(f.confidence), 6),
        sum(f.cost_usd),
        count(f.gain),
        count(*) filter (where f.gain > 0),
        round(count(*) filter (where f.gain > 0)::numeric / nullif(count(f.gain), 0), 6),
        round(avg(f.gain), 6),
        round(sum(f.cost_usd) / nullif(count(*) filter (where f.gain > 0), 0), 10)
    from followed as f
    group by f.model, f.sessions
    order by f.model, f.sessions;
end;
$$;

comment on function public.ai_model_quality is
$$How good each model's decisions were, and what they cost: does it deserve its cost?

A buy is a hit where the close after so many sessions is above the close of the day of the analysis, a sell
where it is below; hold is not judged, nor what has not gone so many sessions yet. A user learns from their
own analyses, the service role from all.

Arguments: since and until, days of completion (Asia/Tokyo), both included, all where left out. Returns for
each model three rows: sessions, 1, 5 or 20; results, what the model said; agreement, share of the results
that were the final decision; mean_confidence; cost_usd, sum of the results; judged and hits; hit_rate, hits /
judged; mean_return, mean of the movement in the direction of the decision, a fraction; cost_per_hit_usd.
Errors: KB306 a day.$$;

revoke execute on function public.ai_model_quality from public, anon, authenticated, service_role;
grant execute on function public.ai_model_quality to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/ai_model_quality.sql', 'repeatable', '6bdda7cf66b5f27458f942a7a95b4e942bf7df61122c6e3cadd76b5a8484a508', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/ai_quota_status.sql repeatable fdb4a5252e49329c50936f16880a96eddcad1089eef9f353d25427ac4f13893f
-- Invoker: the policies decide whose usage can be seen.
create or replace function public.ai_quota_status(user_uuid uuid default auth.uid())
returns table (
    month date,
    month_ends_at timestamptz,
    calls_allowed integer,
    calls_used integer,
    calls_reserved integer,
    calls_left integer,
    cost_allowed_usd numeric,
    cost_usd numeric,
    cost_reserved_usd numeric,
    cost_left_usd numeric
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        m.first_day,
        (m.first_day + interval '1 month') at time zone 'Asia/Tokyo',
        l.calls,
        coalesce(u.calls, 0),
        coalesce(u.reserved_calls, 0),
        greatest(l.calls - coalesce(u.calls + u.reserved_calls, 0), 0),
        l.cost_usd,
        coalesce(u.cost_usd, 0),
        coalesce(u.reserved_cost_usd, 0),
        case
            when l.cost_usd is not null
                then greatest(l.cost_usd - coalesce(u.cost_usd + u.reserved_cost_usd, 0), 0)
        end
    from public.user_profiles as p
    cross join lateral (select public.ai_calls_allowed(p), public.ai_cost_allowed_usd(p)) as l (calls, cost_usd)
    cross join (select date_trunc('month', now() at time zone 'Asia/Tokyo')::date) as m (first_day)
    left join public.ai_usage as u on u.user_id = p.id and u.month = m.first_day
    where p.id = ai_quota_status.user_uuid;
$$;

comment on function public.ai_quota_status is
$$What a user may have of AI calls in the current month of Asia/Tokyo, and what of it is left.

Arguments: user_uuid, the caller where it is left out. Returns one row, none for a user whom the caller may
not see: month, its first day; month_ends_at, when the next one begins; calls_allowed, calls_used,
calls_reserved and calls_left; cost_allowed_usd, cost_usd, cost_reserved_usd and cost_left_usd in US dollars,
the first and the last null where there is no such limit. What is left is 0 also where more is used than
allowed.
Errors: KB401, KB402 the setting tier_limits.$$;

revoke execute on function public.ai_quota_status from public, anon, authenticated, service_role;
grant execute on function public.ai_quota_status to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/ai_quota_status.sql', 'repeatable', 'fdb4a5252e49329c50936f16880a96eddcad1089eef9f353d25427ac4f13893f', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/ai_usage_current.sql repeatable f1bfd0e68747c3a9e3c1e91413a527893595013e6295bf817aca76378e3b8d2b
-- A computed column for PostgREST under the specification's name. A stored one would show the month of the
-- last call until something resets it.
create or replace function public.ai_usage_current(profile public.user_profiles)
returns integer
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        (
            select u.calls
            from public.ai_usage as u
            where u.user_id = profile.id
                and u.month = date_trunc('month', now() at time zone 'Asia/Tokyo')::date
        ),
        0
    );
$$;

comment on function public.ai_usage_current(public.user_profiles) is
$$AI calls of a user in the current month of Asia/Tokyo, 0 where there are none yet.

Arguments: profile, a row of user_profiles. With PostgREST: /user_profiles?select=*,ai_usage_current.$$;

revoke execute on function public.ai_usage_current(public.user_profiles)
from public, anon, authenticated, service_role;
grant execute on function public.ai_usage_current(public.user_profiles) to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/ai_usage_current.sql', 'repeatable', 'f1bfd0e68747c3a9e3c1e91413a527893595013e6295bf817aca76378e3b8d2b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/claim_ai_analyses.sql repeatable ead8bd0ebdaef1d2b145ad946d5a2ea0e8ca27d209cac1bbf82e59e23a953d1b
-- Rows that another worker is taking are passed over, so that workers never wait for each other.
create or replace function public.claim_ai_analyses(
    worker text, how_many integer default 1, lease interval default '5 minutes'
)
returns setof public.ai_analysis_results
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(btrim(worker) = '' or length(worker) > 100, true) then
        raise exception 'worker % is no name of a worker', coalesce(left(worker, 50), 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'worker', 'given', left(worker, 200))::text,
            hint = 'Send a name of 1 to 100 characters.';
    end if;
    if coalesce(how_many not between 1 and 1000, true) then
        raise exception 'how_many % is no number of analyses to claim', coalesce(how_many::text, 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'how_many', 'given', how_many)::text,
            hint = 'Send a number from 1 to 1000.';
    end if;
    if coalesce(not lease between interval '1 second' and interval '1 day', true) then
        raise exception 'lease % is no time to hold an analysis', coalesce(lease::text, 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'lease', 'given', lease)::text,
            hint = 'Send an interval from 1 second to 1 day.';
    end if;
    return query
    update public.ai_analysis_results as a
    set status = 'processing',
        claimed_by = claim_ai_analyses.worker,
        claimed_until = now() + claim_ai_analyses.lease
    from (
        select w.id
        from public.ai_analysis_results as w
        where w.status in ('pending', 'processing')
            and w.reserved_until is not null
            and w.reserved_until > now()
            and (w.status = 'pending' or coalesce(w.claimed_until <= now(), true))
        order by w.created_at
        limit claim_ai_analyses.how_many
        for no key update skip locked
    ) as waiting
    where a.id = waiting.id
    returning a.*;
end;
$$;

comment on function public.claim_ai_analyses is
$$Take analyses that wait, the oldest first, and make them processing. For the service role.

A claim keeps other workers away until its lease runs out; then the analysis is given again. One whose
reservation has expired is given to nobody.

Arguments: worker, your name; how_many, 1 to 1000; lease, 1 second to 1 day.
Returns: the analyses; none where none waits. Errors: KB306 an argument.$$;

revoke execute on function public.claim_ai_analyses from public, anon, authenticated, service_role;
grant execute on function public.claim_ai_analyses to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/claim_ai_analyses.sql', 'repeatable', 'ead8bd0ebdaef1d2b145ad946d5a2ea0e8ca27d209cac1bbf82e59e23a953d1b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/complete_ai_analysis.sql repeatable 01b297a06fa109dbbb2ffe2e672f8b677e0c97b183f8fdb36de38778cf71879e
-- Definer, for the service role alone: it locks the account, which no API role may read.
create or replace function public.complete_ai_analysis(
    analysis_id uuid,
    model_results jsonb,
    technical_indicators jsonb default null,
    usage jsonb default null,
    weights jsonb default null
)
returns public.ai_analysis_results
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    analysis public.ai_analysis_results := kaboom.lock_analysis(analysis_id);
begin
    -- A client that lost the answer asks once more.
    if analysis.status = 'completed'
        and analysis.model_results = complete_ai_analysis.model_results
        and analysis.technical_indicators is not distinct from complete_ai_analysis.technical_indicators
        and analysis.usage is not distinct from complete_ai_analysis.usage
        and analysis.consensus_weights @> coalesce(complete_ai_analysis.weights, '{}') then
        return analysis;
    end if;
    update public.ai_analysis_results as a
    set status = 'completed',
        model_results = complete_ai_analysis.model_results,
        technical_indicators = complete_ai_analysis.technical_indicators,
        usage = complete_ai_analysis.usage,
        consensus_weights = complete_ai_analysis.weights
    where a.id = analysis.id
    returning a.* into analysis;
    return analysis;
end;
$$;

comment on function public.complete_ai_analysis is
$$End an analysis with the results of its models, and book what it cost. For the service role.

The database draws the decision. All of it is done or none. The worker need not have claimed it, and may come
after its lease has passed on, as long as the analysis has not ended. The same again returns the first result.

Arguments: analysis_id; model_results, {"results": [{"model", "analysis_type", "decision", "confidence",
"reasoning", "cost_usd", "processing_time"}]}; technical_indicators by name; usage, the usage object of
OpenRouter, or its response {"id", "model", "usage"}, or a list of these, one for each call; without it the
costs of the results are booked, and settle_ai_usage brings the provider's figures later; weights by
analysis_type, in place of those of the setting ai_consensus. Returns: the analysis. Errors: KB307 no such analysis, KB308 it has ended otherwise; KB310 results, KB311 usage, KB312 weights, KB313
indicators, each with the JSON path of the element; KB401, KB402 settings.$$;

revoke execute on function public.complete_ai_analysis from public, anon, authenticated, service_role;
grant execute on function public.complete_ai_analysis to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/complete_ai_analysis.sql', 'repeatable', '01b297a06fa109dbbb2ffe2e672f8b677e0c97b183f8fdb36de38778cf71879e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/fail_ai_analysis.sql repeatable a322a8e421858309f2becefc4bcf3bd06ce1cbfcdc5a78ec69d923686edf4a44
-- Definer, for the service role alone: it locks the account, which no API role may read.
create or replace function public.fail_ai_analysis(analysis_id uuid, message text)
returns public.ai_analysis_results
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    analysis public.ai_analysis_results := kaboom.lock_analysis(analysis_id);
begin
    if coalesce(btrim(message), '') = '' then
        raise exception 'the failure of analysis % has no message', analysis_id
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'message')::text,
            hint = 'Say in message what went wrong.';
    end if;
    if analysis.status = 'failed' and analysis.error_message = left(message, 10000) then
        return analysis;
    end if;
    update public.ai_analysis_results as a
    set status = 'failed', error_message = left(message, 10000)
    where a.id = analysis.id
    returning a.* into analysis;
    return analysis;
end;
$$;

comment on function public.fail_ai_analysis is
$$End an analysis that could not be made, and give its reservation back. For the service role.

A call that failed and did cost something is booked with settle_ai_usage. The same again returns the first
result.

Arguments: analysis_id; message, what went wrong, of which the first 10,000 characters are kept.
Returns: the analysis. Errors: KB306 no message, KB307 no such analysis, KB308 it has ended otherwise.$$;

revoke execute on function public.fail_ai_analysis from public, anon, authenticated, service_role;
grant execute on function public.fail_ai_analysis to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/fail_ai_analysis.sql', 'repeatable', 'a322a8e421858309f2becefc4bcf3bd06ce1cbfcdc5a78ec69d923686edf4a44', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/fresh_ai_analysis.sql repeatable ec056d4958034b35d9f82cb2feafafc78f93cea2f620aba456fc8f04c4267d9b
-- Invoker: the policies decide whose analyses can be seen.
create or replace function public.fresh_ai_analysis(symbol text, user_id uuid default auth.uid())
returns setof public.ai_analysis_results
language plpgsql
stable
set search_path = pg_catalog, pg_temp
rows 1
as $$
declare
    latest public.ai_analysis_results;
begin
    select a.* into latest
    from public.ai_analysis_results as a
    where a.user_id = fresh_ai_analysis.user_id
        and a.symbol = fresh_ai_analysis.symbol
        and a.status = 'completed'
    order by a.completed_at desc
    limit 1;
    if public.is_fresh(latest) then
        return next latest;
    end if;
end;
$$;

comment on function public.fresh_ai_analysis is
$$The latest analysis of a share, where an order may still rest on it.

Arguments: symbol; user_id, whose, the caller where it is left out. Returns: one row of ai_analysis_results,
or none.
Errors: KB401, KB402 the setting ai_freshness.$$;

revoke execute on function public.fresh_ai_analysis from public, anon, authenticated, service_role;
grant execute on function public.fresh_ai_analysis to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/fresh_ai_analysis.sql', 'repeatable', 'ec056d4958034b35d9f82cb2feafafc78f93cea2f620aba456fc8f04c4267d9b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/is_fresh.sql repeatable 278ca08132d3308197499f8c5c825a10a65e49bcb115157b0f44fabd57bb2905
-- A computed column for PostgREST, and the one place that knows how long an analysis holds. Definer, because
-- a user may not call the setting's function; it looks at nothing but the row that it is given.
create or replace function public.is_fresh(analysis public.ai_analysis_results)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select analysis.status = 'completed'
        and analysis.completed_at >= now() - make_interval(secs => 3600 * kaboom.setting_ai_freshness()::float8);
$$;

comment on function public.is_fresh(public.ai_analysis_results) is
$$Whether an order may still rest on an analysis: completed, and at most one hour ago (setting ai_freshness).

Arguments: a row of ai_analysis_results. With PostgREST: /ai_analysis_results?select=*,is_fresh.
Errors: KB401, KB402 the setting.$$;

revoke execute on function public.is_fresh(public.ai_analysis_results)
from public, anon, authenticated, service_role;
grant execute on function public.is_fresh(public.ai_analysis_results) to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/is_fresh.sql', 'repeatable', '278ca08132d3308197499f8c5c825a10a65e49bcb115157b0f44fabd57bb2905', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/request_ai_analysis.sql repeatable cbbfbec44bcdcd3a41fd86ff26757966b5d9a3622c9af85bf6912c4f8c0ace3b
-- A thin name for an insert into ai_analysis_results: the same grants, policies and triggers meet it.
create or replace function public.request_ai_analysis(
    symbol text,
    analysis_types text[] default null,
    models text[] default null,
    timeframes text[] default null,
    request_id text default null
)
returns public.ai_analysis_results
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    requested public.ai_analysis_results;
begin
    -- Refused here, since a cast to the column's type would fail with less to say.
    if length(symbol) > 10 then
        raise exception '% is no code of the Tokyo Stock Exchange', left(symbol, 50)
            using errcode = 'KB201',
            detail = jsonb_build_object('symbol', left(symbol, 200))::text,
            hint = 'Four characters, such as 7203 or 130A.';
    end if;
    if length(request_id) > 100 then
        raise exception 'request_id % is longer than 100 characters', left(request_id, 50)
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'request_id', 'given', left(request_id, 200))::text,
            hint = 'Send a request_id of at most 100 characters.';
    end if;
    -- Where two of one id meet, the second waits at the key and inserts nothing. Its second attempt finds the
    -- first one, which the trigger compares it with.
    for attempt in 1..2
    loop
        insert into public.ai_analysis_results (symbol, analysis_types, models_used, timeframes, request_id)
        values (
            request_ai_analysis.symbol, request_ai_analysis.analysis_types, request_ai_analysis.models,
            request_ai_analysis.timeframes, request_ai_analysis.request_id
        )
        on conflict on constraint ai_analysis_results_request_id_key do nothing
        returning * into requested;
        exit when found;
    end loop;
    if requested.id is null then
        select a.* into requested
        from public.ai_analysis_results as a
        where a.user_id = auth.uid()
            and a.request_id = request_ai_analysis.request_id;
    end if;
    return requested;
end;
$$;

comment on function public.request_ai_analysis is
$$Ask for an analysis of a share: admitted against calls and dollars of the month, it waits for a worker.

One analysis is one call, whatever number of models it asks; its estimated cost is reserved until it ends. The
same request_id with the same content returns the first analysis and counts nothing.

Arguments: symbol, a code of the Tokyo Stock Exchange; analysis_types, for example {technical,sentiment};
models, by their names at OpenRouter; timeframes, for example {1h,1d}; each of 1 to 20 elements, left out as
the setting ai_model_config says; request_id, your own, unique within the user, at most 100 characters.
Returns: the analysis, pending, or what has become of it. Errors: KB201 symbol; KB301 no calls left; KB302 no account; KB304 no budget left; KB305 request_id belongs to another
request; KB306 request_id, or an element of a list; KB401, KB402 settings.$$;

revoke execute on function public.request_ai_analysis from public, anon, authenticated, service_role;
grant execute on function public.request_ai_analysis to authenticated;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/request_ai_analysis.sql', 'repeatable', 'cbbfbec44bcdcd3a41fd86ff26757966b5d9a3622c9af85bf6912c4f8c0ace3b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/settle_ai_usage.sql repeatable e2944aac686d8a9805f8d84bceaf427d38ce9c788e54c5500175d5c185e18f79
-- Definer, for the service role alone: usage is written by the database only.
create or replace function public.settle_ai_usage(user_id uuid, request_id text, usage jsonb)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    analysis uuid;
begin
    perform kaboom.ai_profile(user_id);
    if coalesce(btrim(request_id) = '' or length(request_id) > 100, true) then
        raise exception 'request_id % is no id of a request', coalesce(left(request_id, 50), 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'request_id', 'given', left(request_id, 200))::text,
            hint = 'Send a request_id of 1 to 100 characters.';
    end if;
    perform kaboom.check_ai_usage(usage);

    select a.id into analysis
    from public.ai_analysis_results as a
    where a.user_id = settle_ai_usage.user_id
        and a.request_id = settle_ai_usage.request_id;
    if found then
        perform kaboom.lock_analysis(analysis);
        update public.ai_analysis_results as a
        set reserved_until = null
        where a.id = analysis
            and a.reserved_until is not null;
    end if;
    perform kaboom.settle_ai_request(user_id, request_id, analysis, usage, false, now());
end;
$$;

comment on function public.settle_ai_usage is
$$Book what a request has cost, by the provider's figures. For the service role.

The first settlement counts the call and ends its reservation, even after that has expired or was given back.
The same again does nothing; better figures of the same generations are booked as a correction; other
generations are added.

Arguments: user_id; request_id, that of the analysis, or one of your own for a call without one; usage, the
usage object of OpenRouter, or its response {"id", "model", "usage"}, or a list of these, one for each call to
a model. Errors: KB302 unknown user, KB306 request_id, KB307 the analysis is being erased, KB311 usage with the JSON path of
the element, KB401, KB402 settings.$$;

revoke execute on function public.settle_ai_usage from public, anon, authenticated, service_role;
grant execute on function public.settle_ai_usage to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/settle_ai_usage.sql', 'repeatable', 'e2944aac686d8a9805f8d84bceaf427d38ce9c788e54c5500175d5c185e18f79', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/api/update_ai_usage.sql repeatable 82b48026039f9f930f37f340deac06efc649e9115ac4c0aa3dece35bb2b346ca
-- Definer, for the service role alone: usage is written by the database only.
create or replace function public.update_ai_usage(user_uuid uuid, cost_usd numeric)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(not (cost_usd >= 0 and cost_usd < 1000000), true) then
        raise exception 'cost_usd % is no cost of a call', coalesce(cost_usd::text, 'null')
            using errcode = 'KB303',
            detail = jsonb_build_object('cost_usd', cost_usd::text)::text,
            hint = 'Send US dollars, zero or more, below 1,000,000.';
    end if;
    perform kaboom.ai_profile(user_uuid);
    perform kaboom.settle_ai_request(
        user_uuid, gen_random_uuid()::text, null, jsonb_build_object('cost', round(cost_usd, 10)), false, now()
    );
end;
$$;

comment on function public.update_ai_usage is
$$Book one AI call that was made, and its cost. For the service role.

It never refuses a call for quota or budget: what is above shows in ai_quota_status and ai_usage_thresholds. A
call that is repeated counts again; settle_ai_usage takes a request_id and counts once.

Arguments: user_uuid; cost_usd in US dollars, zero or more, kept to ten decimals.
Errors: KB302 unknown user, KB303 cost not valid, KB401, KB402 settings.$$;

revoke execute on function public.update_ai_usage from public, anon, authenticated, service_role;
grant execute on function public.update_ai_usage to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/api/update_ai_usage.sql', 'repeatable', '82b48026039f9f930f37f340deac06efc649e9115ac4c0aa3dece35bb2b346ca', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/triggers/ai_analysis_results.sql.j2 repeatable bb64d3fb4d162728fb24429e0c1d0912dbb8ff6fb5ef28ccf26996ee8c097d2c
-- A caller who is subject to row level security (a user) asks for an analysis; others may also insert one that is made.
create or replace trigger admit_analysis
before insert on public.ai_analysis_results
for each row when (not row_security_active('public.ai_analysis_results'))
execute function kaboom.admit_analysis();

create or replace trigger admit_request
before insert on public.ai_analysis_results
for each row when (row_security_active('public.ai_analysis_results'))
execute function kaboom.admit_request();

create or replace trigger check_analysis_step
before update on public.ai_analysis_results
for each row execute function kaboom.check_analysis_step();

create or replace trigger complete_analysis
before update of status on public.ai_analysis_results
for each row when (new.status = 'completed' and old.status in ('pending', 'processing'))
execute function kaboom.complete_analysis();

create or replace trigger fill_from_instrument
before insert on public.ai_analysis_results
for each row when (new.symbol_name is null)
execute function kaboom.fill_from_instrument();

create or replace trigger refuse_owner_change
before update of user_id on public.ai_analysis_results
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_ai_analysis_results_updated_at
before update on public.ai_analysis_results
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger refuse_truncate
before truncate on public.ai_analysis_results
for each statement execute function kaboom.refuse_truncate();

create or replace trigger book_analysis
after update of status on public.ai_analysis_results
for each row when (new.status = 'completed' and old.status <> 'completed')
execute function kaboom.book_analysis();

create or replace trigger book_inserted_analysis
after insert on public.ai_analysis_results
for each row when (new.status = 'completed' and new.usage is not null)
execute function kaboom.book_analysis();

create or replace trigger release_analysis
after update of status on public.ai_analysis_results
for each row when (new.status = 'failed' and old.status <> 'failed')
execute function kaboom.release_analysis();

create or replace trigger reserve_analysis
after insert on public.ai_analysis_results
for each row when (new.status in ('pending', 'processing'))
execute function kaboom.reserve_analysis();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.ai_analysis_results'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.ai_analysis_results', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/triggers/ai_analysis_results.sql.j2', 'repeatable', 'bb64d3fb4d162728fb24429e0c1d0912dbb8ff6fb5ef28ccf26996ee8c097d2c', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/triggers/ai_model_prices.sql.j2 repeatable 94e3873728e3a4fe9803bac389e46ea0b0b797a689cdeb79c2edc17af03ac8dd
create or replace trigger update_ai_model_prices_updated_at
before update on public.ai_model_prices
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger refuse_truncate
before truncate on public.ai_model_prices
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.ai_model_prices'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.ai_model_prices', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/triggers/ai_model_prices.sql.j2', 'repeatable', '94e3873728e3a4fe9803bac389e46ea0b0b797a689cdeb79c2edc17af03ac8dd', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/triggers/ai_usage.sql.j2 repeatable 0b4743bac9cf1e56ee251cf44b21ce99a349ee446cb647c07070ffc1e8058018
create or replace trigger refuse_owner_change
before update of user_id on public.ai_usage
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_ai_usage_updated_at
before update on public.ai_usage
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger refuse_truncate
before truncate on public.ai_usage
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.ai_usage'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.ai_usage', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/triggers/ai_usage.sql.j2', 'repeatable', '0b4743bac9cf1e56ee251cf44b21ce99a349ee446cb647c07070ffc1e8058018', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/triggers/ai_usage_events.sql.j2 repeatable a9e7a75f4f4ea23e1977c3caeb9db6931868df57821dcdb0575a1ddbb15b8659
create or replace trigger refuse_owner_change
before update of user_id on public.ai_usage_events
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_ai_usage_events_updated_at
before update on public.ai_usage_events
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger refuse_truncate
before truncate on public.ai_usage_events
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.ai_usage_events'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.ai_usage_events', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/triggers/ai_usage_events.sql.j2', 'repeatable', 'a9e7a75f4f4ea23e1977c3caeb9db6931868df57821dcdb0575a1ddbb15b8659', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/40_ai/triggers/ai_usage_thresholds.sql.j2 repeatable be9885f07c10087457c19509ef69b135b45fc87d7e44304a6a4e03304b545704
create or replace trigger refuse_owner_change
before update of user_id on public.ai_usage_thresholds
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_ai_usage_thresholds_updated_at
before update on public.ai_usage_thresholds
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger refuse_truncate
before truncate on public.ai_usage_thresholds
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.ai_usage_thresholds'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.ai_usage_thresholds', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/40_ai/triggers/ai_usage_thresholds.sql.j2', 'repeatable', 'be9885f07c10087457c19509ef69b135b45fc87d7e44304a6a4e03304b545704', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/admit_cash_movement.sql repeatable 1409f27755c98b44dcc05e94c89f2f3f634ad7dc57e9f381b4bf2d5fc1d6abf9
-- BEFORE INSERT: checks the movement, locks the portfolio, looks the key up, and numbers the entry.
create or replace function kaboom.admit_cash_movement()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    earlier public.cash_ledger;
    last_entry public.cash_ledger;
begin
    perform kaboom.count_row('cash_ledger');
    perform kaboom.check_cash_movement(new);
    portfolio := kaboom.lock_portfolio(new.user_id, new.portfolio_id);
    new.user_id := portfolio.user_id;

    select l.* into earlier
    from public.cash_ledger as l
    where l.user_id = new.user_id
        and l.idempotency_key = new.idempotency_key;
    if found then
        if (earlier.portfolio_id, earlier.kind, earlier.amount) = (new.portfolio_id, new.kind, new.amount) then
            return null;
        end if;
        raise exception 'idempotency_key % belongs to the % of % in portfolio %, not to the % of % in portfolio %',
            new.idempotency_key, earlier.kind, earlier.amount, earlier.portfolio_id,
            new.kind, new.amount, new.portfolio_id
            using errcode = 'KB120',
            detail = jsonb_build_object('idempotency_key', new.idempotency_key, 'earlier', jsonb_build_object(
                'portfolio_id', earlier.portfolio_id, 'kind', earlier.kind, 'amount', earlier.amount))::text,
            hint = 'Use a new key for a new movement.';
    end if;

    perform kaboom.assert_portfolio_is_active(portfolio);
    -- From the ledger itself: of several entries in one statement each follows the one before.
    select l.* into last_entry
    from public.cash_ledger as l
    where l.user_id = new.user_id
        and l.portfolio_id = new.portfolio_id
    order by l.entry_no desc
    limit 1;
    if not found then
        raise exception 'portfolio % is just being opened', new.portfolio_id
            using errcode = 'KB134',
            detail = jsonb_build_object('portfolio_id', new.portfolio_id)::text,
            hint = 'Move cash by a statement of its own.';
    end if;
    perform kaboom.assert_cash_covers(
        last_entry.balance_after, portfolio.reserved_balance, -new.amount, 'Cancel a waiting purchase, or take less.'
    );
    perform kaboom.assert_portfolio_holds(new.amount + case new.kind
        when 'deposit' then portfolio.capital_paid_in
        when 'withdrawal' then -portfolio.capital_withdrawn
        when 'adjustment' then portfolio.adjustments
        else portfolio.other_income
    end);
    new.amount := round(new.amount, 2);
    new.entry_no := greatest(portfolio.last_entry_no, last_entry.entry_no) + 1;
    new.balance_after := last_entry.balance_after + new.amount;
    return new;
end;
$$;

comment on function kaboom.admit_cash_movement is
$$Trigger: checks and numbers a movement of cash.

Errors: KB101, KB102, KB110, KB112, KB120, KB134, KB205, KB207, KB211, KB220.$$;

revoke execute on function kaboom.admit_cash_movement from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/admit_cash_movement.sql', 'repeatable', '1409f27755c98b44dcc05e94c89f2f3f634ad7dc57e9f381b4bf2d5fc1d6abf9', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/apply_cash_movement.sql repeatable c55fe69fc9aae7563343d2a2f2f294f00983e4e2e8850a003b79acd6badf8183
-- AFTER INSERT: the entry is there, so that an insert that did nothing moves nothing.
create or replace function kaboom.apply_cash_movement()
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
        other_income = p.other_income
            + case when new.kind in ('fee', 'interest', 'capital_gains_tax') then new.amount else 0 end,
        updated_at = now()
    where p.user_id = new.user_id
        and p.id = new.portfolio_id;
    return null;
end;
$$;

comment on function kaboom.apply_cash_movement is 'Trigger: moves the balance of the portfolio by a new entry.';

revoke execute on function kaboom.apply_cash_movement from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/apply_cash_movement.sql', 'repeatable', 'c55fe69fc9aae7563343d2a2f2f294f00983e4e2e8850a003b79acd6badf8183', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/assert_cash_covers.sql repeatable 2838461eeb12acd281534d52aef9893537da38dd3d71ce24b8a4eefe50c1569a
-- The one place that refuses for want of cash, or for too much of it.
create or replace function kaboom.assert_cash_covers(
    balance numeric, reserved numeric, needed numeric, hint text, released numeric default 0
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if balance - needed < reserved - released then
        raise exception 'free cash % does not cover %', balance - reserved, needed - released
            using errcode = 'KB110',
            detail = jsonb_build_object('free', balance - reserved, 'needed', needed - released, 'reserved', reserved)::text,
            hint = assert_cash_covers.hint;
    end if;
    if not kaboom.is_amount(balance - needed) then
        raise exception 'a balance of % is more than a portfolio can hold', balance - needed
            using errcode = 'KB112',
            detail = jsonb_build_object('balance', balance - needed, 'below', 1e13)::text,
            hint = 'Withdraw cash first, or use another portfolio.';
    end if;
end;
$$;

comment on function kaboom.assert_cash_covers is
$$Refuse what free cash does not cover, and a balance that is too large.

Arguments in yen: balance and reserved of the portfolio before; needed, negative where cash comes in; hint, what to do
where cash is missing; released, what becomes free of reserved at the same time, negative where more is reserved.
Errors: KB110 not enough free cash, KB112 balance too large.$$;

revoke execute on function kaboom.assert_cash_covers from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/assert_cash_covers.sql', 'repeatable', '2838461eeb12acd281534d52aef9893537da38dd3d71ce24b8a4eefe50c1569a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/assert_portfolio_holds.sql repeatable 0792733afd881de9901c28cbe8f26610f9d11115f640934ecf5434536902a6aa
-- What a portfolio sums up must fit its columns, or the refusal would name no figure.
create or replace function kaboom.assert_portfolio_holds(variadic sums numeric[])
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    largest numeric := 0.0;
    each_sum numeric;
begin
    foreach each_sum in array sums loop
        largest := greatest(largest, abs(each_sum));
    end loop;
    if not kaboom.is_amount(largest) then
        raise exception 'a sum of % yen is more than a portfolio can hold', largest
            using errcode = 'KB112',
            detail = jsonb_build_object('sum', largest, 'below', 1e13)::text,
            hint = 'Use another portfolio.';
    end if;
end;
$$;

comment on function kaboom.assert_portfolio_holds is
'Refuse what would make a figure of a portfolio too large. Arguments: sums, in yen, as they would be. Errors: KB112.';

revoke execute on function kaboom.assert_portfolio_holds from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/assert_portfolio_holds.sql', 'repeatable', '0792733afd881de9901c28cbe8f26610f9d11115f640934ecf5434536902a6aa', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/assert_portfolio_is_active.sql repeatable f400284adc011271092cda59c366067e1c90eae9902c79bfff5cab97d9148f28
create or replace function kaboom.assert_portfolio_is_active(portfolio public.portfolios)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not portfolio.is_active then
        raise exception 'portfolio % is archived', portfolio.id
            using errcode = 'KB102',
            detail = jsonb_build_object('portfolio_id', portfolio.id)::text,
            hint = 'Set is_active to true first.';
    end if;
end;
$$;

comment on function kaboom.assert_portfolio_is_active is
'Refuse work in an archived portfolio. Arguments: portfolio. Errors: KB102 it is archived.';

revoke execute on function kaboom.assert_portfolio_is_active from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/assert_portfolio_is_active.sql', 'repeatable', 'f400284adc011271092cda59c366067e1c90eae9902c79bfff5cab97d9148f28', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/check_cash_movement.sql repeatable e67e1ef70ca189cb1d5725c7cda97442d5ce0addc027c020ba358f4830bd44dc
-- What can be said of a movement of cash without looking at anything else.
create or replace function kaboom.check_cash_movement(entry public.cash_ledger)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(entry.idempotency_key !~ '\S', true) then
        raise exception 'a % needs an idempotency_key', entry.kind
            using errcode = 'KB207',
            detail = jsonb_build_object('kind', entry.kind)::text,
            hint = 'Send a key of your own, the same one when you repeat the request.';
    end if;
    if not kaboom.is_id(entry.idempotency_key) then
        raise exception 'idempotency_key % has a blank at one end, or more than 100 characters', left(entry.idempotency_key, 120)
            using errcode = 'KB211',
            detail = jsonb_build_object('member', 'idempotency_key')::text,
            hint = 'Send 1 to 100 characters without blanks at the ends.';
    end if;
    if not (
        case entry.kind
            when 'deposit' then entry.amount > 0
            when 'withdrawal' then entry.amount < 0
            else entry.kind in ('adjustment', 'fee', 'interest', 'capital_gains_tax') and entry.amount <> 0
        end
        and kaboom.is_amount(entry.amount)
    ) is true then
        raise exception '% is no amount of a %', entry.amount, entry.kind
            using errcode = 'KB205',
            detail = jsonb_build_object('kind', entry.kind, 'amount', entry.amount)::text,
            hint = 'Deposits are above zero, withdrawals below, with at most two decimals and below 10,000,000,000,000; '
                || 'fee, interest, capital_gains_tax and adjustment are either; other kinds are written by the database.';
    end if;
end;
$$;

comment on function kaboom.check_cash_movement is
'Refuse a movement of cash that no portfolio could take. Arguments: entry. Errors: KB205, KB207, KB211.';

revoke execute on function kaboom.check_cash_movement from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/check_cash_movement.sql', 'repeatable', 'e67e1ef70ca189cb1d5725c7cda97442d5ce0addc027c020ba358f4830bd44dc', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/lock_portfolio.sql repeatable 2d617afc7adce52a47b7d982268854ce6d7e5f16d2aefc8e5369da13aa73281c
-- Lock order of every money transaction: auth.users, user_profiles, portfolios, positions, trades. Under the lock of the
-- account an id that is unique within the user is looked up and taken in one go.
create or replace function kaboom.lock_portfolio(user_id uuid, portfolio_id uuid)
returns public.portfolios
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    owner uuid := lock_portfolio.user_id;
    portfolio public.portfolios;
begin
    if owner is null then
        select p.user_id into owner
        from public.portfolios as p
        where p.id = lock_portfolio.portfolio_id;
    end if;
    select p.* into portfolio
    from public.portfolios as p
    join public.user_profiles as u on u.id = p.user_id
    join auth.users as a on a.id = p.user_id
    where p.user_id = owner
        and p.id = lock_portfolio.portfolio_id
    for no key update of a, u, p;
    if not found then
        raise exception 'portfolio % not found', portfolio_id
            using errcode = 'KB101',
            detail = jsonb_build_object('portfolio_id', portfolio_id)::text,
            hint = 'Use the id of one of your own portfolios.';
    end if;
    return portfolio;
exception
    when lock_not_available then
        raise exception 'portfolio % is busy', portfolio_id
            using errcode = 'KB134',
            detail = jsonb_build_object('portfolio_id', portfolio_id)::text,
            hint = 'Send the request again.';
end;
$$;

comment on function kaboom.lock_portfolio is
$$Lock an account and a portfolio of it, in this order, and return the portfolio as it is from then on.

Arguments: user_id, or null where the caller does not know the owner; portfolio_id.
Errors: KB101 no such portfolio, KB134 another transaction has held it for two seconds.$$;

revoke execute on function kaboom.lock_portfolio from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/lock_portfolio.sql', 'repeatable', '2d617afc7adce52a47b7d982268854ce6d7e5f16d2aefc8e5369da13aa73281c', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/post_opening_entry.sql repeatable e0db79175afec2c42885f7ff032678356a47c41b650d5a4f1f0f28379a6f5f0b
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

comment on function kaboom.post_opening_entry is 'Trigger: writes the opening entry of a portfolio.';

revoke execute on function kaboom.post_opening_entry from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/post_opening_entry.sql', 'repeatable', 'e0db79175afec2c42885f7ff032678356a47c41b650d5a4f1f0f28379a6f5f0b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/refuse_archive_with_open_orders.sql repeatable 4480a55431904946132ba2de77bc1e7e8553613a4b9a129cff4840f826195e7b
-- BEFORE UPDATE of is_active: an archive holds nothing that could still move. The positions are locked first, because at
-- REPEATABLE READ a sale that was placed since is not seen, but its reservation has changed a position: that gives 40001.
create or replace function kaboom.refuse_archive_with_open_orders()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform from public.positions as h
    where h.user_id = new.user_id
        and h.portfolio_id = new.id
    order by h.symbol
    for no key update;
    if exists (
        select from public.trades as t
        where t.user_id = new.user_id
            and t.portfolio_id = new.id
            and t.status in ('pending', 'partial')
    ) then
        raise exception 'portfolio % has open orders', new.id
            using errcode = 'KB103',
            detail = jsonb_build_object('portfolio_id', new.id)::text,
            hint = 'Cancel its open orders, then archive it.';
    end if;
    new.archived_by := tg_argv[0];
    return new;
end;
$$;

comment on function kaboom.refuse_archive_with_open_orders is
$$Trigger: refuses to archive a portfolio with open orders, and notes who archives it.

Arguments: owner or operator. Errors: KB103.$$;

revoke execute on function kaboom.refuse_archive_with_open_orders from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/refuse_archive_with_open_orders.sql', 'repeatable', '4480a55431904946132ba2de77bc1e7e8553613a4b9a129cff4840f826195e7b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/reopen_portfolio.sql repeatable 8dd59bac4742602b9ad1b29315a75d330e9641cf9642ca45da90379854b13842
-- BEFORE UPDATE of is_active: what the operator has archived only the operator opens again.
create or replace function kaboom.reopen_portfolio()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_argv[0] = 'owner' and old.archived_by = 'operator' then
        raise exception 'portfolio % was archived by the operator', new.id
            using errcode = 'KB107',
            detail = jsonb_build_object('portfolio_id', new.id)::text,
            hint = 'Ask the operator to open it again.';
    end if;
    new.archived_by := null;
    return new;
end;
$$;

comment on function kaboom.reopen_portfolio is
$$Trigger: opens an archived portfolio again, where the caller may.

Arguments: owner or operator. Errors: KB107 the operator has archived it.$$;

revoke execute on function kaboom.reopen_portfolio from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/reopen_portfolio.sql', 'repeatable', '8dd59bac4742602b9ad1b29315a75d330e9641cf9642ca45da90379854b13842', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/set_opening_figures.sql repeatable 763055129fbfd05f0ead611d4a152b1d8a4a7802b49825b426c1d631f3472454
-- BEFORE INSERT: users choose, the database computes. A portfolio opens with its capital in cash.
create or replace function kaboom.set_opening_figures()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not (kaboom.is_amount(new.initial_capital) and new.initial_capital > 0) then
        raise exception 'initial_capital % is not an amount of yen', new.initial_capital
            using errcode = 'KB205',
            detail = jsonb_build_object('initial_capital', new.initial_capital)::text,
            hint = 'Send an amount above zero and below 10,000,000,000,000 with at most two decimals.';
    end if;
    new.initial_capital := round(new.initial_capital, 2);
    new.current_balance := new.initial_capital;
    new.capital_paid_in := new.initial_capital;
    new.last_entry_no := 1;
    -- Every figure, because none is the caller's to choose, whatever the grants.
    new.reserved_balance := 0;
    new.capital_withdrawn := 0;
    new.adjustments := 0;
    new.other_income := 0;
    new.cost_transferred := 0;
    new.realized_pnl := 0;
    new.commission_paid := 0;
    new.tax_paid := 0;
    new.total_invested := 0;
    new.total_return := 0;
    new.return_percentage := 0;
    new.valued_entry_no := 0;
    new.is_active := true;
    new.archived_by := null;
    return new;
end;
$$;

comment on function kaboom.set_opening_figures is 'Trigger: sets the figures of a new portfolio. Errors: KB205.';

revoke execute on function kaboom.set_opening_figures from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/set_opening_figures.sql', 'repeatable', '763055129fbfd05f0ead611d4a152b1d8a4a7802b49825b426c1d631f3472454', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/verify_portfolios.sql repeatable 796f86827a9ce836ffbbf270223a66b87ff03224eea92a1839150115a34ab6c9
-- The ledger is the truth about cash: the figures of portfolios and of entries are worked out from it and compared.
create or replace function kaboom.verify_portfolios(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with entries as (
        select l.*,
            sum(l.amount) over (partition by l.user_id, l.portfolio_id order by l.entry_no) as running
        from public.cash_ledger as l
        where verify_portfolios.portfolio_id is null
            or l.portfolio_id = verify_portfolios.portfolio_id
    ),
    numbers as (
        select n.user_id, n.portfolio_id, n.entry_no,
            row_number() over (partition by n.user_id, n.portfolio_id order by n.entry_no) as counted
        from (
            select e.user_id, e.portfolio_id, e.entry_no
            from entries as e
            union all
            select a.user_id, a.portfolio_id, a.entry_no
            from public.position_adjustments as a
            where verify_portfolios.portfolio_id is null
                or a.portfolio_id = verify_portfolios.portfolio_id
        ) as n
    ),
    cash as (
        select e.user_id, e.portfolio_id, sum(e.amount) as balance,
            coalesce(sum(e.amount) filter (where e.kind in ('opening', 'deposit')), 0) as paid_in,
            -coalesce(sum(e.amount) filter (where e.kind = 'withdrawal'), 0) as withdrawn,
            coalesce(sum(e.amount) filter (where e.kind = 'adjustment'), 0) as adjusted,
            coalesce(sum(e.amount) filter (where e.kind in ('fee', 'interest', 'capital_gains_tax')), 0) as other_income,
            count(*) filter (where e.kind = 'opening') as openings,
            coalesce(sum(e.amount) filter (where e.kind = 'opening' and e.entry_no = 1), 0) as opened_with
        from entries as e
        group by e.user_id, e.portfolio_id
    ),
    newest as (
        select n.user_id, n.portfolio_id, max(n.entry_no) as entry_no
        from numbers as n
        group by n.user_id, n.portfolio_id
    )
    select f.portfolio, f.figure, f.subject, f.expected, f.actual
    from (
        select p.id, v.figure, p.name, v.expected, v.actual
        from public.portfolios as p
        left join cash as c on c.user_id = p.user_id and c.portfolio_id = p.id
        left join newest as n on n.user_id = p.user_id and n.portfolio_id = p.id
        cross join lateral (
            values
                ('balance', coalesce(c.balance, 0), p.current_balance),
                ('capital paid in', coalesce(c.paid_in, 0), p.capital_paid_in),
                ('capital withdrawn', coalesce(c.withdrawn, 0), p.capital_withdrawn),
                ('adjustments', coalesce(c.adjusted, 0), p.adjustments),
                ('other income', coalesce(c.other_income, 0), p.other_income),
                ('opening entries', 1, coalesce(c.openings, 0)),
                ('initial capital', coalesce(c.opened_with, 0), p.initial_capital),
                ('last entry number', coalesce(n.entry_no, 0), p.last_entry_no)
        ) as v (figure, expected, actual)
        where verify_portfolios.portfolio_id is null
            or p.id = verify_portfolios.portfolio_id
        union all
        select e.portfolio_id, 'balance after entry', 'entry ' || e.entry_no, e.running, e.balance_after
        from entries as e
        union all
        select n.portfolio_id, 'entry number', 'entry ' || n.entry_no, n.counted, n.entry_no
        from numbers as n
        union all
        select c.portfolio_id, 'portfolio of entries', c.portfolio_id::text, 1, 0
        from cash as c
        where not exists (
            select from public.portfolios as p
            where p.user_id = c.user_id
                and p.id = c.portfolio_id
        )
    ) as f (portfolio, figure, subject, expected, actual)
    where f.expected is distinct from f.actual;
$$;

comment on function kaboom.verify_portfolios is
$$Every figure of portfolios and their cash that does not follow from the cash ledger. A sound database gives no row.

Arguments: portfolio_id, or null for all. Returns: as kaboom.verify_ledger.$$;

revoke execute on function kaboom.verify_portfolios from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/verify_portfolios.sql', 'repeatable', '796f86827a9ce836ffbbf270223a66b87ff03224eea92a1839150115a34ab6c9', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/api/archive_portfolio.sql repeatable 8c56e84078488f59e9dca5d4310e672015fd5c387d80f05ac21d3982d64df12c
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
            using errcode = 'KB101',
            detail = jsonb_build_object('portfolio_id', portfolio_id)::text,
            hint = 'Use the id of one of your own portfolios.';
    end if;
    return archived;
end;
$$;

comment on function public.archive_portfolio is
$$Archive a portfolio: it keeps its cash and shares, takes no order and moves no cash until is_active is true again.

Arguments: portfolio_id. Returns: the portfolio. Errors: KB101 unknown portfolio, KB103 it has open orders,
KB134 portfolio busy.$$;

revoke execute on function public.archive_portfolio from public, anon, authenticated, service_role;
grant execute on function public.archive_portfolio to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/api/archive_portfolio.sql', 'repeatable', '8c56e84078488f59e9dca5d4310e672015fd5c387d80f05ac21d3982d64df12c', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/api/deposit_cash.sql repeatable f778b68b5f0a8db16f4b0f819e1c42838fa69fd38bea5b6bb3cf8c704a63d4a5
-- PL/pgSQL, because it is created before the function that it calls.
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
begin
    return public.move_cash(portfolio_id, 'deposit', amount, idempotency_key, note);
end;
$$;

comment on function public.deposit_cash is
$$Pay cash into a portfolio.

The same idempotency_key with the same content returns the first entry and moves nothing; with other content it fails.

Arguments: portfolio_id; amount in yen, positive, at most two decimals; idempotency_key, 1 to 100 characters, unique
within the user; note, at most 1,000 characters.
Returns: the ledger entry.
Errors: KB101 unknown portfolio, KB102 archived, KB110 not enough free cash, KB112 balance too large, KB120 key used for
another entry, KB134 portfolio busy, KB205 amount not valid, KB207 no key, KB211 key not valid, KB220 too many rows.$$;

revoke execute on function public.deposit_cash from public, anon, authenticated, service_role;
grant execute on function public.deposit_cash to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/api/deposit_cash.sql', 'repeatable', 'f778b68b5f0a8db16f4b0f819e1c42838fa69fd38bea5b6bb3cf8c704a63d4a5', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/api/move_cash.sql repeatable 3fbfd805c646583eea988c56502bef3e306becd6a925d8c7c78957175d069520
-- A thin name for an insert into cash_ledger: the same grants, policies and triggers meet it.
create or replace function public.move_cash(
    portfolio_id uuid,
    kind text,
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
    insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key, note)
    values (move_cash.portfolio_id, move_cash.kind, move_cash.amount, move_cash.idempotency_key, move_cash.note)
    returning * into entry;
    if not found then
        select l.* into entry
        from public.cash_ledger as l
        join public.portfolios as p on p.user_id = l.user_id
        where p.id = move_cash.portfolio_id
            and l.idempotency_key = move_cash.idempotency_key;
    end if;
    return entry;
end;
$$;

comment on function public.move_cash is
$$Move cash into or out of a portfolio by any kind of entry that the caller may write.

The same idempotency_key with the same content returns the first entry and moves nothing; with other content it fails.

Arguments: portfolio_id; kind: deposit or withdrawal, for the service role also fee, interest, capital_gains_tax (each of
either sign) and adjustment; amount in yen, at most two decimals, negative where cash leaves; idempotency_key, 1 to 100
characters, unique within the user; note, at most 1,000 characters.
Returns: the ledger entry.
Errors: KB101 unknown portfolio, KB102 archived, KB110 not enough free cash, KB112 balance too large, KB120 key used for
another entry, KB134 portfolio busy, KB205 amount or kind not valid, KB207 no key, KB211 key not valid, KB220 too many rows.$$;

revoke execute on function public.move_cash from public, anon, authenticated, service_role;
grant execute on function public.move_cash to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/api/move_cash.sql', 'repeatable', '3fbfd805c646583eea988c56502bef3e306becd6a925d8c7c78957175d069520', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/api/withdraw_cash.sql repeatable 3621070946faf952f8c3e9b54ed62b14cbbc4799962e8d47e2d8b9327ada832b
-- PL/pgSQL, because it is created before the function that it calls.
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
begin
    return public.move_cash(portfolio_id, 'withdrawal', -amount, idempotency_key, note);
end;
$$;

comment on function public.withdraw_cash is
$$Withdraw cash from a portfolio.

Takes free cash only: the balance less what waiting purchases reserve.

The same idempotency_key with the same content returns the first entry and moves nothing; with other content it fails.

Arguments: portfolio_id; amount in yen, positive, at most two decimals; idempotency_key, 1 to 100 characters, unique
within the user; note, at most 1,000 characters.
Returns: the ledger entry.
Errors: KB101 unknown portfolio, KB102 archived, KB110 not enough free cash, KB112 balance too large, KB120 key used for
another entry, KB134 portfolio busy, KB205 amount not valid, KB207 no key, KB211 key not valid, KB220 too many rows.$$;

revoke execute on function public.withdraw_cash from public, anon, authenticated, service_role;
grant execute on function public.withdraw_cash to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/api/withdraw_cash.sql', 'repeatable', '3621070946faf952f8c3e9b54ed62b14cbbc4799962e8d47e2d8b9327ada832b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/triggers/cash_ledger.sql.j2 repeatable c6bcf3a76ca9a40b928cd34174ddc0d9f2207959c80237c66124fef885fab676
create or replace trigger begin_row_count
before insert on public.cash_ledger
for each statement execute function kaboom.begin_row_count();

create or replace trigger lock_own_account
before insert on public.cash_ledger
for each statement when (row_security_active('public.cash_ledger'))
execute function kaboom.lock_own_account();

-- An entry without a number comes from outside, and so does any entry of a user; the database numbers its own.
create or replace trigger admit_cash_movement
before insert on public.cash_ledger
for each row when (new.entry_no is null or row_security_active('public.cash_ledger'))
execute function kaboom.admit_cash_movement();

create or replace trigger refuse_owner_change
before update of user_id on public.cash_ledger
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_cash_ledger_updated_at
before update on public.cash_ledger
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger apply_cash_movement
after insert on public.cash_ledger
for each row when (new.kind = any('{deposit,withdrawal,adjustment,fee,interest,capital_gains_tax}'))
execute function kaboom.apply_cash_movement();

create or replace trigger refuse_truncate
before truncate on public.cash_ledger
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.cash_ledger'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.cash_ledger', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/triggers/cash_ledger.sql.j2', 'repeatable', 'c6bcf3a76ca9a40b928cd34174ddc0d9f2207959c80237c66124fef885fab676', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/triggers/movement_kinds.sql.j2 repeatable c6e6cd9e3a5461b956ade7b69910fc2f55f3a0c16af9939c3fa2a58e04757014
create or replace trigger update_movement_kinds_updated_at
before update on public.movement_kinds
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger refuse_truncate
before truncate on public.movement_kinds
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.movement_kinds'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.movement_kinds', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/triggers/movement_kinds.sql.j2', 'repeatable', 'c6e6cd9e3a5461b956ade7b69910fc2f55f3a0c16af9939c3fa2a58e04757014', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/45_portfolios/triggers/portfolios.sql.j2 repeatable eafbc7bcbe8427b8f8ac49fdbd65cfae2ce6d300dcdccd5f6496918e105fb965
-- The columns that an owner may write, so that fills, which write others, need not ask who is calling.
create or replace trigger lock_own_account
before insert or update of name, description, risk_level, strategy_type, is_active on public.portfolios
for each statement when (row_security_active('public.portfolios'))
execute function kaboom.lock_own_account();

create or replace trigger limit_rows
before insert on public.portfolios
for each row when (row_security_active('public.portfolios'))
execute function kaboom.limit_rows('portfolios', $$true$$);

create or replace trigger set_opening_figures
before insert on public.portfolios
for each row execute function kaboom.set_opening_figures();


create or replace trigger refuse_archive_of_owner_with_open_orders
before update of is_active on public.portfolios
for each row when (old.is_active and not new.is_active and row_security_active('public.portfolios'))
execute function kaboom.refuse_archive_with_open_orders('owner');

create or replace trigger reopen_portfolio_by_owner
before update of is_active on public.portfolios
for each row when (not old.is_active and new.is_active and row_security_active('public.portfolios'))
execute function kaboom.reopen_portfolio('owner');

create or replace trigger refuse_archive_of_operator_with_open_orders
before update of is_active on public.portfolios
for each row when (old.is_active and not new.is_active and not row_security_active('public.portfolios'))
execute function kaboom.refuse_archive_with_open_orders('operator');

create or replace trigger reopen_portfolio_by_operator
before update of is_active on public.portfolios
for each row when (not old.is_active and new.is_active and not row_security_active('public.portfolios'))
execute function kaboom.reopen_portfolio('operator');

create or replace trigger refuse_owner_change
before update of user_id on public.portfolios
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_portfolios_updated_at
before update on public.portfolios
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

-- Money moves in this row all the time; only what the owner chooses is audited here. By the list of columns, because
-- PostgreSQL parses a condition for every statement.
create or replace trigger audit_portfolio
after insert or delete on public.portfolios
for each row execute function kaboom.audit_row('portfolio');

create or replace trigger audit_portfolio_update
after update of name, description, risk_level, strategy_type, is_active on public.portfolios
for each row execute function kaboom.audit_row('portfolio');

create or replace trigger post_opening_entry
after insert on public.portfolios
for each row execute function kaboom.post_opening_entry();

create or replace trigger refuse_truncate
before truncate on public.portfolios
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.portfolios'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.portfolios', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/45_portfolios/triggers/portfolios.sql.j2', 'repeatable', 'eafbc7bcbe8427b8f8ac49fdbd65cfae2ce6d300dcdccd5f6496918e105fb965', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/46_valuation/portfolios_to_revalue.sql repeatable a7a0833eb8ba96300752b29e3b22aec74397d954e4803853ef50a4ac36daa0f0
create or replace function kaboom.portfolios_to_revalue()
returns setof uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select p.id
    from public.portfolios as p
    where p.last_entry_no <> p.valued_entry_no
    union
    select h.portfolio_id
    from public.positions as h
    join public.latest_prices as l on l.symbol = h.symbol
    where h.quantity > 0
        and h.current_price is distinct from l.price;
$$;

comment on function kaboom.portfolios_to_revalue is
'The portfolios in which a price, cash or shares have moved since they were valued.';

revoke execute on function kaboom.portfolios_to_revalue from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/46_valuation/portfolios_to_revalue.sql', 'repeatable', 'a7a0833eb8ba96300752b29e3b22aec74397d954e4803853ef50a4ac36daa0f0', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/46_valuation/position_valuations.sql repeatable 91a8deacab6259be551ee7ce63e68ba7cb074bc790150df8f5678133dc03c406
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

One row for each position that holds shares. Everyone signed in reads their own.$$;
comment on column public.position_valuations.user_id is 'Owner of the portfolio.';
comment on column public.position_valuations.portfolio_id is 'The portfolio that holds the shares.';
comment on column public.position_valuations.position_id is 'id of the position.';
comment on column public.position_valuations.symbol is
'Code of the Tokyo Stock Exchange, such as 7203 or 130A.';
comment on column public.position_valuations.symbol_name is 'Name of the share; null where nobody gave one.';
comment on column public.position_valuations.quantity is 'Shares held, above zero.';
comment on column public.position_valuations.average_price is 'cost_basis / quantity in yen per share.';
comment on column public.position_valuations.cost_basis is
'Exact cost in yen of the shares held, purchase costs included.';
comment on column public.position_valuations.price is
'The latest price in yen per share, else the last one known; null where there was never one.';
comment on column public.position_valuations.price_timestamp is
'When the bar of price begins; null where there is no price.';
comment on column public.position_valuations.market_value is
'quantity x price in yen; null where there is no price.';
comment on column public.position_valuations.unrealized_pnl is
'market_value less cost_basis in yen; null where there is no price.';

-- Nobody has the right to write; see kaboom.refuse_view_writes.
create or replace trigger refuse_view_writes
instead of insert or update or delete on public.position_valuations
for each row execute function kaboom.refuse_view_writes();

revoke all on public.position_valuations from public, anon, authenticated, service_role;
grant select on public.position_valuations to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/46_valuation/position_valuations.sql', 'repeatable', '91a8deacab6259be551ee7ce63e68ba7cb074bc790150df8f5678133dc03c406', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/46_valuation/revaluation_parts.sql repeatable 1a3a875ad4310015cbc4b9b792c30c891a1a231a97914a7a594cd9d22ea70e53
-- Small parts, because a fill of a portfolio waits until its part is committed.
create or replace function kaboom.revaluation_parts()
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select array_agg(n.id)::text
    from (
        select r.id, (row_number() over (order by r.id) - 1) / 20 as part
        from kaboom.portfolios_to_revalue() as r (id)
    ) as n
    group by n.part;
$$;

comment on function kaboom.revaluation_parts is
'The portfolios to revalue in parts of 20, each an array of ids as text, as kaboom.revalue_portfolios takes them.';

revoke execute on function kaboom.revaluation_parts from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/46_valuation/revaluation_parts.sql', 'repeatable', '1a3a875ad4310015cbc4b9b792c30c891a1a231a97914a7a594cd9d22ea70e53', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/46_valuation/revalue_portfolios.sql repeatable 502b72d0ba9a3e4295f61436e63612dc0ae3a377302b2b1d9bdd35a9c2e402d7
create or replace function kaboom.revalue_portfolios(portfolio_ids uuid[])
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    chosen uuid[];
    changed integer;
begin
    -- Portfolios come first, as everywhere; one that is trading right now has its turn at the next call.
    select array_agg(locked.id) into chosen
    from (
        select p.id
        from public.portfolios as p
        where p.id = any (portfolio_ids)
        order by p.user_id, p.id
        for no key update skip locked
    ) as locked;

    -- A statement of its own: it sees what was committed before the locks were taken.
    with valued as materialized (
        select v.user_id, v.portfolio_id, v.total_value, v.total_return, v.return_percentage
        from public.valued_portfolios as v
        where v.portfolio_id = any (chosen)
    ),
    worth as materialized (
        select h.user_id, h.id, coalesce(l.price, h.current_price) as price,
            coalesce(l.price_timestamp, h.last_price_update) as price_timestamp,
            round(
                coalesce(h.quantity * coalesce(l.price, h.current_price), h.cost_basis) / nullif(v.total_value, 0) * 100, 2
            ) as weight
        from valued as v
        join public.positions as h on h.user_id = v.user_id and h.portfolio_id = v.portfolio_id
        left join public.latest_prices as l on l.symbol = h.symbol
    ),
    repriced as (
        update public.positions as h
        set current_price = w.price,
            last_price_update = w.price_timestamp,
            weight_percentage = w.weight,
            updated_at = now()
        from worth as w
        where h.user_id = w.user_id
            and h.id = w.id
            and (h.current_price, h.weight_percentage) is distinct from (w.price, w.weight)
        returning h.id
    ),
    totals as (
        update public.portfolios as p
        set total_return = v.total_return,
            return_percentage = v.return_percentage,
            valued_entry_no = p.last_entry_no,
            updated_at = now()
        from valued as v
        where p.user_id = v.user_id
            and p.id = v.portfolio_id
    )
    select count(*)::integer into changed from repriced;
    return changed;
end;
$$;

comment on function kaboom.revalue_portfolios is
$$Bring prices, weights and returns of some portfolios and their positions up to the latest prices.

A portfolio that another transaction has locked is left for the next time; a position whose price and weight have not moved
is not written. A share without any price counts at its cost.

Arguments: portfolio_ids. Returns: how many positions changed.$$;

revoke execute on function kaboom.revalue_portfolios from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/46_valuation/revalue_portfolios.sql', 'repeatable', '502b72d0ba9a3e4295f61436e63612dc0ae3a377302b2b1d9bdd35a9c2e402d7', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/46_valuation/valued_portfolios.sql repeatable 1b37508a7b837bff35e130d98aad1d7b649ef112ca0345fc02c4ed094a3dcda4
-- The one home of what a portfolio is worth and has returned. Always fresh, because it reads the latest prices.
create or replace view public.valued_portfolios
with (security_invoker = true)
as
select
    p.user_id,
    p.id as portfolio_id,
    p.name,
    p.current_balance as cash,
    p.reserved_balance as reserved_cash,
    p.current_balance - p.reserved_balance as free_cash,
    p.total_invested as invested,
    s.market_value,
    p.current_balance + s.market_value as total_value,
    p.realized_pnl,
    s.market_value - p.total_invested as unrealized_pnl,
    p.other_income,
    p.commission_paid as commission,
    p.tax_paid as tax,
    p.capital_paid_in,
    p.capital_withdrawn,
    p.cost_transferred,
    p.current_balance + s.market_value - (p.capital_paid_in - p.capital_withdrawn + p.cost_transferred) as total_return,
    round(
        (p.current_balance + s.market_value - (p.capital_paid_in - p.capital_withdrawn + p.cost_transferred))
        / (p.capital_paid_in + greatest(p.cost_transferred, 0)) * 100,
        4
    ) as return_percentage,
    s.position_count
from public.portfolios as p
cross join lateral (
    -- Without a price yet, shares are worth what they cost.
    select
        coalesce(sum(coalesce(v.market_value, v.cost_basis)), 0) as market_value,
        count(*)::integer as position_count
    from public.position_valuations as v
    where v.user_id = p.user_id
        and v.portfolio_id = p.id
) as s;

comment on view public.valued_portfolios is
$$What each portfolio of the caller is worth and has returned at the latest prices, in yen.$$;
comment on column public.valued_portfolios.user_id is 'The owner.';
comment on column public.valued_portfolios.portfolio_id is 'The portfolio.';
comment on column public.valued_portfolios.name is 'Its name.';
comment on column public.valued_portfolios.cash is 'Cash in yen.';
comment on column public.valued_portfolios.reserved_cash is 'Cash in yen that open purchases reserve.';
comment on column public.valued_portfolios.free_cash is 'cash less reserved_cash.';
comment on column public.valued_portfolios.invested is 'Cost in yen of the shares that are owned.';
comment on column public.valued_portfolios.market_value is
'Value in yen of the shares at the latest prices; a share without a price counts at its cost.';
comment on column public.valued_portfolios.total_value is 'cash and market_value.';
comment on column public.valued_portfolios.realized_pnl is 'Realised profit and loss in yen, costs deducted.';
comment on column public.valued_portfolios.unrealized_pnl is 'market_value less invested.';
comment on column public.valued_portfolios.other_income is 'Interest, fees and capital gains tax in yen, net.';
comment on column public.valued_portfolios.commission is 'Commission of all fills in yen.';
comment on column public.valued_portfolios.tax is 'Tax of all fills in yen.';
comment on column public.valued_portfolios.capital_paid_in is 'Initial capital and all deposits in yen.';
comment on column public.valued_portfolios.capital_withdrawn is 'All withdrawals in yen.';
comment on column public.valued_portfolios.cost_transferred is
'Cost in yen of shares that came in by transfer, less that of shares that left.';
comment on column public.valued_portfolios.total_return is
'total_value less the net contribution: capital_paid_in - capital_withdrawn + cost_transferred.';
comment on column public.valued_portfolios.return_percentage is
'total_return in percent of capital_paid_in and the cost of shares transferred in, net.';
comment on column public.valued_portfolios.position_count is 'How many shares are owned.';

-- Nobody has the right to write; see kaboom.refuse_view_writes.
create or replace trigger refuse_view_writes
instead of insert or update or delete on public.valued_portfolios
for each row execute function kaboom.refuse_view_writes();

revoke all on public.valued_portfolios from public, anon, authenticated, service_role;
grant select on public.valued_portfolios to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/46_valuation/valued_portfolios.sql', 'repeatable', '1b37508a7b837bff35e130d98aad1d7b649ef112ca0345fc02c4ed094a3dcda4', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/46_valuation/api/calculate_portfolio_performance.sql repeatable 4dd1657f70e938504c45b4b3addf11cffd8d98fb6c48bcdecfd13cd69c496715
-- The specification's name for four figures of the summary. PL/pgSQL, because it is created before the function it calls.
create or replace function public.calculate_portfolio_performance(portfolio_uuid uuid)
returns table (total_value numeric, total_return numeric, return_percentage numeric, position_count integer)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select s.total_value, s.total_return, s.return_percentage, s.position_count
    from public.portfolio_summary(calculate_portfolio_performance.portfolio_uuid) as s;
end;
$$;

comment on function public.calculate_portfolio_performance is
$$What a portfolio is worth and has returned; see portfolio_summary for all figures.

Arguments: portfolio_uuid. Returns one row, none for a portfolio that the caller does not own: total_value (cash and
market value, yen), total_return (total_value less net capital paid in, yen), return_percentage (of capital paid in),
position_count.$$;

revoke execute on function public.calculate_portfolio_performance from public, anon, authenticated, service_role;
grant execute on function public.calculate_portfolio_performance to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/46_valuation/api/calculate_portfolio_performance.sql', 'repeatable', '4dd1657f70e938504c45b4b3addf11cffd8d98fb6c48bcdecfd13cd69c496715', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/46_valuation/api/portfolio_summary.sql repeatable 3c652909eaeda09660eff967ff3cd0d9f25c1345c9710e3e0d1f5c9a2376cb32
-- Invoker: the policies decide which portfolios can be seen.
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
    other_income numeric,
    commission numeric,
    tax numeric,
    capital_paid_in numeric,
    capital_withdrawn numeric,
    cost_transferred numeric,
    total_return numeric,
    return_percentage numeric,
    position_count integer
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select v.cash, v.reserved_cash, v.free_cash, v.invested, v.market_value, v.total_value, v.realized_pnl,
        v.unrealized_pnl, v.other_income, v.commission, v.tax, v.capital_paid_in, v.capital_withdrawn, v.cost_transferred,
        v.total_return, v.return_percentage, v.position_count
    from public.valued_portfolios as v
    where v.portfolio_id = portfolio_summary.portfolio_id;
$$;

comment on function public.portfolio_summary is
$$The full picture of a portfolio at the latest prices, in yen. For several portfolios read valued_portfolios.

Arguments: portfolio_id. Returns one row, no row for a portfolio that the caller does not own: cash, reserved_cash,
free_cash, invested, market_value, total_value, realized_pnl, unrealized_pnl, other_income, commission, tax,
capital_paid_in, capital_withdrawn, cost_transferred, total_return, return_percentage and position_count, as the columns
of valued_portfolios.$$;

revoke execute on function public.portfolio_summary from public, anon, authenticated, service_role;
grant execute on function public.portfolio_summary to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/46_valuation/api/portfolio_summary.sql', 'repeatable', '3c652909eaeda09660eff967ff3cd0d9f25c1345c9710e3e0d1f5c9a2376cb32', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/46_valuation/api/refresh_valuations.sql repeatable 27c86f68408c403977f466c457deb726f1e27d8f54b2913452f6f65451a8c846
-- Definer: the work is internal, and only the service role may call for it.
create or replace function public.refresh_valuations(at_most integer default 100)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    waiting constant uuid[] := array(select r.id from kaboom.portfolios_to_revalue() as r (id));
    portion constant integer := least(greatest(coalesce(at_most, 100), 1), 1000);
    chosen uuid[];
begin
    -- One that is trading right now takes no place in the portion, so that the others have their turn.
    chosen := array(
        select p.id
        from public.portfolios as p
        where p.id = any (waiting)
        order by p.user_id, p.id
        limit portion
        for no key update skip locked
    );
    perform kaboom.revalue_portfolios(chosen);
    return case when cardinality(chosen) = portion then cardinality(waiting) - portion else 0 end;
end;
$$;

comment on function public.refresh_valuations is
$$Bring prices, weights and returns of positions and portfolios up to the latest prices. For the service role.

Only portfolios in which a price, cash or shares have moved are written, and those that another transaction has locked have
their turn at the next call. Call again until it returns 0; the job "refresh valuations" does so by itself.

Arguments: at_most, portfolios to value in this call, 1 to 1,000: a fill of one of them waits until the call is committed.
Returns: how many portfolios are left, not counting those that are locked when no other one is.$$;

revoke execute on function public.refresh_valuations from public, anon, authenticated, service_role;
grant execute on function public.refresh_valuations to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/46_valuation/api/refresh_valuations.sql', 'repeatable', '27c86f68408c403977f466c457deb726f1e27d8f54b2913452f6f65451a8c846', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/accept_order.sql repeatable f7d4ef52b42c8563677562008b2bee9927cb22b20f37ef3269f86347de886e18
-- BEFORE INSERT of an order that is to be sent: it is admitted and priced while its portfolio is locked. What it needs is
-- reserved AFTER INSERT, when its row is there.
create or replace function kaboom.accept_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    admitted public.trades;
begin
    if new.status <> 'pending' then
        raise exception 'an order cannot start as %', new.status
            using errcode = 'KB133',
            detail = jsonb_build_object('status', new.status)::text,
            hint = 'Leave status out; the service role may record an order as filled.';
    end if;
    admitted := kaboom.admit_order(new);
    if admitted.id is null then
        return null;
    end if;
    return kaboom.fix_order_terms(admitted);
end;
$$;

comment on function kaboom.accept_order is
$$Trigger: checks and prices a new order.

Errors: KB101, KB102, KB104, KB121, KB122, KB133, KB150, KB151, KB201 to KB204, KB208, KB210 to KB212, KB220, KB401.$$;

revoke execute on function kaboom.accept_order from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/accept_order.sql', 'repeatable', 'f7d4ef52b42c8563677562008b2bee9927cb22b20f37ef3269f86347de886e18', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/admit_order.sql repeatable 80f5d94f4e19d81b57dd7568179cfca8eab62121b2606c103517afced92108de
-- For orders that are sent and for orders that are recorded: check, lock, look the ids up, ask account and analysis.
create or replace function kaboom.admit_order(trade public.trades)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    profile public.user_profiles;
    analysis public.ai_analysis_results;
begin
    perform kaboom.count_row('trades');
    perform kaboom.check_order(trade);
    perform kaboom.check_order_ids(trade.client_order_id, trade.order_id);
    trade.price := round(trade.price, 2);
    trade.stop_price := round(trade.stop_price, 2);
    portfolio := kaboom.lock_portfolio(trade.user_id, trade.portfolio_id);
    trade.user_id := portfolio.user_id;
    if (trade.client_order_id is not null or trade.order_id is not null or trade.status = 'filled')
        and kaboom.match_earlier_order(trade)
    then
        return null;
    end if;

    perform kaboom.assert_portfolio_is_active(portfolio);
    select u.* into profile
    from public.user_profiles as u
    where u.id = trade.user_id;
    if not kaboom.is_active_account(trade.user_id) then
        raise exception 'the account is closed for orders'
            using errcode = 'KB104',
            detail = jsonb_build_object('user_id', trade.user_id)::text,
            hint = 'Ask the operator to activate the account.';
    end if;
    trade.commission_rate := kaboom.commission_rate(profile.tier);
    trade.ai_decision := null;
    trade.ai_confidence := null;
    if trade.ai_analysis_id is not null then
        select a.* into analysis
        from public.ai_analysis_results as a
        where a.user_id = trade.user_id
            and a.id = trade.ai_analysis_id;
        perform kaboom.assert_analysis_carries(trade, analysis);
        trade.ai_decision := analysis.final_decision;
        trade.ai_confidence := analysis.consensus_confidence;
    end if;
    return trade;
end;
$$;

comment on function kaboom.admit_order is
$$Admit an order, or find that it was admitted before. Locks its account and its portfolio.

Arguments: trade, as sent. Returns: the order with its user_id, its commission rate and what it takes from its analysis;
null where the same order is there already.
Errors: KB101, KB102, KB104, KB121, KB122, KB150, KB151, KB201 to KB204, KB208, KB210 to KB212, KB220, KB401.$$;

revoke execute on function kaboom.admit_order from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/admit_order.sql', 'repeatable', '80f5d94f4e19d81b57dd7568179cfca8eab62121b2606c103517afced92108de', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/assert_analysis_carries.sql repeatable a2c980628ee569aa4aefc7cb082f74dfe332b5cbd280a8a473495d8a0888c9ea
create or replace function kaboom.assert_analysis_carries(trade public.trades, analysis public.ai_analysis_results)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if (analysis.symbol = trade.symbol and public.is_fresh(analysis)) is not true then
        raise exception 'analysis % cannot carry an order for %', trade.ai_analysis_id, trade.symbol
            using errcode = 'KB150',
            detail = jsonb_build_object('ai_analysis_id', trade.ai_analysis_id, 'symbol', trade.symbol)::text,
            hint = 'Name an analysis of the same share that was completed at most one hour ago.';
    end if;
    if analysis.final_decision is distinct from trade.trade_type then
        raise exception 'analysis % says %, and cannot carry a %', analysis.id, analysis.final_decision, trade.trade_type
            using errcode = 'KB151',
            detail = jsonb_build_object('decision', analysis.final_decision, 'trade_type', trade.trade_type)::text,
            hint = 'Name an analysis that agrees with the order, or place the order without one.';
    end if;
end;
$$;

comment on function kaboom.assert_analysis_carries is
$$Refuse an order that does not rest on its analysis.

Arguments: trade; analysis that it names, null where the owner has no such. Errors: KB150 unknown, another share, not
completed or too old; KB151 its decision contradicts the order.$$;

revoke execute on function kaboom.assert_analysis_carries from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/assert_analysis_carries.sql', 'repeatable', 'a2c980628ee569aa4aefc7cb082f74dfe332b5cbd280a8a473495d8a0888c9ea', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/assert_same_day.sql repeatable 5e1619ddd0bf9fecbead8cf1544a28c82d28d94ee022beb79f85e5dca33aa963
create or replace function kaboom.assert_same_day(earlier public.trade_executions, executed_at timestamptz)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    earlier_day constant date := (earlier.executed_at at time zone 'Asia/Tokyo')::date;
    day constant date := (assert_same_day.executed_at at time zone 'Asia/Tokyo')::date;
begin
    if earlier.executed_at_is_stated and day <> earlier_day then
        raise exception 'execution_id % is the fill of % (Asia/Tokyo), % @ %, and the one sent is of %',
            earlier.execution_id, earlier_day, earlier.quantity, earlier.price, day
            using errcode = 'KB122',
            detail = jsonb_build_object('execution_id', earlier.execution_id, 'earlier_day', earlier_day, 'day', day)::text,
            hint = 'Numbers of the broker begin again every day: build the id of day and number.';
    end if;
end;
$$;

comment on function kaboom.assert_same_day is
$$Refuse an execution_id that comes again with a time of another trading day (Asia/Tokyo): it is another fill.

Arguments: earlier, the fill that has the id; executed_at as sent now, null where it was not stated. Errors: KB122.$$;

revoke execute on function kaboom.assert_same_day from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/assert_same_day.sql', 'repeatable', '5e1619ddd0bf9fecbead8cf1544a28c82d28d94ee022beb79f85e5dca33aa963', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/assert_shares_cover.sql repeatable ed49c6c6a1a5468583bb3acf702969390aa1528a659b60ea3b0a1404a0e40d3b
-- The one place that refuses for want of shares.
create or replace function kaboom.assert_shares_cover(symbol text, current_position public.positions, needed numeric)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    owned constant integer := coalesce(current_position.quantity, 0);
    reserved constant integer := coalesce(current_position.reserved_quantity, 0);
begin
    if owned - reserved < needed then
        raise exception 'free shares % of % do not cover %', owned - reserved, symbol, needed
            using errcode = 'KB111',
            detail = jsonb_build_object('symbol', symbol, 'free', owned - reserved, 'needed', needed, 'reserved', reserved)::text,
            hint = case when reserved > 0 then 'Cancel a waiting sale, or sell less.' else 'Sell less.' end;
    end if;
end;
$$;

comment on function kaboom.assert_shares_cover is
$$Refuse to take more shares than are free.

Arguments: symbol; current_position, null where there is none; needed shares. Errors: KB111 not enough free shares.$$;

revoke execute on function kaboom.assert_shares_cover from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/assert_shares_cover.sql', 'repeatable', 'ed49c6c6a1a5468583bb3acf702969390aa1528a659b60ea3b0a1404a0e40d3b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/audit_trade.sql repeatable 5e1bc427eebb772f4da429179a14400b3ae9c9d053b826025f783c6babbe9543
-- Built from the few columns that can change, because a fill waits for it.
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
            kaboom.order_request(new) || jsonb_strip_nulls(jsonb_build_object(
                'status', new.status, 'execution_price', new.execution_price, 'net_amount', new.net_amount,
                'client_order_id', new.client_order_id, 'order_id', new.order_id
            ))
        );
    elsif new.filled_quantity <> old.filled_quantity then
        perform kaboom.write_audit(
            new.user_id, case when new.filled_quantity > old.filled_quantity then 'trade_executed' else 'trade_reversed' end,
            'trade', new.id,
            jsonb_build_object('status', old.status, 'filled_quantity', old.filled_quantity, 'net_amount', old.net_amount),
            jsonb_build_object('status', new.status, 'filled_quantity', new.filled_quantity, 'net_amount', new.net_amount)
        );
    elsif (old.status, old.reason, old.order_id, old.cancel_requested_at)
        is distinct from (new.status, new.reason, new.order_id, new.cancel_requested_at)
    then
        perform kaboom.write_audit(
            new.user_id,
            case
                when new.status <> old.status then 'trade_' || new.status
                when old.cancel_requested_at is null and new.cancel_requested_at is not null then 'trade_cancel_requested'
                when old.cancel_requested_at is not null and new.cancel_requested_at is null then 'trade_cancel_refused'
                else 'trade_updated'
            end,
            'trade', new.id,
            jsonb_build_object('status', old.status, 'reason', old.reason, 'order_id', old.order_id),
            jsonb_build_object('status', new.status, 'reason', new.reason, 'order_id', new.order_id)
        );
    end if;
    return null;
end;
$$;

comment on function kaboom.audit_trade is
$$Trigger: writes trade_placed, trade_executed, trade_reversed, trade_cancelled, trade_rejected, trade_cancel_requested,
trade_cancel_refused or trade_updated.$$;

revoke execute on function kaboom.audit_trade from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/audit_trade.sql', 'repeatable', '5e1bc427eebb772f4da429179a14400b3ae9c9d053b826025f783c6babbe9543', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/check_order.sql repeatable addc6adf826813b6f810d6d9875f5253324dee416e9b84a2ff107d8477dd957c
-- What can be said of an order without looking at anything else.
create or replace function kaboom.check_order(trade public.trades)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    traits constant record := kaboom.order_type_traits(trade.order_type);
begin
    if kaboom.is_tokyo_code(trade.symbol) is not true then
        raise exception '% is no code of the Tokyo Stock Exchange', left(trade.symbol, 50)
            using errcode = 'KB201',
            detail = jsonb_build_object('symbol', left(trade.symbol, 50))::text,
            hint = 'Send four characters, such as 7203 or 130A.';
    end if;
    if coalesce(trade.trade_type not in ('buy', 'sell'), true) then
        raise exception 'trade_type % is neither buy nor sell', trade.trade_type
            using errcode = 'KB210',
            detail = jsonb_build_object('trade_type', trade.trade_type)::text,
            hint = 'Send buy or sell.';
    end if;
    if not kaboom.is_quantity(trade.quantity) then
        raise exception 'quantity % is not a number of shares', trade.quantity
            using errcode = 'KB202',
            detail = jsonb_build_object('quantity', trade.quantity)::text,
            hint = 'Send a whole number from 1 to 2147483647.';
    end if;
    if not kaboom.is_price(trade.price) then
        raise exception 'price % is not a price in yen', trade.price
            using errcode = 'KB203',
            detail = jsonb_build_object('price', trade.price)::text,
            hint = 'Send the limit, or for market and stop orders the current price: above zero, below 100,000,000, '
                || 'with at most two decimals.';
    end if;
    if traits.takes_stop_price and not kaboom.is_price(trade.stop_price) then
        raise exception 'a % order needs a stop_price in yen, not %', trade.order_type, trade.stop_price
            using errcode = 'KB204',
            detail = jsonb_build_object('order_type', trade.order_type, 'stop_price', trade.stop_price)::text,
            hint = 'Send the trigger in yen: above zero, below 100,000,000, with at most two decimals.';
    end if;
    if not traits.takes_stop_price and trade.stop_price is not null then
        raise exception 'a % order takes no stop_price, but % was sent', trade.order_type, trade.stop_price
            using errcode = 'KB204',
            detail = jsonb_build_object('order_type', trade.order_type, 'stop_price', trade.stop_price)::text,
            hint = 'Leave it out, or place a stop or stop_limit order.';
    end if;
    if not kaboom.is_amount(trade.quantity * trade.price) then
        raise exception 'an order of % yen is more than a portfolio can hold', trade.quantity * trade.price
            using errcode = 'KB208',
            detail = jsonb_build_object('amount', trade.quantity * trade.price, 'below', 1e13)::text,
            hint = 'Keep quantity x price below 10,000,000,000,000 yen.';
    end if;
end;
$$;

comment on function kaboom.check_order is
'Refuse an order that no portfolio could take. Arguments: trade. Errors: KB201, KB202, KB203, KB204, KB208, KB210, KB212.';

revoke execute on function kaboom.check_order from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/check_order.sql', 'repeatable', 'addc6adf826813b6f810d6d9875f5253324dee416e9b84a2ff107d8477dd957c', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/check_order_id.sql repeatable bf71f4b70a8611e4b00a1baf533cd84b0b81e28dbc8644ac55cd9b478f922c17
-- BEFORE UPDATE of order_id: the broker's id is checked as it is for a new order.
create or replace function kaboom.check_order_id()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.check_order_ids(null, new.order_id);
    return new;
end;
$$;

comment on function kaboom.check_order_id is 'Trigger: refuses an order_id that is no id. Errors: KB211.';

revoke execute on function kaboom.check_order_id from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/check_order_id.sql', 'repeatable', 'bf71f4b70a8611e4b00a1baf533cd84b0b81e28dbc8644ac55cd9b478f922c17', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/check_order_ids.sql repeatable a379ddc1296fe433220bd142e1684648c86aa79f9ac3180c36cf64abcb2f06d4
create or replace function kaboom.check_order_ids(client_order_id text, order_id text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    member constant text := case
        when not kaboom.is_id(coalesce(client_order_id, 'x')) then 'client_order_id'
        when not kaboom.is_id(coalesce(order_id, 'x')) then 'order_id'
    end;
begin
    if member is not null then
        raise exception '% "%" is no id', member,
            left(case member when 'order_id' then order_id else client_order_id end, 120)
            using errcode = 'KB211',
            detail = jsonb_build_object('member', member)::text,
            hint = 'Send 1 to 100 characters without blanks at the ends, or leave it out.';
    end if;
end;
$$;

comment on function kaboom.check_order_ids is
$$Refuse ids of an order that are blank, padded or too long: a field that was left empty is no id.

Arguments: client_order_id and order_id, each null where there is none. Errors: KB211.$$;

revoke execute on function kaboom.check_order_ids from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/check_order_ids.sql', 'repeatable', 'a379ddc1296fe433220bd142e1684648c86aa79f9ac3180c36cf64abcb2f06d4', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/close_order.sql repeatable ca57c549e818ca77b63205aab1c320593a44df382fadb6029b21b3407a1f532f
-- BEFORE UPDATE of status: cancels, asks the broker to cancel, or rejects. What a closed order reserved becomes free.
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
            using errcode = 'KB133',
            detail = jsonb_build_object('trade_id', old.id, 'status', old.status, 'wanted', new.status)::text,
            hint = 'Open orders may be cancelled, pending ones rejected; executions fill them.';
    end if;
    -- Once the broker has the order, only the broker's word (closed_at, which users may not write) ends it: cash that was
    -- free too early could be spent, and the real fill would then be refused.
    if new.status = 'cancelled' and old.order_id is not null and new.closed_at is null then
        new.status := old.status;
        new.reason := case when old.cancel_requested_at is null then new.reason else old.reason end;
        new.cancel_requested_at := coalesce(old.cancel_requested_at, now());
        return new;
    end if;
    perform kaboom.release_reservation(old);
    new.reserved_amount := 0;
    new.closed_at := now();
    new.closed_as := new.status;
    return new;
end;
$$;

comment on function kaboom.close_order is
$$Trigger: closes an order and releases what it had reserved; the cancellation of an order that the broker has becomes a
request, unless closed_at says that it is the broker's word. Errors: KB133, KB134.$$;

revoke execute on function kaboom.close_order from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/close_order.sql', 'repeatable', 'ca57c549e818ca77b63205aab1c320593a44df382fadb6029b21b3407a1f532f', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/commission.sql repeatable b80b9487cb2dbe07b7d7254d16ab24d1977d59e2e8042906c5ff613446670755
-- The rounding goes on from fill to fill, so that many small fills cost what one large fill costs.
create or replace function kaboom.commission(rate numeric, executed numeric, amount numeric)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return round(rate * (executed + amount), 2) - round(rate * executed, 2);
end;
$$;

comment on function kaboom.commission is
$$The commission in yen that an amount adds to an order: rate x executed so far, rounded to two decimals, goes on.

Arguments: rate, a fraction; executed, yen that the order has executed already; amount in yen, the next part.$$;

revoke execute on function kaboom.commission from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/commission.sql', 'repeatable', 'b80b9487cb2dbe07b7d7254d16ab24d1977d59e2e8042906c5ff613446670755', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/commission_rate.sql repeatable 6bd5e13b256a5ab60bd350e7c7e9483b71de2ffe0b490aeb4ff07fb492078741
create or replace function kaboom.commission_rate(tier text)
returns numeric
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    rates constant record := kaboom.setting_commission_rates(kaboom.setting('commission_rates'));
begin
    return case tier
        when 'basic' then rates.basic
        when 'premium' then rates.premium
        else rates.enterprise
    end;
end;
$$;

comment on function kaboom.commission_rate is
$$The commission of an account as a fraction of the amount (setting commission_rates).

Arguments: tier of user_profiles. Errors: KB401 the setting is missing.$$;

revoke execute on function kaboom.commission_rate from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/commission_rate.sql', 'repeatable', '6bd5e13b256a5ab60bd350e7c7e9483b71de2ffe0b490aeb4ff07fb492078741', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/describe_order.sql repeatable aca0e89190c3b6ee95c14b0f783ac2ed59da9cc92f675551254690be4f967160
-- For people who compare two orders.
create or replace function kaboom.describe_order(trade public.trades)
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

comment on function kaboom.describe_order is 'What was ordered, in words. Arguments: trade.';

revoke execute on function kaboom.describe_order from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/describe_order.sql', 'repeatable', 'aca0e89190c3b6ee95c14b0f783ac2ed59da9cc92f675551254690be4f967160', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/fix_order_terms.sql repeatable 1c92d9c910db32c20c93919c90bcca18201006cc307a68c8b1e20cdd4e40240d
-- Commission and reservation are fixed when the order is placed, so that a later change of settings moves no money.
create or replace function kaboom.fix_order_terms(trade public.trades)
returns public.trades
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    traits constant record := kaboom.order_type_traits(trade.order_type);
    latest numeric;
    needed numeric;
begin
    trade.reserve_price := trade.price;
    if not traits.price_is_a_limit then
        -- Because the client's price is only a guess: the fill may cost what the market asks.
        select l.price into latest
        from public.latest_prices as l
        where l.symbol = trade.symbol;
        trade.reserve_price := greatest(trade.price, trade.stop_price, latest)
            * (1 + kaboom.setting_order_reservation());
    end if;
    trade.filled_quantity := 0;
    trade.total_amount := trade.quantity * trade.price;
    trade.commission := 0;
    trade.tax := 0;
    trade.execution_price := null;
    trade.executed_at := null;
    trade.cost_basis := null;
    trade.realized_pnl := null;
    trade.cancel_requested_at := null;
    trade.closed_at := null;
    trade.closed_as := null;
    needed := kaboom.reservation_amount(trade.quantity, trade.reserve_price, trade.commission_rate, 0);
    if not kaboom.is_amount(needed) then
        raise exception 'an order of % yen is more than a portfolio can hold', needed
            using errcode = 'KB208',
            detail = jsonb_build_object('amount', needed, 'below', 1e13)::text,
            hint = 'Keep quantity x price with margin and commission below 10,000,000,000,000 yen.';
    end if;
    trade.reserved_amount := case trade.trade_type when 'buy' then needed else 0 end;
    return trade;
end;
$$;

comment on function kaboom.fix_order_terms is
$$The order with its amounts and its reservation.

A purchase whose price is a limit reserves by that price; others by the greatest of price, stop_price and the latest known
price, and a margin (setting order_reservation) above it.

Arguments: trade, admitted. Errors: KB208 too large, KB401 a setting is missing.$$;

revoke execute on function kaboom.fix_order_terms from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/fix_order_terms.sql', 'repeatable', '1c92d9c910db32c20c93919c90bcca18201006cc307a68c8b1e20cdd4e40240d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/is_recorded_fill.sql repeatable 3a747861f997e574a6abb1e55605cf0b65467ff5e71e2ff91cc7a1e1ab0f9266
-- An order that is recorded as filled has to bring the same fill again. Numbers of brokers begin again every day, so a
-- fill of another day is another fill.
create or replace function kaboom.is_recorded_fill(trade public.trades, earlier public.trades)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    fill public.trade_executions;
begin
    select e.* into fill
    from public.trade_executions as e
    where e.user_id = earlier.user_id
        and e.execution_id = coalesce(trade.order_id, earlier.id::text)
        and e.trade_id = earlier.id
        and e.price = coalesce(trade.execution_price, trade.price)
        and e.commission = coalesce(trade.commission, e.commission)
        and e.tax = coalesce(trade.tax, e.tax);
    if not found then
        return false;
    end if;
    perform kaboom.assert_same_day(fill, trade.executed_at);
    return true;
end;
$$;

comment on function kaboom.is_recorded_fill is
$$Whether an order that comes as filled brings the fill that it was recorded with.

Arguments: trade, as sent; earlier, the order of its ids. Errors: KB122 the same fill, but of another day.$$;

revoke execute on function kaboom.is_recorded_fill from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/is_recorded_fill.sql', 'repeatable', '3a747861f997e574a6abb1e55605cf0b65467ff5e71e2ff91cc7a1e1ab0f9266', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/keep_reason.sql repeatable 44a489ff133952f5f0ca165a4822b782b9d8f5660e9c9fee29183fb8c1e21f08
-- BEFORE UPDATE of reason by a user: the reason belongs to the cancellation that it came with, and may be the operator's. A
-- repeated cancellation changes nothing.
create or replace function kaboom.keep_reason()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    new.reason := old.reason;
    return new;
end;
$$;

comment on function kaboom.keep_reason is 'Trigger: keeps the reason of an order whose status its owner does not change.';

revoke execute on function kaboom.keep_reason from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/keep_reason.sql', 'repeatable', '44a489ff133952f5f0ca165a4822b782b9d8f5660e9c9fee29183fb8c1e21f08', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/lock_portfolio_of_order.sql repeatable 385d13a655e4c85e869d1bd0894ec6fc240082f5e0f6981529c4056ac7989aef
-- An order never moves to another portfolio, so where it is may be asked before anything is locked.
create or replace function kaboom.lock_portfolio_of_order(user_id uuid, trade_id uuid)
returns public.portfolios
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    trade public.trades;
begin
    if lock_portfolio_of_order.user_id is null then
        select t.* into trade
        from public.trades as t
        where t.id = lock_portfolio_of_order.trade_id;
    else
        select t.* into trade
        from public.trades as t
        where t.user_id = lock_portfolio_of_order.user_id
            and t.id = lock_portfolio_of_order.trade_id;
    end if;
    if trade.id is null then
        raise exception 'order % not found', trade_id
            using errcode = 'KB130',
            detail = jsonb_build_object('trade_id', trade_id)::text,
            hint = 'Use the id of an order.';
    end if;
    return kaboom.lock_portfolio(trade.user_id, trade.portfolio_id);
end;
$$;

comment on function kaboom.lock_portfolio_of_order is
$$Lock the account and the portfolio of an order, and return the portfolio. Read the order itself only afterwards.

Arguments: user_id, or null where the caller does not know the owner; trade_id. Errors: KB130 no such order.$$;

revoke execute on function kaboom.lock_portfolio_of_order from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/lock_portfolio_of_order.sql', 'repeatable', '385d13a655e4c85e869d1bd0894ec6fc240082f5e0f6981529c4056ac7989aef', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/match_earlier_order.sql repeatable d5ebf7fb8b5d530605fd2ffd992306cfbfdf35f68e237562c881850b3c5bb134
-- A repeated request must not trade twice: the client is known by client_order_id, the broker by order_id.
create or replace function kaboom.match_earlier_order(trade public.trades)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    earlier public.trades;
begin
    select t.* into earlier
    from public.trades as t
    where t.user_id = trade.user_id
        and (t.id = trade.id or t.client_order_id = trade.client_order_id or t.order_id = trade.order_id)
    order by t.client_order_id is not distinct from trade.client_order_id desc
    limit 1;
    if not found then
        return false;
    end if;
    if kaboom.order_request(earlier) = kaboom.order_request(trade)
        and coalesce(trade.order_id, earlier.order_id) is not distinct from earlier.order_id
        and (trade.status is distinct from 'filled' or kaboom.is_recorded_fill(trade, earlier))
    then
        return true;
    end if;
    raise exception 'client_order_id % or order_id % belongs to order %: %, not to %', trade.client_order_id, trade.order_id,
        earlier.id, kaboom.describe_order(earlier), kaboom.describe_order(trade)
        using errcode = 'KB121',
        detail = jsonb_build_object('order', earlier.id, 'earlier', kaboom.order_request(earlier),
            'sent', kaboom.order_request(trade))::text,
        hint = 'Use new ids for a new order.';
end;
$$;

comment on function kaboom.match_earlier_order is
$$Whether this very order has been placed before.

Arguments: trade, with its user_id. Errors: KB121 its client_order_id or order_id belongs to an order with other content;
KB122 it was recorded as filled on another day.$$;

revoke execute on function kaboom.match_earlier_order from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/match_earlier_order.sql', 'repeatable', 'd5ebf7fb8b5d530605fd2ffd992306cfbfdf35f68e237562c881850b3c5bb134', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/order_request.sql repeatable fe872e2873fbd017ccaf14f248a5543ac5f5925d247b965f0581a2ccaf647822
-- The one list of what a client chooses in an order: what makes a repetition, and what the audit and errors show.
create or replace function kaboom.order_request(trade public.trades)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return jsonb_strip_nulls(jsonb_build_object(
        'portfolio_id', trade.portfolio_id,
        'symbol', trade.symbol,
        'trade_type', trade.trade_type,
        'quantity', trade.quantity,
        'price', trade.price,
        'order_type', trade.order_type,
        'stop_price', trade.stop_price,
        'ai_analysis_id', trade.ai_analysis_id
    ));
end;
$$;

comment on function kaboom.order_request is
'What the client chose in an order, by name, without nulls. Two orders with equal requests are the same. Arguments: trade.';

revoke execute on function kaboom.order_request from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/order_request.sql', 'repeatable', 'fe872e2873fbd017ccaf14f248a5543ac5f5925d247b965f0581a2ccaf647822', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/order_type_traits.sql repeatable 15fd8f090650d5bd7f65537bc259ec216e7ec4665362cdace68a14bde77d672a
-- The one home of what an order type is.
create or replace function kaboom.order_type_traits(
    order_type text, out takes_stop_price boolean, out price_is_a_limit boolean
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    case order_type
        when 'limit' then
            takes_stop_price := false;
            price_is_a_limit := true;
        when 'market' then
            takes_stop_price := false;
            price_is_a_limit := false;
        when 'stop' then
            takes_stop_price := true;
            price_is_a_limit := false;
        when 'stop_limit' then
            takes_stop_price := true;
            price_is_a_limit := true;
        else
            raise exception 'order_type % is not known', order_type
                using errcode = 'KB212',
                detail = jsonb_build_object('order_type', order_type)::text,
                hint = 'Send limit, market, stop or stop_limit.';
    end case;
end;
$$;

comment on function kaboom.order_type_traits is
$$What an order type needs and promises.

Arguments: order_type. Returns: takes_stop_price, whether the order needs a stop_price (and else refuses one);
price_is_a_limit, whether a purchase cannot cost more than price per share. Errors: KB212 unknown type.$$;

revoke execute on function kaboom.order_type_traits from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/order_type_traits.sql', 'repeatable', '15fd8f090650d5bd7f65537bc259ec216e7ec4665362cdace68a14bde77d672a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/release_reservation.sql repeatable 5d9459a8834420313b6927ae4272234b4aa85f85b31bdd995de82ed880637f12
create or replace function kaboom.release_reservation(trade public.trades)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    -- The row of the order is locked already; waiting here could deadlock with a fill that waits for it.
    perform from public.portfolios as p
    join auth.users as a on a.id = p.user_id
    where p.user_id = trade.user_id
        and p.id = trade.portfolio_id
    for no key update of a, p skip locked;
    if not found then
        raise exception 'portfolio % is busy', trade.portfolio_id
            using errcode = 'KB134',
            detail = jsonb_build_object('portfolio_id', trade.portfolio_id)::text,
            hint = 'Send the request again.';
    end if;
    if trade.trade_type = 'buy' then
        update public.portfolios as p
        set reserved_balance = p.reserved_balance - trade.reserved_amount,
            updated_at = now()
        where p.user_id = trade.user_id
            and p.id = trade.portfolio_id;
    else
        update public.positions as h
        set reserved_quantity = h.reserved_quantity - kaboom.reserved_shares(trade),
            updated_at = now()
        where h.user_id = trade.user_id
            and h.portfolio_id = trade.portfolio_id
            and h.symbol = trade.symbol;
    end if;
end;
$$;

comment on function kaboom.release_reservation is
'Free what an open order reserves. Arguments: trade, its row locked. Errors: KB134 its portfolio is busy.';

revoke execute on function kaboom.release_reservation from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/release_reservation.sql', 'repeatable', '5d9459a8834420313b6927ae4272234b4aa85f85b31bdd995de82ed880637f12', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/reservation_amount.sql repeatable 9b603227b4234c2ce006c430e56ea27c43bcf67573bee188e4d711aa1c6cfba1
-- What the unfilled rest of a purchase holds: its cost, and what it adds to the commission of the order.
create or replace function kaboom.reservation_amount(remaining numeric, price numeric, rate numeric, executed numeric)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return round(remaining * price, 2) + kaboom.commission(rate, executed, remaining * price);
end;
$$;

comment on function kaboom.reservation_amount is
$$Yen that the rest of a purchase reserves.

Arguments: remaining shares; price, yen per share; rate of the commission, a fraction; executed, yen so far.$$;

revoke execute on function kaboom.reservation_amount from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/reservation_amount.sql', 'repeatable', '9b603227b4234c2ce006c430e56ea27c43bcf67573bee188e4d711aa1c6cfba1', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/reserve_for_order.sql repeatable 1e7d9ca6680fe1ae300542186598ada50be941611278af6f2824e01d4d0c88ba
-- AFTER INSERT: the order is there, so that an insert that did nothing reserves nothing, and of several orders in one
-- statement each meets what the one before has reserved.
create or replace function kaboom.reserve_for_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
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
        select p.* into portfolio
        from public.portfolios as p
        where p.user_id = new.user_id
            and p.id = new.portfolio_id;
        perform kaboom.assert_cash_covers(
            portfolio.current_balance, portfolio.reserved_balance, new.reserved_amount,
            'Order less, cancel a waiting purchase, or deposit cash first.'
        );
    end if;
    return null;
end;
$$;

comment on function kaboom.reserve_for_order is
'Trigger: reserves the cash or the shares of a new order. Errors: KB110, KB111.';

revoke execute on function kaboom.reserve_for_order from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/reserve_for_order.sql', 'repeatable', '1e7d9ca6680fe1ae300542186598ada50be941611278af6f2824e01d4d0c88ba', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/reserve_shares.sql repeatable 25bf47d4b7417e380138809a164bb33a66168d88193eb4d2b88e38d815f85398
-- Looked up and taken in one statement.
create or replace function kaboom.reserve_shares(trade public.trades)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    current_position public.positions;
begin
    update public.positions as h
    set reserved_quantity = h.reserved_quantity + trade.quantity,
        updated_at = now()
    where h.user_id = trade.user_id
        and h.portfolio_id = trade.portfolio_id
        and h.symbol = trade.symbol
        and h.quantity - h.reserved_quantity >= trade.quantity;
    if not found then
        select h.* into current_position
        from public.positions as h
        where h.user_id = trade.user_id
            and h.portfolio_id = trade.portfolio_id
            and h.symbol = trade.symbol;
        perform kaboom.assert_shares_cover(trade.symbol, current_position, trade.quantity);
    end if;
end;
$$;

comment on function kaboom.reserve_shares is
'Reserve the shares of a sale. Arguments: trade. Errors: KB111 where they are not free.';

revoke execute on function kaboom.reserve_shares from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/reserve_shares.sql', 'repeatable', '25bf47d4b7417e380138809a164bb33a66168d88193eb4d2b88e38d815f85398', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/reserved_shares.sql repeatable 4548293828a08b856f986c7b74adac247159dbb428214d72bc3c9653544af47b
create or replace function kaboom.reserved_shares(trade public.trades)
returns integer
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case
        when trade.trade_type = 'sell' and trade.status in ('pending', 'partial')
            then trade.quantity::integer - trade.filled_quantity
        else 0
    end;
end;
$$;

comment on function kaboom.reserved_shares is
'Shares that an order reserves: what remains of an open sale, else 0. Arguments: trade.';

revoke execute on function kaboom.reserved_shares from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/reserved_shares.sql', 'repeatable', '4548293828a08b856f986c7b74adac247159dbb428214d72bc3c9653544af47b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/verify_orders.sql repeatable db6d5a444232ae582db718d69db15ea317e7d10a1147b5a60c4b814f31f7d16c
-- What open orders reserve, and what state an order may be in.
create or replace function kaboom.verify_orders(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with orders as materialized (
        select t.*,
            case
                when t.trade_type = 'buy' and t.status in ('pending', 'partial') then kaboom.reservation_amount(
                    t.quantity - t.filled_quantity, t.reserve_price, t.commission_rate,
                    case when t.filled_quantity > 0 then t.total_amount else 0 end
                )
                else 0
            end as reserves,
            case
                when t.filled_quantity = t.quantity then 'filled'
                when t.closed_as is not null then t.closed_as
                when t.filled_quantity > 0 then 'partial'
                else 'pending'
            end as should_be
        from public.trades as t
        where verify_orders.portfolio_id is null
            or t.portfolio_id = verify_orders.portfolio_id
    ),
    sums as (
        select o.user_id, o.portfolio_id, sum(o.reserves) as reserved,
            count(*) filter (where o.status in ('pending', 'partial')) as open_orders
        from orders as o
        group by o.user_id, o.portfolio_id
    )
    select f.portfolio, f.figure, f.subject, f.expected, f.actual
    from (
        select p.id, v.figure, p.name, v.expected, v.actual
        from public.portfolios as p
        left join sums as s on s.user_id = p.user_id and s.portfolio_id = p.id
        cross join lateral (
            values
                ('reserved balance', coalesce(s.reserved, 0), p.reserved_balance),
                ('open orders of an archive', 0, case when p.is_active then 0 else coalesce(s.open_orders, 0) end)
        ) as v (figure, expected, actual)
        where verify_orders.portfolio_id is null
            or p.id = verify_orders.portfolio_id
        union all
        select o.portfolio_id, v.figure, v.subject, v.expected, v.actual
        from orders as o
        cross join lateral (
            values
                ('reserved amount', 'order ' || o.id, o.reserves, o.reserved_amount),
                ('status', format('order %s is %s and should be %s', o.id, o.status, o.should_be), 1,
                    (o.status = o.should_be)::integer)
        ) as v (figure, subject, expected, actual)
        union all
        select s.portfolio_id, 'portfolio of orders', s.portfolio_id::text, 1, 0
        from sums as s
        where not exists (
            select from public.portfolios as p
            where p.user_id = s.user_id
                and p.id = s.portfolio_id
        )
    ) as f (portfolio, figure, subject, expected, actual)
    where f.expected is distinct from f.actual;
$$;

comment on function kaboom.verify_orders is
$$Every reservation and every status of an order that does not follow from its terms and its fills.

Arguments: portfolio_id, or null for all. Returns: as kaboom.verify_ledger.$$;

revoke execute on function kaboom.verify_orders from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/verify_orders.sql', 'repeatable', 'db6d5a444232ae582db718d69db15ea317e7d10a1147b5a60c4b814f31f7d16c', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/api/cancel_order.sql repeatable b6e366840c38ba07604acde97c52e62682f3ecc547dd8ea3f561bfa90bf57c3b
-- A trigger has locked the account of a user before the order; the service role locks it here.
create or replace function public.cancel_order(trade_id uuid, reason text default null)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    closed public.trades;
begin
    if not row_security_active('public.trades') then
        perform public.lock_order(trade_id);
    end if;
    update public.trades as t
    set status = 'cancelled',
        reason = cancel_order.reason
    where t.id = cancel_order.trade_id
        and t.status <> 'cancelled'
    returning t.* into closed;
    if not found then
        select t.* into closed
        from public.trades as t
        where t.id = cancel_order.trade_id;
    end if;
    if not found then
        raise exception 'order % not found', trade_id
            using errcode = 'KB130',
            detail = jsonb_build_object('trade_id', trade_id)::text,
            hint = 'Use the id of one of your own orders.';
    end if;
    return closed;
end;
$$;

comment on function public.cancel_order is
$$Cancel what is left of an order. Fills stay.

An order that the broker does not have yet is cancelled at once, and what it reserved becomes free. Once the broker has it
(order_id), cancel_requested_at is set: the order stays open, and may be filled, until confirm_cancel or refuse_cancel.

Arguments: trade_id; reason, at most 1,000 characters.
Returns: the order; one that is cancelled already is returned as it is.
Errors: KB101 unknown portfolio, KB130 no such order, KB133 it is filled or rejected, KB134 portfolio busy.$$;

revoke execute on function public.cancel_order from public, anon, authenticated, service_role;
grant execute on function public.cancel_order to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/api/cancel_order.sql', 'repeatable', 'b6e366840c38ba07604acde97c52e62682f3ecc547dd8ea3f561bfa90bf57c3b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/api/confirm_cancel.sql repeatable 714142fb3cad13071d74fd4a63c94eafc2b59a7c77dbcff9e5d52a2b16b9a20e
-- Locks account and portfolio before the order, as every money transaction does.
create or replace function public.confirm_cancel(trade_id uuid, reason text default null, user_id uuid default null)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    changed public.trades;
begin
    changed := public.lock_order(trade_id, user_id);
    if changed.status <> 'cancelled' then
        -- closed_at says that this is the broker's word.
        update public.trades as t
        set status = 'cancelled',
            closed_at = now(),
            reason = coalesce(confirm_cancel.reason, t.reason)
        where t.user_id = changed.user_id
            and t.id = changed.id
        returning t.* into changed;
    end if;
    return changed;
end;
$$;

comment on function public.confirm_cancel is
$$Record that the broker has cancelled an order, whether or not that was asked for. For the service role.

What it reserved becomes free. Fills stay, and fills that the broker reports later are booked all the same.

Arguments: trade_id; reason, at most 1,000 characters; user_id of the owner, which only a router between servers needs.
Returns: the order; one that is cancelled already is returned as it is.
Errors: KB101 unknown portfolio, KB130 no such order, KB133 it is filled or rejected, KB134 portfolio busy.$$;

revoke execute on function public.confirm_cancel from public, anon, authenticated, service_role;
grant execute on function public.confirm_cancel to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/api/confirm_cancel.sql', 'repeatable', '714142fb3cad13071d74fd4a63c94eafc2b59a7c77dbcff9e5d52a2b16b9a20e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/api/lock_order.sql repeatable f348168c8844b86832e287775efe54b3b809696ccc0a582a56ae0f2568a3d63e
-- For functions that close an order: as every money transaction they lock account and portfolio before the order. Definer,
-- because the account begins with a row of auth.users.
create or replace function public.lock_order(trade_id uuid, user_id uuid default null)
returns public.trades
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio constant public.portfolios := kaboom.lock_portfolio_of_order(user_id, trade_id);
    trade public.trades;
begin
    select t.* into trade
    from public.trades as t
    where t.user_id = portfolio.user_id
        and t.id = lock_order.trade_id;
    return trade;
end;
$$;

comment on function public.lock_order is
$$Lock the account and the portfolio of an order to the end of the transaction. For the service role.

A batch that changes several orders locks each before it changes it, so that it cannot deadlock with fills.

Arguments: trade_id; user_id of the owner, which only a router between servers needs.
Returns: the order as it is from then on.
Errors: KB101, KB130 no such order, KB134 another transaction has held its portfolio for two seconds.$$;

revoke execute on function public.lock_order from public, anon, authenticated, service_role;
grant execute on function public.lock_order to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/api/lock_order.sql', 'repeatable', 'f348168c8844b86832e287775efe54b3b809696ccc0a582a56ae0f2568a3d63e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/api/place_order.sql repeatable 869ef48ffceff575c1f24de62993b5b15b4faa83a10e2ca93ef86871eef40c99
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

comment on function public.place_order is
$$Place an order, and reserve the cash or the shares that it needs.

A limit or stop_limit purchase reserves quantity x price and the commission. A market or stop purchase reserves by the
greatest of price, stop_price and the latest known price, and a margin above it (setting order_reservation). The same
client_order_id with the same content returns the first order and does nothing else.

Arguments: portfolio_id; symbol, a code of the Tokyo Stock Exchange; trade_type, buy or sell; quantity in shares; price in
yen per share, the limit or for market and stop orders the current price; order_type, limit, market, stop or stop_limit;
stop_price in yen per share for the last two; client_order_id, 1 to 100 characters, unique within the user; ai_analysis_id,
a fresh analysis that says the same; symbol_name.
Returns: the order.
Errors: KB101 unknown portfolio, KB102 archived, KB104 account closed for orders, KB108 as many open orders as
the limit allows, KB110 not enough free cash, KB111 not enough free shares, KB121 client_order_id used for another order, KB134 portfolio busy, KB150 analysis unusable, KB151
analysis disagrees, KB201 symbol, KB202 quantity, KB203 price, KB204 stop_price, KB208 order too large, KB210 trade_type,
KB211 client_order_id not valid, KB212 order_type, KB220 too many rows, KB401 a setting is
missing, KB402 a setting is not valid.$$;

revoke execute on function public.place_order from public, anon, authenticated, service_role;
grant execute on function public.place_order to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/api/place_order.sql', 'repeatable', '869ef48ffceff575c1f24de62993b5b15b4faa83a10e2ca93ef86871eef40c99', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/api/refuse_cancel.sql repeatable 8aa26175366939ed6d265abed2598272dbbf561f9b93c0137f2b1db63d44494d
-- Locks account and portfolio before the order, as every money transaction does.
create or replace function public.refuse_cancel(trade_id uuid, reason text default null, user_id uuid default null)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    changed public.trades;
begin
    changed := public.lock_order(trade_id, user_id);
    if changed.cancel_requested_at is not null and changed.status in ('pending', 'partial') then
        update public.trades as t
        set cancel_requested_at = null,
            reason = coalesce(refuse_cancel.reason, t.reason)
        where t.user_id = changed.user_id
            and t.id = changed.id
        returning t.* into changed;
    end if;
    return changed;
end;
$$;

comment on function public.refuse_cancel is
$$Record that the broker does not cancel an order that it was asked to cancel. For the service role.

The order stays open, and its cancellation may be asked for again.

Arguments: trade_id; reason, at most 1,000 characters; user_id of the owner, which only a router between servers needs.
Returns: the order; one without an open request is returned as it is.
Errors: KB101 unknown portfolio, KB130 no such order, KB134 portfolio busy.$$;

revoke execute on function public.refuse_cancel from public, anon, authenticated, service_role;
grant execute on function public.refuse_cancel to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/api/refuse_cancel.sql', 'repeatable', '8aa26175366939ed6d265abed2598272dbbf561f9b93c0137f2b1db63d44494d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/50_orders/api/reject_order.sql repeatable d9ca5d6eae0f8db69589a946ffc20948c4989728a9cc8b84eb7488e61528992d
-- Locks account and portfolio before the order, as every money transaction does.
create or replace function public.reject_order(trade_id uuid, reason text default null, user_id uuid default null)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    changed public.trades;
begin
    changed := public.lock_order(trade_id, user_id);
    if changed.status <> 'rejected' then
        update public.trades as t
        set status = 'rejected',
            reason = reject_order.reason
        where t.user_id = changed.user_id
            and t.id = changed.id
        returning t.* into changed;
    end if;
    return changed;
end;
$$;

comment on function public.reject_order is
$$Record that the broker did not take an order. For the service role.

What it reserved becomes free. Fills that the broker reports later are booked all the same.

Arguments: trade_id; reason, at most 1,000 characters; user_id of the owner, which only a router between servers needs.
Returns: the order; one that is rejected already is returned as it is.
Errors: KB101 unknown portfolio, KB130 no such order, KB133 it is no longer pending, KB134 portfolio busy.$$;

revoke execute on function public.reject_order from public, anon, authenticated, service_role;
grant execute on function public.reject_order to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/50_orders/api/reject_order.sql', 'repeatable', 'd9ca5d6eae0f8db69589a946ffc20948c4989728a9cc8b84eb7488e61528992d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/adjustment_to_reverse.sql repeatable df1763eaa1e4430240463fd3c623f9ace80efd5f410a4f88db2866b556b6ab86
create or replace function kaboom.adjustment_to_reverse(reversal public.position_adjustments)
returns public.position_adjustments
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    original public.position_adjustments;
    earlier public.position_adjustments;
begin
    select a.* into original
    from public.position_adjustments as a
    where a.user_id = reversal.user_id
        and a.portfolio_id = reversal.portfolio_id
        and a.entry_no = reversal.reverses
        and a.reverses is null;
    if not found then
        raise exception 'portfolio % has no movement of shares %', reversal.portfolio_id, reversal.reverses
            using errcode = 'KB143',
            detail = jsonb_build_object('portfolio_id', reversal.portfolio_id, 'entry_no', reversal.reverses)::text,
            hint = 'Name the entry_no of a transfer or a correction; a reversal cannot be reversed.';
    end if;
    select a.* into earlier
    from public.position_adjustments as a
    where a.user_id = reversal.user_id
        and a.portfolio_id = reversal.portfolio_id
        and a.reverses = reversal.reverses;
    if found then
        raise exception 'movement of shares % is reversed already, by entry %', reversal.reverses, earlier.entry_no
            using errcode = 'KB141',
            detail = jsonb_build_object('reverses', reversal.reverses, 'reversed_by', earlier.entry_no)::text,
            hint = 'A movement is reversed once.';
    end if;
    return original;
end;
$$;

comment on function kaboom.adjustment_to_reverse is
$$The movement of shares that is to be taken back.

Arguments: reversal, with its user_id, portfolio_id and reverses. Errors: KB141 reversed already, KB143 no such movement.$$;

revoke execute on function kaboom.adjustment_to_reverse from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/adjustment_to_reverse.sql', 'repeatable', 'df1763eaa1e4430240463fd3c623f9ace80efd5f410a4f88db2866b556b6ab86', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/apply_execution_to_position.sql repeatable d4409b72fe91caa858e2a743112759672d31473956c5f5620d138001c21c0aed
create or replace function kaboom.apply_execution_to_position(
    before public.trades, after public.trades, execution public.trade_executions
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.move_position(
        before.user_id, before.portfolio_id, before.symbol, before.symbol_name,
        case before.trade_type when 'buy' then execution.quantity else -execution.quantity end::integer,
        kaboom.reserved_shares(after) - kaboom.reserved_shares(before),
        execution.cost_change
    );
end;
$$;

comment on function kaboom.apply_execution_to_position is
'Move the shares, their cost and their reservation. Arguments: order before and after; execution. Errors: KB208.';

revoke execute on function kaboom.apply_execution_to_position from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/apply_execution_to_position.sql', 'repeatable', 'd4409b72fe91caa858e2a743112759672d31473956c5f5620d138001c21c0aed', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/assert_cost_stays_possible.sql repeatable 9b71033310f210a9bf152aa97deb4d01aa139321e3a947a6cf3f8757785701b3
create or replace function kaboom.assert_cost_stays_possible(
    adjustment public.position_adjustments, current_position public.positions
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    owned constant numeric := coalesce(current_position.quantity, 0) + adjustment.quantity;
    cost constant numeric := coalesce(current_position.cost_basis, 0) + adjustment.cost_change;
begin
    if cost < 0 or (owned = 0 and cost <> 0) then
        raise exception 'a cost of % yen would be left for % shares of %', cost, owned, adjustment.symbol
            using errcode = 'KB213',
            detail = jsonb_build_object('shares', owned, 'cost', cost, 'cost_change', adjustment.cost_change)::text,
            hint = 'Correct the cost so that it is zero or more, and zero where no share is left.';
    end if;
end;
$$;

comment on function kaboom.assert_cost_stays_possible is
$$Refuse a correction that would leave a cost below zero, or a cost without shares.

Arguments: adjustment, computed; current_position, null where there is none. Errors: KB213.$$;

revoke execute on function kaboom.assert_cost_stays_possible from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/assert_cost_stays_possible.sql', 'repeatable', '9b71033310f210a9bf152aa97deb4d01aa139321e3a947a6cf3f8757785701b3', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/assert_replay_holds.sql repeatable b3c85d3a09134e400e344056e91b8f744ef0977bfcba777c8ce14e59f1f5ebdf
-- Without an entry that is taken back, what came after it must still have been possible.
create or replace function kaboom.assert_replay_holds(
    symbol text, owned integer, oversold boolean, current_position public.positions, entry text
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if oversold then
        raise exception 'without % more of % would have left than there was', entry, symbol
            using errcode = 'KB142',
            detail = jsonb_build_object('symbol', symbol, 'without', entry)::text,
            hint = 'Reverse the later sales first.';
    end if;
    if owned < current_position.reserved_quantity and owned < current_position.quantity then
        raise exception 'without % % shares of % remain, of which % wait to be sold',
            entry, owned, symbol, current_position.reserved_quantity
            using errcode = 'KB111',
            detail = jsonb_build_object('symbol', symbol, 'free', owned, 'needed', current_position.reserved_quantity,
                'reserved', current_position.reserved_quantity)::text,
            hint = 'Cancel a waiting sale, then send the reversal again.';
    end if;
end;
$$;

comment on function kaboom.assert_replay_holds is
$$Refuse to take an entry back that later sales, or open ones, need.

Arguments: symbol; owned and oversold, as the replay without the entry gives them; current_position; entry, its name for
the message. Errors: KB111 shares wait to be sold, KB142 a later sale would lack shares.$$;

revoke execute on function kaboom.assert_replay_holds from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/assert_replay_holds.sql', 'repeatable', 'b3c85d3a09134e400e344056e91b8f744ef0977bfcba777c8ce14e59f1f5ebdf', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/assert_same_fill.sql repeatable 610a12e9b597c0588c57364b457e027054c8528f49716421e43161b8933ba63d
create or replace function kaboom.assert_same_fill(earlier public.trade_executions, sent public.trade_executions)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if (earlier.trade_id, earlier.quantity, earlier.price) = (sent.trade_id, sent.quantity, sent.price)
        and earlier.commission = coalesce(sent.commission, earlier.commission)
        and earlier.tax = coalesce(sent.tax, earlier.tax)
    then
        perform kaboom.assert_same_day(earlier, sent.executed_at);
        return;
    end if;
    raise exception 'execution_id % is % @ % of order % with commission % and tax %, not % @ % of order % with % and %',
        sent.execution_id, earlier.quantity, earlier.price, earlier.trade_id, earlier.commission, earlier.tax,
        sent.quantity, sent.price, sent.trade_id, coalesce(sent.commission, earlier.commission),
        coalesce(sent.tax, earlier.tax)
        using errcode = 'KB122',
        detail = jsonb_build_object('execution_id', sent.execution_id, 'earlier', jsonb_build_object(
            'trade_id', earlier.trade_id, 'quantity', earlier.quantity, 'price', earlier.price,
            'commission', earlier.commission, 'tax', earlier.tax))::text,
        hint = 'Each fill has an id of its own; ask the broker which one is right.';
end;
$$;

comment on function kaboom.assert_same_fill is
$$Refuse a fill that comes with the id of another fill. The same fill sent again passes.

Arguments: earlier, the fill that has the id; sent, the one that comes now; costs that it does not state may be any.
Errors: KB122 another content, or another day.$$;

revoke execute on function kaboom.assert_same_fill from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/assert_same_fill.sql', 'repeatable', '610a12e9b597c0588c57364b457e027054c8528f49716421e43161b8933ba63d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/book_adjustment.sql repeatable a6f0cb87ab547f992a8b8cbe249520dd8772b5a30df3567918d36e6e4bd0dcea
-- BEFORE INSERT: a movement of shares that is no fill is admitted, computed and posted while its portfolio is locked.
create or replace function kaboom.book_adjustment()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    current_position public.positions;
begin
    perform kaboom.count_row('position_adjustments');
    perform kaboom.check_adjustment_key(new.idempotency_key);
    perform kaboom.check_adjustment(new);
    portfolio := kaboom.lock_portfolio(new.user_id, new.portfolio_id);
    new.user_id := portfolio.user_id;
    if kaboom.match_earlier_adjustment(new) then
        return null;
    end if;
    perform kaboom.assert_portfolio_is_active(portfolio);
    new.entry_no := portfolio.last_entry_no + 1;
    new.realized_pnl := 0;

    select h.* into current_position
    from public.positions as h
    where h.user_id = new.user_id
        and h.portfolio_id = new.portfolio_id
        and h.symbol = new.symbol;
    if new.quantity < 0 then
        perform kaboom.assert_shares_cover(new.symbol, current_position, -new.quantity);
    end if;
    if new.quantity < 0 and new.kind = 'transfer' then
        new.cost := null;
        new.cost_change := -kaboom.cost_of_sale(current_position.cost_basis, current_position.quantity, -new.quantity);
    else
        new.cost := round(new.cost, 2);
        new.cost_change := new.cost;
        perform kaboom.assert_cost_stays_possible(new, current_position);
    end if;
    perform kaboom.post_adjustment(portfolio, new);
    return new;
end;
$$;

comment on function kaboom.book_adjustment is
$$Trigger: checks, computes and posts a transfer or a correction of shares.

Errors: KB101, KB102, KB111, KB112, KB120, KB201, KB202, KB207, KB208, KB211, KB213, KB220.$$;

revoke execute on function kaboom.book_adjustment from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/book_adjustment.sql', 'repeatable', 'a6f0cb87ab547f992a8b8cbe249520dd8772b5a30df3567918d36e6e4bd0dcea', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/book_adjustment_reversal.sql repeatable e356fee3b46c3b2f63603145308f20c740c8ee8f8f8c8a6c07430bbae3ba8b37
-- BEFORE INSERT: takes a movement of shares back. Quantity, cost and realised profit become what the remaining movements
-- give in their order; the difference in realised profit is booked in this row.
create or replace function kaboom.book_adjustment_reversal()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    original public.position_adjustments;
    current_position public.positions;
    replay record;
begin
    perform kaboom.count_row('position_adjustments');
    perform kaboom.check_adjustment_key(new.idempotency_key);
    portfolio := kaboom.lock_portfolio(new.user_id, new.portfolio_id);
    new.user_id := portfolio.user_id;
    new.kind := 'reversal';
    if kaboom.match_earlier_adjustment(new) then
        return null;
    end if;
    original := kaboom.adjustment_to_reverse(new);

    select h.* into strict current_position
    from public.positions as h
    where h.user_id = original.user_id
        and h.portfolio_id = original.portfolio_id
        and h.symbol = original.symbol;
    replay := kaboom.replay_executions(
        original.user_id, original.portfolio_id, original.symbol, without_adjustment => original.entry_no
    );
    perform kaboom.assert_replay_holds(
        original.symbol, replay.quantity, replay.oversold, current_position, 'adjustment ' || original.entry_no
    );
    new.symbol := original.symbol;
    new.symbol_name := original.symbol_name;
    new.quantity := -original.quantity;
    new.cost := -original.cost;
    new.entry_no := portfolio.last_entry_no + 1;
    new.cost_change := replay.cost_basis - current_position.cost_basis;
    new.realized_pnl := replay.realized_pnl
        - kaboom.booked_profit(original.user_id, original.portfolio_id, original.symbol);
    perform kaboom.post_adjustment(portfolio, new);
    return new;
end;
$$;

comment on function kaboom.book_adjustment_reversal is
$$Trigger: checks, computes and posts the reversal of a movement of shares.

Errors: KB101, KB111, KB112, KB120, KB141, KB142, KB143, KB207, KB208, KB211, KB220.$$;

revoke execute on function kaboom.book_adjustment_reversal from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/book_adjustment_reversal.sql', 'repeatable', 'e356fee3b46c3b2f63603145308f20c740c8ee8f8f8c8a6c07430bbae3ba8b37', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/book_fill.sql repeatable bd92660fb6ee2aa1614edb752792cfdcd99614c80d9fabbb6ad056c47d328eac
-- BEFORE INSERT: a fill is admitted, computed and posted while its portfolio is locked. The broker's word is the truth:
-- fills of a closed order are booked, too, where their quantity still fits.
create or replace function kaboom.book_fill()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    trade public.trades;
    earlier public.trade_executions;
begin
    perform kaboom.count_row('trade_executions');
    perform kaboom.check_fill(new);
    new.executed_at_is_stated := new.executed_at is not null;
    portfolio := kaboom.lock_portfolio_of_order(new.user_id, new.trade_id);
    new.user_id := portfolio.user_id;
    select t.* into strict trade
    from public.trades as t
    where t.user_id = new.user_id
        and t.id = new.trade_id;
    select e.* into earlier
    from public.trade_executions as e
    where e.user_id = new.user_id
        and e.execution_id = new.execution_id;
    if found then
        perform kaboom.assert_same_fill(earlier, new);
        return null;
    end if;
    if new.quantity > trade.remaining_quantity then
        raise exception 'a fill of % exceeds the remaining % of order %', new.quantity, trade.remaining_quantity, trade.id
            using errcode = 'KB132',
            detail = jsonb_build_object('trade_id', trade.id, 'quantity', new.quantity,
                'remaining', trade.remaining_quantity)::text,
            hint = 'Ask the broker for the right quantity; where the fill replaces another one, reverse that one first.';
    end if;
    new.executed_at := coalesce(new.executed_at, now());
    new := kaboom.compute_fill(portfolio, trade, new);
    perform kaboom.post_execution(portfolio, trade, new);
    return new;
end;
$$;

comment on function kaboom.book_fill is
$$Trigger: checks, computes and posts a fill.

Errors: KB101, KB110, KB111, KB112, KB122, KB130, KB132, KB202, KB203, KB206, KB208, KB209, KB211, KB220.$$;

revoke execute on function kaboom.book_fill from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/book_fill.sql', 'repeatable', 'bd92660fb6ee2aa1614edb752792cfdcd99614c80d9fabbb6ad056c47d328eac', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/book_reversal.sql repeatable 12fcaefb2a2ce7f4a1cac8a76f3ad67037c2512c57a5a3eea2d20c2b4a6e7ebf
-- BEFORE INSERT, a bust: the cash of the original comes back exactly, and what it changed in later sales is corrected in
-- one row.
create or replace function kaboom.book_reversal()
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
    current_position public.positions;
    replay record;
begin
    perform kaboom.count_row('trade_executions');
    perform kaboom.check_execution_id(new.execution_id);
    portfolio := kaboom.lock_portfolio_of_order(new.user_id, new.trade_id);
    new.user_id := portfolio.user_id;
    select t.* into strict trade
    from public.trades as t
    where t.user_id = new.user_id
        and t.id = new.trade_id;
    original := kaboom.fill_to_reverse(trade, new.reverses);
    if kaboom.match_earlier_reversal(new) then
        return null;
    end if;

    select h.* into strict current_position
    from public.positions as h
    where h.user_id = trade.user_id
        and h.portfolio_id = trade.portfolio_id
        and h.symbol = trade.symbol;
    replay := kaboom.replay_executions(trade.user_id, trade.portfolio_id, trade.symbol, new.reverses);
    perform kaboom.assert_replay_holds(trade.symbol, replay.quantity, replay.oversold, current_position, 'fill ' || new.reverses);

    new.quantity := -original.quantity;
    new.price := original.price;
    new.amount := -original.amount;
    new.commission := -original.commission;
    new.tax := -original.tax;
    new.executed_at_is_stated := new.executed_at is not null;
    new.executed_at := coalesce(new.executed_at, now());
    new.entry_no := portfolio.last_entry_no + 1;
    new.cost_change := replay.cost_basis - current_position.cost_basis;
    new.realized_pnl := replay.realized_pnl
        - kaboom.booked_profit(trade.user_id, trade.portfolio_id, trade.symbol);
    if not portfolio.is_active and trade.closed_as is null then
        -- An archive holds nothing that could still move.
        trade.closed_as := 'cancelled';
        update public.trades as t
        set closed_at = now(), closed_as = trade.closed_as
        where t.user_id = trade.user_id
            and t.id = trade.id;
    end if;
    perform kaboom.post_execution(portfolio, trade, new);
    return new;
end;
$$;

comment on function kaboom.book_reversal is
$$Trigger: checks, computes and posts the reversal of a fill.

Errors: KB101, KB110, KB111, KB112, KB122, KB130, KB140, KB141, KB142, KB208, KB209, KB211, KB220.$$;

revoke execute on function kaboom.book_reversal from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/book_reversal.sql', 'repeatable', '12fcaefb2a2ce7f4a1cac8a76f3ad67037c2512c57a5a3eea2d20c2b4a6e7ebf', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/booked_profit.sql repeatable 5f7c56cc04a98799a2ef8ca0d6ac4aae8cf989011feb3dca46014cada75a0212
create or replace function kaboom.booked_profit(user_id uuid, portfolio_id uuid, symbol text)
returns numeric
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select coalesce(sum(e.realized_pnl), 0)
        from public.trades as t
        join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
        where t.user_id = booked_profit.user_id
            and t.portfolio_id = booked_profit.portfolio_id
            and t.symbol = booked_profit.symbol
    ) + (
        select coalesce(sum(a.realized_pnl), 0)
        from public.position_adjustments as a
        where a.user_id = booked_profit.user_id
            and a.portfolio_id = booked_profit.portfolio_id
            and a.symbol = booked_profit.symbol
    );
end;
$$;

comment on function kaboom.booked_profit is
'Realised profit in yen that was booked for a share so far. Arguments: user_id; portfolio_id; symbol.';

revoke execute on function kaboom.booked_profit from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/booked_profit.sql', 'repeatable', '5f7c56cc04a98799a2ef8ca0d6ac4aae8cf989011feb3dca46014cada75a0212', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/check_adjustment.sql repeatable 51ace86aec48162ea652f8437c80a674d9e5a7f3236f00812929ed51d089d364
-- What can be said of a movement of shares without looking at anything else.
create or replace function kaboom.check_adjustment(adjustment public.position_adjustments)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if kaboom.is_tokyo_code(adjustment.symbol) is not true then
        raise exception '% is no code of the Tokyo Stock Exchange', left(adjustment.symbol, 50)
            using errcode = 'KB201',
            detail = jsonb_build_object('symbol', left(adjustment.symbol, 50))::text,
            hint = 'Send four characters, such as 7203 or 130A.';
    end if;
    if not (
        kaboom.is_quantity(abs(adjustment.quantity))
        or (adjustment.kind = 'correction' and coalesce(adjustment.quantity = 0, false))
    ) then
        raise exception 'quantity % is not a number of shares', adjustment.quantity
            using errcode = 'KB202',
            detail = jsonb_build_object('quantity', adjustment.quantity)::text,
            hint = 'Send a whole number, negative where shares leave.';
    end if;
    if not (
        case
            when adjustment.kind = 'correction' then kaboom.is_amount(adjustment.cost)
            when adjustment.quantity > 0 then kaboom.is_amount(adjustment.cost) and adjustment.cost >= 0
            else coalesce(adjustment.cost, 0) = 0
        end
    ) then
        raise exception 'cost % does not fit % shares', adjustment.cost, adjustment.quantity
            using errcode = 'KB213',
            detail = jsonb_build_object('quantity', adjustment.quantity, 'cost', adjustment.cost)::text,
            hint = 'State what incoming shares cost in yen, zero or more, with at most two decimals. Shares that leave take '
                || 'their part of the moving average: leave cost out.';
    end if;
end;
$$;

comment on function kaboom.check_adjustment is
'Refuse a movement of shares that no portfolio could take. Arguments: adjustment. Errors: KB201, KB202, KB213.';

revoke execute on function kaboom.check_adjustment from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/check_adjustment.sql', 'repeatable', '51ace86aec48162ea652f8437c80a674d9e5a7f3236f00812929ed51d089d364', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/check_adjustment_key.sql repeatable d76d50762057528d74e2ca5910d60d5a01fb4362589f978732069f9f83c92733
create or replace function kaboom.check_adjustment_key(idempotency_key text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(idempotency_key !~ '\S', true) then
        raise exception 'a movement of shares needs an idempotency_key'
            using errcode = 'KB207',
            detail = jsonb_build_object('member', 'idempotency_key')::text,
            hint = 'Send a key of your own, the same one when you repeat the request.';
    end if;
    if not kaboom.is_id(idempotency_key) then
        raise exception 'idempotency_key "%" has a blank at one end, or more than 100 characters', left(idempotency_key, 120)
            using errcode = 'KB211',
            detail = jsonb_build_object('member', 'idempotency_key')::text,
            hint = 'Send 1 to 100 characters without blanks at the ends.';
    end if;
end;
$$;

comment on function kaboom.check_adjustment_key is
'Refuse a movement of shares without a proper key. Arguments: idempotency_key. Errors: KB207 missing, KB211 not valid.';

revoke execute on function kaboom.check_adjustment_key from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/check_adjustment_key.sql', 'repeatable', 'd76d50762057528d74e2ca5910d60d5a01fb4362589f978732069f9f83c92733', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/check_costs.sql repeatable 7d41b0d8b2d32ee92c7fb2b6f5d5a3f747596342ea0892c6ee41075a4ea2f7bc
create or replace function kaboom.check_costs(commission numeric, tax numeric)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not (
        kaboom.is_amount(coalesce(commission, 0)) and coalesce(commission, 0) >= 0
        and kaboom.is_amount(coalesce(tax, 0)) and coalesce(tax, 0) >= 0
    ) then
        raise exception 'commission % or tax % is not an amount of yen', commission, tax
            using errcode = 'KB206',
            detail = jsonb_build_object('commission', commission, 'tax', tax)::text,
            hint = 'Send zero or more, below 10,000,000,000,000, with at most two decimals, or leave them out.';
    end if;
end;
$$;

comment on function kaboom.check_costs is
$$Refuse costs that are no amounts of yen.

Arguments: commission and tax in yen, null where they are not stated. Errors: KB206.$$;

revoke execute on function kaboom.check_costs from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/check_costs.sql', 'repeatable', '7d41b0d8b2d32ee92c7fb2b6f5d5a3f747596342ea0892c6ee41075a4ea2f7bc', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/check_execution_id.sql repeatable d8ac7a83282d1e9e2a3c1bdf4e61a211d0d52f63a3d36efe04a2cbf99f933603
create or replace function kaboom.check_execution_id(execution_id text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(execution_id !~ '\S', true) then
        raise exception 'an execution needs an execution_id'
            using errcode = 'KB209',
            detail = jsonb_build_object('member', 'execution_id')::text,
            hint = 'Send the broker''s id of the fill, or of its reversal.';
    end if;
    if not kaboom.is_id(execution_id) then
        raise exception 'execution_id "%" is no id', left(execution_id, 120)
            using errcode = 'KB211',
            detail = jsonb_build_object('member', 'execution_id')::text,
            hint = 'Send 1 to 100 characters without blanks at the ends.';
    end if;
end;
$$;

comment on function kaboom.check_execution_id is
'Refuse an execution without a proper id. Arguments: execution_id. Errors: KB209 missing, KB211 not valid.';

revoke execute on function kaboom.check_execution_id from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/check_execution_id.sql', 'repeatable', 'd8ac7a83282d1e9e2a3c1bdf4e61a211d0d52f63a3d36efe04a2cbf99f933603', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/check_fill.sql repeatable 0d7406c86c6ff9564a4c4dc69fcb1cb3a0ce484d1d07a40a18505eacead6707d
-- What can be said of a fill without looking at anything else.
create or replace function kaboom.check_fill(execution public.trade_executions)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.check_execution_id(execution.execution_id);
    if not kaboom.is_quantity(execution.quantity) then
        raise exception 'quantity % is not a number of shares', execution.quantity
            using errcode = 'KB202',
            detail = jsonb_build_object('quantity', execution.quantity)::text,
            hint = 'Send the shares that were filled: a whole number from 1 to 2147483647.';
    end if;
    if not kaboom.is_price(execution.price) then
        raise exception 'price % is not a price in yen', execution.price
            using errcode = 'KB203',
            detail = jsonb_build_object('price', execution.price)::text,
            hint = 'Send the price of the fill: above zero, below 100,000,000, with at most two decimals.';
    end if;
    perform kaboom.check_costs(execution.commission, execution.tax);
end;
$$;

comment on function kaboom.check_fill is
'Refuse a fill that no order could take. Arguments: execution. Errors: KB202, KB203, KB206, KB209, KB211.';

revoke execute on function kaboom.check_fill from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/check_fill.sql', 'repeatable', '0d7406c86c6ff9564a4c4dc69fcb1cb3a0ce484d1d07a40a18505eacead6707d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/compute_fill.sql repeatable a397e78dd29fd45adea690336f95b3371f42f700bdeb886492bf94d11d4c3e64
-- What a fill costs and gains. The caller holds the lock of the portfolio.
create or replace function kaboom.compute_fill(
    portfolio public.portfolios, trade public.trades, execution public.trade_executions
)
returns public.trade_executions
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    executed constant numeric := case when trade.filled_quantity > 0 then trade.total_amount else 0 end;
    current_position public.positions;
begin
    execution.price := round(execution.price, 2);
    execution.amount := execution.quantity * execution.price;
    execution.commission := round(
        coalesce(execution.commission, kaboom.commission(trade.commission_rate, executed, execution.amount)), 2
    );
    execution.tax := round(coalesce(execution.tax, 0), 2);
    if not kaboom.is_amount(executed + execution.amount + execution.commission + execution.tax) then
        raise exception 'a fill of % yen with commission % and tax % is more than a portfolio can hold',
            execution.amount, execution.commission, execution.tax
            using errcode = 'KB208',
            detail = jsonb_build_object('amount', execution.amount, 'commission', execution.commission,
                'tax', execution.tax, 'below', 1e13)::text,
            hint = 'Ask the broker for the right quantity, price and costs.';
    end if;
    execution.entry_no := portfolio.last_entry_no + 1;
    if trade.trade_type = 'buy' then
        execution.cost_change := execution.amount + execution.commission + execution.tax;
        return execution;
    end if;

    select h.* into current_position
    from public.positions as h
    where h.user_id = trade.user_id
        and h.portfolio_id = trade.portfolio_id
        and h.symbol = trade.symbol;
    -- An open sale has reserved its shares; a late fill, or one that is recorded, takes free ones.
    if kaboom.reserved_shares(trade) = 0 then
        perform kaboom.assert_shares_cover(trade.symbol, current_position, execution.quantity);
    end if;
    execution.cost_change := -kaboom.cost_of_sale(current_position.cost_basis, current_position.quantity, execution.quantity);
    execution.realized_pnl := execution.amount - execution.commission - execution.tax + execution.cost_change;
    return execution;
end;
$$;

comment on function kaboom.compute_fill is
$$A fill with its amount, commission, tax, cost and profit in yen, and its place in the ledger.

Arguments: portfolio, locked; trade before the fill; execution with quantity and price, and with commission and tax where
the broker states them. Errors: KB111 the shares of a closed or recorded sale are not free, KB208 amount too large.$$;

revoke execute on function kaboom.compute_fill from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/compute_fill.sql', 'repeatable', 'a397e78dd29fd45adea690336f95b3371f42f700bdeb886492bf94d11d4c3e64', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/cost_of_sale.sql repeatable d795f49d62b78eb871db0da3f0872bc48f52e1c7dc5dc90ce7f56ae75ab91590
-- Twenty decimals, because the default of sixteen digits rounds a large quotient before it is rounded to two decimals.
create or replace function kaboom.cost_of_sale(cost_basis numeric, owned numeric, sold numeric)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case when sold = owned then cost_basis else round(cost_basis::numeric(50, 20) * sold / owned, 2) end;
end;
$$;

comment on function kaboom.cost_of_sale is
$$What shares that leave take out of the cost of a position, in yen: their part of the moving average; the last share takes
the rest.

Arguments: cost_basis of the position in yen; owned, its shares before; sold, the shares that leave.$$;

revoke execute on function kaboom.cost_of_sale from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/cost_of_sale.sql', 'repeatable', 'd795f49d62b78eb871db0da3f0872bc48f52e1c7dc5dc90ce7f56ae75ab91590', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/fill_of_recorded_order.sql repeatable c0f8ed469a7e15bee214b3829cf24a411684177273ed7ee95acac36df0fbe2d5
create or replace function kaboom.fill_of_recorded_order(trade public.trades)
returns public.trade_executions
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    fill public.trade_executions;
begin
    fill.user_id := trade.user_id;
    fill.execution_id := coalesce(trade.order_id, trade.id::text);
    fill.trade_id := trade.id;
    fill.quantity := trade.quantity;
    fill.price := coalesce(trade.execution_price, trade.price);
    fill.commission := trade.commission;
    fill.tax := trade.tax;
    fill.executed_at_is_stated := trade.executed_at is not null;
    fill.executed_at := coalesce(trade.executed_at, now());
    fill.created_at := now();
    fill.updated_at := now();
    if exists (
        select from public.trade_executions as e
        where e.user_id = fill.user_id
            and e.execution_id = fill.execution_id
    ) then
        raise exception 'execution_id % is a fill of another order', fill.execution_id
            using errcode = 'KB122',
            detail = jsonb_build_object('execution_id', fill.execution_id)::text,
            hint = 'Each fill has an id of its own; a recorded order has its order_id.';
    end if;
    return fill;
end;
$$;

comment on function kaboom.fill_of_recorded_order is
'The one fill of an order that was filled elsewhere. Arguments: trade, as sent. Errors: KB122 its id is a fill already.';

revoke execute on function kaboom.fill_of_recorded_order from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/fill_of_recorded_order.sql', 'repeatable', 'c0f8ed469a7e15bee214b3829cf24a411684177273ed7ee95acac36df0fbe2d5', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/fill_to_reverse.sql repeatable d3f9957d824f157e192ac02135874154b51024f2de2fa76a138109d217a115ff
create or replace function kaboom.fill_to_reverse(trade public.trades, execution_id text)
returns public.trade_executions
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    original public.trade_executions;
begin
    select e.* into original
    from public.trade_executions as e
    where e.user_id = trade.user_id
        and e.execution_id = fill_to_reverse.execution_id
        and e.trade_id = trade.id
        and e.reverses is null;
    if not found then
        raise exception 'order % has no fill %', trade.id, execution_id
            using errcode = 'KB140',
            detail = jsonb_build_object('trade_id', trade.id, 'execution_id', execution_id)::text,
            hint = 'Name a fill of that order; a reversal cannot be reversed.';
    end if;
    return original;
end;
$$;

comment on function kaboom.fill_to_reverse is
'The fill of an order that is to be taken back. Arguments: trade; execution_id. Errors: KB140 the order has no such fill.';

revoke execute on function kaboom.fill_to_reverse from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/fill_to_reverse.sql', 'repeatable', 'd3f9957d824f157e192ac02135874154b51024f2de2fa76a138109d217a115ff', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/latest_execution.sql repeatable 294702636749b4f7dbc44fad39411eaa33993bd86ba4b62924d4a8839a7c5c71
create or replace function kaboom.latest_execution(trade public.trades, reversed text)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select max(e.executed_at)
        from public.trade_executions as e
        where e.user_id = trade.user_id
            and e.trade_id = trade.id
            and e.reverses is null
            and e.execution_id <> reversed
            and not exists (
                select from public.trade_executions as r
                where r.user_id = e.user_id
                    and r.reverses = e.execution_id
            )
    );
end;
$$;

comment on function kaboom.latest_execution is
$$When the latest fill of an order happened that is left without one of them; null where there is none.

Arguments: trade; reversed, the execution_id that is taken back.$$;

revoke execute on function kaboom.latest_execution from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/latest_execution.sql', 'repeatable', '294702636749b4f7dbc44fad39411eaa33993bd86ba4b62924d4a8839a7c5c71', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/match_earlier_adjustment.sql repeatable 08e86d9f0fe3543fcd1be95edfbfba1494e58865ab0c03fd3390bd966d83952b
create or replace function kaboom.match_earlier_adjustment(adjustment public.position_adjustments)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    earlier public.position_adjustments;
begin
    select a.* into earlier
    from public.position_adjustments as a
    where a.user_id = adjustment.user_id
        and a.idempotency_key = adjustment.idempotency_key;
    if not found then
        return false;
    end if;
    if earlier.portfolio_id = adjustment.portfolio_id
        and earlier.kind = adjustment.kind
        and (case adjustment.kind
            when 'reversal' then earlier.reverses = adjustment.reverses
            else (earlier.symbol, earlier.quantity) = (adjustment.symbol, adjustment.quantity)
                and coalesce(earlier.cost, 0) = coalesce(adjustment.cost, 0)
        end)
    then
        return true;
    end if;
    raise exception 'idempotency_key % belongs to the % of % of % in portfolio %',
        adjustment.idempotency_key, earlier.kind, earlier.quantity, earlier.symbol, earlier.portfolio_id
        using errcode = 'KB120',
        detail = jsonb_build_object('idempotency_key', adjustment.idempotency_key, 'earlier', jsonb_build_object(
            'portfolio_id', earlier.portfolio_id, 'kind', earlier.kind, 'symbol', earlier.symbol,
            'quantity', earlier.quantity, 'cost', earlier.cost))::text,
        hint = 'Use a new key for a new movement.';
end;
$$;

comment on function kaboom.match_earlier_adjustment is
$$Whether this very movement of shares has been booked before.

Arguments: adjustment, with its user_id. Errors: KB120 its key belongs to another movement.$$;

revoke execute on function kaboom.match_earlier_adjustment from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/match_earlier_adjustment.sql', 'repeatable', '08e86d9f0fe3543fcd1be95edfbfba1494e58865ab0c03fd3390bd966d83952b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/match_earlier_reversal.sql repeatable a37f6714273659c64fdca67629a19f2b8271c2ca042d7faaf3b5c7044e8a6851
create or replace function kaboom.match_earlier_reversal(reversal public.trade_executions)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    earlier public.trade_executions;
begin
    select e.* into earlier
    from public.trade_executions as e
    where e.user_id = reversal.user_id
        and (e.execution_id = reversal.execution_id or e.reverses = reversal.reverses)
    order by e.execution_id = reversal.execution_id desc
    limit 1;
    if not found then
        return false;
    end if;
    if (earlier.execution_id, earlier.reverses) = (reversal.execution_id, reversal.reverses) then
        return true;
    end if;
    if earlier.execution_id = reversal.execution_id then
        raise exception 'execution_id % is another execution, not the reversal of %',
            reversal.execution_id, reversal.reverses
            using errcode = 'KB122',
            detail = jsonb_build_object('execution_id', reversal.execution_id, 'trade_id', earlier.trade_id)::text,
            hint = 'Each execution has an id of its own.';
    end if;
    raise exception 'fill % is reversed already, by %', reversal.reverses, earlier.execution_id
        using errcode = 'KB141',
        detail = jsonb_build_object('reverses', reversal.reverses, 'reversed_by', earlier.execution_id)::text,
        hint = 'A fill is reversed once.';
end;
$$;

comment on function kaboom.match_earlier_reversal is
$$Whether this very reversal has been recorded before.

Arguments: reversal, with its user_id. Errors: KB122 its id is another execution's, KB141 its fill is reversed already.$$;

revoke execute on function kaboom.match_earlier_reversal from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/match_earlier_reversal.sql', 'repeatable', 'a37f6714273659c64fdca67629a19f2b8271c2ca042d7faaf3b5c7044e8a6851', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/move_position.sql repeatable 187b1df653d26d62ed21b8cf25ed079062975ee44f1ca014340399d62eb1483b
-- The one place that writes shares and their cost.
create or replace function kaboom.move_position(
    user_id uuid, portfolio_id uuid, symbol text, symbol_name text, shares integer, reserved integer, cost_change numeric
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.positions as h
    set quantity = h.quantity + shares,
        reserved_quantity = h.reserved_quantity + reserved,
        cost_basis = h.cost_basis + move_position.cost_change,
        updated_at = now()
    where h.user_id = move_position.user_id
        and h.portfolio_id = move_position.portfolio_id
        and h.symbol = move_position.symbol
        and kaboom.is_amount(h.cost_basis + move_position.cost_change)
        and h.quantity::bigint + shares <= 2147483647;
    if found then
        return;
    end if;
    insert into public.positions (user_id, portfolio_id, symbol, symbol_name, quantity, cost_basis)
    select move_position.user_id, move_position.portfolio_id, move_position.symbol, move_position.symbol_name, shares,
        move_position.cost_change
    where not exists (
        select from public.positions as h
        where h.user_id = move_position.user_id
            and h.portfolio_id = move_position.portfolio_id
            and h.symbol = move_position.symbol
    );
    if not found then
        raise exception 'with % more of % the position exceeds 2147483647 shares or 1e13 yen', shares, symbol
            using errcode = 'KB208',
            detail = jsonb_build_object('symbol', symbol, 'shares', shares, 'cost', cost_change)::text,
            hint = 'Use another portfolio.';
    end if;
end;
$$;

comment on function kaboom.move_position is
$$Add shares and their cost to a position, or take them away; open the position where there is none.

Arguments: user_id; portfolio_id, locked; symbol; symbol_name, for a new position; shares, negative where they leave;
reserved, change of the reserved shares; cost_change in yen. Errors: KB208 position too large.$$;

revoke execute on function kaboom.move_position from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/move_position.sql', 'repeatable', '187b1df653d26d62ed21b8cf25ed079062975ee44f1ca014340399d62eb1483b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/net_cash.sql repeatable 40f4173f98ee0ce64b9bc1dcd24d3a77aca819f8df9f3a0968e73437cad897cd
create or replace function kaboom.net_cash(trade_type text, execution public.trade_executions)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case trade_type when 'buy' then -execution.amount else execution.amount end
        - execution.commission - execution.tax;
end;
$$;

comment on function kaboom.net_cash is
$$Yen that an execution brings into a portfolio: a sale its amount less costs, a purchase less than nothing.

Arguments: trade_type of its order; execution, completed, negative where it is a reversal.$$;

revoke execute on function kaboom.net_cash from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/net_cash.sql', 'repeatable', '40f4173f98ee0ce64b9bc1dcd24d3a77aca819f8df9f3a0968e73437cad897cd', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/order_after_execution.sql repeatable d2f711af98016fa7828de6ff16d5c3bd5f32e785f162cace8ead537c349e0d82
-- The one place that knows what a fill, or its reversal, makes of an order.
create or replace function kaboom.order_after_execution(trade public.trades, execution public.trade_executions)
returns public.trades
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    executed constant numeric := execution.amount + case when trade.filled_quantity > 0 then trade.total_amount else 0 end;
begin
    trade.filled_quantity := trade.filled_quantity + execution.quantity::integer;
    trade.status := case
        when trade.filled_quantity = trade.quantity then 'filled'
        when trade.closed_as is not null then trade.closed_as
        when trade.filled_quantity > 0 then 'partial'
        else 'pending'
    end;
    trade.commission := trade.commission + execution.commission;
    trade.tax := trade.tax + execution.tax;
    trade.total_amount := case when trade.filled_quantity > 0 then executed else trade.quantity * trade.price end;
    trade.execution_price := case when trade.filled_quantity > 0 then round(executed / trade.filled_quantity, 2) end;
    trade.executed_at := case when trade.filled_quantity > 0 then greatest(trade.executed_at, execution.executed_at) end;
    trade.reserved_amount := case
        when trade.trade_type = 'buy' and trade.status in ('pending', 'partial') then kaboom.reservation_amount(
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

comment on function kaboom.order_after_execution is
$$The order as it is after an execution. One that was closed opens never again: it is filled, or as it was closed.

Arguments: trade before the execution; execution, completed, negative where it is a reversal.$$;

revoke execute on function kaboom.order_after_execution from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/order_after_execution.sql', 'repeatable', 'd2f711af98016fa7828de6ff16d5c3bd5f32e785f162cace8ead537c349e0d82', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/post_adjustment.sql repeatable 5c6eb99851968a020926a93ca4e59646308c0680b061381f24f18891e06c2a8e
create or replace function kaboom.post_adjustment(portfolio public.portfolios, adjustment public.position_adjustments)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    moved constant numeric := portfolio.cost_transferred + adjustment.cost_change - adjustment.realized_pnl;
begin
    perform kaboom.assert_portfolio_holds(
        moved, portfolio.total_invested + adjustment.cost_change, portfolio.realized_pnl + adjustment.realized_pnl
    );
    update public.portfolios as p
    set total_invested = p.total_invested + adjustment.cost_change,
        realized_pnl = p.realized_pnl + adjustment.realized_pnl,
        cost_transferred = moved,
        last_entry_no = adjustment.entry_no,
        updated_at = now()
    where p.user_id = portfolio.user_id
        and p.id = portfolio.id;
    perform kaboom.move_position(
        adjustment.user_id, adjustment.portfolio_id, adjustment.symbol, adjustment.symbol_name,
        adjustment.quantity::integer, 0, adjustment.cost_change
    );
end;
$$;

comment on function kaboom.post_adjustment is
$$Post a movement of shares, or its reversal, to the portfolio and the position.

Arguments: portfolio, locked; adjustment, computed. Errors: KB112, KB208 too large.$$;

revoke execute on function kaboom.post_adjustment from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/post_adjustment.sql', 'repeatable', '5c6eb99851968a020926a93ca4e59646308c0680b061381f24f18891e06c2a8e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/post_cash_of_execution.sql repeatable 13611c2c07e8b1638cf8f9ba7083d71fb683af44ba09076f72e27cfad8776d7e
create or replace function kaboom.post_cash_of_execution(
    portfolio public.portfolios, trade public.trades, execution public.trade_executions, net numeric
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    is_reversal constant boolean := execution.reverses is not null;
    -- A reversal takes everything back in one entry.
    commission constant numeric := case when is_reversal then 0 else execution.commission end;
    tax constant numeric := case when is_reversal then 0 else execution.tax end;
    balance constant numeric := portfolio.current_balance + net;
begin
    insert into public.cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after, execution_id)
    select portfolio.user_id, portfolio.id, part.entry_no, part.kind, part.amount, part.balance_after, execution.execution_id
    from (
        values
            (execution.entry_no, case when is_reversal then 'reversal' else trade.trade_type end, net + commission + tax,
                balance + commission + tax),
            (execution.entry_no + 1, 'commission', -commission, balance + tax),
            (execution.entry_no + 1 + (commission <> 0)::integer, 'tax', -tax, balance)
    ) as part (entry_no, kind, amount, balance_after)
    -- A reversal may be of nothing, and is an entry all the same.
    where part.amount <> 0
        or part.entry_no = execution.entry_no;
end;
$$;

comment on function kaboom.post_cash_of_execution is
$$Append the cash of an execution to the ledger: its amount, its commission and its tax, or one entry for a reversal.

Arguments: portfolio before; trade; execution, computed; net, yen that it brings in.$$;

revoke execute on function kaboom.post_cash_of_execution from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/post_cash_of_execution.sql', 'repeatable', '13611c2c07e8b1638cf8f9ba7083d71fb683af44ba09076f72e27cfad8776d7e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/post_execution.sql repeatable 11d2b8bb710df4ac2b2c8d52bf7e294933803bf1fa695083fe51cc2b5b9646d4
-- Runs BEFORE INSERT of the execution, so that several executions in one INSERT see each other's effects. The row will be
-- inserted: its id was looked up under the lock of the account, so no conflict can drop it.
create or replace function kaboom.post_execution(
    portfolio public.portfolios, trade public.trades, execution public.trade_executions
)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    after public.trades := kaboom.order_after_execution(trade, execution);
    net constant numeric := kaboom.net_cash(trade.trade_type, execution);
    released constant numeric := trade.reserved_amount - after.reserved_amount;
    entries constant integer := 1
        + (execution.reverses is null and execution.commission <> 0)::integer
        + (execution.reverses is null and execution.tax <> 0)::integer;
begin
    perform kaboom.assert_cash_covers(
        portfolio.current_balance, portfolio.reserved_balance, -net,
        'Deposit cash, or cancel a waiting purchase, then send the same execution_id again.', released
    );
    perform kaboom.assert_portfolio_holds(
        portfolio.total_invested + execution.cost_change, portfolio.realized_pnl + coalesce(execution.realized_pnl, 0),
        portfolio.commission_paid + execution.commission, portfolio.tax_paid + execution.tax
    );
    update public.portfolios as p
    set current_balance = portfolio.current_balance + net,
        reserved_balance = portfolio.reserved_balance - released,
        total_invested = p.total_invested + execution.cost_change,
        realized_pnl = p.realized_pnl + coalesce(execution.realized_pnl, 0),
        -- Of a reversal: what it changes in the cost of shares that have left by transfer since. Of a fill: 0.
        cost_transferred = p.cost_transferred + net + execution.cost_change - coalesce(execution.realized_pnl, 0),
        commission_paid = p.commission_paid + execution.commission,
        tax_paid = p.tax_paid + execution.tax,
        last_entry_no = p.last_entry_no + entries,
        updated_at = now()
    where p.user_id = portfolio.user_id
        and p.id = portfolio.id;

    perform kaboom.post_cash_of_execution(portfolio, trade, execution, net);
    perform kaboom.apply_execution_to_position(trade, after, execution);
    if execution.reverses is not null then
        after.executed_at := kaboom.latest_execution(trade, execution.reverses);
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

comment on function kaboom.post_execution is
$$Post an execution, or a reversal, to the portfolio, the ledger, the position and the order.

Arguments: portfolio, locked; trade before the execution; execution, computed. Returns: the order after it.
Errors: KB110 not enough free cash, KB112 balance too large, KB208 position too large.$$;

revoke execute on function kaboom.post_execution from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/post_execution.sql', 'repeatable', '11d2b8bb710df4ac2b2c8d52bf7e294933803bf1fa695083fe51cc2b5b9646d4', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/record_filled_order.sql repeatable 1ce6e593180533723e5197f328ab0bab8a75dad5cd37c61e61fcba649e0f0c04
-- BEFORE INSERT of an order that was placed and filled outside Kaboom: admitted as any order, then its one fill is posted.
create or replace function kaboom.record_filled_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    admitted public.trades;
    portfolio public.portfolios;
    fill public.trade_executions;
begin
    perform kaboom.check_costs(new.commission, new.tax);
    if new.execution_price is not null and not kaboom.is_price(new.execution_price) then
        raise exception 'execution_price % is not a price in yen', new.execution_price
            using errcode = 'KB206',
            detail = jsonb_build_object('execution_price', new.execution_price)::text,
            hint = 'Send the price of the fill: above zero, below 100,000,000, with at most two decimals.';
    end if;
    admitted := kaboom.admit_order(new);
    if admitted.id is null then
        return null;
    end if;
    portfolio := kaboom.lock_portfolio(admitted.user_id, admitted.portfolio_id);
    fill := kaboom.fill_of_recorded_order(admitted);
    new := kaboom.fix_order_terms(admitted);
    new.reserved_amount := 0;
    fill := kaboom.compute_fill(portfolio, new, fill);
    new := kaboom.post_execution(portfolio, new, fill);
    insert into public.trade_executions values (fill.*);
    return new;
end;
$$;

comment on function kaboom.record_filled_order is
$$Trigger: records an order that was filled elsewhere, with one execution; its id is order_id, or else the order's id.

Errors: KB101, KB102, KB104, KB110 to KB112, KB121, KB122, KB150, KB151, KB201 to KB204, KB206, KB208, KB210 to KB212,
KB220, KB401.$$;

revoke execute on function kaboom.record_filled_order from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/record_filled_order.sql', 'repeatable', '1ce6e593180533723e5197f328ab0bab8a75dad5cd37c61e61fcba649e0f0c04', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/refuse_owner_transfers.sql repeatable e6bba75c99dbb1324cb53ce23b3e3158410f90319b10deae872b7b02a15b3f9e
-- BEFORE INSERT, only for callers who are subject to row level security (users).
create or replace function kaboom.refuse_owner_transfers()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not kaboom.setting_owners_may_transfer() then
        raise exception 'shares are moved by the operator'
            using errcode = 'KB106',
            detail = jsonb_build_object('setting', 'owners_may_transfer')::text,
            hint = 'Ask the operator to move them, or to set owners_may_transfer to true.';
    end if;
    return null;
end;
$$;

comment on function kaboom.refuse_owner_transfers is
'Trigger: refuses a transfer of shares by their owner while the setting owners_may_transfer is false. Errors: KB106.';

revoke execute on function kaboom.refuse_owner_transfers from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/refuse_owner_transfers.sql', 'repeatable', 'e6bba75c99dbb1324cb53ce23b3e3158410f90319b10deae872b7b02a15b3f9e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/replay_executions.sql repeatable 9d4de9df76631e0b4ad0a5980950a600fba4012095dc37a0980b7808e3917ecd
-- The moving average, worked out again from the first movement. It goes row by row, because each sale depends on all
-- movements before it.
create or replace function kaboom.replay_executions(
    user_id uuid,
    portfolio_id uuid,
    symbol text,
    without_execution text default null,
    without_adjustment bigint default null,
    out quantity integer,
    out cost_basis numeric,
    out realized_pnl numeric,
    out cost_transferred numeric,
    out oversold boolean
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    movement record;
    leaving numeric;
    basis numeric;
begin
    quantity := 0;
    cost_basis := 0;
    realized_pnl := 0;
    cost_transferred := 0;
    oversold := false;
    for movement in
        select m.*
        from kaboom.share_movements(
            replay_executions.user_id, replay_executions.portfolio_id, replay_executions.symbol
        ) as m
        where m.execution_id is distinct from without_execution
            or m.execution_id is null
        order by m.fold_no, m.adjustment nulls last, m.entry_no
    loop
        continue when movement.adjustment = without_adjustment;
        leaving := case movement.kind when 'buy' then -1 when 'sell' then 1 else -1 end * movement.quantity;
        if leaving > quantity then
            oversold := true;
            return;
        end if;
        basis := case
            when movement.kind = 'buy' then -(movement.amount + movement.costs)
            when movement.amount is not null and movement.kind <> 'sell' then -movement.amount
            else kaboom.cost_of_sale(cost_basis, quantity, leaving)
        end;
        if cost_basis < basis or (leaving = quantity and cost_basis <> basis) then
            oversold := true;
            return;
        end if;
        quantity := quantity - leaving::integer;
        cost_basis := cost_basis - basis;
        if movement.kind = 'sell' then
            realized_pnl := realized_pnl + movement.amount - movement.costs - basis;
        elsif movement.kind <> 'buy' then
            cost_transferred := cost_transferred - basis;
        end if;
    end loop;
end;
$$;

comment on function kaboom.replay_executions is
$$What the fills and adjustments of a share that are not taken back make of its position, in their order.

Arguments: user_id, portfolio_id, symbol; without_execution and without_adjustment, an execution_id and the entry_no of an
adjustment to leave out. Returns: quantity; cost_basis, realized_pnl and cost_transferred in yen; oversold, true where more
would have left than there was (the other figures then stop there).$$;

revoke execute on function kaboom.replay_executions from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/replay_executions.sql', 'repeatable', '9d4de9df76631e0b4ad0a5980950a600fba4012095dc37a0980b7808e3917ecd', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/share_movements.sql repeatable 64577bb510b267a09efcd7cfa7bc2b3db9382c8630cc9e79e656e5058758b07c
-- The one order in which fills and adjustments are folded: by their entry numbers, but for an adjustment that folds
-- before an earlier execution (folds_before).
create or replace function kaboom.share_movements(user_id uuid, portfolio_id uuid, symbol text)
returns table (
    execution_id text, adjustment bigint, kind text, quantity numeric, amount numeric, costs numeric, fold_no bigint,
    entry_no bigint
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select e.execution_id, null::bigint, t.trade_type::text, e.quantity, e.amount, e.commission + e.tax, e.entry_no, e.entry_no
    from public.trades as t
    join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
    where t.user_id = share_movements.user_id
        and t.portfolio_id = share_movements.portfolio_id
        and t.symbol = share_movements.symbol
        and e.reverses is null
        and not exists (
            select from public.trade_executions as r
            where r.user_id = e.user_id
                and r.reverses = e.execution_id
        )
    union all
    select null, a.entry_no, a.kind::text, a.quantity, a.cost, 0, coalesce(a.folds_before, a.entry_no), a.entry_no
    from public.position_adjustments as a
    where a.user_id = share_movements.user_id
        and a.portfolio_id = share_movements.portfolio_id
        and a.symbol = share_movements.symbol
        and a.reverses is null
        and not exists (
            select from public.position_adjustments as r
            where r.user_id = a.user_id
                and r.portfolio_id = a.portfolio_id
                and r.reverses = a.entry_no
        )
    order by 7, 2 nulls last, 8;
$$;

comment on function kaboom.share_movements is
$$The fills and adjustments of a share that are not taken back, in the order in which they are folded.

Arguments: user_id; portfolio_id; symbol. Returns: execution_id, or adjustment (its entry_no); kind: buy, sell, transfer or
correction; quantity in shares, of an adjustment negative where shares leave; amount in yen, of an adjustment its stated
cost; costs, commission and tax in yen; fold_no and entry_no, its place.$$;

revoke execute on function kaboom.share_movements from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/share_movements.sql', 'repeatable', '64577bb510b267a09efcd7cfa7bc2b3db9382c8630cc9e79e656e5058758b07c', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/verify_executions.sql repeatable a8711383035f651e20ea904d4376eca6bd24895d72db0811a090f510cb8c724b
-- The executions are the truth about orders: their figures and the cash of each execution are worked out and compared.
create or replace function kaboom.verify_executions(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with executions as materialized (
        select e.*, t.portfolio_id, t.trade_type, kaboom.net_cash(t.trade_type, e) as net
        from public.trade_executions as e
        join public.trades as t on t.user_id = e.user_id and t.id = e.trade_id
        where verify_executions.portfolio_id is null
            or t.portfolio_id = verify_executions.portfolio_id
    ),
    filled as (
        select e.user_id, e.trade_id, sum(e.quantity) as quantity, sum(e.amount) as amount, sum(e.commission) as commission,
            sum(e.tax) as tax, sum(e.realized_pnl) as realized, sum(e.cost_change) as cost,
            max(e.executed_at) filter (
                where e.reverses is null
                    and not exists (
                        select from public.trade_executions as r
                        where r.user_id = e.user_id
                            and r.reverses = e.execution_id
                    )
            ) as executed_at
        from executions as e
        group by e.user_id, e.trade_id
    ),
    moved as (
        select l.user_id, l.execution_id, min(l.entry_no) as entry_no, min(l.portfolio_id::text)::uuid as portfolio_id,
            coalesce(sum(l.amount) filter (where l.kind = 'buy'), 0) as buy,
            coalesce(sum(l.amount) filter (where l.kind = 'sell'), 0) as sell,
            coalesce(sum(l.amount) filter (where l.kind = 'reversal'), 0) as reversal,
            coalesce(sum(l.amount) filter (where l.kind = 'commission'), 0) as commission,
            coalesce(sum(l.amount) filter (where l.kind = 'tax'), 0) as tax
        from public.cash_ledger as l
        where l.execution_id is not null
            and (verify_executions.portfolio_id is null or l.portfolio_id = verify_executions.portfolio_id)
        group by l.user_id, l.execution_id
    )
    select f.portfolio, f.figure, f.subject, f.expected, f.actual
    from (
        select t.portfolio_id, v.figure, 'order ' || t.id, v.expected, v.actual
        from public.trades as t
        left join filled as f on f.user_id = t.user_id and f.trade_id = t.id
        cross join lateral (
            values
                ('filled quantity', coalesce(f.quantity, 0), t.filled_quantity),
                ('order amount', case when f.quantity > 0 then f.amount else t.quantity * t.price end, t.total_amount),
                ('order commission', coalesce(f.commission, 0), t.commission),
                ('order tax', coalesce(f.tax, 0), t.tax),
                ('order profit', coalesce(f.realized, 0), coalesce(t.realized_pnl, 0)),
                ('order cost', case t.trade_type when 'sell' then -coalesce(f.cost, 0) else 0 end, coalesce(t.cost_basis, 0)),
                ('execution price', round(f.amount / nullif(f.quantity, 0), 2), t.execution_price),
                ('executed at', extract(epoch from f.executed_at), extract(epoch from t.executed_at))
        ) as v (figure, expected, actual)
        where verify_executions.portfolio_id is null
            or t.portfolio_id = verify_executions.portfolio_id
        union all
        select e.portfolio_id, v.figure, 'execution ' || e.execution_id, v.expected, v.actual
        from executions as e
        left join moved as m on m.user_id = e.user_id and m.execution_id = e.execution_id
        cross join lateral (
            values
                ('amount of execution', e.quantity * e.price, e.amount),
                ('entry of execution', e.entry_no, m.entry_no),
                ('purchase in ledger', case when e.reverses is null and e.trade_type = 'buy' then -e.amount else 0 end, m.buy),
                ('sale in ledger', case when e.reverses is null and e.trade_type = 'sell' then e.amount else 0 end, m.sell),
                ('reversal in ledger', case when e.reverses is null then 0 else e.net end, m.reversal),
                ('commission in ledger', case when e.reverses is null then -e.commission else 0 end, m.commission),
                ('tax in ledger', case when e.reverses is null then -e.tax else 0 end, m.tax),
                ('profit of execution', e.net, case when e.reverses is null
                    then coalesce(e.realized_pnl, 0) - e.cost_change else e.net end)
        ) as v (figure, expected, actual)
        union all
        select m.portfolio_id, 'execution of entries', 'execution ' || m.execution_id, 1, 0
        from moved as m
        where not exists (
            select from executions as e
            where e.user_id = m.user_id
                and e.execution_id = m.execution_id
        )
        union all
        select null, 'order of executions', 'execution ' || e.execution_id, 1, 0
        from public.trade_executions as e
        where verify_executions.portfolio_id is null
            and not exists (
                select from public.trades as t
                where t.user_id = e.user_id
                    and t.id = e.trade_id
            )
    ) as f (portfolio, figure, subject, expected, actual)
    where f.expected is distinct from f.actual;
$$;

comment on function kaboom.verify_executions is
$$Every figure of orders, and all cash of executions, that does not follow from the executions.

Arguments: portfolio_id, or null for all. Returns: as kaboom.verify_ledger.$$;

revoke execute on function kaboom.verify_executions from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/verify_executions.sql', 'repeatable', 'a8711383035f651e20ea904d4376eca6bd24895d72db0811a090f510cb8c724b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/verify_positions.sql repeatable 0587dbb0fcd234520c350727b64ab5a24978555bcf1b5b95e10aa8aa84e1196e
-- Fills and adjustments are the truth about shares: positions and profits are folded from them and compared.
create or replace function kaboom.verify_positions(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with parts as (
        select t.user_id, t.portfolio_id, t.symbol, sum(kaboom.reserved_shares(t)) as reserved,
            sum(case t.trade_type when 'buy' then e.quantity else -e.quantity end) as shares, sum(e.cost_change) as cost,
            sum(e.realized_pnl) as profit
        from public.trades as t
        left join lateral (
            select sum(x.quantity) as quantity, sum(x.cost_change) as cost_change, sum(x.realized_pnl) as realized_pnl
            from public.trade_executions as x
            where x.user_id = t.user_id
                and x.trade_id = t.id
        ) as e on true
        where verify_positions.portfolio_id is null
            or t.portfolio_id = verify_positions.portfolio_id
        group by t.user_id, t.portfolio_id, t.symbol
        union all
        select a.user_id, a.portfolio_id, a.symbol, 0, sum(a.quantity), sum(a.cost_change), sum(a.realized_pnl)
        from public.position_adjustments as a
        where verify_positions.portfolio_id is null
            or a.portfolio_id = verify_positions.portfolio_id
        group by a.user_id, a.portfolio_id, a.symbol
        union all
        select h.user_id, h.portfolio_id, h.symbol, 0, 0, 0, 0
        from public.positions as h
        where verify_positions.portfolio_id is null
            or h.portfolio_id = verify_positions.portfolio_id
    ),
    symbols as materialized (
        select s.user_id, s.portfolio_id, s.symbol, s.reserved, s.booked_shares, s.booked_cost, s.booked_profit, r.quantity,
            r.cost_basis, r.realized_pnl, r.cost_transferred
        from (
            select p.user_id, p.portfolio_id, p.symbol, sum(p.reserved) as reserved, coalesce(sum(p.shares), 0) as booked_shares,
                coalesce(sum(p.cost), 0) as booked_cost, coalesce(sum(p.profit), 0) as booked_profit
            from parts as p
            group by p.user_id, p.portfolio_id, p.symbol
        ) as s
        cross join lateral kaboom.replay_executions(s.user_id, s.portfolio_id, s.symbol) as r
    ),
    totals as (
        select s.user_id, s.portfolio_id, sum(s.cost_basis) as cost, sum(s.realized_pnl) as realized,
            sum(s.cost_transferred) as transferred
        from symbols as s
        group by s.user_id, s.portfolio_id
    ),
    costs as (
        select t.user_id, t.portfolio_id, sum(e.commission) as commission, sum(e.tax) as tax
        from public.trades as t
        join public.trade_executions as e on e.user_id = t.user_id and e.trade_id = t.id
        where verify_positions.portfolio_id is null
            or t.portfolio_id = verify_positions.portfolio_id
        group by t.user_id, t.portfolio_id
    )
    select f.portfolio, f.figure, f.subject, f.expected, f.actual
    from (
        select p.id, v.figure, p.name, v.expected, v.actual
        from public.portfolios as p
        left join totals as t on t.user_id = p.user_id and t.portfolio_id = p.id
        left join costs as c on c.user_id = p.user_id and c.portfolio_id = p.id
        cross join lateral (
            values
                ('cost of shares', coalesce(t.cost, 0), p.total_invested),
                ('realised profit', coalesce(t.realized, 0), p.realized_pnl),
                ('cost transferred', coalesce(t.transferred, 0), p.cost_transferred),
                ('commission paid', coalesce(c.commission, 0), p.commission_paid),
                ('tax paid', coalesce(c.tax, 0), p.tax_paid)
        ) as v (figure, expected, actual)
        where verify_positions.portfolio_id is null
            or p.id = verify_positions.portfolio_id
        union all
        select s.portfolio_id, v.figure, s.symbol, v.expected, v.actual
        from symbols as s
        left join public.positions as h
            on h.user_id = s.user_id and h.portfolio_id = s.portfolio_id and h.symbol = s.symbol
        cross join lateral (
            values
                ('shares owned', s.quantity::numeric, coalesce(h.quantity, 0)),
                ('cost of position', s.cost_basis, coalesce(h.cost_basis, 0)),
                ('reserved shares', s.reserved, coalesce(h.reserved_quantity, 0)),
                ('shares booked', s.quantity, s.booked_shares),
                ('cost booked', s.cost_basis, s.booked_cost),
                ('profit booked', s.realized_pnl, s.booked_profit)
        ) as v (figure, expected, actual)
        union all
        select t.portfolio_id, 'portfolio of shares', t.portfolio_id::text, 1, 0
        from totals as t
        where not exists (
            select from public.portfolios as p
            where p.user_id = t.user_id
                and p.id = t.portfolio_id
        )
    ) as f (portfolio, figure, subject, expected, actual)
    where f.expected is distinct from f.actual;
$$;

comment on function kaboom.verify_positions is
$$Every figure of positions, and every realised profit, that does not follow from the fills and adjustments.

Arguments: portfolio_id, or null for all. Returns: as kaboom.verify_ledger.$$;

revoke execute on function kaboom.verify_positions from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/verify_positions.sql', 'repeatable', '0587dbb0fcd234520c350727b64ab5a24978555bcf1b5b95e10aa8aa84e1196e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/api/record_execution.sql repeatable 82da11448d445cd229ec0c63114a6ec9c5c61c5415861d1a6aaea5c3cb5ea779
-- A thin name for an insert into trade_executions: the same grants and triggers meet it.
create or replace function public.record_execution(
    trade_id uuid,
    execution_id text,
    quantity numeric,
    price numeric,
    commission numeric default null,
    tax numeric default null,
    executed_at timestamptz default null,
    user_id uuid default null
)
returns public.trade_executions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    execution public.trade_executions;
begin
    insert into public.trade_executions (
        user_id, trade_id, execution_id, quantity, price, commission, tax, executed_at
    )
    values (
        record_execution.user_id, record_execution.trade_id, record_execution.execution_id, record_execution.quantity,
        record_execution.price, record_execution.commission, record_execution.tax, record_execution.executed_at
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

comment on function public.record_execution is
$$Record a fill that the broker reports. For the service role.

Moves cash, shares, cost and reservations together. The broker's word is the truth: a fill of a cancelled or rejected
order is booked, too, where its quantity still fits; a purchase then takes free cash, a sale free shares. The same
execution_id with the same content returns the first one and does nothing else. A fill that is refused is not lost: send
it again after the cause is gone.

Arguments: trade_id; execution_id of the broker, 1 to 100 characters, unique within the user; quantity in shares; price in
yen per share; commission and tax in yen, if the broker states them, else by the order's rate and 0; executed_at, else now;
user_id of the owner, which only a router between servers needs.
Returns: the execution.
Errors: KB101 unknown portfolio, KB110 not enough free cash, KB111 not enough free shares, KB112 balance too large, KB122 execution_id belongs to
another fill or another day, KB130 unknown order, KB132 more than remains, KB134
portfolio busy, KB202 quantity, KB203 price, KB206 commission or
tax, KB208 amount too large, KB209 no execution_id, KB211 execution_id not valid, KB220 too many rows.$$;

revoke execute on function public.record_execution from public, anon, authenticated, service_role;
grant execute on function public.record_execution to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/api/record_execution.sql', 'repeatable', '82da11448d445cd229ec0c63114a6ec9c5c61c5415861d1a6aaea5c3cb5ea779', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/api/reverse_adjustment.sql repeatable 8b602e84a881332bb31aec80b6b312e2c0f6f9b48ab835874d3041b75ee89d9f
-- A thin name for an insert into position_adjustments that names the entry which it takes back.
create or replace function public.reverse_adjustment(
    portfolio_id uuid, entry_no bigint, idempotency_key text, note text default null, user_id uuid default null
)
returns public.position_adjustments
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    reversal public.position_adjustments;
begin
    insert into public.position_adjustments (user_id, portfolio_id, reverses, idempotency_key, note)
    values (
        reverse_adjustment.user_id, reverse_adjustment.portfolio_id, coalesce(reverse_adjustment.entry_no, 0),
        reverse_adjustment.idempotency_key, reverse_adjustment.note
    )
    returning * into reversal;
    if not found then
        select a.* into reversal
        from public.position_adjustments as a
        join public.portfolios as p on p.user_id = a.user_id
        where p.id = reverse_adjustment.portfolio_id
            and a.idempotency_key = reverse_adjustment.idempotency_key;
    end if;
    return reversal;
end;
$$;

comment on function public.reverse_adjustment is
$$Take back a transfer or a correction of shares. For the service role.

Quantity, cost and realised profit become what the remaining movements give in their order; the difference in realised
profit is booked in the reversal. The same idempotency_key again does nothing.

Arguments: portfolio_id; entry_no of the adjustment; idempotency_key, 1 to 100 characters, unique within the user; note, at
most 1,000 characters; user_id of the owner, which only a router between servers needs.
Returns: the reversing adjustment.
Errors: KB101 unknown portfolio, KB111 shares wait to be sold, KB112 too much for a portfolio, KB120 key used for another
movement, KB134 portfolio busy, KB141 reversed already, KB142 a later sale would lack shares, KB143 no such adjustment, KB207 no key, KB208
position too large, KB211 key not valid, KB220 too many rows.$$;

revoke execute on function public.reverse_adjustment from public, anon, authenticated, service_role;
grant execute on function public.reverse_adjustment to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/api/reverse_adjustment.sql', 'repeatable', '8b602e84a881332bb31aec80b6b312e2c0f6f9b48ab835874d3041b75ee89d9f', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/api/reverse_execution.sql repeatable d49cd88b93ec4bc632d7b81ac366f15c50a0293727849de47bbbb0eb92aaf2f5
-- A thin name for an insert into trade_executions that names the fill which it takes back.
create or replace function public.reverse_execution(
    trade_id uuid, execution_id text, reversal_id text, user_id uuid default null
)
returns public.trade_executions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    reversal public.trade_executions;
begin
    insert into public.trade_executions (user_id, trade_id, execution_id, reverses)
    values (
        reverse_execution.user_id, reverse_execution.trade_id, reverse_execution.reversal_id,
        coalesce(reverse_execution.execution_id, '')
    )
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

comment on function public.reverse_execution is
$$Take back a fill that the broker has busted. For the service role.

Cash and costs come back exactly. Quantity, cost and realised profit become what the remaining fills give in their order;
the difference in realised profit is booked in the reversal. A filled order opens again and reserves again; one that was
cancelled or rejected becomes that again, and in an archived portfolio any order is cancelled. The same reversal_id again
does nothing.

Arguments: trade_id; execution_id of the fill; reversal_id of the broker, 1 to 100 characters, unique within the user;
user_id of the owner, which only a router between servers needs.
Returns: the reversing execution, with negative quantity and amounts.
Errors: KB101 unknown portfolio, KB110 not enough free cash, KB111 shares wait to be sold, KB112 balance too large, KB122 reversal_id is another
execution, KB130 unknown order, KB134 portfolio busy, KB140 no such fill, KB141 reversed already, KB142 a later sale would lack shares, KB208
position too large, KB209 no reversal_id, KB211 reversal_id not valid, KB220 too many rows.$$;

revoke execute on function public.reverse_execution from public, anon, authenticated, service_role;
grant execute on function public.reverse_execution to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/api/reverse_execution.sql', 'repeatable', 'd49cd88b93ec4bc632d7b81ac366f15c50a0293727849de47bbbb0eb92aaf2f5', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/api/transfer_shares.sql repeatable 5b2e00ef74c8490f50e65505a8aa9a3bb07f790c1c7cae23217916ba7e9d4f1d
-- A thin name for an insert into position_adjustments: the same grants, policies and triggers meet it.
create or replace function public.transfer_shares(
    portfolio_id uuid,
    symbol text,
    quantity numeric,
    cost numeric,
    idempotency_key text,
    note text default null,
    symbol_name text default null
)
returns public.position_adjustments
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    transfer public.position_adjustments;
begin
    insert into public.position_adjustments (
        portfolio_id, symbol, symbol_name, kind, quantity, cost, idempotency_key, note
    )
    values (
        transfer_shares.portfolio_id, transfer_shares.symbol, transfer_shares.symbol_name, 'transfer',
        transfer_shares.quantity, transfer_shares.cost, transfer_shares.idempotency_key, transfer_shares.note
    )
    returning * into transfer;
    if not found then
        select a.* into transfer
        from public.position_adjustments as a
        join public.portfolios as p on p.user_id = a.user_id
        where p.id = transfer_shares.portfolio_id
            and a.idempotency_key = transfer_shares.idempotency_key;
    end if;
    return transfer;
end;
$$;

comment on function public.transfer_shares is
$$Move shares from another account into a portfolio, or out of it to another account. No cash moves.

For the service role, and for the owner where the setting owners_may_transfer is true. The same idempotency_key with the
same content returns the first transfer and moves nothing; with other content it fails.

Arguments: portfolio_id; symbol, a code of the Tokyo Stock Exchange; quantity in shares, negative where they leave; cost, yen
that incoming shares cost in all, 0 where nothing was paid; of shares that leave null, because they take their part of the
moving average; idempotency_key, 1 to 100 characters, unique within the user; note, at most 1,000 characters; symbol_name.
Returns: the adjustment.
Errors: KB101 unknown portfolio, KB102 archived, KB106 owners may not transfer, KB111 not enough free shares, KB112 too much
for a portfolio, KB120 key used for another movement, KB134 portfolio busy, KB201 symbol, KB202 quantity, KB207 no key,
KB208 position too large, KB211 key not valid, KB213 cost, KB220 too many rows, KB401 a setting is missing, KB402 a
setting is not valid.$$;

revoke execute on function public.transfer_shares from public, anon, authenticated, service_role;
grant execute on function public.transfer_shares to authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/api/transfer_shares.sql', 'repeatable', '5b2e00ef74c8490f50e65505a8aa9a3bb07f790c1c7cae23217916ba7e9d4f1d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/triggers/position_adjustments.sql.j2 repeatable 673e9f5c85d059901f5fcd4a3168aa7e6b001671b36e00a6b416b768f5bf1900
create or replace trigger begin_row_count
before insert on public.position_adjustments
for each statement execute function kaboom.begin_row_count();

create or replace trigger lock_own_account
before insert on public.position_adjustments
for each statement when (row_security_active('public.position_adjustments'))
execute function kaboom.lock_own_account();

-- Only for callers who are subject to row level security (users).
create or replace trigger refuse_owner_transfers
before insert on public.position_adjustments
for each statement when (row_security_active('public.position_adjustments'))
execute function kaboom.refuse_owner_transfers();

create or replace trigger book_adjustment
before insert on public.position_adjustments
for each row when (new.reverses is null)
execute function kaboom.book_adjustment();

create or replace trigger book_adjustment_reversal
before insert on public.position_adjustments
for each row when (new.reverses is not null)
execute function kaboom.book_adjustment_reversal();

create or replace trigger refuse_owner_change
before update of user_id on public.position_adjustments
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_position_adjustments_updated_at
before update on public.position_adjustments
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger refuse_truncate
before truncate on public.position_adjustments
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.position_adjustments'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.position_adjustments', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/triggers/position_adjustments.sql.j2', 'repeatable', '673e9f5c85d059901f5fcd4a3168aa7e6b001671b36e00a6b416b768f5bf1900', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/triggers/positions.sql.j2 repeatable 962a2748ae32cd45da56e5503baa2bbb857b12e3a4953b30971c52aa65247667
create or replace trigger fill_from_instrument
before insert on public.positions
for each row when (new.symbol_name is null or new.sector is null)
execute function kaboom.fill_from_instrument();

create or replace trigger refuse_owner_change
before update of user_id on public.positions
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_positions_updated_at
before update on public.positions
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger refuse_truncate
before truncate on public.positions
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.positions'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.positions', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/triggers/positions.sql.j2', 'repeatable', '962a2748ae32cd45da56e5503baa2bbb857b12e3a4953b30971c52aa65247667', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/triggers/trade_executions.sql.j2 repeatable 5f8012aa2f6800c8b5a53c170a2ccfafe35d08e8d3dbff45a7dc8de5a8a793f2
create or replace trigger begin_row_count
before insert on public.trade_executions
for each statement execute function kaboom.begin_row_count();

-- An execution without a number comes from outside; the database numbers its own.
create or replace trigger book_fill
before insert on public.trade_executions
for each row when (new.entry_no is null and new.reverses is null)
execute function kaboom.book_fill();

create or replace trigger book_reversal
before insert on public.trade_executions
for each row when (new.entry_no is null and new.reverses is not null)
execute function kaboom.book_reversal();

create or replace trigger refuse_owner_change
before update of user_id on public.trade_executions
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_trade_executions_updated_at
before update on public.trade_executions
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger refuse_truncate
before truncate on public.trade_executions
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.trade_executions'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.trade_executions', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/triggers/trade_executions.sql.j2', 'repeatable', '5f8012aa2f6800c8b5a53c170a2ccfafe35d08e8d3dbff45a7dc8de5a8a793f2', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/55_executions/triggers/trades.sql.j2 repeatable 4607376ccec3ea0a3a0c5333e6399de036ffc707883a09a0e2bbf05869741845
create or replace trigger begin_row_count
before insert on public.trades
for each statement execute function kaboom.begin_row_count();

create or replace trigger lock_own_account
before insert or update on public.trades
for each statement when (row_security_active('public.trades'))
execute function kaboom.lock_own_account();

create or replace trigger limit_rows
before insert on public.trades
for each row when (row_security_active('public.trades'))
execute function kaboom.limit_rows('open_orders', $$status in ('pending', 'partial')$$);

create or replace trigger accept_order
before insert on public.trades
for each row when (new.status is distinct from 'filled')
execute function kaboom.accept_order();

create or replace trigger record_filled_order
before insert on public.trades
for each row when (new.status = 'filled')
execute function kaboom.record_filled_order();

-- Only for callers who are subject to row level security (users).
create or replace trigger refuse_columns
before update of closed_at, closed_as, cancel_requested_at on public.trades
for each statement when (row_security_active('public.trades'))
execute function kaboom.refuse_columns();

-- A status that changes together with filled_quantity is written by the database.
create or replace trigger close_order
before update of status on public.trades
for each row when (old.status <> new.status and old.filled_quantity = new.filled_quantity)
execute function kaboom.close_order();

create or replace trigger check_order_id
before update of order_id on public.trades
for each row execute function kaboom.check_order_id();

-- Only for callers who are subject to row level security (users).
create or replace trigger keep_reason
before update of reason on public.trades
for each row when (
    old.status = new.status
    and old.cancel_requested_at is not distinct from new.cancel_requested_at
    and row_security_active('public.trades')
)
execute function kaboom.keep_reason();

create or replace trigger refuse_owner_change
before update of user_id on public.trades
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_trades_updated_at
before update on public.trades
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger audit_trade
after insert on public.trades
for each row execute function kaboom.audit_trade();

create or replace trigger audit_trade_update
after update of status, filled_quantity, reason, order_id, cancel_requested_at on public.trades
for each row execute function kaboom.audit_trade();

create or replace trigger reserve_for_order
after insert on public.trades
for each row when (new.status = 'pending')
execute function kaboom.reserve_for_order();

create or replace trigger refuse_truncate
before truncate on public.trades
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.trades'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.trades', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/55_executions/triggers/trades.sql.j2', 'repeatable', '4607376ccec3ea0a3a0c5333e6399de036ffc707883a09a0e2bbf05869741845', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/75_backtests/triggers/backtest_results.sql.j2 repeatable 107d48580681daa962abd464e7e5f4f26bb72a694cde18f6267bf74ebb3e334f
create or replace trigger lock_own_account
before insert on public.backtest_results
for each statement when (row_security_active('public.backtest_results'))
execute function kaboom.lock_own_account();

create or replace trigger limit_rows
before insert on public.backtest_results
for each row when (row_security_active('public.backtest_results'))
execute function kaboom.limit_rows('backtests', $$true$$);

create or replace trigger refuse_owner_change
before update of user_id on public.backtest_results
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_backtest_results_updated_at
before update on public.backtest_results
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger refuse_truncate
before truncate on public.backtest_results
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.backtest_results'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.backtest_results', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/75_backtests/triggers/backtest_results.sql.j2', 'repeatable', '107d48580681daa962abd464e7e5f4f26bb72a694cde18f6267bf74ebb3e334f', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/80_watchlists/check_watchlist_symbol.sql repeatable 847700b3bceb9fe446892028f349bc52da06ee7d6239aa971d118895dd55b12b
-- BEFORE INSERT OR UPDATE: users type codes in many ways, and one share stands once on a list.
create or replace function kaboom.check_watchlist_symbol()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    normalised constant text := public.normalise_symbol(new.symbol);
begin
    if coalesce(not kaboom.is_tokyo_code(normalised), true) then
        raise exception '% is no code of the Tokyo Stock Exchange', new.symbol
            using errcode = 'KB201',
            detail = jsonb_build_object('symbol', new.symbol)::text,
            hint = 'Four characters, such as 7203 or 130A, or five for another class of shares, such as 25935.';
    end if;
    new.symbol := normalised;
    return new;
end;
$$;

comment on function kaboom.check_watchlist_symbol is
'Trigger: normalises the symbol of a watchlist item. Errors: KB201 it is no code.';

revoke execute on function kaboom.check_watchlist_symbol from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/80_watchlists/check_watchlist_symbol.sql', 'repeatable', '847700b3bceb9fe446892028f349bc52da06ee7d6239aa971d118895dd55b12b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/80_watchlists/lock_owner_of_watchlist.sql repeatable 83073e01d5ae1d99677730c95c0c1e94f6677f374d427f971e371d67a20d3748
-- BEFORE INSERT OR UPDATE of a default list: account first, as everywhere, so that of two new defaults one waits for the other,
-- and neither deadlocks with an erasure.
create or replace function kaboom.lock_owner_of_watchlist()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.lock_account(new.user_id);
    return new;
end;
$$;

comment on function kaboom.lock_owner_of_watchlist is
'Trigger: locks the account whose default watchlist changes. Errors: KB134 where it is busy.';

revoke execute on function kaboom.lock_owner_of_watchlist from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/80_watchlists/lock_owner_of_watchlist.sql', 'repeatable', '83073e01d5ae1d99677730c95c0c1e94f6677f374d427f971e371d67a20d3748', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/80_watchlists/move_default_watchlist.sql repeatable 6c995b912238c871076d5b86e672d6b1ce5632cbfdd170f9e58c5860b5f4fda0
-- AFTER INSERT OR UPDATE, because a statement may set several lists: the first of its rows is the default. The account is
-- locked since BEFORE, so that of two new defaults at once the later one stays. (A unique index would refuse both ways.)
create or replace function kaboom.move_default_watchlist()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.watchlists as w
    set is_default = false
    where w.user_id = new.user_id
        and w.id <> new.id
        and w.is_default
        and exists (
            select from public.watchlists as chosen
            where chosen.user_id = new.user_id
                and chosen.id = new.id
                and chosen.is_default
        );
    return null;
end;
$$;

comment on function kaboom.move_default_watchlist is 'Trigger: takes the default from the lists that had it.';

revoke execute on function kaboom.move_default_watchlist from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/80_watchlists/move_default_watchlist.sql', 'repeatable', '6c995b912238c871076d5b86e672d6b1ce5632cbfdd170f9e58c5860b5f4fda0', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/80_watchlists/rearm_alerts.sql repeatable 92c79abb2ab68e9a0716a05db8b5aefe3c51e191c05e6499eac8edf0864e7d0a
-- BEFORE UPDATE of a threshold: a new threshold has not been crossed yet.
create or replace function kaboom.rearm_alerts()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    new.price_upper_is_armed := new.price_upper_is_armed
        or new.price_alert_upper is distinct from old.price_alert_upper;
    new.price_lower_is_armed := new.price_lower_is_armed
        or new.price_alert_lower is distinct from old.price_alert_lower;
    new.volume_is_armed := new.volume_is_armed
        or new.volume_alert_threshold is distinct from old.volume_alert_threshold;
    return new;
end;
$$;

comment on function kaboom.rearm_alerts is 'Trigger: arms an alert whose threshold changes.';

revoke execute on function kaboom.rearm_alerts from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/80_watchlists/rearm_alerts.sql', 'repeatable', '92c79abb2ab68e9a0716a05db8b5aefe3c51e191c05e6499eac8edf0864e7d0a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/80_watchlists/api/evaluate_alerts.sql repeatable d960930909b73d527212139043cef6918286bebd21fff4133d580c8ab0fbf373
-- Definer: the service role may not write events. It alone may call this, and the job does.
create or replace function public.evaluate_alerts()
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    fired integer;
begin
    -- Items whose alerts change, locked: of two calls at once, one finds nothing left to do. An item that its
    -- owner is writing has its turn at the next call.
    with crossings as materialized (
        select i.user_id, i.id, i.symbol, i.price_alert_upper, i.price_alert_lower, i.volume_alert_threshold,
            i.price_upper_is_armed, i.price_lower_is_armed, i.volume_is_armed,
            coalesce(l.price < i.price_alert_upper, true) as below_upper,
            coalesce(l.price > i.price_alert_lower, true) as above_lower,
            coalesce(l.volume < i.volume_alert_threshold, true) as below_volume,
            l.price, l.price_timestamp, l.volume, l.timeframe, l.data_timestamp
        from public.watchlist_items as i
        join public.latest_prices as l on l.symbol = i.symbol
        where i.price_upper_is_armed <> coalesce(l.price < i.price_alert_upper, true)
            or i.price_lower_is_armed <> coalesce(l.price > i.price_alert_lower, true)
            or i.volume_is_armed <> coalesce(l.volume < i.volume_alert_threshold, true)
        for no key update of i skip locked
    ),
    turned as (
        update public.watchlist_items as i
        set price_upper_is_armed = c.below_upper,
            price_lower_is_armed = c.above_lower,
            volume_is_armed = c.below_volume
        from crossings as c
        where i.user_id = c.user_id
            and i.id = c.id
    ),
    events as (
        insert into public.alert_events (
            user_id, watchlist_item_id, symbol, kind, threshold, price, price_timestamp, volume, timeframe, data_timestamp
        )
        select c.user_id, c.id, c.symbol, k.kind, k.threshold, c.price, c.price_timestamp, c.volume, c.timeframe,
            c.data_timestamp
        from crossings as c
        cross join lateral (
            values
                ('price_upper', c.price_alert_upper, c.price_upper_is_armed and not c.below_upper),
                ('price_lower', c.price_alert_lower, c.price_lower_is_armed and not c.above_lower),
                ('volume', c.volume_alert_threshold, c.volume_is_armed and not c.below_volume)
        ) as k (kind, threshold, fires)
        where k.fires
        returning id
    )
    select count(*) into fired
    from events as e;
    return fired;
end;
$$;

comment on function public.evaluate_alerts is
$$Fire the alerts of watchlists that the latest prices have crossed. For the service role.

Alerts whose price is back are armed again. Called by a job, and by loaders after ingest_market_data. An alert
that is set while the price is beyond it fires at once. Only the latest price counts: what was crossed and
left between two calls fires nothing.

Returns: how many alerts fired; each is a row of alert_events.$$;

revoke execute on function public.evaluate_alerts from public, anon, authenticated, service_role;
grant execute on function public.evaluate_alerts to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/80_watchlists/api/evaluate_alerts.sql', 'repeatable', 'd960930909b73d527212139043cef6918286bebd21fff4133d580c8ab0fbf373', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/80_watchlists/triggers/alert_events.sql.j2 repeatable 5b4473e836c59f091870e9fa15e8704189b99431e6abd4e4b414b670ee049ebb
create or replace trigger refuse_owner_change
before update of user_id on public.alert_events
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_alert_events_updated_at
before update on public.alert_events
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.alert_events'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.alert_events', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/80_watchlists/triggers/alert_events.sql.j2', 'repeatable', '5b4473e836c59f091870e9fa15e8704189b99431e6abd4e4b414b670ee049ebb', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/80_watchlists/triggers/watchlist_items.sql.j2 repeatable 374f45b838125ab83e724ab423460e8bfad0615c09b5b9b776075e447f7ee2ef
create or replace trigger lock_own_account
before insert on public.watchlist_items
for each statement when (row_security_active('public.watchlist_items'))
execute function kaboom.lock_own_account();

create or replace trigger limit_rows
before insert on public.watchlist_items
for each row when (row_security_active('public.watchlist_items'))
execute function kaboom.limit_rows('watchlist_items', $$true$$);

create or replace trigger check_watchlist_symbol
before insert or update of symbol on public.watchlist_items
for each row execute function kaboom.check_watchlist_symbol();

create or replace trigger fill_from_instrument
before insert on public.watchlist_items
for each row when (new.symbol_name is null)
execute function kaboom.fill_from_instrument();

create or replace trigger rearm_alerts
before update of price_alert_upper, price_alert_lower, volume_alert_threshold on public.watchlist_items
for each row execute function kaboom.rearm_alerts();

create or replace trigger refuse_owner_change
before update of user_id on public.watchlist_items
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_watchlist_items_updated_at
before update on public.watchlist_items
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger refuse_truncate
before truncate on public.watchlist_items
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.watchlist_items'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.watchlist_items', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/80_watchlists/triggers/watchlist_items.sql.j2', 'repeatable', '374f45b838125ab83e724ab423460e8bfad0615c09b5b9b776075e447f7ee2ef', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/80_watchlists/triggers/watchlists.sql.j2 repeatable 075a2b4294ede5686a78d75273c572941ebb9bd50553cdc7c01ae687364cd46d
create or replace trigger lock_own_account
before insert or update on public.watchlists
for each statement when (row_security_active('public.watchlists'))
execute function kaboom.lock_own_account();

create or replace trigger limit_rows
before insert on public.watchlists
for each row when (row_security_active('public.watchlists'))
execute function kaboom.limit_rows('watchlists', $$true$$);

create or replace trigger lock_owner_of_watchlist
before insert or update of is_default on public.watchlists
for each row when (new.is_default)
execute function kaboom.lock_owner_of_watchlist();

create or replace trigger refuse_owner_change
before update of user_id on public.watchlists
for each row when (old.user_id <> new.user_id)
execute function kaboom.refuse_owner_change();

create or replace trigger update_watchlists_updated_at
before update on public.watchlists
for each row when (old.updated_at = new.updated_at)
execute function public.update_updated_at_column();

create or replace trigger move_default_watchlist
after insert or update of is_default on public.watchlists
for each row when (new.is_default)
execute function kaboom.move_default_watchlist();

create or replace trigger refuse_truncate
before truncate on public.watchlists
for each statement execute function kaboom.refuse_truncate();

do $$
declare
    former name;
begin
    for former in
        select t.tgname
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as f on f.oid = t.tgfoid
        where t.tgrelid = 'public.watchlists'::regclass
            and not t.tgisinternal
            and (f.pronamespace = 'kaboom'::regnamespace or f.oid = 'public.update_updated_at_column'::regproc)
            -- Neither this transaction nor, as after ON_ERROR_ROLLBACK of psql, a part of it has written the trigger.
            and t.xmin <> pg_current_xact_id()::xid
            and age(t.xmin) > 0
    loop
        execute format('drop trigger %I on public.watchlists', former);
    end loop;
end;
$$;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/80_watchlists/triggers/watchlists.sql.j2', 'repeatable', '075a2b4294ede5686a78d75273c572941ebb9bd50553cdc7c01ae687364cd46d', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/90_upkeep/ensure_partitions.sql repeatable b1567844b35be8a21cd9ed9358dc26a4e2c8c224471fa0a4e66c24c6dcc9b535
-- Made well ahead, so that a scheduler may stand still for weeks. A table that is busy is left for the next
-- call; audit_logs comes last, because making its partitions keeps its readers out until the transaction
-- ends.
create or replace function kaboom.ensure_partitions()
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    made integer := 0;
    wanted record;
    busy text[] := '{}';
begin
    for wanted in
        select w.*
        from kaboom.wanted_partitions() as w
        where to_regclass('partitions.' || w.name) is null
        order by w.parent = 'public.audit_logs', w.parent, w.low
    loop
        continue when wanted.parent = any (busy);
        begin
            made := made
                + kaboom.make_partition(wanted.name, wanted.parent::regclass, wanted.low, wanted.high)::integer;
        exception
            when lock_not_available then
                busy := busy || wanted.parent;
                raise notice '% is busy; its partitions are made at the next call', wanted.parent;
        end;
    end loop;
    return made;
end;
$$;

comment on function kaboom.ensure_partitions is
$$Make the partitions that are missing, each table for itself.

Of market_data two years (long bars) and two months (short bars) ahead, of audit_logs twelve weeks ahead.
No reader waits for longer than a few hundred milliseconds. Returns: how many it made. Call it daily.$$;

revoke execute on function kaboom.ensure_partitions from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/90_upkeep/ensure_partitions.sql', 'repeatable', 'b1567844b35be8a21cd9ed9358dc26a4e2c8c224471fa0a4e66c24c6dcc9b535', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/90_upkeep/jobs.sql repeatable 7783c57c6f699075a1765aa38b6f4e2d82ea873b20aea4f86b75ccd683764518
-- The only list of scheduled jobs: the scheduler, monitoring.jobs and the documentation read it.
create or replace function kaboom.jobs()
returns table (job text, schedule text, every interval, parts text, command text, purpose text)
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select j.job, j.schedule, j.every::interval, j.parts, j.command, j.purpose
    from (
        values
            ('make partitions', '10 3 * * *', '1 day', null, 'select kaboom.ensure_partitions()',
                'Makes partitions of audit_logs and market_data ahead of time.'),
            ('drop old bars', '20 3 * * *', '1 day', null, 'select public.cleanup_old_market_data()',
                'Drops months of 1m and 5m bars that are older than the retention.'),
            ('evaluate alerts', '* * * * *', '1 minute', null, 'select public.evaluate_alerts()',
                'Fires the alerts of watchlists that the latest prices have crossed.'),
            ('refresh valuations', '* * * * *', '1 minute', 'select kaboom.revaluation_parts()',
                'select kaboom.revalue_portfolios($1::uuid[])',
                'Brings prices, weights and returns of positions and portfolios up to the latest prices.'),
            ('expire AI reservations', '40 * * * *', '1 hour', 'select kaboom.ai_expiry_parts()',
                'select kaboom.expire_ai_reservations()',
                'Gives back what analyses reserved that nobody has ended in time.')
    ) as j (job, schedule, every, parts, command, purpose);
$$;

comment on function kaboom.jobs is
$$The jobs that have to run again and again.

Returns: job, its name; schedule, as cron writes it, in UTC; every, how often it is due; parts, a query that
lists the parts of the work, each a text, null where the work is one part; command, a query that does one part
($1) in a transaction of its own; purpose.$$;

revoke execute on function kaboom.jobs from public, anon, authenticated, service_role;
-- Because monitoring.jobs calls it as its reader; without USAGE on the schema the role calls it nowhere else.
grant execute on function kaboom.jobs to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/90_upkeep/jobs.sql', 'repeatable', '7783c57c6f699075a1765aa38b6f4e2d82ea873b20aea4f86b75ccd683764518', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/90_upkeep/run_due_jobs.sql repeatable eb63903b2aa47843a3de14bcf620572af17d04c8d9c19762ab06c450ceeb26cd
-- For schedulers other than pg_cron. Where one job fails, the others still run.
create or replace procedure kaboom.run_due_jobs()
language plpgsql
as $$
declare
    due record;
begin
    for due in
        select j.job
        from kaboom.jobs() as j
        left join kaboom.job_runs as r on r.job = j.job
        where r.job is null
            or r.started_at <= pg_catalog.clock_timestamp() - j.every
        order by j.every, j.job
    loop
        call kaboom.run_job(due.job);
    end loop;
end;
$$;

comment on procedure kaboom.run_due_jobs is
$$Run the jobs of kaboom.jobs() that are due.

Where pg_cron is not installed, run every minute: call kaboom.run_due_jobs()$$;

revoke execute on procedure kaboom.run_due_jobs from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/90_upkeep/run_due_jobs.sql', 'repeatable', 'eb63903b2aa47843a3de14bcf620572af17d04c8d9c19762ab06c450ceeb26cd', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/90_upkeep/run_job.sql repeatable ce55b562fe091d50fbc16ae9ffc0de383c1b42bebd1ea2b68f1ce0439481b986
-- A procedure without SET and without SECURITY DEFINER, because only such a one can COMMIT: nothing stays locked for longer
-- than one part of the work takes. A part that fails does not keep the others from their turn.
create or replace procedure kaboom.run_job(job text)
language plpgsql
as $$
declare
    planned record;
    part text;
    failure text;
begin
    select j.* into planned
    from kaboom.jobs() as j
    where j.job = run_job.job;
    if not found then
        raise exception 'there is no job %', job
            using errcode = 'KB403',
            detail = pg_catalog.jsonb_build_object('job', job)::text,
            hint = 'select job from kaboom.jobs() lists them.';
    end if;

    -- A run whose session was lost blocks the next one for an hour only.
    insert into kaboom.job_runs as r (job)
    values (run_job.job)
    on conflict on constraint job_runs_pkey do update
    set started_at = excluded.started_at, finished_at = null, parts = 0, failed_parts = 0, error = null
    where r.finished_at is not null
        or r.started_at < excluded.started_at - interval '1 hour';
    if not found then
        raise notice 'job % is running already', job;
        return;
    end if;
    commit;

    for part in execute coalesce(planned.parts, 'select null::text') loop
        failure := null;
        begin
            execute planned.command using part;
        exception
            when others then
                failure := pg_catalog.format('%s: %s', sqlstate, sqlerrm);
        end;
        update kaboom.job_runs as r
        set parts = r.parts + 1,
            failed_parts = r.failed_parts + (failure is not null)::integer,
            error = coalesce(failure, r.error)
        where r.job = run_job.job;
        commit;
    end loop;

    update kaboom.job_runs as r
    set finished_at = pg_catalog.clock_timestamp()
    where r.job = run_job.job
    returning r.error into failure;
    commit;
    if failure is not null then
        raise warning 'job %: %', job, failure;
    end if;
end;
$$;

comment on procedure kaboom.run_job is
$$Run one job now, part by part, and commit after each part. A run that is under way is left alone.

Arguments: job, a name of kaboom.jobs(). What goes wrong is kept in kaboom.job_runs, and shown by monitoring.jobs.
Errors: KB403 there is no such job.$$;

revoke execute on procedure kaboom.run_job from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/90_upkeep/run_job.sql', 'repeatable', 'ce55b562fe091d50fbc16ae9ffc0de383c1b42bebd1ea2b68f1ce0439481b986', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/90_upkeep/schedule_upkeep.sql repeatable 85af26a7a1becf211d685e71284f0521e572a774030d590e4fda50c78b41201b
-- pg_cron is used where it is installed and never required.
create or replace function kaboom.schedule_upkeep()
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Dynamic, because the schema is there only with the extension.
    place constant text := 'cron';
    planned record;
begin
    if not exists (select from pg_catalog.pg_extension as e where e.extname = 'pg_cron') then
        return false;
    end if;
    execute format(
        $cron$
        select %1$I.unschedule(c.jobname)
        from %1$I.job as c
        where c.jobname like 'kaboom: %%'
            and c.jobname not in (select 'kaboom: ' || j.job from kaboom.jobs() as j)
        $cron$,
        place
    );
    for planned in
        select 'kaboom: ' || j.job as name, j.schedule, format('call kaboom.run_job(%L)', j.job) as command
        from kaboom.jobs() as j
    loop
        execute format('select %I.schedule($1, $2, $3)', place)
        using planned.name, planned.schedule, planned.command;
    end loop;
    return true;
end;
$$;

comment on function kaboom.schedule_upkeep is
$$Schedule the jobs of kaboom.jobs() with pg_cron, and remove former ones. Calling it twice changes nothing.

Returns: false where pg_cron is not installed in this database; then call kaboom.run_due_jobs() every minute.$$;

revoke execute on function kaboom.schedule_upkeep from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/90_upkeep/schedule_upkeep.sql', 'repeatable', '85af26a7a1becf211d685e71284f0521e572a774030d590e4fda50c78b41201b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/90_upkeep/verify_ledger.sql repeatable a5f327a8b1e1f62e49a88eabf22014dc6a8c743e0b882e10579954bbce3d0e41
-- The union of what each room verifies of its own.
create or replace function kaboom.verify_ledger(portfolio_id uuid default null)
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select v.portfolio, v.figure, v.subject, v.expected, v.actual
    from kaboom.verify_portfolios(verify_ledger.portfolio_id) as v
    union all
    select v.portfolio, v.figure, v.subject, v.expected, v.actual
    from kaboom.verify_orders(verify_ledger.portfolio_id) as v
    union all
    select v.portfolio, v.figure, v.subject, v.expected, v.actual
    from kaboom.verify_executions(verify_ledger.portfolio_id) as v
    union all
    select v.portfolio, v.figure, v.subject, v.expected, v.actual
    from kaboom.verify_positions(verify_ledger.portfolio_id) as v;
$$;

comment on function kaboom.verify_ledger is
$$Every figure that does not follow from the cash ledger, the executions and the adjustments. A sound database gives no row.

Arguments: portfolio_id, or null for all portfolios. Returns: portfolio; figure, what is wrong; subject, whose figure
(name, entry, symbol, order or execution); expected and actual: yen, shares, seconds, or 1 and 0 for true and false.$$;

revoke execute on function kaboom.verify_ledger from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/90_upkeep/verify_ledger.sql', 'repeatable', 'a5f327a8b1e1f62e49a88eabf22014dc6a8c743e0b882e10579954bbce3d0e41', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/90_upkeep/wanted_partitions.sql repeatable f00c0ed6cafc5e78cac068a2122b35f489beaf4e7e4807933c7e5025cd83e923
create or replace function kaboom.wanted_partitions()
returns table (name text, parent text, low timestamptz, high timestamptz)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with today as (
        select now() at time zone 'Asia/Tokyo' as tokyo
    ),
    bars as (
        select '1d' as timeframe, make_date(y, 1, 1)::timestamp as start
        from today as t
        cross join lateral generate_series(2000, extract(year from t.tokyo)::integer + 2) as y
        union all
        select '1m', m
        from today as t
        cross join lateral generate_series(
            date_trunc('month', t.tokyo) - make_interval(months => (kaboom.setting_market_data_retention())),
            date_trunc('month', t.tokyo) + interval '2 months',
            interval '1 month'
        ) as m
    )
    select p.name, p.parent, p.low, p.high
    from bars as b
    cross join lateral kaboom.bar_partition(b.timeframe, b.start at time zone 'Asia/Tokyo') as p
    union all
    select 'audit_logs_' || to_char(w, 'IYYY"_w"IW'), 'public.audit_logs',
        w at time zone 'Asia/Tokyo', (w + interval '1 week') at time zone 'Asia/Tokyo'
    from today as t
    cross join lateral generate_series(
        date_trunc('week', t.tokyo), date_trunc('week', t.tokyo) + interval '12 weeks', interval '1 week'
    ) as w;
$$;

comment on function kaboom.wanted_partitions is
$$The partitions that ought to be there now.

Returns: the arguments of make_partition. Errors: KB401 the setting market_data_retention is missing.$$;

revoke execute on function kaboom.wanted_partitions from public, anon, authenticated, service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/90_upkeep/wanted_partitions.sql', 'repeatable', 'f00c0ed6cafc5e78cac068a2122b35f489beaf4e7e4807933c7e5025cd83e923', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/90_upkeep/monitoring/index_usage.sql repeatable f8c3c801fc17123acc130a560611f2c4f7e5e72870802b846fea3bc1285d27f8
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

comment on view monitoring.index_usage is
'How often each index is used, most used first. An index that stays at 0 only costs.';
comment on column monitoring.index_usage.schema_name is 'Schema of the table.';
comment on column monitoring.index_usage.table_name is 'Table, or partition of one.';
comment on column monitoring.index_usage.index_name is 'Index of that table.';
comment on column monitoring.index_usage.idx_scan is 'Scans of the index since the statistics were reset.';
comment on column monitoring.index_usage.idx_tup_read is 'Entries that these scans returned.';
comment on column monitoring.index_usage.idx_tup_fetch is 'Live rows that simple index scans fetched.';
comment on column monitoring.index_usage.size_bytes is 'Size of the index in bytes.';
revoke all on monitoring.index_usage from public, anon, authenticated, service_role;
grant select on monitoring.index_usage to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/90_upkeep/monitoring/index_usage.sql', 'repeatable', 'f8c3c801fc17123acc130a560611f2c4f7e5e72870802b846fea3bc1285d27f8', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/90_upkeep/monitoring/jobs.sql repeatable ff2d49602baf6f64c1cddaf156ddba1a613bd3681fe03e986b8d8ad5052a7b54
create or replace view monitoring.jobs
as
select
    j.job,
    r.started_at,
    r.finished_at,
    r.parts,
    r.failed_parts,
    r.error,
    case
        when r.job is null then 'never ran: schedule it, or call kaboom.run_due_jobs() every minute'
        when r.error is not null then 'failed in part: see error, then call kaboom.run_job'
        when r.started_at < pg_catalog.clock_timestamp() - 3 * j.every - interval '5 minutes' then 'late: does the scheduler run?'
        else 'well'
    end as state
from kaboom.jobs() as j
left join kaboom.job_runs as r on r.job = j.job
order by j.job;

comment on view monitoring.jobs is 'Each scheduled job, its latest run, and what to do where it is not well.';
comment on column monitoring.jobs.job is 'Name of the job, as in kaboom.jobs().';
comment on column monitoring.jobs.started_at is 'When its latest run began.';
comment on column monitoring.jobs.finished_at is 'When that run ended.';
comment on column monitoring.jobs.parts is 'Parts of the work that the run has been through.';
comment on column monitoring.jobs.failed_parts is 'How many of the parts failed.';
comment on column monitoring.jobs.error is 'Why the latest of them failed.';
comment on column monitoring.jobs.state is 'well, or what is wrong and what to do.';
revoke all on monitoring.jobs from public, anon, authenticated, service_role;
grant select on monitoring.jobs to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/90_upkeep/monitoring/jobs.sql', 'repeatable', 'ff2d49602baf6f64c1cddaf156ddba1a613bd3681fe03e986b8d8ad5052a7b54', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/90_upkeep/monitoring/table_sizes.sql repeatable a5f067306adb5d0f215178d0461032e5263a2e91763012069271932eea85d5af
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
comment on column monitoring.table_sizes.schema_name is 'Schema of the table.';
comment on column monitoring.table_sizes.table_name is 'Table, or partition of one.';
comment on column monitoring.table_sizes.size is 'Size in words, with its unit.';
comment on column monitoring.table_sizes.size_bytes is 'Size with indexes and partitions in bytes.';
revoke all on monitoring.table_sizes from public, anon, authenticated, service_role;
grant select on monitoring.table_sizes to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/90_upkeep/monitoring/table_sizes.sql', 'repeatable', 'a5f067306adb5d0f215178d0461032e5263a2e91763012069271932eea85d5af', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/90_upkeep/monitoring/table_usage.sql repeatable 1b711da996e76d096c60ec14fdefcc93f9fe62dd9b7ec4da1f3909357a068f09
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
    case
        when s.n_tup_upd > 0 then round(100.0 * s.n_tup_hot_upd / s.n_tup_upd, 1)
    end as hot_update_percentage,
    s.last_autovacuum,
    s.last_autoanalyze
from pg_catalog.pg_stat_user_tables as s
where s.schemaname in ('public', 'partitions', 'kaboom')
order by s.seq_scan desc, s.seq_tup_read desc;

comment on view monitoring.table_usage is
'Scans, dead rows and upkeep of each table, most sequential scans first.';
comment on column monitoring.table_usage.schema_name is 'Schema of the table.';
comment on column monitoring.table_usage.table_name is 'Table, or partition of one.';
comment on column monitoring.table_usage.seq_scan is 'Sequential scans since the statistics were reset.';
comment on column monitoring.table_usage.seq_tup_read is 'Rows that these scans read.';
comment on column monitoring.table_usage.idx_scan is 'Index scans since the statistics were reset.';
comment on column monitoring.table_usage.idx_tup_fetch is 'Live rows that these scans fetched.';
comment on column monitoring.table_usage.n_live_tup is 'Live rows, estimated.';
comment on column monitoring.table_usage.n_dead_tup is 'Dead rows that wait for a vacuum, estimated.';
comment on column monitoring.table_usage.hot_update_percentage is
'Updates that wrote no index, in percent of all; null where there was no update.';
comment on column monitoring.table_usage.last_autovacuum is
'When autovacuum last cleaned the table; null for never.';
comment on column monitoring.table_usage.last_autoanalyze is
'When autovacuum last took statistics of the table; null for never.';
revoke all on monitoring.table_usage from public, anon, authenticated, service_role;
grant select on monitoring.table_usage to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/90_upkeep/monitoring/table_usage.sql', 'repeatable', '1b711da996e76d096c60ec14fdefcc93f9fe62dd9b7ec4da1f3909357a068f09', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: functions/90_upkeep/monitoring/upkeep.sql repeatable f93eb8c6cae060a406188ce84cf69fe3b58ebc9f249e21176532d8aeee8be6bf
create or replace view monitoring.upkeep
as
select
    'audit rows without a week of their own' as what,
    (select count(*) from partitions.audit_logs_default)::text as value,
    'Run select kaboom.ensure_partitions().' as remedy
union all
select
    'newest partition of minute bars',
    coalesce(max(c.relname), 'none') collate "default",
    'Below next month: run select kaboom.ensure_partitions().'
from pg_catalog.pg_class as c
where c.relnamespace = 'partitions'::regnamespace
    and c.relname ~ '^market_data_short_\d{4}_\d\d$'
union all
select
    'months of minute bars that are due to be dropped',
    (select count(*) from kaboom.old_bar_partitions())::text,
    'Above 0 for days: run call kaboom.run_retention().'
union all
select
    'months of minute bars that were dropped',
    coalesce(
        (
            select pg_catalog.format('%s; the last one was %s on %s', d.dropped, d.name, d.dropped_at::date)
            from (
                select l.name, l.dropped_at, pg_catalog.count(*) over () as dropped
                from kaboom.dropped_partitions as l
                order by l.dropped_at desc, l.name desc
                limit 1
            ) as d
        ),
        'none'
    ),
    'For information; table kaboom.dropped_partitions lists them.'
union all
select
    'portfolios that wait for a valuation',
    (select count(*) from public.portfolios as p where p.last_entry_no <> p.valued_entry_no)::text,
    'Growing: run select public.refresh_valuations().';

comment on view monitoring.upkeep is
'Whether the scheduled jobs run: what they did, what they leave behind, and what to do.';
comment on column monitoring.upkeep.what is 'What is measured.';
comment on column monitoring.upkeep.value is 'Its value now.';
comment on column monitoring.upkeep.remedy is 'When the value is bad, and what to do then.';
revoke all on monitoring.upkeep from public, anon, authenticated, service_role;
grant select on monitoring.upkeep to service_role;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('functions/90_upkeep/monitoring/upkeep.sql', 'repeatable', 'f93eb8c6cae060a406188ce84cf69fe3b58ebc9f249e21176532d8aeee8be6bf', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/ai_model_prices.sql repeatable 015e0d93a4364e4780bf54ff7ea2752402d4d6afe2d12d96cad24783db8ab073
-- List prices in US dollars per million tokens, from the day they began. Only estimates rest on them; what an
-- operator has changed stays.
insert into public.ai_model_prices (model, valid_from, input_usd, output_usd)
values
    ('openai/gpt-3.5-turbo', '2024-01-25', 0.5, 1.5),
    ('openai/gpt-4', '2023-03-14', 30, 60),
    ('openai/gpt-4-turbo-preview', '2024-01-25', 10, 30),
    ('openai/gpt-4-turbo', '2024-04-09', 10, 30),
    ('openai/gpt-4o', '2024-05-13', 5, 15),
    ('openai/gpt-4o', '2024-10-02', 2.5, 10),
    ('openai/gpt-4o-mini', '2024-07-18', 0.15, 0.6),
    ('openai/gpt-4.1', '2025-04-14', 2, 8),
    ('openai/gpt-4.1-mini', '2025-04-14', 0.4, 1.6),
    ('openai/gpt-4.1-nano', '2025-04-14', 0.1, 0.4),
    ('anthropic/claude-3-haiku', '2024-03-13', 0.25, 1.25),
    ('anthropic/claude-3-sonnet', '2024-03-04', 3, 15),
    ('anthropic/claude-3-opus', '2024-03-04', 15, 75),
    ('anthropic/claude-3.5-sonnet', '2024-06-20', 3, 15),
    ('anthropic/claude-3.5-haiku', '2024-11-04', 1, 5),
    ('anthropic/claude-3.5-haiku', '2024-12-03', 0.8, 4),
    ('anthropic/claude-3.7-sonnet', '2025-02-24', 3, 15),
    ('anthropic/claude-sonnet-4', '2025-05-22', 3, 15),
    ('anthropic/claude-opus-4', '2025-05-22', 15, 75),
    ('google/gemini-2.0-flash-001', '2025-02-05', 0.1, 0.4)
on conflict (model, valid_from) do nothing;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/ai_model_prices.sql', 'repeatable', '015e0d93a4364e4780bf54ff7ea2752402d4d6afe2d12d96cad24783db8ab073', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/calendar.sql repeatable 778995cd560c5471986f5af27c335dee067684645649a35197a12fa0923cd762
-- Made by seeds/generate_calendar.py from jpholiday and the rules of the Tokyo Stock Exchange; do not edit.
-- Days that an operator has added stay; a provisional day that is not confirmed goes.
create temporary table seeded_days (day date, kind text, name text, is_provisional boolean);

insert into pg_temp.seeded_days (day, kind, name, is_provisional)
values
    ('1997-01-01', 'holiday', '元日', false),
    ('1997-01-02', 'holiday', '年末年始休業日', false),
    ('1997-01-03', 'holiday', '年末年始休業日', false),
    ('1997-01-06', 'half_day', '大発会', false),
    ('1997-01-15', 'holiday', '成人の日', false),
    ('1997-02-11', 'holiday', '建国記念の日', false),
    ('1997-03-20', 'holiday', '春分の日', false),
    ('1997-04-29', 'holiday', 'みどりの日', false),
    ('1997-05-03', 'holiday', '憲法記念日', false),
    ('1997-05-05', 'holiday', 'こどもの日', false),
    ('1997-07-20', 'holiday', '海の日', false),
    ('1997-07-21', 'holiday', '海の日 振替休日', false),
    ('1997-09-15', 'holiday', '敬老の日', false),
    ('1997-09-23', 'holiday', '秋分の日', false),
    ('1997-10-10', 'holiday', '体育の日', false),
    ('1997-11-03', 'holiday', '文化の日', false),
    ('1997-11-23', 'holiday', '勤労感謝の日', false),
    ('1997-11-24', 'holiday', '勤労感謝の日 振替休日', false),
    ('1997-12-23', 'holiday', '天皇誕生日', false),
    ('1997-12-30', 'half_day', '大納会', false),
    ('1997-12-31', 'holiday', '年末年始休業日', false),
    ('1998-01-01', 'holiday', '元日', false),
    ('1998-01-02', 'holiday', '年末年始休業日', false),
    ('1998-01-03', 'holiday', '年末年始休業日', false),
    ('1998-01-05', 'half_day', '大発会', false),
    ('1998-01-15', 'holiday', '成人の日', false),
    ('1998-02-11', 'holiday', '建国記念の日', false),
    ('1998-03-21', 'holiday', '春分の日', false),
    ('1998-04-29', 'holiday', 'みどりの日', false),
    ('1998-05-03', 'holiday', '憲法記念日', false),
    ('1998-05-04', 'holiday', '憲法記念日 振替休日', false),
    ('1998-05-05', 'holiday', 'こどもの日', false),
    ('1998-07-20', 'holiday', '海の日', false),
    ('1998-09-15', 'holiday', '敬老の日', false),
    ('1998-09-23', 'holiday', '秋分の日', false),
    ('1998-10-10', 'holiday', '体育の日', false),
    ('1998-11-03', 'holiday', '文化の日', false),
    ('1998-11-23', 'holiday', '勤労感謝の日', false),
    ('1998-12-23', 'holiday', '天皇誕生日', false),
    ('1998-12-30', 'half_day', '大納会', false),
    ('1998-12-31', 'holiday', '年末年始休業日', false),
    ('1999-01-01', 'holiday', '元日', false),
    ('1999-01-02', 'holiday', '年末年始休業日', false),
    ('1999-01-03', 'holiday', '年末年始休業日', false),
    ('1999-01-04', 'half_day', '大発会', false),
    ('1999-01-15', 'holiday', '成人の日', false),
    ('1999-02-11', 'holiday', '建国記念の日', false),
    ('1999-03-21', 'holiday', '春分の日', false),
    ('1999-03-22', 'holiday', '春分の日 振替休日', false),
    ('1999-04-29', 'holiday', 'みどりの日', false),
    ('1999-05-03', 'holiday', '憲法記念日', false),
    ('1999-05-04', 'holiday', '国民の休日', false),
    ('1999-05-05', 'holiday', 'こどもの日', false),
    ('1999-07-20', 'holiday', '海の日', false),
    ('1999-09-15', 'holiday', '敬老の日', false),
    ('1999-09-23', 'holiday', '秋分の日', false),
    ('1999-10-10', 'holiday', '体育の日', false),
    ('1999-10-11', 'holiday', '体育の日 振替休日', false),
    ('1999-11-03', 'holiday', '文化の日', false),
    ('1999-11-23', 'holiday', '勤労感謝の日', false),
    ('1999-12-23', 'holiday', '天皇誕生日', false),
    ('1999-12-30', 'half_day', '大納会', false),
    ('1999-12-31', 'holiday', '年末年始休業日', false),
    ('2000-01-01', 'holiday', '元日', false),
    ('2000-01-02', 'holiday', '年末年始休業日', false),
    ('2000-01-03', 'holiday', '年末年始休業日', false),
    ('2000-01-04', 'half_day', '大発会', false),
    ('2000-01-10', 'holiday', '成人の日', false),
    ('2000-02-11', 'holiday', '建国記念の日', false),
    ('2000-03-20', 'holiday', '春分の日', false),
    ('2000-04-29', 'holiday', 'みどりの日', false),
    ('2000-05-03', 'holiday', '憲法記念日', false),
    ('2000-05-04', 'holiday', '国民の休日', false),
    ('2000-05-05', 'holiday', 'こどもの日', false),
    ('2000-07-20', 'holiday', '海の日', false),
    ('2000-09-15', 'holiday', '敬老の日', false),
    ('2000-09-23', 'holiday', '秋分の日', false),
    ('2000-10-09', 'holiday', '体育の日', false),
    ('2000-11-03', 'holiday', '文化の日', false),
    ('2000-11-23', 'holiday', '勤労感謝の日', false),
    ('2000-12-23', 'holiday', '天皇誕生日', false),
    ('2000-12-29', 'half_day', '大納会', false),
    ('2000-12-31', 'holiday', '年末年始休業日', false),
    ('2001-01-01', 'holiday', '元日', false),
    ('2001-01-02', 'holiday', '年末年始休業日', false),
    ('2001-01-03', 'holiday', '年末年始休業日', false),
    ('2001-01-04', 'half_day', '大発会', false),
    ('2001-01-08', 'holiday', '成人の日', false),
    ('2001-02-11', 'holiday', '建国記念の日', false),
    ('2001-02-12', 'holiday', '建国記念の日 振替休日', false),
    ('2001-03-20', 'holiday', '春分の日', false),
    ('2001-04-29', 'holiday', 'みどりの日', false),
    ('2001-04-30', 'holiday', 'みどりの日 振替休日', false),
    ('2001-05-03', 'holiday', '憲法記念日', false),
    ('2001-05-04', 'holiday', '国民の休日', false),
    ('2001-05-05', 'holiday', 'こどもの日', false),
    ('2001-07-20', 'holiday', '海の日', false),
    ('2001-09-15', 'holiday', '敬老の日', false),
    ('2001-09-23', 'holiday', '秋分の日', false),
    ('2001-09-24', 'holiday', '秋分の日 振替休日', false),
    ('2001-10-08', 'holiday', '体育の日', false),
    ('2001-11-03', 'holiday', '文化の日', false),
    ('2001-11-23', 'holiday', '勤労感謝の日', false),
    ('2001-12-23', 'holiday', '天皇誕生日', false),
    ('2001-12-24', 'holiday', '天皇誕生日 振替休日', false),
    ('2001-12-28', 'half_day', '大納会', false),
    ('2001-12-31', 'holiday', '年末年始休業日', false),
    ('2002-01-01', 'holiday', '元日', false),
    ('2002-01-02', 'holiday', '年末年始休業日', false),
    ('2002-01-03', 'holiday', '年末年始休業日', false),
    ('2002-01-04', 'half_day', '大発会', false),
    ('2002-01-14', 'holiday', '成人の日', false),
    ('2002-02-11', 'holiday', '建国記念の日', false),
    ('2002-03-21', 'holiday', '春分の日', false),
    ('2002-04-29', 'holiday', 'みどりの日', false),
    ('2002-05-03', 'holiday', '憲法記念日', false),
    ('2002-05-04', 'holiday', '国民の休日', false),
    ('2002-05-05', 'holiday', 'こどもの日', false),
    ('2002-05-06', 'holiday', 'こどもの日 振替休日', false),
    ('2002-07-20', 'holiday', '海の日', false),
    ('2002-09-15', 'holiday', '敬老の日', false),
    ('2002-09-16', 'holiday', '敬老の日 振替休日', false),
    ('2002-09-23', 'holiday', '秋分の日', false),
    ('2002-10-14', 'holiday', '体育の日', false),
    ('2002-11-03', 'holiday', '文化の日', false),
    ('2002-11-04', 'holiday', '文化の日 振替休日', false),
    ('2002-11-23', 'holiday', '勤労感謝の日', false),
    ('2002-12-23', 'holiday', '天皇誕生日', false),
    ('2002-12-30', 'half_day', '大納会', false),
    ('2002-12-31', 'holiday', '年末年始休業日', false),
    ('2003-01-01', 'holiday', '元日', false),
    ('2003-01-02', 'holiday', '年末年始休業日', false),
    ('2003-01-03', 'holiday', '年末年始休業日', false),
    ('2003-01-06', 'half_day', '大発会', false),
    ('2003-01-13', 'holiday', '成人の日', false),
    ('2003-02-11', 'holiday', '建国記念の日', false),
    ('2003-03-21', 'holiday', '春分の日', false),
    ('2003-04-29', 'holiday', 'みどりの日', false),
    ('2003-05-03', 'holiday', '憲法記念日', false),
    ('2003-05-05', 'holiday', 'こどもの日', false),
    ('2003-07-21', 'holiday', '海の日', false),
    ('2003-09-15', 'holiday', '敬老の日', false),
    ('2003-09-23', 'holiday', '秋分の日', false),
    ('2003-10-13', 'holiday', '体育の日', false),
    ('2003-11-03', 'holiday', '文化の日', false),
    ('2003-11-23', 'holiday', '勤労感謝の日', false),
    ('2003-11-24', 'holiday', '勤労感謝の日 振替休日', false),
    ('2003-12-23', 'holiday', '天皇誕生日', false),
    ('2003-12-30', 'half_day', '大納会', false),
    ('2003-12-31', 'holiday', '年末年始休業日', false),
    ('2004-01-01', 'holiday', '元日', false),
    ('2004-01-02', 'holiday', '年末年始休業日', false),
    ('2004-01-03', 'holiday', '年末年始休業日', false),
    ('2004-01-05', 'half_day', '大発会', false),
    ('2004-01-12', 'holiday', '成人の日', false),
    ('2004-02-11', 'holiday', '建国記念の日', false),
    ('2004-03-20', 'holiday', '春分の日', false),
    ('2004-04-29', 'holiday', 'みどりの日', false),
    ('2004-05-03', 'holiday', '憲法記念日', false),
    ('2004-05-04', 'holiday', '国民の休日', false),
    ('2004-05-05', 'holiday', 'こどもの日', false),
    ('2004-07-19', 'holiday', '海の日', false),
    ('2004-09-20', 'holiday', '敬老の日', false),
    ('2004-09-23', 'holiday', '秋分の日', false),
    ('2004-10-11', 'holiday', '体育の日', false),
    ('2004-11-03', 'holiday', '文化の日', false),
    ('2004-11-23', 'holiday', '勤労感謝の日', false),
    ('2004-12-23', 'holiday', '天皇誕生日', false),
    ('2004-12-30', 'half_day', '大納会', false),
    ('2004-12-31', 'holiday', '年末年始休業日', false),
    ('2005-01-01', 'holiday', '元日', false),
    ('2005-01-02', 'holiday', '年末年始休業日', false),
    ('2005-01-03', 'holiday', '年末年始休業日', false),
    ('2005-01-04', 'half_day', '大発会', false),
    ('2005-01-10', 'holiday', '成人の日', false),
    ('2005-02-11', 'holiday', '建国記念の日', false),
    ('2005-03-20', 'holiday', '春分の日', false),
    ('2005-03-21', 'holiday', '春分の日 振替休日', false),
    ('2005-04-29', 'holiday', 'みどりの日', false),
    ('2005-05-03', 'holiday', '憲法記念日', false),
    ('2005-05-04', 'holiday', '国民の休日', false),
    ('2005-05-05', 'holiday', 'こどもの日', false),
    ('2005-07-18', 'holiday', '海の日', false),
    ('2005-09-19', 'holiday', '敬老の日', false),
    ('2005-09-23', 'holiday', '秋分の日', false),
    ('2005-10-10', 'holiday', '体育の日', false),
    ('2005-11-03', 'holiday', '文化の日', false),
    ('2005-11-23', 'holiday', '勤労感謝の日', false),
    ('2005-12-23', 'holiday', '天皇誕生日', false),
    ('2005-12-30', 'half_day', '大納会', false),
    ('2005-12-31', 'holiday', '年末年始休業日', false),
    ('2006-01-01', 'holiday', '元日', false),
    ('2006-01-02', 'holiday', '元日 振替休日', false),
    ('2006-01-03', 'holiday', '年末年始休業日', false),
    ('2006-01-04', 'half_day', '大発会', false),
    ('2006-01-09', 'holiday', '成人の日', false),
    ('2006-02-11', 'holiday', '建国記念の日', false),
    ('2006-03-21', 'holiday', '春分の日', false),
    ('2006-04-29', 'holiday', 'みどりの日', false),
    ('2006-05-03', 'holiday', '憲法記念日', false),
    ('2006-05-04', 'holiday', '国民の休日', false),
    ('2006-05-05', 'holiday', 'こどもの日', false),
    ('2006-07-17', 'holiday', '海の日', false),
    ('2006-09-18', 'holiday', '敬老の日', false),
    ('2006-09-23', 'holiday', '秋分の日', false),
    ('2006-10-09', 'holiday', '体育の日', false),
    ('2006-11-03', 'holiday', '文化の日', false),
    ('2006-11-23', 'holiday', '勤労感謝の日', false),
    ('2006-12-23', 'holiday', '天皇誕生日', false),
    ('2006-12-29', 'half_day', '大納会', false),
    ('2006-12-31', 'holiday', '年末年始休業日', false),
    ('2007-01-01', 'holiday', '元日', false),
    ('2007-01-02', 'holiday', '年末年始休業日', false),
    ('2007-01-03', 'holiday', '年末年始休業日', false),
    ('2007-01-04', 'half_day', '大発会', false),
    ('2007-01-08', 'holiday', '成人の日', false),
    ('2007-02-11', 'holiday', '建国記念の日', false),
    ('2007-02-12', 'holiday', '建国記念の日 振替休日', false),
    ('2007-03-21', 'holiday', '春分の日', false),
    ('2007-04-29', 'holiday', '昭和の日', false),
    ('2007-04-30', 'holiday', '昭和の日 振替休日', false),
    ('2007-05-03', 'holiday', '憲法記念日', false),
    ('2007-05-04', 'holiday', 'みどりの日', false),
    ('2007-05-05', 'holiday', 'こどもの日', false),
    ('2007-07-16', 'holiday', '海の日', false),
    ('2007-09-17', 'holiday', '敬老の日', false),
    ('2007-09-23', 'holiday', '秋分の日', false),
    ('2007-09-24', 'holiday', '秋分の日 振替休日', false),
    ('2007-10-08', 'holiday', '体育の日', false),
    ('2007-11-03', 'holiday', '文化の日', false),
    ('2007-11-23', 'holiday', '勤労感謝の日', false),
    ('2007-12-23', 'holiday', '天皇誕生日', false),
    ('2007-12-24', 'holiday', '天皇誕生日 振替休日', false),
    ('2007-12-28', 'half_day', '大納会', false),
    ('2007-12-31', 'holiday', '年末年始休業日', false),
    ('2008-01-01', 'holiday', '元日', false),
    ('2008-01-02', 'holiday', '年末年始休業日', false),
    ('2008-01-03', 'holiday', '年末年始休業日', false),
    ('2008-01-04', 'half_day', '大発会', false),
    ('2008-01-14', 'holiday', '成人の日', false),
    ('2008-02-11', 'holiday', '建国記念の日', false),
    ('2008-03-20', 'holiday', '春分の日', false),
    ('2008-04-29', 'holiday', '昭和の日', false),
    ('2008-05-03', 'holiday', '憲法記念日', false),
    ('2008-05-04', 'holiday', 'みどりの日', false),
    ('2008-05-05', 'holiday', 'こどもの日', false),
    ('2008-05-06', 'holiday', 'みどりの日 振替休日', false),
    ('2008-07-21', 'holiday', '海の日', false),
    ('2008-09-15', 'holiday', '敬老の日', false),
    ('2008-09-23', 'holiday', '秋分の日', false),
    ('2008-10-13', 'holiday', '体育の日', false),
    ('2008-11-03', 'holiday', '文化の日', false),
    ('2008-11-23', 'holiday', '勤労感謝の日', false),
    ('2008-11-24', 'holiday', '勤労感謝の日 振替休日', false),
    ('2008-12-23', 'holiday', '天皇誕生日', false),
    ('2008-12-30', 'half_day', '大納会', false),
    ('2008-12-31', 'holiday', '年末年始休業日', false),
    ('2009-01-01', 'holiday', '元日', false),
    ('2009-01-02', 'holiday', '年末年始休業日', false),
    ('2009-01-03', 'holiday', '年末年始休業日', false),
    ('2009-01-05', 'half_day', '大発会', false),
    ('2009-01-12', 'holiday', '成人の日', false),
    ('2009-02-11', 'holiday', '建国記念の日', false),
    ('2009-03-20', 'holiday', '春分の日', false),
    ('2009-04-29', 'holiday', '昭和の日', false),
    ('2009-05-03', 'holiday', '憲法記念日', false),
    ('2009-05-04', 'holiday', 'みどりの日', false),
    ('2009-05-05', 'holiday', 'こどもの日', false),
    ('2009-05-06', 'holiday', '憲法記念日 振替休日', false),
    ('2009-07-20', 'holiday', '海の日', false),
    ('2009-09-21', 'holiday', '敬老の日', false),
    ('2009-09-22', 'holiday', '国民の休日', false),
    ('2009-09-23', 'holiday', '秋分の日', false),
    ('2009-10-12', 'holiday', '体育の日', false),
    ('2009-11-03', 'holiday', '文化の日', false),
    ('2009-11-23', 'holiday', '勤労感謝の日', false),
    ('2009-12-23', 'holiday', '天皇誕生日', false),
    ('2009-12-31', 'holiday', '年末年始休業日', false),
    ('2010-01-01', 'holiday', '元日', false),
    ('2010-01-02', 'holiday', '年末年始休業日', false),
    ('2010-01-03', 'holiday', '年末年始休業日', false),
    ('2010-01-11', 'holiday', '成人の日', false),
    ('2010-02-11', 'holiday', '建国記念の日', false),
    ('2010-03-21', 'holiday', '春分の日', false),
    ('2010-03-22', 'holiday', '春分の日 振替休日', false),
    ('2010-04-29', 'holiday', '昭和の日', false),
    ('2010-05-03', 'holiday', '憲法記念日', false),
    ('2010-05-04', 'holiday', 'みどりの日', false),
    ('2010-05-05', 'holiday', 'こどもの日', false),
    ('2010-07-19', 'holiday', '海の日', false),
    ('2010-09-20', 'holiday', '敬老の日', false),
    ('2010-09-23', 'holiday', '秋分の日', false),
    ('2010-10-11', 'holiday', '体育の日', false),
    ('2010-11-03', 'holiday', '文化の日', false),
    ('2010-11-23', 'holiday', '勤労感謝の日', false),
    ('2010-12-23', 'holiday', '天皇誕生日', false),
    ('2010-12-31', 'holiday', '年末年始休業日', false),
    ('2011-01-01', 'holiday', '元日', false),
    ('2011-01-02', 'holiday', '年末年始休業日', false),
    ('2011-01-03', 'holiday', '年末年始休業日', false),
    ('2011-01-10', 'holiday', '成人の日', false),
    ('2011-02-11', 'holiday', '建国記念の日', false),
    ('2011-03-21', 'holiday', '春分の日', false),
    ('2011-04-29', 'holiday', '昭和の日', false),
    ('2011-05-03', 'holiday', '憲法記念日', false),
    ('2011-05-04', 'holiday', 'みどりの日', false),
    ('2011-05-05', 'holiday', 'こどもの日', false),
    ('2011-07-18', 'holiday', '海の日', false),
    ('2011-09-19', 'holiday', '敬老の日', false),
    ('2011-09-23', 'holiday', '秋分の日', false),
    ('2011-10-10', 'holiday', '体育の日', false),
    ('2011-11-03', 'holiday', '文化の日', false),
    ('2011-11-23', 'holiday', '勤労感謝の日', false),
    ('2011-12-23', 'holiday', '天皇誕生日', false),
    ('2011-12-31', 'holiday', '年末年始休業日', false),
    ('2012-01-01', 'holiday', '元日', false),
    ('2012-01-02', 'holiday', '元日 振替休日', false),
    ('2012-01-03', 'holiday', '年末年始休業日', false),
    ('2012-01-09', 'holiday', '成人の日', false),
    ('2012-02-11', 'holiday', '建国記念の日', false),
    ('2012-03-20', 'holiday', '春分の日', false),
    ('2012-04-29', 'holiday', '昭和の日', false),
    ('2012-04-30', 'holiday', '昭和の日 振替休日', false),
    ('2012-05-03', 'holiday', '憲法記念日', false),
    ('2012-05-04', 'holiday', 'みどりの日', false),
    ('2012-05-05', 'holiday', 'こどもの日', false),
    ('2012-07-16', 'holiday', '海の日', false),
    ('2012-09-17', 'holiday', '敬老の日', false),
    ('2012-09-22', 'holiday', '秋分の日', false),
    ('2012-10-08', 'holiday', '体育の日', false),
    ('2012-11-03', 'holiday', '文化の日', false),
    ('2012-11-23', 'holiday', '勤労感謝の日', false),
    ('2012-12-23', 'holiday', '天皇誕生日', false),
    ('2012-12-24', 'holiday', '天皇誕生日 振替休日', false),
    ('2012-12-31', 'holiday', '年末年始休業日', false),
    ('2013-01-01', 'holiday', '元日', false),
    ('2013-01-02', 'holiday', '年末年始休業日', false),
    ('2013-01-03', 'holiday', '年末年始休業日', false),
    ('2013-01-14', 'holiday', '成人の日', false),
    ('2013-02-11', 'holiday', '建国記念の日', false),
    ('2013-03-20', 'holiday', '春分の日', false),
    ('2013-04-29', 'holiday', '昭和の日', false),
    ('2013-05-03', 'holiday', '憲法記念日', false),
    ('2013-05-04', 'holiday', 'みどりの日', false),
    ('2013-05-05', 'holiday', 'こどもの日', false),
    ('2013-05-06', 'holiday', 'こどもの日 振替休日', false),
    ('2013-07-15', 'holiday', '海の日', false),
    ('2013-09-16', 'holiday', '敬老の日', false),
    ('2013-09-23', 'holiday', '秋分の日', false),
    ('2013-10-14', 'holiday', '体育の日', false),
    ('2013-11-03', 'holiday', '文化の日', false),
    ('2013-11-04', 'holiday', '文化の日 振替休日', false),
    ('2013-11-23', 'holiday', '勤労感謝の日', false),
    ('2013-12-23', 'holiday', '天皇誕生日', false),
    ('2013-12-31', 'holiday', '年末年始休業日', false),
    ('2014-01-01', 'holiday', '元日', false),
    ('2014-01-02', 'holiday', '年末年始休業日', false),
    ('2014-01-03', 'holiday', '年末年始休業日', false),
    ('2014-01-13', 'holiday', '成人の日', false),
    ('2014-02-11', 'holiday', '建国記念の日', false),
    ('2014-03-21', 'holiday', '春分の日', false),
    ('2014-04-29', 'holiday', '昭和の日', false),
    ('2014-05-03', 'holiday', '憲法記念日', false),
    ('2014-05-04', 'holiday', 'みどりの日', false),
    ('2014-05-05', 'holiday', 'こどもの日', false),
    ('2014-05-06', 'holiday', 'みどりの日 振替休日', false),
    ('2014-07-21', 'holiday', '海の日', false),
    ('2014-09-15', 'holiday', '敬老の日', false),
    ('2014-09-23', 'holiday', '秋分の日', false),
    ('2014-10-13', 'holiday', '体育の日', false),
    ('2014-11-03', 'holiday', '文化の日', false),
    ('2014-11-23', 'holiday', '勤労感謝の日', false),
    ('2014-11-24', 'holiday', '勤労感謝の日 振替休日', false),
    ('2014-12-23', 'holiday', '天皇誕生日', false),
    ('2014-12-31', 'holiday', '年末年始休業日', false),
    ('2015-01-01', 'holiday', '元日', false),
    ('2015-01-02', 'holiday', '年末年始休業日', false),
    ('2015-01-03', 'holiday', '年末年始休業日', false),
    ('2015-01-12', 'holiday', '成人の日', false),
    ('2015-02-11', 'holiday', '建国記念の日', false),
    ('2015-03-21', 'holiday', '春分の日', false),
    ('2015-04-29', 'holiday', '昭和の日', false),
    ('2015-05-03', 'holiday', '憲法記念日', false),
    ('2015-05-04', 'holiday', 'みどりの日', false),
    ('2015-05-05', 'holiday', 'こどもの日', false),
    ('2015-05-06', 'holiday', '憲法記念日 振替休日', false),
    ('2015-07-20', 'holiday', '海の日', false),
    ('2015-09-21', 'holiday', '敬老の日', false),
    ('2015-09-22', 'holiday', '国民の休日', false),
    ('2015-09-23', 'holiday', '秋分の日', false),
    ('2015-10-12', 'holiday', '体育の日', false),
    ('2015-11-03', 'holiday', '文化の日', false),
    ('2015-11-23', 'holiday', '勤労感謝の日', false),
    ('2015-12-23', 'holiday', '天皇誕生日', false),
    ('2015-12-31', 'holiday', '年末年始休業日', false),
    ('2016-01-01', 'holiday', '元日', false),
    ('2016-01-02', 'holiday', '年末年始休業日', false),
    ('2016-01-03', 'holiday', '年末年始休業日', false),
    ('2016-01-11', 'holiday', '成人の日', false),
    ('2016-02-11', 'holiday', '建国記念の日', false),
    ('2016-03-20', 'holiday', '春分の日', false),
    ('2016-03-21', 'holiday', '春分の日 振替休日', false),
    ('2016-04-29', 'holiday', '昭和の日', false),
    ('2016-05-03', 'holiday', '憲法記念日', false),
    ('2016-05-04', 'holiday', 'みどりの日', false),
    ('2016-05-05', 'holiday', 'こどもの日', false),
    ('2016-07-18', 'holiday', '海の日', false),
    ('2016-08-11', 'holiday', '山の日', false),
    ('2016-09-19', 'holiday', '敬老の日', false),
    ('2016-09-22', 'holiday', '秋分の日', false),
    ('2016-10-10', 'holiday', '体育の日', false),
    ('2016-11-03', 'holiday', '文化の日', false),
    ('2016-11-23', 'holiday', '勤労感謝の日', false),
    ('2016-12-23', 'holiday', '天皇誕生日', false),
    ('2016-12-31', 'holiday', '年末年始休業日', false),
    ('2017-01-01', 'holiday', '元日', false),
    ('2017-01-02', 'holiday', '元日 振替休日', false),
    ('2017-01-03', 'holiday', '年末年始休業日', false),
    ('2017-01-09', 'holiday', '成人の日', false),
    ('2017-02-11', 'holiday', '建国記念の日', false),
    ('2017-03-20', 'holiday', '春分の日', false),
    ('2017-04-29', 'holiday', '昭和の日', false),
    ('2017-05-03', 'holiday', '憲法記念日', false),
    ('2017-05-04', 'holiday', 'みどりの日', false),
    ('2017-05-05', 'holiday', 'こどもの日', false),
    ('2017-07-17', 'holiday', '海の日', false),
    ('2017-08-11', 'holiday', '山の日', false),
    ('2017-09-18', 'holiday', '敬老の日', false),
    ('2017-09-23', 'holiday', '秋分の日', false),
    ('2017-10-09', 'holiday', '体育の日', false),
    ('2017-11-03', 'holiday', '文化の日', false),
    ('2017-11-23', 'holiday', '勤労感謝の日', false),
    ('2017-12-23', 'holiday', '天皇誕生日', false),
    ('2017-12-31', 'holiday', '年末年始休業日', false),
    ('2018-01-01', 'holiday', '元日', false),
    ('2018-01-02', 'holiday', '年末年始休業日', false),
    ('2018-01-03', 'holiday', '年末年始休業日', false),
    ('2018-01-08', 'holiday', '成人の日', false),
    ('2018-02-11', 'holiday', '建国記念の日', false),
    ('2018-02-12', 'holiday', '建国記念の日 振替休日', false),
    ('2018-03-21', 'holiday', '春分の日', false),
    ('2018-04-29', 'holiday', '昭和の日', false),
    ('2018-04-30', 'holiday', '昭和の日 振替休日', false),
    ('2018-05-03', 'holiday', '憲法記念日', false),
    ('2018-05-04', 'holiday', 'みどりの日', false),
    ('2018-05-05', 'holiday', 'こどもの日', false),
    ('2018-07-16', 'holiday', '海の日', false),
    ('2018-08-11', 'holiday', '山の日', false),
    ('2018-09-17', 'holiday', '敬老の日', false),
    ('2018-09-23', 'holiday', '秋分の日', false),
    ('2018-09-24', 'holiday', '秋分の日 振替休日', false),
    ('2018-10-08', 'holiday', '体育の日', false),
    ('2018-11-03', 'holiday', '文化の日', false),
    ('2018-11-23', 'holiday', '勤労感謝の日', false),
    ('2018-12-23', 'holiday', '天皇誕生日', false),
    ('2018-12-24', 'holiday', '天皇誕生日 振替休日', false),
    ('2018-12-31', 'holiday', '年末年始休業日', false),
    ('2019-01-01', 'holiday', '元日', false),
    ('2019-01-02', 'holiday', '年末年始休業日', false),
    ('2019-01-03', 'holiday', '年末年始休業日', false),
    ('2019-01-14', 'holiday', '成人の日', false),
    ('2019-02-11', 'holiday', '建国記念の日', false),
    ('2019-03-21', 'holiday', '春分の日', false),
    ('2019-04-29', 'holiday', '昭和の日', false),
    ('2019-04-30', 'holiday', '国民の休日', false),
    ('2019-05-01', 'holiday', '天皇の即位の日', false),
    ('2019-05-02', 'holiday', '国民の休日', false),
    ('2019-05-03', 'holiday', '憲法記念日', false),
    ('2019-05-04', 'holiday', 'みどりの日', false),
    ('2019-05-05', 'holiday', 'こどもの日', false),
    ('2019-05-06', 'holiday', 'こどもの日 振替休日', false),
    ('2019-07-15', 'holiday', '海の日', false),
    ('2019-08-11', 'holiday', '山の日', false),
    ('2019-08-12', 'holiday', '山の日 振替休日', false),
    ('2019-09-16', 'holiday', '敬老の日', false),
    ('2019-09-23', 'holiday', '秋分の日', false),
    ('2019-10-14', 'holiday', '体育の日', false),
    ('2019-10-22', 'holiday', '即位礼正殿の儀', false),
    ('2019-11-03', 'holiday', '文化の日', false),
    ('2019-11-04', 'holiday', '文化の日 振替休日', false),
    ('2019-11-23', 'holiday', '勤労感謝の日', false),
    ('2019-12-31', 'holiday', '年末年始休業日', false),
    ('2020-01-01', 'holiday', '元日', false),
    ('2020-01-02', 'holiday', '年末年始休業日', false),
    ('2020-01-03', 'holiday', '年末年始休業日', false),
    ('2020-01-13', 'holiday', '成人の日', false),
    ('2020-02-11', 'holiday', '建国記念の日', false),
    ('2020-02-23', 'holiday', '天皇誕生日', false),
    ('2020-02-24', 'holiday', '天皇誕生日 振替休日', false),
    ('2020-03-20', 'holiday', '春分の日', false),
    ('2020-04-29', 'holiday', '昭和の日', false),
    ('2020-05-03', 'holiday', '憲法記念日', false),
    ('2020-05-04', 'holiday', 'みどりの日', false),
    ('2020-05-05', 'holiday', 'こどもの日', false),
    ('2020-05-06', 'holiday', '憲法記念日 振替休日', false),
    ('2020-07-23', 'holiday', '海の日', false),
    ('2020-07-24', 'holiday', 'スポーツの日', false),
    ('2020-08-10', 'holiday', '山の日', false),
    ('2020-09-21', 'holiday', '敬老の日', false),
    ('2020-09-22', 'holiday', '秋分の日', false),
    ('2020-10-01', 'closure', 'システム障害による終日売買停止', false),
    ('2020-11-03', 'holiday', '文化の日', false),
    ('2020-11-23', 'holiday', '勤労感謝の日', false),
    ('2020-12-31', 'holiday', '年末年始休業日', false),
    ('2021-01-01', 'holiday', '元日', false),
    ('2021-01-02', 'holiday', '年末年始休業日', false),
    ('2021-01-03', 'holiday', '年末年始休業日', false),
    ('2021-01-11', 'holiday', '成人の日', false),
    ('2021-02-11', 'holiday', '建国記念の日', false),
    ('2021-02-23', 'holiday', '天皇誕生日', false),
    ('2021-03-20', 'holiday', '春分の日', false),
    ('2021-04-29', 'holiday', '昭和の日', false),
    ('2021-05-03', 'holiday', '憲法記念日', false),
    ('2021-05-04', 'holiday', 'みどりの日', false),
    ('2021-05-05', 'holiday', 'こどもの日', false),
    ('2021-07-22', 'holiday', '海の日', false),
    ('2021-07-23', 'holiday', 'スポーツの日', false),
    ('2021-08-08', 'holiday', '山の日', false),
    ('2021-08-09', 'holiday', '山の日 振替休日', false),
    ('2021-09-20', 'holiday', '敬老の日', false),
    ('2021-09-23', 'holiday', '秋分の日', false),
    ('2021-11-03', 'holiday', '文化の日', false),
    ('2021-11-23', 'holiday', '勤労感謝の日', false),
    ('2021-12-31', 'holiday', '年末年始休業日', false),
    ('2022-01-01', 'holiday', '元日', false),
    ('2022-01-02', 'holiday', '年末年始休業日', false),
    ('2022-01-03', 'holiday', '年末年始休業日', false),
    ('2022-01-10', 'holiday', '成人の日', false),
    ('2022-02-11', 'holiday', '建国記念の日', false),
    ('2022-02-23', 'holiday', '天皇誕生日', false),
    ('2022-03-21', 'holiday', '春分の日', false),
    ('2022-04-29', 'holiday', '昭和の日', false),
    ('2022-05-03', 'holiday', '憲法記念日', false),
    ('2022-05-04', 'holiday', 'みどりの日', false),
    ('2022-05-05', 'holiday', 'こどもの日', false),
    ('2022-07-18', 'holiday', '海の日', false),
    ('2022-08-11', 'holiday', '山の日', false),
    ('2022-09-19', 'holiday', '敬老の日', false),
    ('2022-09-23', 'holiday', '秋分の日', false),
    ('2022-10-10', 'holiday', 'スポーツの日', false),
    ('2022-11-03', 'holiday', '文化の日', false),
    ('2022-11-23', 'holiday', '勤労感謝の日', false),
    ('2022-12-31', 'holiday', '年末年始休業日', false),
    ('2023-01-01', 'holiday', '元日', false),
    ('2023-01-02', 'holiday', '元日 振替休日', false),
    ('2023-01-03', 'holiday', '年末年始休業日', false),
    ('2023-01-09', 'holiday', '成人の日', false),
    ('2023-02-11', 'holiday', '建国記念の日', false),
    ('2023-02-23', 'holiday', '天皇誕生日', false),
    ('2023-03-21', 'holiday', '春分の日', false),
    ('2023-04-29', 'holiday', '昭和の日', false),
    ('2023-05-03', 'holiday', '憲法記念日', false),
    ('2023-05-04', 'holiday', 'みどりの日', false),
    ('2023-05-05', 'holiday', 'こどもの日', false),
    ('2023-07-17', 'holiday', '海の日', false),
    ('2023-08-11', 'holiday', '山の日', false),
    ('2023-09-18', 'holiday', '敬老の日', false),
    ('2023-09-23', 'holiday', '秋分の日', false),
    ('2023-10-09', 'holiday', 'スポーツの日', false),
    ('2023-11-03', 'holiday', '文化の日', false),
    ('2023-11-23', 'holiday', '勤労感謝の日', false),
    ('2023-12-31', 'holiday', '年末年始休業日', false),
    ('2024-01-01', 'holiday', '元日', false),
    ('2024-01-02', 'holiday', '年末年始休業日', false),
    ('2024-01-03', 'holiday', '年末年始休業日', false),
    ('2024-01-08', 'holiday', '成人の日', false),
    ('2024-02-11', 'holiday', '建国記念の日', false),
    ('2024-02-12', 'holiday', '建国記念の日 振替休日', false),
    ('2024-02-23', 'holiday', '天皇誕生日', false),
    ('2024-03-20', 'holiday', '春分の日', false),
    ('2024-04-29', 'holiday', '昭和の日', false),
    ('2024-05-03', 'holiday', '憲法記念日', false),
    ('2024-05-04', 'holiday', 'みどりの日', false),
    ('2024-05-05', 'holiday', 'こどもの日', false),
    ('2024-05-06', 'holiday', 'こどもの日 振替休日', false),
    ('2024-07-15', 'holiday', '海の日', false),
    ('2024-08-11', 'holiday', '山の日', false),
    ('2024-08-12', 'holiday', '山の日 振替休日', false),
    ('2024-09-16', 'holiday', '敬老の日', false),
    ('2024-09-22', 'holiday', '秋分の日', false),
    ('2024-09-23', 'holiday', '秋分の日 振替休日', false),
    ('2024-10-14', 'holiday', 'スポーツの日', false),
    ('2024-11-03', 'holiday', '文化の日', false),
    ('2024-11-04', 'holiday', '文化の日 振替休日', false),
    ('2024-11-23', 'holiday', '勤労感謝の日', false),
    ('2024-12-31', 'holiday', '年末年始休業日', false),
    ('2025-01-01', 'holiday', '元日', false),
    ('2025-01-02', 'holiday', '年末年始休業日', false),
    ('2025-01-03', 'holiday', '年末年始休業日', false),
    ('2025-01-13', 'holiday', '成人の日', false),
    ('2025-02-11', 'holiday', '建国記念の日', false),
    ('2025-02-23', 'holiday', '天皇誕生日', false),
    ('2025-02-24', 'holiday', '天皇誕生日 振替休日', false),
    ('2025-03-20', 'holiday', '春分の日', false),
    ('2025-04-29', 'holiday', '昭和の日', false),
    ('2025-05-03', 'holiday', '憲法記念日', false),
    ('2025-05-04', 'holiday', 'みどりの日', false),
    ('2025-05-05', 'holiday', 'こどもの日', false),
    ('2025-05-06', 'holiday', 'みどりの日 振替休日', false),
    ('2025-07-21', 'holiday', '海の日', false),
    ('2025-08-11', 'holiday', '山の日', false),
    ('2025-09-15', 'holiday', '敬老の日', false),
    ('2025-09-23', 'holiday', '秋分の日', false),
    ('2025-10-13', 'holiday', 'スポーツの日', false),
    ('2025-11-03', 'holiday', '文化の日', false),
    ('2025-11-23', 'holiday', '勤労感謝の日', false),
    ('2025-11-24', 'holiday', '勤労感謝の日 振替休日', false),
    ('2025-12-31', 'holiday', '年末年始休業日', false),
    ('2026-01-01', 'holiday', '元日', false),
    ('2026-01-02', 'holiday', '年末年始休業日', false),
    ('2026-01-03', 'holiday', '年末年始休業日', false),
    ('2026-01-12', 'holiday', '成人の日', false),
    ('2026-02-11', 'holiday', '建国記念の日', false),
    ('2026-02-23', 'holiday', '天皇誕生日', false),
    ('2026-03-20', 'holiday', '春分の日', false),
    ('2026-04-29', 'holiday', '昭和の日', false),
    ('2026-05-03', 'holiday', '憲法記念日', false),
    ('2026-05-04', 'holiday', 'みどりの日', false),
    ('2026-05-05', 'holiday', 'こどもの日', false),
    ('2026-05-06', 'holiday', '憲法記念日 振替休日', false),
    ('2026-07-20', 'holiday', '海の日', false),
    ('2026-08-11', 'holiday', '山の日', false),
    ('2026-09-21', 'holiday', '敬老の日', false),
    ('2026-09-22', 'holiday', '国民の休日', false),
    ('2026-09-23', 'holiday', '秋分の日', false),
    ('2026-10-12', 'holiday', 'スポーツの日', false),
    ('2026-11-03', 'holiday', '文化の日', false),
    ('2026-11-23', 'holiday', '勤労感謝の日', false),
    ('2026-12-31', 'holiday', '年末年始休業日', false),
    ('2027-01-01', 'holiday', '元日', false),
    ('2027-01-02', 'holiday', '年末年始休業日', false),
    ('2027-01-03', 'holiday', '年末年始休業日', false),
    ('2027-01-11', 'holiday', '成人の日', false),
    ('2027-02-11', 'holiday', '建国記念の日', false),
    ('2027-02-23', 'holiday', '天皇誕生日', false),
    ('2027-03-21', 'holiday', '春分の日', false),
    ('2027-03-22', 'holiday', '春分の日 振替休日', false),
    ('2027-04-29', 'holiday', '昭和の日', false),
    ('2027-05-03', 'holiday', '憲法記念日', false),
    ('2027-05-04', 'holiday', 'みどりの日', false),
    ('2027-05-05', 'holiday', 'こどもの日', false),
    ('2027-07-19', 'holiday', '海の日', false),
    ('2027-08-11', 'holiday', '山の日', false),
    ('2027-09-20', 'holiday', '敬老の日', false),
    ('2027-09-23', 'holiday', '秋分の日', false),
    ('2027-10-11', 'holiday', 'スポーツの日', false),
    ('2027-11-03', 'holiday', '文化の日', false),
    ('2027-11-23', 'holiday', '勤労感謝の日', false),
    ('2027-12-31', 'holiday', '年末年始休業日', false),
    ('2028-01-01', 'holiday', '元日', true),
    ('2028-01-02', 'holiday', '年末年始休業日', true),
    ('2028-01-03', 'holiday', '年末年始休業日', true),
    ('2028-01-10', 'holiday', '成人の日', true),
    ('2028-02-11', 'holiday', '建国記念の日', true),
    ('2028-02-23', 'holiday', '天皇誕生日', true),
    ('2028-03-20', 'holiday', '春分の日', true),
    ('2028-04-29', 'holiday', '昭和の日', true),
    ('2028-05-03', 'holiday', '憲法記念日', true),
    ('2028-05-04', 'holiday', 'みどりの日', true),
    ('2028-05-05', 'holiday', 'こどもの日', true),
    ('2028-07-17', 'holiday', '海の日', true),
    ('2028-08-11', 'holiday', '山の日', true),
    ('2028-09-18', 'holiday', '敬老の日', true),
    ('2028-09-22', 'holiday', '秋分の日', true),
    ('2028-10-09', 'holiday', 'スポーツの日', true),
    ('2028-11-03', 'holiday', '文化の日', true),
    ('2028-11-23', 'holiday', '勤労感謝の日', true),
    ('2028-12-31', 'holiday', '年末年始休業日', true),
    ('2029-01-01', 'holiday', '元日', true),
    ('2029-01-02', 'holiday', '年末年始休業日', true),
    ('2029-01-03', 'holiday', '年末年始休業日', true),
    ('2029-01-08', 'holiday', '成人の日', true),
    ('2029-02-11', 'holiday', '建国記念の日', true),
    ('2029-02-12', 'holiday', '建国記念の日 振替休日', true),
    ('2029-02-23', 'holiday', '天皇誕生日', true),
    ('2029-03-20', 'holiday', '春分の日', true),
    ('2029-04-29', 'holiday', '昭和の日', true),
    ('2029-04-30', 'holiday', '昭和の日 振替休日', true),
    ('2029-05-03', 'holiday', '憲法記念日', true),
    ('2029-05-04', 'holiday', 'みどりの日', true),
    ('2029-05-05', 'holiday', 'こどもの日', true),
    ('2029-07-16', 'holiday', '海の日', true),
    ('2029-08-11', 'holiday', '山の日', true),
    ('2029-09-17', 'holiday', '敬老の日', true),
    ('2029-09-23', 'holiday', '秋分の日', true),
    ('2029-09-24', 'holiday', '秋分の日 振替休日', true),
    ('2029-10-08', 'holiday', 'スポーツの日', true),
    ('2029-11-03', 'holiday', '文化の日', true),
    ('2029-11-23', 'holiday', '勤労感謝の日', true),
    ('2029-12-31', 'holiday', '年末年始休業日', true),
    ('2030-01-01', 'holiday', '元日', true),
    ('2030-01-02', 'holiday', '年末年始休業日', true),
    ('2030-01-03', 'holiday', '年末年始休業日', true),
    ('2030-01-14', 'holiday', '成人の日', true),
    ('2030-02-11', 'holiday', '建国記念の日', true),
    ('2030-02-23', 'holiday', '天皇誕生日', true),
    ('2030-03-20', 'holiday', '春分の日', true),
    ('2030-04-29', 'holiday', '昭和の日', true),
    ('2030-05-03', 'holiday', '憲法記念日', true),
    ('2030-05-04', 'holiday', 'みどりの日', true),
    ('2030-05-05', 'holiday', 'こどもの日', true),
    ('2030-05-06', 'holiday', 'こどもの日 振替休日', true),
    ('2030-07-15', 'holiday', '海の日', true),
    ('2030-08-11', 'holiday', '山の日', true),
    ('2030-08-12', 'holiday', '山の日 振替休日', true),
    ('2030-09-16', 'holiday', '敬老の日', true),
    ('2030-09-23', 'holiday', '秋分の日', true),
    ('2030-10-14', 'holiday', 'スポーツの日', true),
    ('2030-11-03', 'holiday', '文化の日', true),
    ('2030-11-04', 'holiday', '文化の日 振替休日', true),
    ('2030-11-23', 'holiday', '勤労感謝の日', true),
    ('2030-12-31', 'holiday', '年末年始休業日', true);

delete from public.trading_calendar as c
where c.is_provisional
    and c.day not in (select s.day from pg_temp.seeded_days as s);

insert into public.trading_calendar (day, kind, name, is_provisional)
select s.day, s.kind, s.name, s.is_provisional
from pg_temp.seeded_days as s
on conflict (day) do update
set kind = excluded.kind, name = excluded.name, is_provisional = excluded.is_provisional;

drop table pg_temp.seeded_days;

insert into public.market_sessions (
    valid_from, morning_opens, morning_closes, afternoon_opens, afternoon_closes, closing_auction_starts
)
values
    ('1997-01-01', '09:00', '11:00', '12:30', '15:00', null),
    ('2011-11-21', '09:00', '11:30', '12:30', '15:00', null),
    ('2024-11-05', '09:00', '11:30', '12:30', '15:30', '15:25')
on conflict (valid_from) do nothing;

insert into public.settlement_rules (valid_from, business_days)
values ('1997-01-01', 3), ('2019-07-16', 2)
on conflict (valid_from) do nothing;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/calendar.sql', 'repeatable', '778995cd560c5471986f5af27c335dee067684645649a35197a12fa0923cd762', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/instruments.sql repeatable 5d8b6ae61f07699a6a6d222eb2f99b0b1f8317436ccfbd1b331e2b3b888651ed
-- Ticks and limits of the Tokyo Stock Exchange as of 2023-06-05. A row of a group that is there already
-- stays.
insert into public.tick_sizes (tick_group, valid_from, price_above, tick)
select s.tick_group, '2023-06-05', s.price_above, s.tick
from (
    values
        ('other', 0, 1), ('other', 3000, 5), ('other', 5000, 10), ('other', 30000, 50),
        ('other', 50000, 100), ('other', 300000, 500), ('other', 500000, 1000), ('other', 3000000, 5000),
        ('other', 5000000, 10000), ('other', 30000000, 50000), ('other', 50000000, 100000), ('topix500', 0, 0.1),
        ('topix500', 1000, 0.5), ('topix500', 3000, 1), ('topix500', 10000, 5), ('topix500', 30000, 10),
        ('topix500', 100000, 50), ('topix500', 300000, 100), ('topix500', 1000000, 500), ('topix500', 3000000, 1000),
        ('topix500', 10000000, 5000), ('topix500', 30000000, 10000), ('etf', 0, 1), ('etf', 10000, 5),
        ('etf', 30000, 10), ('etf', 100000, 50), ('etf', 300000, 100), ('etf', 1000000, 500),
        ('etf', 3000000, 1000), ('etf', 10000000, 5000), ('etf', 30000000, 10000)
) as s (tick_group, price_above, tick)
on conflict (tick_group, valid_from, price_above) do nothing;

insert into public.price_limits (valid_from, base_price_from, price_limit)
select '2023-06-05', s.base_price_from, s.price_limit
from (
    values
        (0, 30), (100, 50), (200, 80), (500, 100), (700, 150),
        (1000, 300), (1500, 400), (2000, 500), (3000, 700), (5000, 1000),
        (7000, 1500), (10000, 3000), (15000, 4000), (20000, 5000), (30000, 7000),
        (50000, 10000), (70000, 15000), (100000, 30000), (150000, 40000), (200000, 50000),
        (300000, 70000), (500000, 100000), (700000, 150000), (1000000, 300000), (1500000, 400000),
        (2000000, 500000), (3000000, 700000), (5000000, 1000000), (7000000, 1500000), (10000000, 3000000),
        (15000000, 4000000), (20000000, 5000000), (30000000, 7000000), (50000000, 10000000)
) as s (base_price_from, price_limit)
on conflict (valid_from, base_price_from) do nothing;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/instruments.sql', 'repeatable', '5d8b6ae61f07699a6a6d222eb2f99b0b1f8317436ccfbd1b331e2b3b888651ed', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/market_data.sql repeatable 548238eebc304dc08934212f81591430e77c40a35b20d6003e1ec5f65a9aaff6
-- What an operator has changed stays.
insert into public.system_settings (key, value, description, is_public)
values (
    'market_data_retention', '{"months": 6}',
    'For how many months bars of 1m and 5m are kept; a month goes as a whole', false
)
on conflict (key) do nothing;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/market_data.sql', 'repeatable', '548238eebc304dc08934212f81591430e77c40a35b20d6003e1ec5f65a9aaff6', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/movement_kinds.sql repeatable f1d2dcb931700602073175eebc5f415ea56c569cb7ddd2b705ae60187c9bb7bb
insert into public.movement_kinds (ledger, kind, cash, quantity, cost, contribution, profit, meaning)
values
    ('cash_ledger', 'opening', '+', '0', '0', '+', '0', 'The initial capital of the portfolio.'),
    ('cash_ledger', 'deposit', '+', '0', '0', '+', '0', 'The owner pays cash in.'),
    ('cash_ledger', 'withdrawal', '-', '0', '0', '-', '0', 'The owner takes cash out.'),
    ('cash_ledger', 'buy', '-', '+', '+', '0', '0', 'The amount of a purchase.'),
    ('cash_ledger', 'sell', '+', '-', '-', '0', '+-', 'The amount of a sale.'),
    ('cash_ledger', 'commission', '-', '0', '+', '0', '-',
    'The commission of a fill: part of the cost of a purchase, taken off the profit of a sale.'),
    ('cash_ledger', 'tax', '-', '0', '+', '0', '-',
    'The tax of a fill: part of the cost of a purchase, taken off the profit of a sale.'),
    ('cash_ledger', 'reversal', '+-', '+-', '+-', '+-', '+-',
    'A fill is taken back; where shares have left by transfer since, their cost changes.'),
    ('cash_ledger', 'fee', '+-', '0', '0', '0', '+-', 'A fee of the broker, or its refund.'),
    ('cash_ledger', 'interest', '+-', '0', '0', '0', '+-', 'Interest paid or charged.'),
    ('cash_ledger', 'capital_gains_tax', '+-', '0', '0', '0', '+-',
    'Tax on profits that the broker withholds (特定口座), or gives back.'),
    ('cash_ledger', 'adjustment', '+-', '0', '0', '0', '0', 'A correction of cash by the operator.'),
    ('position_adjustments', 'transfer', '0', '+-', '+-', '+-', '0',
    'Shares come from another account with their cost, or leave with their part of the moving average.'),
    ('position_adjustments', 'correction', '0', '+-', '+-', '+-', '0', 'A correction of shares and cost by the operator.'),
    ('position_adjustments', 'reversal', '0', '+-', '+-', '+-', '+-',
    'A transfer or a correction is taken back; profits realised since change with their cost.')
on conflict (ledger, kind) do update
set cash = excluded.cash, quantity = excluded.quantity, cost = excluded.cost, contribution = excluded.contribution,
    profit = excluded.profit, meaning = excluded.meaning;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/movement_kinds.sql', 'repeatable', 'f1d2dcb931700602073175eebc5f415ea56c569cb7ddd2b705ae60187c9bb7bb', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/partitions.sql repeatable 872c543b41f848e4125763e2e279f60633d540e64ed7eb92ef5378e5985df543
select kaboom.ensure_partitions();

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/partitions.sql', 'repeatable', '872c543b41f848e4125763e2e279f60633d540e64ed7eb92ef5378e5985df543', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/schedule.sql repeatable cfc31881fcba9fda0e5202f93681265824cca7ea3dad9e53eb5b1714fd173271
-- Where pg_cron is installed. After installing it later, call the function by hand.
select kaboom.schedule_upkeep();

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/schedule.sql', 'repeatable', 'cfc31881fcba9fda0e5202f93681265824cca7ea3dad9e53eb5b1714fd173271', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/settings.sql repeatable 4dfba3b247a1d7cda201f520e44560ab2acf7f7c75f3d6d7139e9286c8bdb7aa
-- What an operator has changed stays.
insert into public.system_settings (key, value, description, is_public)
values
    (
        'ai_model_config',
        '{"default_technical": "openai/gpt-4-turbo-preview", "timeframes": ["1d"]}',
        'AI model configuration',
        false
    ),
    (
        'ai_consensus',
        '{"weights": {}, "threshold": 0}',
        'Weight of each analysis type, else 1, and the confidence below which the decision is hold',
        true
    ),
    ('ai_freshness', '{"hours": 1}', 'How long an order may rest on an analysis', true),
    (
        'ai_reservation',
        '{"hours": 24, "input_tokens": 2000, "output_tokens": 500}',
        'How long an analysis reserves its cost, and the tokens expected of each model and analysis type',
        false
    ),
    ('ai_unknown_model_cost', '{"usd": 0.05}', 'What a model without a price reserves, in US dollars', false),
    (
        'tier_limits',
        '{"basic": {"calls": 100, "cost_usd": 50}, "premium": {"calls": 1000, "cost_usd": 500},
            "enterprise": {"calls": 10000, "cost_usd": 5000}}',
        'AI calls and US dollars that each tier may have in a month; cost_usd may be null',
        true
    ),
    ('commission_rates', '{"default": 0.001, "premium": 0.0005}', 'Trading commission rates', true),
    ('order_reservation', '{"market_margin": 0.05}', 'What market and stop orders reserve above their price', true),
    (
        'user_limits',
        '{"portfolios": 100, "open_orders": 1000, "watchlists": 100, "watchlist_items": 5000, "backtests": 1000}',
        'How many rows of a kind one user may have',
        true
    ),
    ('owners_may_transfer', 'false', 'Whether owners move shares in and out of their portfolios themselves', true),
    (
        'audit_address',
        '{"header": "x-forwarded-for", "from_right": 1}',
        'Which header holds the client''s address, and which of its elements, counted from the right',
        false
    )
on conflict (key) do nothing;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/settings.sql', 'repeatable', '4dfba3b247a1d7cda201f520e44560ab2acf7f7c75f3d6d7139e9286c8bdb7aa', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/error_catalog/accounts.sql repeatable 813d76599c1194e628e7cfc3ba71676b62117f0e0f821ec021716f922def72f9
insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB104', 'account_inactive', 'The account is closed for orders.', 'Ask the operator to activate it.'),
    ('KB302', 'user_not_found', 'There is no such user.', 'Use the id of a user who has signed up.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/error_catalog/accounts.sql', 'repeatable', '813d76599c1194e628e7cfc3ba71676b62117f0e0f821ec021716f922def72f9', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/error_catalog/ai.sql repeatable fea2c55fdaaeb6272fc310191059be8301386780bf567447c88839c6b1536bb3
insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB301', 'quota_used_up', 'All AI calls of the month are used or reserved.',
    'Wait for the next month, or raise the tier or ai_quota_monthly.'),
    ('KB303', 'ai_cost_invalid', 'The cost of the call is no amount of US dollars.',
    'Send zero or more, below 1,000,000.'),
    ('KB304', 'budget_used_up', 'The dollars of the month do not cover the AI call.',
    'Ask fewer or cheaper models, wait for the next month, or raise the tier.'),
    ('KB305', 'request_id_conflict', 'The request_id belongs to another AI request.',
    'Use a new request_id.'),
    ('KB306', 'ai_request_invalid', 'An argument of an AI request does not fit.',
    'Send what the hint names.'),
    ('KB307', 'analysis_not_found', 'There is no such analysis.', 'Use the id of an analysis.'),
    ('KB308', 'analysis_ended', 'The analysis is completed or failed, and never changes.',
    'Ask for a new one; book what a call did cost with settle_ai_usage.'),
    ('KB309', 'analysis_status_backward', 'The status of an analysis only moves forward.',
    'Wait for its claim to end.'),
    ('KB310', 'model_results_invalid', 'The results of the models are malformed.',
    'Correct the element at the path of the message.'),
    ('KB311', 'ai_usage_invalid', 'The usage of the calls is malformed.',
    'Send the usage object of OpenRouter.'),
    ('KB312', 'ai_weights_invalid', 'A weight is no number from 0, or all of them are 0.',
    'Send {"technical": 0.4}.'),
    ('KB313', 'ai_indicators_invalid', 'The technical indicators are malformed.',
    'Send {"RSI": 28.5}, or leave them out.'),
    ('KB314', 'decision_contradicts', 'The final decision is not what the results add up to.',
    'Leave final_decision out.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/error_catalog/ai.sql', 'repeatable', 'fea2c55fdaaeb6272fc310191059be8301386780bf567447c88839c6b1536bb3', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/error_catalog/calendar.sql repeatable e2e2e054b93eac21a254677ec4fd88ec7eeed5f90a96f8baec7b81ba3711e24e
insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB620', 'calendar_ends', 'The calendar does not cover the days.',
    'Ask for days that it covers, or add days to trading_calendar.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/error_catalog/calendar.sql', 'repeatable', 'e2e2e054b93eac21a254677ec4fd88ec7eeed5f90a96f8baec7b81ba3711e24e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/error_catalog/common.sql repeatable 8e5f0b9fc9f87914e927c80cc46929a1ef0688c4ee8618b7edfe6da1e1c51bdd
insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB105', 'owner_immutable', 'A row cannot go to another user.', 'Insert a row for the other user.'),
    ('KB211', 'id_invalid', 'The id or key is blank, padded or too long.',
    'Send 1 to 100 characters without blanks at the ends.'),
    ('KB220', 'too_many_rows', 'One statement writes more than 1,000 rows.', 'Send at most 1,000 rows in one request.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/error_catalog/common.sql', 'repeatable', '8e5f0b9fc9f87914e927c80cc46929a1ef0688c4ee8618b7edfe6da1e1c51bdd', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/error_catalog/executions.sql repeatable 198c5c23683a84106ea6ec770e9c0f7bd23d722be2365a093d818c45d003c63a
insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB122', 'execution_id_conflict', 'The execution_id belongs to another fill.', 'Ask the broker which one is right.'),
    ('KB132', 'overfill', 'The fill exceeds what remains of the order.', 'Ask the broker for the right quantity.'),
    ('KB140', 'execution_not_found', 'The order has no such fill.',
    'Name a fill of that order; a reversal cannot be reversed.'),
    ('KB141', 'already_reversed', 'The fill is reversed already.', 'A fill is reversed once.'),
    ('KB142', 'reversal_oversells', 'Without the fill a later sale would have sold more than was owned.',
    'Reverse the later sales first.'),
    ('KB209', 'execution_id_missing', 'The execution has no id.', 'Send the broker''s id of the fill.'),
    ('KB106', 'transfers_by_operator', 'Owners may not move shares themselves.', 'Ask the operator to move them.'),
    ('KB143', 'adjustment_not_found', 'The portfolio has no such movement of shares.',
    'Name the entry_no of a transfer or a correction.'),
    ('KB213', 'cost_invalid', 'The cost does not fit the movement of shares.',
    'State what incoming shares cost; leave it out for shares that leave.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/error_catalog/executions.sql', 'repeatable', '198c5c23683a84106ea6ec770e9c0f7bd23d722be2365a093d818c45d003c63a', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/error_catalog/instruments.sql repeatable 4d1ed4ac507885e798f4779b98af05af5059819f56c6102c68a190500218a855
insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB230', 'instrument_unknown', 'The symbol is not among the instruments.',
    'Look it up with search_instruments; the operator adds what is missing.'),
    ('KB231', 'instrument_inactive', 'The instrument takes no orders.', 'Choose another symbol, or ask the operator.'),
    ('KB232', 'odd_lot', 'The quantity is no multiple of the trading unit.', 'Send one of the quantities in the hint.'),
    ('KB233', 'price_off_tick', 'The price is no multiple of the tick.', 'Send one of the prices in the hint.'),
    ('KB234', 'price_outside_limits', 'The price is outside the limits of the day.', 'Send a price within them.'),
    ('KB235', 'direction_invalid', 'The direction of rounding is unknown.', 'Send down, up or nearest.'),
    ('KB601', 'symbol_not_normalised', 'The symbol is written in another spelling.', 'Send the one in the hint.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/error_catalog/instruments.sql', 'repeatable', '4d1ed4ac507885e798f4779b98af05af5059819f56c6102c68a190500218a855', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/error_catalog/market_data.sql repeatable b0503949eecfd6907c2e6321ad0d9b16d46d8d173042bc683aea96a806290435
insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB602', 'bar_misaligned', 'The bar does not start where its period starts.',
    'Send the start in the hint, or call ingest_market_data.'),
    ('KB603', 'batch_invalid', 'The bars are no JSON array.', 'Send an array with an object for each bar.'),
    ('KB604', 'batch_too_large', 'The call names more than it may.', 'Send several smaller calls.'),
    ('KB605', 'bar_malformed', 'The element is no object, or has no symbol.', 'Send an object with a symbol.'),
    ('KB606', 'timeframe_unknown', 'The timeframe is missing or not known.',
    'Send 1m, 5m, 15m, 30m, 1h, 2h, 4h, 1d, 1w or 1mo.'),
    ('KB607', 'bar_in_future', 'The bar starts in the future.',
    'Send it when it has begun; check the clock of the feed.'),
    ('KB608', 'bar_price_invalid', 'A price of the bar is missing or no number of yen.',
    'Send numbers from 0.01 to 99999999.99.'),
    ('KB609', 'bar_range_invalid', 'Low and high do not enclose open and close.', 'Ask the source for the right bar.'),
    ('KB610', 'bar_volume_invalid', 'The volume is no number of shares.', 'Send a whole number, zero or more.'),
    ('KB611', 'bar_time_invalid', 'The time of the bar is missing or none.',
    'Send ISO 8601, such as 2024-01-05T09:00:00+09:00.'),
    ('KB612', 'partition_busy', 'A partition is missing, and another load holds the table.', 'Send the batch again.'),
    ('KB613', 'bars_busy', 'Another transaction holds some of the bars.', 'Send the request again.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/error_catalog/market_data.sql', 'repeatable', 'b0503949eecfd6907c2e6321ad0d9b16d46d8d173042bc683aea96a806290435', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/error_catalog/orders.sql repeatable f13bf384a0eae44f432dd4ada5d50bacf173aa8d397b8e9f4cac6deb47e445c1
insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB111', 'insufficient_shares', 'Free shares do not cover the sale.', 'Sell less, or cancel a waiting sale.'),
    ('KB121', 'order_id_conflict', 'The client_order_id or order_id belongs to another order.', 'Use a new id.'),
    ('KB130', 'order_not_found', 'There is no such order.', 'Use the id of an order.'),
    ('KB133', 'transition_refused', 'The order cannot take that status.', 'Cancel open orders, reject pending ones.'),
    ('KB150', 'analysis_unusable', 'The analysis cannot carry the order.',
    'Name a completed one of the share, at most one hour old.'),
    ('KB201', 'symbol_invalid', 'The symbol is no code of the Tokyo Stock Exchange.', 'Four characters, such as 7203 or 130A.'),
    ('KB202', 'quantity_invalid', 'The quantity is not above zero.', 'Send at least one share.'),
    ('KB203', 'price_invalid', 'The price is not above zero.', 'Send yen per share.'),
    ('KB204', 'stop_price_invalid', 'The stop price does not fit the type of the order.',
    'Only stop and stop_limit orders take one.'),
    ('KB206', 'costs_invalid', 'Commission or tax is below zero.', 'Send zero or more, or leave them out.'),
    ('KB208', 'order_too_large', 'The amount with its costs, or the shares, are more than a portfolio can hold.',
    'Keep it below 10,000,000,000,000 yen and 2147483648 shares.'),
    ('KB210', 'trade_type_invalid', 'The trade_type is neither buy nor sell.', 'Send buy or sell.'),
    ('KB151', 'analysis_disagrees', 'The decision of the analysis contradicts the order.',
    'Name an analysis that agrees, or none.'),
    ('KB212', 'order_type_invalid', 'The order_type is not known.', 'Send limit, market, stop or stop_limit.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/error_catalog/orders.sql', 'repeatable', 'f13bf384a0eae44f432dd4ada5d50bacf173aa8d397b8e9f4cac6deb47e445c1', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/error_catalog/portfolios.sql repeatable 5b5717f0dbd465acdec5522cff177fb027c1117416118126869a9a6fb0203a5e
insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB101', 'portfolio_not_found', 'There is no such portfolio of the caller.', 'Use the id of one of your own portfolios.'),
    ('KB102', 'portfolio_archived', 'The portfolio takes no order and moves no cash.', 'Set is_active to true first.'),
    ('KB103', 'open_orders', 'A portfolio with open orders cannot be archived.', 'Cancel its open orders first.'),
    ('KB110', 'insufficient_cash', 'Free cash does not cover the amount.', 'Take less, cancel a waiting purchase, or deposit.'),
    ('KB112', 'balance_too_large', 'The balance would exceed what a portfolio can hold.', 'Keep it below 1e13 yen.'),
    ('KB120', 'idempotency_conflict', 'The idempotency_key belongs to another movement.', 'Use a new key.'),
    ('KB134', 'portfolio_busy', 'Another transaction has locked the portfolio.', 'Send the request again.'),
    ('KB205', 'amount_invalid', 'The amount does not fit its kind.', 'Deposits are above zero, withdrawals below.'),
    ('KB207', 'key_missing', 'The movement has no idempotency_key.', 'Send a key of your own.'),
    ('KB107', 'archived_by_operator', 'The operator has archived the portfolio.', 'Ask the operator to open it again.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/error_catalog/portfolios.sql', 'repeatable', '5b5717f0dbd465acdec5522cff177fb027c1117416118126869a9a6fb0203a5e', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/error_catalog/settings.sql repeatable 2bcb0eddc90baa290882cd73be4d7dac5281539513fdd8fc46bb0af5ea497b5b
insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB401', 'setting_missing', 'A setting that orders need is missing.', 'Run migrate.py up, or insert it.'),
    ('KB402', 'setting_invalid', 'The setting is missing a member, or one is out of bounds.',
    'Set it as its hint says.'),
    ('KB108', 'limit_reached', 'The account has as many as the setting user_limits allows.',
    'Remove some, or ask the operator to raise the limit.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/error_catalog/settings.sql', 'repeatable', '2bcb0eddc90baa290882cd73be4d7dac5281539513fdd8fc46bb0af5ea497b5b', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

-- kaboom: seeds/error_catalog/upkeep.sql repeatable 37996673d1ec993fd4693d75aba7e218a49a0e307fb5bc0cef050f16639662dc
insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB403', 'job_not_found', 'There is no such job.', 'Use a name of kaboom.jobs().')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/error_catalog/upkeep.sql', 'repeatable', '37996673d1ec993fd4693d75aba7e218a49a0e307fb5bc0cef050f16639662dc', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;
