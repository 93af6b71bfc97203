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
