create or replace function kaboom.check_ai_indicators(indicators jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    problem record;
begin
    select p.path, p.wanted, p.given into problem
    from (
        select '$' as path, 'an object of indicators by name' as wanted, indicators as given
        where jsonb_typeof(indicators) <> 'object'
        union all
        select '$', 'at most 65536 bytes and 32 levels', null
        where not kaboom.is_small_json(indicators, 65536)
        union all
        select '$.RSI', 'a number from 0 to 100, or null', indicators -> 'RSI'
        where coalesce(jsonb_typeof(indicators -> 'RSI'), 'null') <> 'null'
            and not kaboom.is_json_number(indicators -> 'RSI', 0, 100)
    ) as p
    limit 1;
    if found then
        raise exception 'technical_indicators: % must be %, not %',
            problem.path, problem.wanted, coalesce(left(problem.given::text, 50), 'more')
            using errcode = 'KB313',
            detail = jsonb_build_object('path', problem.path, 'given', left(problem.given::text, 1000))::text,
            hint = 'Send {"RSI": 28.5, ...}, or leave it out.';
    end if;
end;
$$;

comment on function kaboom.check_ai_indicators is
$$Check the indicators of an analysis. Null is no problem: it means none.

Arguments: indicators. Errors: KB313, which names the element by its JSON path.$$;

revoke execute on function kaboom.check_ai_indicators from public, anon, authenticated, service_role;
