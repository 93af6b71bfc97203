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

Made by the database when the user signs up. The user changes display_name, avatar_url and last_activity; tier
and quota belong to the service role.$$;
comment on column public.user_profiles.id is 'The user: id of auth.users.';
comment on column public.user_profiles.tier is
'Subscription: basic, premium or enterprise. It decides the commission rate and the AI calls of a month.';
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
