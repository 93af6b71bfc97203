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
comment on column public.system_settings.is_public is
'Whether API users who are not the service role may read the row.';
comment on column public.system_settings.updated_by is
'User who wrote the row last, as its writer states; null where it was not stated, or the account is erased.';
comment on column public.system_settings.created_at is 'Time of the transaction that inserted the row.';
comment on column public.system_settings.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
