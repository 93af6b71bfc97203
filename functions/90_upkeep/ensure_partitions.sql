-- Made well ahead, so that a scheduler may stand still for weeks. A table that is busy is left for the next
-- call; audit_logs comes last, because making its partitions keeps its readers out until the transaction
-- ends.
create or replace function kaboom.ensure_partitions()
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    made integer := 0;
    wanted record;
    busy text[] := array[]::text[];
begin
    for wanted in
        select w.*
        from kaboom.wanted_partitions() as w
        where to_regclass('partitions.' || w.name) is null
        order by w.parent = 'public.audit_logs', w.parent, w.low
    loop
        continue when wanted.parent = any (busy);
        begin
            made := made
                + kaboom.make_partition(
                    wanted.name, wanted.parent::regclass, wanted.low, wanted.high
                )::integer;
        exception
            when lock_not_available then
                busy := busy || wanted.parent;
                raise notice '% is busy; its partitions are made at the next call', wanted.parent;
        end;
    end loop;
    return made;
end;
$$;

comment on function kaboom.ensure_partitions is
$$Make the partitions that are missing, each table for itself.

Of market_data two years (long bars) and two months (short bars) ahead, of audit_logs twelve weeks ahead.
No reader waits for longer than a few hundred milliseconds. Returns: how many it made. Call it daily.$$;

revoke execute on function kaboom.ensure_partitions from public, anon, authenticated, service_role;
