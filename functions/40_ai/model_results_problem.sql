create or replace function kaboom.model_results_problem(
    model_results jsonb, out path text, out wanted text, out given jsonb
)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with results as (
        select r.element, r.place, format('$.results[%s]', r.place - 1) as path
        from jsonb_array_elements(
            case jsonb_typeof(model_results -> 'results')
                when 'array' then model_results -> 'results'
                else '[]'
            end
        ) with ordinality as r (element, place)
    ),
    problems (place, step, path, wanted, given) as (
        select 0, 1, '$', 'an object {"results": [...]}', model_results
        where jsonb_typeof(model_results) is distinct from 'object'
        union all
        select 0, 2, '$', 'at most 1048576 bytes and 32 levels', null
        where not kaboom.is_small_json(model_results, 1048576)
        union all
        select 0, 3, '$.results', 'a list of at least one result', model_results -> 'results'
        where not exists (select from results)
        union all
        select r.place, v.step, r.path || v.member, v.wanted, v.given
        from results as r
        cross join lateral (
            values
                (1, '', 'an object', r.element, jsonb_typeof(r.element) = 'object'),
                (
                    2, '.decision', '"buy", "sell" or "hold"', r.element -> 'decision',
                    coalesce(r.element -> 'decision' in ('"buy"', '"sell"', '"hold"'), false)
                ),
                (
                    3, '.confidence', 'a number from 0 to 1', r.element -> 'confidence',
                    kaboom.is_json_number(r.element -> 'confidence', 0, 1)
                ),
                (
                    4, '.cost_usd', 'US dollars from 0 to 999999', r.element -> 'cost_usd',
                    coalesce(jsonb_typeof(r.element -> 'cost_usd'), 'null') = 'null'
                    or kaboom.is_json_number(r.element -> 'cost_usd', 0, 999999)
                ),
                (
                    5, '.processing_time', 'seconds from 0 to 999999999', r.element -> 'processing_time',
                    coalesce(jsonb_typeof(r.element -> 'processing_time'), 'null') = 'null'
                    or kaboom.is_json_number(r.element -> 'processing_time', 0, 999999999)
                ),
                (
                    6, '.model', 'a text of 1 to 200 characters', r.element -> 'model',
                    coalesce(jsonb_typeof(r.element -> 'model'), 'null') = 'null'
                    or (
                        jsonb_typeof(r.element -> 'model') = 'string'
                        and length(r.element ->> 'model') between 1 and 200
                    )
                ),
                (
                    7, '.analysis_type', 'a text of 1 to 50 characters', r.element -> 'analysis_type',
                    coalesce(jsonb_typeof(r.element -> 'analysis_type'), 'null') = 'null'
                    or (
                        jsonb_typeof(r.element -> 'analysis_type') = 'string'
                        and length(r.element ->> 'analysis_type') between 1 and 50
                    )
                )
        ) as v (step, member, wanted, given, is_right)
        where not v.is_right
    )
    select p.path, p.wanted, p.given
    from problems as p
    order by p.place, p.step
    limit 1;
$$;

comment on function kaboom.model_results_problem is
$$The first thing that is wrong with the results of an analysis.

Arguments: model_results. Returns: path, the JSON path of the element; wanted, what belongs there; given, what
is there. All are null where nothing is wrong.$$;

revoke execute on function kaboom.model_results_problem from public, anon, authenticated, service_role;
