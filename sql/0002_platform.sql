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
