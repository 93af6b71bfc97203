-- Definer, for the service role alone: it locks the account, which no API role may read.
create or replace function public.complete_ai_analysis(
    analysis_id uuid,
    model_results jsonb,
    technical_indicators jsonb default null,
    usage jsonb default null,
    weights jsonb default null
)
returns public.ai_analysis_results
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    analysis public.ai_analysis_results := kaboom.lock_analysis(analysis_id);
begin
    -- A worker that lost the answer sends its results again.
    if analysis.status = 'completed'
        and analysis.model_results = complete_ai_analysis.model_results
        and analysis.technical_indicators is not distinct from complete_ai_analysis.technical_indicators
        and analysis.usage is not distinct from complete_ai_analysis.usage
        and analysis.consensus_weights @> coalesce(complete_ai_analysis.weights, '{}') then
        return analysis;
    end if;
    update public.ai_analysis_results as a
    set status = 'completed',
        model_results = complete_ai_analysis.model_results,
        technical_indicators = complete_ai_analysis.technical_indicators,
        usage = complete_ai_analysis.usage,
        consensus_weights = complete_ai_analysis.weights
    where a.id = analysis.id
    returning a.* into analysis;
    return analysis;
end;
$$;

comment on function public.complete_ai_analysis is
$$End an analysis with the results of its models, and book what it cost. For the service role.

The database draws the decision. All of it is done or none. The worker need not have claimed it, and may come
after its lease has passed on, as long as the analysis has not ended. A repeated call returns the first
result.

Arguments: analysis_id; model_results, {"results": [{"model", "analysis_type", "decision", "confidence",
"reasoning", "cost_usd", "processing_time"}]}; technical_indicators by name; usage, the usage object
of OpenRouter, or its response {"id", "model", "usage"}, or a list of these, one for each call;
without it the costs of the results are booked, and settle_ai_usage brings the provider's figures later;
weights by analysis_type, in place of those of the setting ai_consensus. Returns: the analysis.
Errors: KB307 no such analysis, KB308 it has ended otherwise; KB310 results, KB311 usage, KB312 weights,
KB313 indicators, each with the JSON path of the element; KB401, KB402 settings.$$;

revoke execute on function public.complete_ai_analysis from public, anon, authenticated, service_role;
grant execute on function public.complete_ai_analysis to service_role;
