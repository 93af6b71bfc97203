create or replace function kaboom.ai_usage_elements(usage jsonb)
returns table (place integer, path text, envelope jsonb, counts_path text, counts jsonb)
language sql
immutable
set search_path = pg_catalog, pg_temp
rows 5
as $$
    select e.place, e.path, e.envelope,
        e.path || case when e.is_response then '.usage' else '' end,
        case when e.is_response then e.envelope -> 'usage' else e.envelope end
    from (
        select
            r.place::integer, format('$[%s]', r.place - 1), r.element,
            jsonb_typeof(r.element) = 'object' and r.element ? 'usage'
        from jsonb_array_elements(case jsonb_typeof(usage) when 'array' then usage else '[]' end)
            with ordinality as r (element, place)
        union all
        select 1, '$', usage, jsonb_typeof(usage) = 'object' and usage ? 'usage'
        where jsonb_typeof(usage) is distinct from 'array'
    ) as e (place, path, envelope, is_response);
$$;

comment on function kaboom.ai_usage_elements is
$$The generations that a usage tells of, each with where it is and its usage object.

Arguments: usage, one usage object of OpenRouter, or one response {"id", "model", "usage"}, or a list of
either. Returns: place, from 1; path of the element; envelope, the element, which may have id and model;
counts_path and counts, path and content of the usage object.$$;

revoke execute on function kaboom.ai_usage_elements from public, anon, authenticated, service_role;
