create or replace function kaboom.ai_usage_problem(
    usage jsonb, out path text, out wanted text, out given jsonb
)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with elements as (
        select e.*, e.envelope ->> 'id' as id, e.envelope ->> 'model' as model,
            coalesce(jsonb_typeof(e.envelope -> 'id'), 'null') as id_type,
            coalesce(jsonb_typeof(e.envelope -> 'model'), 'null') as model_type
        from kaboom.ai_usage_elements(usage) as e
    ),
    problems (place, step, path, wanted, given) as (
        select 0, 1, '$', 'a usage object, or a list of at least one', usage
        where not exists (select from elements)
        union all
        select 0, 2, '$', 'at most 65536 bytes and 32 levels', null
        where not kaboom.is_small_json(usage, 65536)
        union all
        select e.place, v.step, v.path, v.wanted, v.given
        from elements as e
        cross join lateral (
            values
                (1, e.counts_path, 'a usage object', e.counts, jsonb_typeof(e.counts) = 'object'),
                (
                    2, e.counts_path || '.cost', 'US dollars from 0 to 999999', e.counts -> 'cost',
                    kaboom.is_json_number(e.counts -> 'cost', 0, 999999)
                ),
                (
                    3, e.path || '.id', 'a text of 1 to 100 characters', e.envelope -> 'id',
                    e.id_type = 'null' or (e.id_type = 'string' and length(e.id) between 1 and 100)
                ),
                (
                    4, e.path || '.model', 'a text of 1 to 200 characters', e.envelope -> 'model',
                    e.model_type = 'null' or (e.model_type = 'string' and length(e.model) between 1 and 200)
                ),
                (
                    5, e.path || '.id', 'another id than before, or none anywhere', e.envelope -> 'id',
                    not exists (
                        select from elements as o
                        where o.place < e.place
                            and (o.id = e.id or (o.id is null) <> (e.id is null))
                    )
                )
        ) as v (step, path, wanted, given, is_right)
        where not coalesce(v.is_right, false)
        union all
        select 1000000, 1, n.path, n.wanted, n.given
        from kaboom.ai_usage_numbers_problem(usage) as n
        where n.path is not null
    )
    select p.path, p.wanted, p.given
    from problems as p
    order by p.place, p.step
    limit 1;
$$;

comment on function kaboom.ai_usage_problem is
$$The first thing that is wrong with the usage of AI calls.

Arguments: usage as for ai_usage_elements. Returns: path, wanted and given as model_results_problem does.$$;

revoke execute on function kaboom.ai_usage_problem from public, anon, authenticated, service_role;
