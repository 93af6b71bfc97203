create table public.ai_analysis_results (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    request_id varchar(100) not null,
    requested jsonb not null,
    symbol varchar(10) not null,
    symbol_name varchar(200),
    analysis_types text[] not null,
    models_used text[] not null,
    timeframes text[],
    final_decision varchar(10),
    consensus_confidence numeric(10, 8),
    model_agreement numeric(10, 8),
    consensus_weights jsonb,
    consensus_threshold numeric(10, 8),
    model_results jsonb,
    technical_indicators jsonb,
    usage jsonb,
    total_cost_usd numeric(20, 10) not null default 0,
    processing_time_seconds numeric(15, 3),
    chart_image_url text,
    status varchar(20) not null default 'completed',
    error_message text,
    claimed_by varchar(100),
    claimed_until timestamptz,
    reserved_until timestamptz,
    created_at timestamptz not null default now(),
    completed_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint ai_analysis_results_pkey primary key (id),
    constraint ai_analysis_results_user_id_id_key unique (user_id, id),
    constraint ai_analysis_results_request_id_key unique (user_id, request_id),
    constraint ai_analysis_results_user_id_fkey
        foreign key (user_id) references auth.users (id) on delete cascade,
    constraint symbol_is_a_tokyo_code
        check (symbol ~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY]$'),
    constraint final_decision_is_known check (final_decision in ('buy', 'sell', 'hold')),
    constraint consensus_confidence_is_a_fraction check (consensus_confidence between 0 and 1),
    constraint model_agreement_is_a_fraction check (model_agreement between 0 and 1),
    constraint status_is_known check (status in ('pending', 'processing', 'completed', 'failed')),
    constraint exactly_completed_analyses_have_results check (
        case
            when status = 'completed' then num_nulls(
                final_decision, consensus_confidence, model_agreement, consensus_weights, consensus_threshold,
                model_results, completed_at
            ) = 0
            else num_nonnulls(
                final_decision, consensus_confidence, model_agreement, consensus_threshold, model_results,
                completed_at
            ) = 0
        end
    ),
    constraint only_open_analyses_hold_a_reservation
        check (reserved_until is null or status in ('pending', 'processing')),
    constraint times_are_finite check (
        isfinite(created_at)
        and (completed_at is null or isfinite(completed_at))
        and (claimed_until is null or isfinite(claimed_until))
        and (reserved_until is null or isfinite(reserved_until))
    ),
    constraint total_cost_usd_is_not_negative check (total_cost_usd >= 0 and total_cost_usd < 'infinity'),
    constraint processing_time_is_not_negative
        check (processing_time_seconds >= 0 and processing_time_seconds < 'infinity'),
    constraint usage_is_an_object_or_a_list check (jsonb_typeof(usage) in ('object', 'array')),
    constraint consensus_weights_is_an_object check (jsonb_typeof(consensus_weights) = 'object'),
    constraint technical_indicators_is_an_object check (jsonb_typeof(technical_indicators) = 'object'),
    constraint error_message_is_short check (length(error_message) <= 10000),
    constraint chart_image_url_is_short check (length(chart_image_url) <= 2000),
    -- Bounds of every JSON value: its size as text, however well it compresses, and its levels.
    constraint model_results_is_small check (octet_length(model_results::text) <= 1048576),
    constraint model_results_is_shallow check (not jsonb_path_exists(model_results, 'strict $.**{33}')),
    constraint technical_indicators_is_small check (octet_length(technical_indicators::text) <= 65536),
    constraint technical_indicators_is_shallow
        check (not jsonb_path_exists(technical_indicators, 'strict $.**{33}')),
    constraint usage_is_small check (octet_length(usage::text) <= 65536),
    constraint usage_is_shallow check (not jsonb_path_exists(usage, 'strict $.**{33}')),
    constraint consensus_weights_is_small check (octet_length(consensus_weights::text) <= 65536),
    constraint consensus_weights_is_shallow check (
        not jsonb_path_exists(consensus_weights, 'strict $.**{33}')
    ),
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

A user asks for one with request_ai_analysis and reads their own; the service role completes it, or inserts
one that was made elsewhere. The database checks the results, draws the decision and meters the cost. An
analysis that has ended never changes, so an order may rest on a completed one for one hour (setting
ai_freshness) and no longer.$$;
comment on column public.ai_analysis_results.id is 'Key of the row, made by the database.';
comment on column public.ai_analysis_results.user_id is
'The user for whom the analysis is made. Never changes.';
comment on column public.ai_analysis_results.symbol is
'Code of the Tokyo Stock Exchange, such as 7203 or 130A.';
comment on column public.ai_analysis_results.symbol_name is
'Name of the share; null where the writer gave none.';
comment on column public.ai_analysis_results.analysis_types is
'Kinds of analysis that are asked for, for example {technical}.';
comment on column public.ai_analysis_results.models_used is
'AI models that are asked, by their names at OpenRouter.';
comment on column public.ai_analysis_results.timeframes is
'Timeframes of the bars that the models see, as in market_data.';
comment on column public.ai_analysis_results.chart_image_url is
'Address of the chart that the models saw, at most 2,000 characters; null where there was none.';
comment on column public.ai_analysis_results.error_message is
'Why the analysis failed, at most 10,000 characters; null where it did not.';
comment on column public.ai_analysis_results.created_at is
'When it was asked for. Its calls count in the month of this time.';
comment on column public.ai_analysis_results.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.ai_analysis_results.request_id is
$$The client's id of the request, unique within the user: the same id counts once. Without one the id of the
row.$$;
comment on column public.ai_analysis_results.requested is
'What the client chose; what is not in it came from the setting ai_model_config.';
comment on column public.ai_analysis_results.final_decision is
$$buy, sell or hold: the decision with the highest sum of weight x confidence. Null until completed.

hold where two decisions share the highest sum, or where consensus_confidence is below consensus_threshold.$$;
comment on column public.ai_analysis_results.consensus_confidence is
$$Sum of weight x confidence of the best decision / sum of weights, 0 to 1. Null until completed.

Where the threshold makes the decision hold, this is still the confidence of the best decision.$$;
comment on column public.ai_analysis_results.model_agreement is
'Weight of the results that decide final_decision / sum of weights, 0 to 1. Null until completed.';
comment on column public.ai_analysis_results.consensus_weights is
$$Weight of each analysis_type, 1 where it is missing: the setting ai_consensus, and on top of it those of
this analysis.$$;
comment on column public.ai_analysis_results.consensus_threshold is
'Confidence below which the decision is hold: the setting ai_consensus when the analysis was completed.';
comment on column public.ai_analysis_results.model_results is
$${"results": [{"model", "analysis_type", "decision", "confidence", "reasoning", "cost_usd",
"processing_time"}]}.

Each result has a decision (buy, sell or hold) and a confidence (0 to 1). At most 1 MiB. Null until
completed.$$;
comment on column public.ai_analysis_results.technical_indicators is
'Indicators by name, for example {"RSI": 28.5}, at most 64 KiB.';
comment on column public.ai_analysis_results.usage is
$$OpenRouter's usage as it was sent: an object, or an array of one object for each call; what it comes to is
in ai_usage_events. At most 64 KiB.$$;
comment on column public.ai_analysis_results.total_cost_usd is
$$Sum of cost_usd of the results, else of the usage, in US dollars. What was booked in the end is in
ai_usage_events.$$;
comment on column public.ai_analysis_results.processing_time_seconds is
'Sum of processing_time of the results, in seconds.';
comment on column public.ai_analysis_results.status is
'pending, processing, completed or failed; it only moves forward. What has ended never changes.';
comment on column public.ai_analysis_results.claimed_by is 'The worker that claimed it last.';
comment on column public.ai_analysis_results.claimed_until is
'Until when the claim keeps other workers away.';
comment on column public.ai_analysis_results.reserved_until is
'When the reservation of its cost expires. Null where none is open.';
comment on column public.ai_analysis_results.completed_at is
$$When it was completed. Freshness counts from here.

The database sets it; an insert of an analysis that was completed earlier may say when, but not later than
now.$$;

create table public.ai_usage (
    user_id uuid not null,
    month date not null,
    calls integer not null default 0,
    cost_usd numeric(20, 10) not null default 0,
    reserved_calls integer not null default 0,
    reserved_cost_usd numeric(20, 10) not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_usage_pkey primary key (user_id, month),
    constraint ai_usage_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint month_is_its_first_day check (month = date_trunc('month', month::timestamp)::date),
    constraint calls_are_not_negative check (calls >= 0 and reserved_calls >= 0),
    constraint cost_usd_is_not_negative check (cost_usd >= 0 and cost_usd < 'infinity'),
    constraint reserved_cost_usd_is_not_negative
        check (reserved_cost_usd >= 0 and reserved_cost_usd < 'infinity')
);
alter table public.ai_usage enable row level security;
revoke all on public.ai_usage from public, anon, authenticated, service_role;

comment on table public.ai_usage is
$$AI calls and their cost by user and calendar month of Asia/Tokyo: the sums of ai_usage_events.

Written by the database alone; its row is what concurrent calls wait for. A new month is a new row, so nothing
is reset.$$;
comment on column public.ai_usage.user_id is 'The user who made the calls. Never changes.';
comment on column public.ai_usage.created_at is 'Time of the transaction that inserted the row.';
comment on column public.ai_usage.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.ai_usage.month is
'First day of the month, Asia/Tokyo. A call belongs to the month of its reservation.';
comment on column public.ai_usage.calls is
'Calls that were made. One analysis is one call, whatever number of models it asks.';
comment on column public.ai_usage.cost_usd is
'Cost of the calls that were made, in US dollars, with corrections.';
comment on column public.ai_usage.reserved_calls is 'Calls admitted whose end is not known yet.';
comment on column public.ai_usage.reserved_cost_usd is 'What these are estimated to cost, in US dollars.';

create table public.ai_usage_events (
    user_id uuid not null,
    request_id varchar(100) not null,
    event_no integer not null,
    kind varchar(20) not null,
    month date not null,
    analysis_id uuid,
    part integer,
    generation_id varchar(100),
    model varchar(200),
    input_tokens bigint not null default 0,
    cache_read_tokens bigint not null default 0,
    cache_write_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    reasoning_tokens bigint not null default 0,
    cost_usd numeric(20, 10) not null,
    is_provisional boolean not null default false,
    is_late boolean not null default false,
    occurred_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_usage_events_pkey primary key (user_id, request_id, event_no),
    constraint ai_usage_events_user_id_fkey
        foreign key (user_id) references auth.users (id) on delete cascade,
    constraint ai_usage_events_analysis_fkey
        foreign key (user_id, analysis_id) references public.ai_analysis_results (user_id, id),
    constraint request_id_is_not_blank check (btrim(request_id) <> ''),
    constraint events_count_from_one check (event_no > 0),
    constraint kind_is_known check (kind in ('reserved', 'settled', 'released', 'expired', 'corrected')),
    constraint month_is_its_first_day check (month = date_trunc('month', month::timestamp)::date),
    constraint only_calls_that_were_made_have_parts
        check ((kind in ('settled', 'corrected')) = (part is not null)),
    constraint only_corrections_are_negative check (
        kind = 'corrected'
        or least(
            input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_usd
        ) >= 0
    ),
    constraint cost_usd_is_finite check (abs(cost_usd) < 'infinity'),
    constraint occurred_at_is_finite check (isfinite(occurred_at))
);
alter table public.ai_usage_events enable row level security;
revoke all on public.ai_usage_events from public, anon, authenticated, service_role;

comment on table public.ai_usage_events is
$$Every reservation, settlement, release, expiry and correction of an AI call: the truth about usage.

Append-only.

Written by the database alone. ai_usage holds its sums; kaboom.verify_ai compares them.$$;
comment on column public.ai_usage_events.user_id is 'The user who made the call. Never changes.';
comment on column public.ai_usage_events.created_at is 'Time of the transaction that inserted the row.';
comment on column public.ai_usage_events.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.ai_usage_events.request_id is
'The request whose call this is: that of the analysis, or the caller''s own.';
comment on column public.ai_usage_events.event_no is 'Counts from 1 within the request.';
comment on column public.ai_usage_events.kind is
$$reserved (admitted, at an estimate), settled (made, at the provider's cost), released (failed), expired, or
corrected.

released and expired give the reservation back; a call that turns out to have been made is settled all the
same.$$;
comment on column public.ai_usage_events.month is
'First day of the month, Asia/Tokyo, that the call counts in: that of the first event.';
comment on column public.ai_usage_events.analysis_id is
'The analysis whose request this is, null for a call without one.';
comment on column public.ai_usage_events.part is
'Which of the request''s calls to models, from 1: the settled and the corrected ones of it add up.';
comment on column public.ai_usage_events.generation_id is
'OpenRouter''s id of the generation (gen-...), where it was given.';
comment on column public.ai_usage_events.model is 'The model by its name at OpenRouter, where it was given.';
comment on column public.ai_usage_events.input_tokens is
'Tokens of the prompt that were neither read from the cache nor written to it.';
comment on column public.ai_usage_events.cache_read_tokens is
'Tokens of the prompt that came from the provider''s cache.';
comment on column public.ai_usage_events.cache_write_tokens is
'Tokens of the prompt that were written to the provider''s cache.';
comment on column public.ai_usage_events.output_tokens is 'Tokens of the completion without reasoning.';
comment on column public.ai_usage_events.reasoning_tokens is 'Tokens of the completion that were reasoning.';
comment on column public.ai_usage_events.cost_usd is
$$US dollars: estimated (reserved), given back (released, expired), paid (settled), or the difference
(corrected).$$;
comment on column public.ai_usage_events.is_provisional is
'Whether the cost is what the results of the analysis say, until the provider''s own comes.';
comment on column public.ai_usage_events.is_late is
'Whether the reservation had expired or been released when the call was settled.';
comment on column public.ai_usage_events.occurred_at is 'When it happened.';

create table public.ai_usage_thresholds (
    user_id uuid not null,
    month date not null,
    percent integer not null,
    measure varchar(20) not null,
    used numeric(20, 10) not null,
    allowed numeric(20, 10) not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_usage_thresholds_pkey primary key (user_id, month, percent),
    constraint ai_usage_thresholds_user_id_fkey
        foreign key (user_id) references auth.users (id) on delete cascade,
    constraint month_is_its_first_day check (month = date_trunc('month', month::timestamp)::date),
    constraint percent_is_known check (percent in (50, 80, 100)),
    constraint measure_is_known check (measure in ('calls', 'cost_usd'))
);
alter table public.ai_usage_thresholds enable row level security;
revoke all on public.ai_usage_thresholds from public, anon, authenticated, service_role;

comment on table public.ai_usage_thresholds is
$$When calls or cost of a month first reached 50, 80 and 100 percent of what the user may have. Each once a
month.

Written by the database; a client that watches the table can tell its user.$$;
comment on column public.ai_usage_thresholds.user_id is 'The user who reached it. Never changes.';
comment on column public.ai_usage_thresholds.created_at is 'Time of the transaction that inserted the row.';
comment on column public.ai_usage_thresholds.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.ai_usage_thresholds.month is 'First day of the month, Asia/Tokyo.';
comment on column public.ai_usage_thresholds.percent is '50, 80 or 100.';
comment on column public.ai_usage_thresholds.measure is
'Which of the two reached it first: calls, or cost_usd.';
comment on column public.ai_usage_thresholds.used is 'Calls, or US dollars, at that moment.';
comment on column public.ai_usage_thresholds.allowed is 'Calls, or US dollars, allowed at that moment.';

create table public.ai_model_prices (
    model varchar(200) not null,
    valid_from date not null,
    input_usd numeric(20, 10) not null,
    output_usd numeric(20, 10) not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ai_model_prices_pkey primary key (model, valid_from),
    constraint model_is_not_blank check (btrim(model) <> ''),
    constraint valid_from_is_finite check (isfinite(valid_from)),
    constraint prices_are_not_negative check (
        input_usd >= 0 and input_usd < 'infinity' and output_usd >= 0 and output_usd < 'infinity'
    )
);
alter table public.ai_model_prices enable row level security;
revoke all on public.ai_model_prices from public, anon, authenticated, service_role;

comment on table public.ai_model_prices is
$$What models cost, from which day on. It only estimates what a request reserves; the provider's cost is what
counts.

Everyone signed in reads it; the service role keeps it. A model without a price reserves the setting
ai_unknown_model_cost.$$;
comment on column public.ai_model_prices.created_at is 'Time of the transaction that inserted the row.';
comment on column public.ai_model_prices.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.ai_model_prices.model is
'The model by its name at OpenRouter, for example openai/gpt-4o.';
comment on column public.ai_model_prices.valid_from is 'First day of the price.';
comment on column public.ai_model_prices.input_usd is 'US dollars per million tokens of the prompt.';
comment on column public.ai_model_prices.output_usd is 'US dollars per million tokens of the completion.';
