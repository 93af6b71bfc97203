create or replace function kaboom.ai_usage_of_results(model_results jsonb)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_agg(
        jsonb_build_object(
            'model', r.element ->> 'model',
            'usage', jsonb_build_object('cost', coalesce((r.element ->> 'cost_usd')::numeric, 0))
        )
        order by r.place
    )
    from jsonb_array_elements(model_results -> 'results') with ordinality as r (element, place);
$$;

comment on function kaboom.ai_usage_of_results is
$$A usage made of the costs that results carry, for an analysis that ends before the provider's record.

Arguments: model_results as model_results_problem accepts them. Returns: a list as for ai_usage_elements.$$;

revoke execute on function kaboom.ai_usage_of_results from public, anon, authenticated, service_role;
