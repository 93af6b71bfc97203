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
$$What each model said in each completed analysis, one row for each element of model_results.

analysis_id names the row of ai_analysis_results; place counts the elements from 1; model, analysis_type,
decision and confidence (0 to 1) are the model's; agrees says whether its decision is the final one.$$;

create or replace trigger refuse_writes
instead of insert or update or delete on public.ai_model_results
for each row execute function kaboom.refuse_view_writes();

revoke all on public.ai_model_results from public, anon, authenticated, service_role;
grant select on public.ai_model_results to authenticated, service_role;
