create index idx_ai_analysis_user_symbol_created on public.ai_analysis_results
(user_id, symbol, created_at desc);

create index idx_ai_analysis_created on public.ai_analysis_results (user_id, created_at desc);

-- What waits for a worker. An analysis whose reservation has expired is given to none.
create index idx_ai_analysis_status on public.ai_analysis_results (created_at)
where status in ('pending', 'processing') and reserved_until is not null;

create index idx_ai_analysis_reserved on public.ai_analysis_results (reserved_until)
where reserved_until is not null;

create index idx_ai_analysis_decision on public.ai_analysis_results (user_id, final_decision);

create index idx_ai_analysis_failed on public.ai_analysis_results (user_id, created_at)
where status = 'failed';

-- For the service role. Operators of jsonb and numeric are not leakproof, so below a policy PostgreSQL reads
-- the rows of the user first and asks them afterwards.
create index idx_ai_analysis_model_results on public.ai_analysis_results
using gin (model_results jsonb_path_ops);

create index idx_ai_analysis_indicators on public.ai_analysis_results
using gin (technical_indicators jsonb_path_ops);

create index idx_technical_rsi on public.ai_analysis_results
(user_id, ((technical_indicators ->> 'RSI')::numeric));

create index idx_ai_usage_events_occurred on public.ai_usage_events (user_id, occurred_at desc);

create index idx_ai_usage_events_analysis on public.ai_usage_events (user_id, analysis_id)
where analysis_id is not null;
