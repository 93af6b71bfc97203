-- Let plpgsql_check read every function in PL/pgSQL, and a trigger function once for each table that calls it; any finding
-- is an error. (`supabase db lint` leaves trigger functions out, and all it takes for a matter of speed or of injection.)
--     psql -v ON_ERROR_STOP=1 -f .ci/plpgsql_check.sql DATABASE
\set QUIET on
begin;
create extension if not exists plpgsql_check;

create temporary table findings as
select p.oid::regprocedure as function, t.tgrelid::regclass as called_by, f.lineno, f.level, f.message, f.detail, f.context
from pg_proc as p
left join pg_trigger as t on t.tgfoid = p.oid and t.tgparentid = 0
cross join lateral plpgsql_check_function_tb(
    p.oid::regprocedure, coalesce(t.tgrelid, 0)::regclass, fatal_errors => false, performance_warnings => true,
    security_warnings => true, compatibility_warnings => true, oldtable => t.tgoldtable, newtable => t.tgnewtable
) as f
where p.prolang = (select oid from pg_language where lanname = 'plpgsql')
    and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
    -- It executes the commands of kaboom.jobs(), which only a file can change.
    and not (p.proname = 'run_job' and f.level = 'security')
    -- What dynamic SQL does can only be guessed.
    and coalesce(f.detail, '') not like '%volatility of used dynamic SQL%';

\pset footer off
\x auto
table findings;
do $$
begin
    if exists (select from findings) then
        raise exception 'plpgsql_check has % findings', (select count(*) from findings);
    end if;
end;
$$;
rollback;
