create or replace function kaboom.weights_problem(
    weights jsonb, out path text, out wanted text, out given jsonb
)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select p.path, p.wanted, p.given
    from (
        select '$' as path, 'an object {"<analysis_type>": weight}' as wanted, weights as given
        where jsonb_typeof(weights) <> 'object'
        union all
        select '$', 'at most 65536 bytes and 32 levels', null
        where not kaboom.is_small_json(weights, 65536)
        union all
        select
            '$.' || case when w.key ~ '^[A-Za-z_]\w*$' then w.key else to_json(w.key)::text end,
            'a number from 0 to 1000000',
            w.value
        from jsonb_each(case jsonb_typeof(weights) when 'object' then weights else '{}' end) as w
        where not kaboom.is_json_number(w.value, 0, 1000000)
    ) as p
    limit 1;
$$;

comment on function kaboom.weights_problem is
$$The first thing that is wrong with weights of analysis types. Null is no problem: it means no weights.

Arguments: weights. Returns: path, wanted and given as model_results_problem does.$$;

revoke execute on function kaboom.weights_problem from public, anon, authenticated, service_role;
