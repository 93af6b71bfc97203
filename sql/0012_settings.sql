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
comment on column public.system_settings.is_public is 'Whether API users who are not the service role may read the row.';
