create table public.ai_analysis_results (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    symbol varchar(10) not null,
    symbol_name varchar(200),
    analysis_types text[] not null,
    models_used text[] not null,
    timeframes text[],
    final_decision varchar(10) not null,
    consensus_confidence numeric(3, 2),
    model_agreement numeric(3, 2),
    model_results jsonb not null,
    technical_indicators jsonb,
    total_cost_usd numeric(8, 6) not null default 0,
    processing_time_seconds numeric(6, 2),
    chart_image_url text,
    status varchar(20) not null default 'completed',
    error_message text,
    created_at timestamptz not null default now(),
    completed_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint ai_analysis_results_pkey primary key (id),
    constraint ai_analysis_results_user_id_id_key unique (user_id, id),
    constraint ai_analysis_results_user_id_fkey
        foreign key (user_id) references auth.users (id) on delete cascade,
    constraint symbol_is_a_tokyo_code
        check (symbol ~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY]$'),
    constraint final_decision_is_known check (final_decision in ('buy', 'sell', 'hold')),
    constraint consensus_confidence_is_a_fraction check (consensus_confidence between 0 and 1),
    constraint model_agreement_is_a_fraction check (model_agreement between 0 and 1),
    constraint status_is_known check (status in ('pending', 'processing', 'completed', 'failed')),
    constraint total_cost_usd_is_not_negative check (total_cost_usd >= 0 and total_cost_usd < 'infinity'),
    constraint processing_time_is_not_negative check (processing_time_seconds >= 0 and processing_time_seconds < 'infinity'),
    -- Bounds of every JSON value: its size as text, however well it compresses, and its levels.
    constraint model_results_is_small check (octet_length(model_results::text) <= 1048576),
    constraint model_results_is_shallow check (not jsonb_path_exists(model_results, 'strict $.**{33}')),
    constraint technical_indicators_is_small check (octet_length(technical_indicators::text) <= 65536),
    constraint technical_indicators_is_shallow check (not jsonb_path_exists(technical_indicators, 'strict $.**{33}')),
    -- An expression index reads the RSI as a number, so anything else has to be refused here.
    constraint rsi_is_a_number check (
        technical_indicators is null
        or not technical_indicators ? 'RSI'
        or (
            jsonb_typeof(technical_indicators -> 'RSI') in ('number', 'null')
            and coalesce(length(technical_indicators ->> 'RSI') <= 100, true)
        )
    )
);
alter table public.ai_analysis_results enable row level security;
revoke all on public.ai_analysis_results from public, anon, authenticated, service_role;

comment on table public.ai_analysis_results is
$$What AI models said of a share, and the decision drawn from it.

Written by the service role; the user reads his own. An order may rest on an analysis for one hour.$$;
comment on column public.ai_analysis_results.id is 'Key of the row, made by the database.';
comment on column public.ai_analysis_results.user_id is
'The user for whom the analysis was made. Never changes.';
comment on column public.ai_analysis_results.symbol is
'Code of the Tokyo Stock Exchange, such as 7203 or 130A.';
comment on column public.ai_analysis_results.symbol_name is
'Name of the share; null where the writer gave none.';
comment on column public.ai_analysis_results.analysis_types is
'Kinds of analysis that were made, for example {technical}.';
comment on column public.ai_analysis_results.models_used is 'AI models that were asked, by name.';
comment on column public.ai_analysis_results.timeframes is
'Timeframes of the bars that the models saw, as in market_data; null where the writer gave none.';
comment on column public.ai_analysis_results.final_decision is 'buy, sell or hold.';
comment on column public.ai_analysis_results.total_cost_usd is 'Cost of all calls in US dollars.';
comment on column public.ai_analysis_results.processing_time_seconds is
'How long the analysis took, in seconds; null where it was not measured.';
comment on column public.ai_analysis_results.chart_image_url is
'Address of the chart that the models saw; null where there was none.';
comment on column public.ai_analysis_results.status is
'pending, processing, completed or failed. Only a completed analysis carries an order.';
comment on column public.ai_analysis_results.error_message is
'Why the analysis failed; null where it did not.';
comment on column public.ai_analysis_results.created_at is
'Time of the transaction that inserted the row. From here runs the hour in which an order may rest on it.';
comment on column public.ai_analysis_results.completed_at is 'When the analysis ended; null before.';
comment on column public.ai_analysis_results.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.ai_analysis_results.model_results is
'{"results": [{"model", "analysis_type", "decision", "confidence", "reasoning", "cost_usd", "processing_time"}]}, at most 1 MiB.';
comment on column public.ai_analysis_results.technical_indicators is
'Indicators by name, for example {"RSI": 28.5}, at most 64 KiB.';
comment on column public.ai_analysis_results.consensus_confidence is 'Weighted confidence of the decision, 0 to 1.';
comment on column public.ai_analysis_results.model_agreement is 'Weight of the models that agree with the decision, 0 to 1.';

create table public.ai_usage (
    user_id uuid not null,
    month date not null,
    calls integer not null default 0,
    cost_usd numeric(14, 6) not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_usage_pkey primary key (user_id, month),
    constraint ai_usage_user_id_fkey foreign key (user_id) references public.user_profiles (id) on delete cascade,
    constraint month_is_its_first_day check (month = date_trunc('month', month::timestamp)::date),
    constraint calls_are_not_negative check (calls >= 0),
    constraint cost_usd_is_not_negative check (cost_usd >= 0 and cost_usd < 'infinity')
);
alter table public.ai_usage enable row level security;
revoke all on public.ai_usage from public, anon, authenticated, service_role;

comment on table public.ai_usage is
$$AI calls and their cost, one row for each user and calendar month of Asia/Tokyo.

Written by update_ai_usage. A new month is a new row, so nothing has to be reset.$$;
comment on column public.ai_usage.user_id is 'The user who made the calls. Never changes.';
comment on column public.ai_usage.calls is 'AI calls counted in the month.';
comment on column public.ai_usage.created_at is 'Time of the transaction that inserted the row.';
comment on column public.ai_usage.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.ai_usage.month is 'First day of the month, Asia/Tokyo.';
comment on column public.ai_usage.cost_usd is 'Cost of the calls in US dollars.';
