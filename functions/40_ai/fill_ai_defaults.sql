create or replace function kaboom.fill_ai_defaults(analysis public.ai_analysis_results)
returns public.ai_analysis_results
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    config constant record := kaboom.setting_ai_model_config(kaboom.setting('ai_model_config'));
begin
    analysis.timeframes := coalesce(analysis.timeframes, config.timeframes);
    analysis.analysis_types := coalesce(
        analysis.analysis_types, array(select k from jsonb_object_keys(config.models) as k order by k)
    );
    analysis.models_used := coalesce(
        analysis.models_used,
        array(
            select distinct coalesce(config.models ->> t, config.default_technical)
            from unnest(analysis.analysis_types) as t
            order by 1
        )
    );
    return analysis;
end;
$$;

comment on function kaboom.fill_ai_defaults is
$$Fill in, from the setting ai_model_config, what a request left out: types, the models of these types,
timeframes.

A type without a model of its own is asked of the model of technical analyses.

Arguments: analysis, the row that is to be inserted. Errors: KB401, KB402 the setting.$$;

revoke execute on function kaboom.fill_ai_defaults from public, anon, authenticated, service_role;
