-- BEFORE INSERT, only for callers who are subject to row level security (users), so that one user cannot fill the database.
create or replace function kaboom.limit_rows()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    most constant integer := (to_jsonb(kaboom.setting_user_limits(kaboom.setting('user_limits'))) ->> tg_argv[0])::integer;
    counted bigint;
begin
    execute format(
        'select count(*) from (select from %I.%I as t where t.user_id = $1 and (%s) limit $2) as c',
        tg_table_schema, tg_table_name, coalesce(tg_argv[1], 'true')
    )
    into counted
    using new.user_id, most;
    if counted >= most then
        raise exception 'an account has at most % %', most, replace(tg_argv[0], '_', ' ')
            using errcode = 'KB108',
            detail = jsonb_build_object('limit', tg_argv[0], 'most', most)::text,
            hint = 'Remove some that you no longer need, or ask the operator to raise the setting user_limits.';
    end if;
    return new;
end;
$$;

comment on function kaboom.limit_rows is
$$Trigger: refuses a row where its owner has as many as the setting user_limits allows.

Arguments: the member of user_limits; a condition for the rows that count, all where it is left out. Errors: KB108.$$;

revoke execute on function kaboom.limit_rows from public, anon, authenticated, service_role;
