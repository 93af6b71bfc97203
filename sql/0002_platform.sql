-- What Supabase brings along and a plain PostgreSQL lacks: the roles of the API, and the schemas auth and
-- extensions. Each part is made only where it is missing, so nothing of a real Supabase project is touched.

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
                raise exception 'the role % is missing, and % may not create it: %',
                    api_role, current_user, sqlerrm
                    using errcode = '42501', hint = format(
                        'Let an administrator of the server run "create role %s %s;", then run this again.',
                        api_role,
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
    comment on table auth.users is
    'Stand-in for the users of Supabase Auth, made because this server has none.';

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
