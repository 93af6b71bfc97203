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
