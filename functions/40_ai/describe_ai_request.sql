create or replace function kaboom.describe_ai_request(analysis public.ai_analysis_results)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_strip_nulls(
        jsonb_build_object(
            'symbol', analysis.symbol,
            'analysis_types', analysis.analysis_types,
            'models', analysis.models_used,
            'timeframes', analysis.timeframes
        )
    );
$$;

comment on function kaboom.describe_ai_request is
'What the client chose in a request, before defaults are filled in: the same again is the same request.';

revoke execute on function kaboom.describe_ai_request from public, anon, authenticated, service_role;
