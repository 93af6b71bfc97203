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
