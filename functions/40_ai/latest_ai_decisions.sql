create or replace view public.latest_ai_decisions
with (security_invoker = true)
as
select distinct on (a.user_id, a.symbol)
    a.user_id,
    a.symbol,
    a.symbol_name,
    a.id as analysis_id,
    a.final_decision,
    a.consensus_confidence,
    a.model_agreement,
    a.completed_at
from public.ai_analysis_results as a
where a.status = 'completed'
order by a.user_id, a.symbol, a.completed_at desc, a.id;

comment on view public.latest_ai_decisions is
$$The latest completed analysis of each share, one row for each user and symbol.

analysis_id names the row of ai_analysis_results, whose final_decision, consensus_confidence and
model_agreement (0 to 1) these are.$$;

create or replace trigger refuse_writes
instead of insert or update or delete on public.latest_ai_decisions
for each row execute function kaboom.refuse_view_writes();

revoke all on public.latest_ai_decisions from public, anon, authenticated, service_role;
grant select on public.latest_ai_decisions to authenticated, service_role;
