create or replace view public.ai_model_results
with (security_invoker = true)
as
select
    a.user_id,
    a.id as analysis_id,
    a.symbol,
    a.completed_at,
    r.place::integer as place,
    r.element ->> 'model' as model,
    r.element ->> 'analysis_type' as analysis_type,
    r.element ->> 'decision' as decision,
    (r.element ->> 'confidence')::numeric as confidence,
    (r.element ->> 'cost_usd')::numeric as cost_usd,
    (r.element ->> 'processing_time')::numeric as processing_time_seconds,
    r.element ->> 'decision' = a.final_decision as agrees
from public.ai_analysis_results as a
cross join lateral jsonb_array_elements(a.model_results -> 'results') with ordinality as r (element, place)
where a.status = 'completed';

comment on view public.ai_model_results is
$$What each model said in each completed analysis, one row for each element of model_results.$$;
comment on column public.ai_model_results.user_id is 'The user for whom the analysis was made.';
comment on column public.ai_model_results.analysis_id is 'The analysis: id of ai_analysis_results.';
comment on column public.ai_model_results.symbol is 'Code of the Tokyo Stock Exchange.';
comment on column public.ai_model_results.completed_at is 'When the analysis was completed.';
comment on column public.ai_model_results.place is 'Place of the element in model_results, from 1.';
comment on column public.ai_model_results.model is
'The model by its name at OpenRouter, where the result names it.';
comment on column public.ai_model_results.analysis_type is 'Kind of analysis, where the result names it.';
comment on column public.ai_model_results.decision is 'What the model decided: buy, sell or hold.';
comment on column public.ai_model_results.confidence is 'How sure the model was, 0 to 1.';
comment on column public.ai_model_results.cost_usd is 'Cost in US dollars, where the result says so.';
comment on column public.ai_model_results.processing_time_seconds is
'How long the model took in seconds, where the result says so.';
comment on column public.ai_model_results.agrees is
'Whether the decision is the final one of the analysis.';

create or replace trigger refuse_writes
instead of insert or update or delete on public.ai_model_results
for each row execute function kaboom.refuse_view_writes();

revoke all on public.ai_model_results from public, anon, authenticated, service_role;
grant select on public.ai_model_results to authenticated, service_role;
