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
