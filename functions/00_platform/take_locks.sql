-- Clients lock some tables while they wait for others, so nobody can know the right order. A table that could
-- not be locked after others comes first in the next attempt, which begins without any lock. An attempt is
-- shorter than deadlock_timeout, so it is never a client that a deadlock ends.
create or replace function kaboom.take_locks(script text, attempts integer)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    tables text[];
    relation text;
    deadline timestamptz;
begin
    -- The tables and views that are there already and that the script alters, drops, replaces, or gives a
    -- trigger or a policy.
    select array_agg(distinct c.oid::regclass::text) into tables
    from (
        select regexp_matches(
            script, '\m(?:table|view)\s+(?:if\s+exists\s+)?(?:only\s+)?([a-z_]+\.\w+)', 'gi'
        )
        union all
        select regexp_matches(script, '\m(?:trigger|policy|rule)\M[^;$]*?\mon\s+([a-z_]+\.\w+)\M', 'gi')
    ) as found (words)
    join pg_catalog.pg_class as c on c.oid = to_regclass(found.words[1])
    where c.relkind in ('r', 'p', 'v')
        and c.xmin <> pg_current_xact_id()::xid
        and has_table_privilege(c.oid, 'update, delete, truncate');

    for attempt in 1..attempts loop
        begin
            deadline := clock_timestamp() + interval '500 milliseconds';
            foreach relation in array coalesce(tables, '{}') loop
                perform set_config(
                    'lock_timeout',
                    greatest(1, floor(extract(epoch from deadline - clock_timestamp()) * 1000))::text,
                    true
                );
                -- A trigger on a table of somebody else, such as auth.users, needs no more.
                execute format(
                    'lock table %s in %s mode', relation,
                    case when relation like 'auth.%' then 'share row exclusive' else 'access exclusive' end
                );
            end loop;
            perform set_config('lock_timeout', '500', true);
            return;
        exception
            when lock_not_available or deadlock_detected then
                if attempt = attempts then
                    raise;
                end if;
                tables := array_prepend(relation, array_remove(tables, relation));
                perform pg_sleep(0.05 * attempt + random() * 0.1);
        end;
    end loop;
end;
$$;

comment on function kaboom.take_locks is
$$Lock all tables that a script changes, before its first statement, and without keeping clients waiting.

Arguments: script, SQL; attempts of half a second each, between which no lock is kept. Errors: 55P03 or 40P01
of the last.$$;

revoke execute on function kaboom.take_locks from public, anon, authenticated, service_role;
