-- What a dump of one database does not hold, or a restore without privileges loses, and what files of sql/
-- make only once.
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

    -- Its first line is the title of PostgREST's OpenAPI. The schema may belong to another role, and its
    -- comment to a project.
    if pg_has_role((select n.nspowner from pg_namespace as n where n.nspname = 'public'), 'usage')
        and coalesce(obj_description('public'::regnamespace, 'pg_namespace'), '')
            in ('', 'standard public schema')
    then
        comment on schema public is $comment$Kaboom, trading of Japanese shares

Portfolios, orders, fills, market data, AI analyses and backtests. Users see their own rows. Money is in yen,
and the day is that of Asia/Tokyo. Errors of class KB are in the table error_catalog.$comment$;
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
$$Bring back roles of the API, rights on schemas and on functions of sql/, the publication and the comment on
schema public, where they are missing.

Errors: 42501 where the caller may not create a role.$$;

revoke execute on function kaboom.restore_platform from public, anon, authenticated, service_role;

select kaboom.restore_platform();
