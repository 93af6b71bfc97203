create or replace function kaboom.draw_ai_consensus(analysis public.ai_analysis_results)
returns public.ai_analysis_results
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    setting constant record := kaboom.setting_ai_consensus();
    problem record;
    drawn record;
begin
    select p.* into problem from kaboom.model_results_problem(analysis.model_results) as p;
    if problem.path is not null then
        raise exception 'model_results: % must be %, not %',
            problem.path, problem.wanted, coalesce(left(problem.given::text, 50), 'missing')
            using errcode = 'KB310',
            detail = jsonb_build_object('path', problem.path, 'given', left(problem.given::text, 1000))::text,
            hint = 'Send {"results": [{"model", "analysis_type", "decision", "confidence"}, ...]}.';
    end if;
    select p.* into problem from kaboom.weights_problem(analysis.consensus_weights) as p;
    if problem.path is null then
        analysis.consensus_weights := setting.weights || coalesce(analysis.consensus_weights, '{}');
        drawn := kaboom.ai_consensus(analysis.model_results, analysis.consensus_weights, setting.threshold);
        if drawn.total_weight = 0 then
            select '$' as path, 'above 0 for one type' as wanted, analysis.consensus_weights as given
            into problem;
        end if;
    end if;
    if problem.path is not null then
        raise exception 'weights: % must be %, not %',
            problem.path, problem.wanted, coalesce(left(problem.given::text, 50), 'more')
            using errcode = 'KB312',
            detail = jsonb_build_object('path', problem.path, 'given', left(problem.given::text, 1000))::text,
            hint = 'Send {"technical": 0.4, "sentiment": 0.3}; a type without a weight has 1.';
    end if;
    if analysis.final_decision <> drawn.decision then
        raise exception 'the results decide %, not %', drawn.decision, analysis.final_decision
            using errcode = 'KB314',
            detail = jsonb_build_object(
                'decision', drawn.decision, 'given', analysis.final_decision, 'confidence', drawn.confidence,
                'threshold', setting.threshold, 'weights', analysis.consensus_weights
            )::text,
            hint = 'Leave final_decision out; weights and threshold are in the setting ai_consensus.';
    end if;

    analysis.final_decision := drawn.decision;
    analysis.consensus_confidence := drawn.confidence;
    analysis.model_agreement := drawn.agreement;
    analysis.consensus_threshold := setting.threshold;
    analysis.processing_time_seconds := coalesce(drawn.seconds, analysis.processing_time_seconds);
    analysis.total_cost_usd := coalesce(
        drawn.cost_usd,
        (
            select sum(i.cost_usd)
            from kaboom.ai_usage_items(analysis.usage) as i
            where analysis.usage is not null
        ),
        analysis.total_cost_usd
    );
    return analysis;
end;
$$;

comment on function kaboom.draw_ai_consensus is
$$Check the results of an analysis and draw the decision, its figures, cost and time from them.

Arguments: analysis with model_results, usage (checked already) and, on top of the setting, consensus_weights.
Errors: KB310 results, KB312 weights, each with the JSON path of the element; KB314 another decision is given;
KB401, KB402 the setting ai_consensus.$$;

revoke execute on function kaboom.draw_ai_consensus from public, anon, authenticated, service_role;
