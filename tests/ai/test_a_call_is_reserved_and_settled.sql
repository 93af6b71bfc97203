begin;
select plan(28);

select tests.create_user('taro');
select tests.sign_in('taro');
select public.request_ai_analysis('7203', request_id => name) from unnest(array['a', 'b', 'c', 'd', 'e']) as name;
select tests.sign_out();
create function pg_temp.id_of(name text) returns uuid language sql security definer as $$
    select a.id from public.ai_analysis_results as a where a.request_id = name and a.user_id = tests.user_id('taro');
$$;
create function pg_temp.sums() returns text language sql security definer as $$
    select (calls, trim_scale(cost_usd), reserved_calls, trim_scale(reserved_cost_usd))::text from public.ai_usage
    where user_id = tests.user_id('taro') and month = date_trunc('month', now() at time zone 'Asia/Tokyo')::date;
$$;
create function pg_temp.settle(request text, usage jsonb) returns void language sql as $$
    select public.settle_ai_usage(tests.user_id('taro'), request, usage);
$$;
select is(pg_temp.sums(), '(0,0,5,0.175)', 'five requests are reserved at 0.035 dollars each');

-- The buckets of OpenRouter overlap: 10,339 of 10,349 prompt tokens are cached, 20 of 60 completion tokens
-- are reasoning.
select tests.sign_in_as_service();
select public.complete_ai_analysis(pg_temp.id_of('a'), tests.results('buy'), usage => '{
    "id": "gen-1", "model": "openai/gpt-4o", "usage": {"prompt_tokens": 10349, "completion_tokens": 60, "total_tokens": 10409,
    "cost": 0.0123, "cost_details": {"upstream_inference_cost": null},
    "prompt_tokens_details": {"cached_tokens": 10300, "cache_write_tokens": 39, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 20}}}');
select results_eq(
    $$select generation_id::text,
    model::text,
    input_tokens,
    cache_read_tokens,
    cache_write_tokens,
    output_tokens,
    reasoning_tokens,
    cost_usd
    from public.ai_usage_events where request_id = 'a' and kind = 'settled'$$,
    $$values ('gen-1', 'openai/gpt-4o', 10::bigint, 10300::bigint, 39::bigint, 40::bigint, 20::bigint, 0.0123)$$,
    'no token is counted twice'
);
select is(pg_temp.sums(), '(1,0.0123,4,0.14)', 'the reservation has become a call');

-- Repetitions and corrections.
select pg_temp.settle('a', '{"id": "gen-1", "usage": {"prompt_tokens": 10349, "completion_tokens": 60, "cost": 0.0123,
    "prompt_tokens_details": {"cached_tokens": 10300, "cache_write_tokens": 39},
    "completion_tokens_details": {"reasoning_tokens": 20}}}');
select is(
    (select count(*) from public.ai_usage_events where request_id = 'a'), 2::bigint,
    'the same settlement again does nothing'
);
select pg_temp.settle('a', '{"id": "gen-1", "usage": {"prompt_tokens": 10349, "completion_tokens": 60, "cost": 0.0103,
    "prompt_tokens_details": {"cached_tokens": 10300, "cache_write_tokens": 39},
    "completion_tokens_details": {"reasoning_tokens": 20}}}');
select results_eq(
    $$select event_no, kind::text, part, cost_usd, input_tokens from public.ai_usage_events where request_id = 'a'
    order by event_no$$,
    $$values (1, 'reserved', null::integer, 0.035, 0::bigint), (2, 'settled', 1, 0.0123, 10), (3, 'corrected', 1, -0.002, 0)$$,
    'better figures are a correction beside what was booked'
);
select is(pg_temp.sums(), '(1,0.0103,4,0.14)', 'a correction changes the cost and no call');
select pg_temp.settle('a', '[{"id": "gen-1", "usage": {"prompt_tokens": 10349, "completion_tokens": 60, "cost": 0.0103,
    "prompt_tokens_details": {"cached_tokens": 10300, "cache_write_tokens": 39},
    "completion_tokens_details": {"reasoning_tokens": 20}}},
    {"id": "gen-2", "usage": {"cost": 0.5}}]');
select is(pg_temp.sums(), '(1,0.5103,4,0.14)', 'another generation of the request is added');
select pg_temp.settle('a', '{"id": "gen-3", "usage": {"cost": 1}}');
select is(pg_temp.sums(), '(1,1.5103,4,0.14)', 'a generation with another id is another one, though its place is taken');
select pg_temp.settle('a', '{"id": "gen-3", "usage": {"cost": 0}}');
select pg_temp.settle('a', '{"id": "gen-2", "usage": {"cost": 0.4}}');
select is(pg_temp.sums(), '(1,0.4103,4,0.14)', 'a generation is corrected by its id, wherever it is in the list');

-- The provider's record is missing just after the call: the costs of the results hold until it comes.
select public.complete_ai_analysis(pg_temp.id_of('b'), '{"results": [
    {"model": "m/1", "decision": "buy", "confidence": 1, "cost_usd": 0.1},
    {"model": "m/2", "decision": "buy", "confidence": 1, "cost_usd": 0.2},
    {"model": "m/3", "decision": "buy", "confidence": 1}]}');
select results_eq(
    $$select model::text, cost_usd, is_provisional from public.ai_usage_events where request_id = 'b' and kind = 'settled'
    order by part$$,
    $$values ('m/1', 0.1, true), ('m/2', 0.2, true), ('m/3', 0.0, true)$$,
    'without a usage the costs of the results are booked, as provisional'
);
select pg_temp.settle('b', '{"cost": 0.25}');
select pg_temp.settle('b', '{"cost": 0.25}');
select is(pg_temp.sums(), '(2,0.6603,3,0.105)', 'the provider''s usage takes their place, once');

-- A failed call is given back; what it did cost all the same is booked late.
select public.fail_ai_analysis(pg_temp.id_of('c'), 'timeout');
select is(pg_temp.sums(), '(2,0.6603,2,0.07)', 'a failed call is given back');
select public.fail_ai_analysis(pg_temp.id_of('c'), 'timeout');
select is(pg_temp.sums(), '(2,0.6603,2,0.07)', 'a failure that is said twice gives back once');
select pg_temp.settle('c', '{"cost": 0.01}');
select is(pg_temp.sums(), '(3,0.6703,2,0.07)', 'a cancelled stream still costs');
select is(
    (select (is_late, status)::text from public.ai_usage_events as e
    join public.ai_analysis_results as a on a.id = e.analysis_id where e.request_id = 'c' and e.kind = 'settled'),
    '(t,failed)', 'a settlement after the failure is marked late and leaves the analysis failed'
);

-- Nobody ends d and e in time.
select tests.sign_out();
select is(kaboom.expire_ai_reservations(), 0, 'no reservation expires before its time');
select is(pg_temp.sums(), '(3,0.6703,2,0.07)', 'the job gives back nothing before its time');
select is(
    kaboom.expire_ai_reservations(1, now() + interval '24 hours'), 1, 'after a day one of two expires and one is left'
);
select is(
    kaboom.expire_ai_reservations(500, now() + interval '24 hours'), 0, 'the next call of the job gives back the rest'
);
select is(pg_temp.sums(), '(3,0.6703,0,0)', 'both are given back');
select is(
    kaboom.expire_ai_reservations(500, now() + interval '24 hours'), 0, 'an expired reservation does not expire twice'
);
select tests.sign_in_as_service();
select is(
    (select count(*) from public.claim_ai_analyses('worker', 10)), 0::bigint, 'what has expired is given to no worker'
);
select public.complete_ai_analysis(pg_temp.id_of('d'), tests.results('sell'), usage => '{"cost": 0.02}');
select pg_temp.settle('e', '{"cost": 0.03}');
select is(pg_temp.sums(), '(5,0.7203,0,0)', 'a completion and a settlement that come late still count');
select is(
    (select string_agg(request_id || is_late::text, ' ' order by request_id) from public.ai_usage_events
    where kind = 'settled' and request_id in ('d', 'e')), 'dtrue etrue', 'settlements after the expiry are marked late'
);

-- Calls without an analysis.
select pg_temp.settle('of my own', '{"cost": 0.5}');
select pg_temp.settle('of my own', '{"cost": 0.5}');
select is(pg_temp.sums(), '(6,1.2203,0,0)', 'a call without an analysis counts once by its request_id');

-- The provider's record may come before the results.
select tests.sign_in('taro');
select public.request_ai_analysis('7203', request_id => 'f');
select tests.sign_in_as_service();
select pg_temp.settle('f', '{"cost": 0.25}');
select public.complete_ai_analysis(
    pg_temp.id_of('f'),
    '{"results": [{"decision": "buy", "confidence": 1, "cost_usd": 0.1}, {"decision": "buy", "confidence": 1, "cost_usd": 0.9}]}'
);
select results_eq(
    $$select kind::text, cost_usd from public.ai_usage_events where request_id = 'f' order by event_no$$,
    $$values ('reserved', 0.035), ('settled', 0.25)$$,
    'costs of the results do not replace the provider''s'
);
select tests.sign_in('taro');
select is(
    tests.code($$select public.request_ai_analysis('7203', request_id => 'of my own')$$), 'KB305',
    'the request_id of a booked call is not admitted for another one'
);
select tests.sign_out();
select is_empty('select * from kaboom.verify_ai()', 'every figure of the usage follows from its events');

select * from finish();
rollback;
