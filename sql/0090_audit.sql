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
'Owner of what was changed, of a setting the user who changed it; null for none, or where the account is '
'erased.';
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

comment on table partitions.audit_logs_default is
'Rows of weeks that have no partition yet. Empty while upkeep runs.';
-- Because a partition does not inherit comments.
do $$
declare
    copied text;
begin
    for copied in
        select format(
            'comment on column partitions.audit_logs_default.%I is %L', a.attname,
            col_description(a.attrelid, a.attnum)
        )
        from pg_catalog.pg_attribute as a
        where a.attrelid = 'public.audit_logs'::regclass
            and a.attnum > 0
    loop
        execute copied;
    end loop;
end;
$$;
