create index idx_ai_analysis_user_symbol_created on public.ai_analysis_results (user_id, symbol, created_at desc);

create index idx_ai_analysis_created on public.ai_analysis_results (user_id, created_at desc);

create index idx_ai_analysis_status on public.ai_analysis_results (status);

create index idx_ai_analysis_decision on public.ai_analysis_results (user_id, final_decision);

create index idx_ai_analysis_failed on public.ai_analysis_results (user_id, created_at) where status = 'failed';

create index idx_ai_analysis_fresh on public.ai_analysis_results (user_id, symbol, created_at desc)
where status = 'completed';

create index idx_ai_analysis_model_results on public.ai_analysis_results
using gin (model_results jsonb_path_ops);

create index idx_ai_analysis_indicators on public.ai_analysis_results using gin (technical_indicators);

create index idx_technical_rsi on public.ai_analysis_results
(((technical_indicators ->> 'RSI')::numeric))
where technical_indicators ? 'RSI';
