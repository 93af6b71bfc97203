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
$$The latest completed analysis of each share, one row for each user and symbol.$$;
comment on column public.latest_ai_decisions.user_id is 'The user for whom the analysis was made.';
comment on column public.latest_ai_decisions.symbol is 'Code of the Tokyo Stock Exchange.';
comment on column public.latest_ai_decisions.symbol_name is
'Name of the share, where the analysis has it.';
comment on column public.latest_ai_decisions.analysis_id is 'The analysis: id of ai_analysis_results.';
comment on column public.latest_ai_decisions.final_decision is 'buy, sell or hold.';
comment on column public.latest_ai_decisions.consensus_confidence is
'Weighted confidence of the best decision, 0 to 1.';
comment on column public.latest_ai_decisions.model_agreement is
'Weight of the results that decide final_decision, 0 to 1.';
comment on column public.latest_ai_decisions.completed_at is 'When the analysis was completed.';

create or replace trigger refuse_writes
instead of insert or update or delete on public.latest_ai_decisions
for each row execute function kaboom.refuse_view_writes();

revoke all on public.latest_ai_decisions from public, anon, authenticated, service_role;
grant select on public.latest_ai_decisions to authenticated, service_role;
