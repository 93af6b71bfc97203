create or replace function kaboom.check_ai_usage(usage jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    problem record;
begin
    select p.* into problem from kaboom.ai_usage_problem(usage) as p;
    if problem.path is not null then
        raise exception 'usage: % must be %, not %',
            problem.path, problem.wanted, coalesce(left(problem.given::text, 50), 'missing')
            using errcode = 'KB311',
            detail = jsonb_build_object('path', problem.path, 'given', left(problem.given::text, 1000))::text,
            hint = 'Send the usage object of OpenRouter, its response {"id", "model", "usage"}, '
                'or a list of these.';
    end if;
end;
$$;

comment on function kaboom.check_ai_usage is
$$Check the usage of AI calls.

Arguments: usage. Errors: KB311, which names the element by its JSON path.$$;

revoke execute on function kaboom.check_ai_usage from public, anon, authenticated, service_role;
