begin;
select plan(43);

select tests.sign_in('taro');
create temporary table asked as
select * from public.request_ai_analysis('7203', '{technical,sentiment}', '{openai/gpt-4o,x/y}', '{1h,1d}', 'first');
grant select on asked to public;
select results_eq(
    $$select user_id, request_id::text, symbol::text, analysis_types, models_used, timeframes, status::text from asked$$,
    $$values (tests.user_id('taro'), 'first', '7203', '{technical,sentiment}'::text[], '{openai/gpt-4o,x/y}'::text[],
        '{1h,1d}'::text[], 'pending')$$,
    'a user asks for an analysis, which waits'
);
select results_eq(
    $$select num_nonnulls(final_decision, consensus_confidence, model_agreement, model_results, completed_at),
    reserved_until - created_at
    from asked$$,
    $$values (0, interval '24 hours')$$,
    'an analysis that waits has no results, no placeholders for them, and a reservation for a day'
);
select results_eq(
    $$select kind::text, month, cost_usd, analysis_id = (select id from asked) from public.ai_usage_events$$,
    -- Two types x (2000 x 2.5 + 500 x 10) / 1,000,000 = 0.02, and two types x 0.05 for the model without a
    -- price.
    $$values ('reserved', date_trunc('month', now() at time zone 'Asia/Tokyo')::date, 0.12, true)$$,
    'the reservation is an event of the month, at the price of each model, and never 0 for one without a price'
);
select is(
    (select id from public.request_ai_analysis('7203', '{technical,sentiment}', '{openai/gpt-4o,x/y}', '{1h,1d}', 'first')),
    (select id from asked), 'the same request again is the first one'
);
select is(
    (select id from public.request_ai_analysis('7203', request_id => 'defaults')),
    (select id from public.request_ai_analysis('7203', request_id => 'defaults')),
    'a request that leaves everything to the defaults is the first one, too, when it comes again'
);
select results_eq(
    $$select analysis_types, models_used, timeframes from public.ai_analysis_results where request_id = 'defaults'$$,
    $$values ('{technical}'::text[], '{openai/gpt-4-turbo-preview}'::text[], '{1d}'::text[])$$,
    'the defaults are those of the setting ai_model_config'
);
select is(
    (select models_used from public.request_ai_analysis('7203', '{news,technical}')), '{openai/gpt-4-turbo-preview}',
    'a type without a model of its own is asked of the model of technical analyses'
);
select is(
    tests.code(format('select public.request_ai_analysis(%s)', arguments)), 'KB305',
    'another request under its id is refused: ' || arguments
)
from unnest(array[
    $$'6758', '{technical,sentiment}', '{openai/gpt-4o,x/y}', '{1h,1d}', 'first'$$,
    $$'7203', '{technical}', '{openai/gpt-4o,x/y}', '{1h,1d}', 'first'$$,
    $$'7203', '{technical,sentiment}', '{openai/gpt-4o}', '{1h,1d}', 'first'$$,
    $$'7203', request_id => 'first'$$
]) as arguments;
select is(
    tests.code(format('select public.request_ai_analysis(%s)', arguments)), code,
    format('a call with %s is refused with %s', arguments, code)
)
from (values
    ($$'AAPL'$$, 'KB201'), ($$null$$, 'KB201'), ($$repeat('7', 11)$$, 'KB201'), ($$'7203', '{}'$$, 'KB306'),
    ($$'7203', '{technical,technical}'$$, 'KB306'), ($$'7203', '{{a},{b}}'$$, 'KB306'),
    ($$'7203', models => '{a,null}'$$, 'KB306'), ($$'7203', models => array_fill('a'::text, '{21}')$$, 'KB306'),
    ($$'7203', models => array[' ']$$, 'KB306'), ($$'7203', timeframes => array[repeat('x', 11)]$$, 'KB306'),
    ($$'7203', request_id => ' '$$, 'KB306'), ($$'7203', request_id => repeat('x', 101)$$, 'KB306')
) as v (arguments, code);
select throws_ok(
    $$select public.request_ai_analysis('7203', models => '{a,null}')$$, 'KB306',
    'models[1] must be a text of 1 to 200 characters, once, not null', 'the error names the element'
);
select is(
    (select (calls, reserved_calls)::text from public.ai_usage), '(0,3)',
    'three requests are reserved, whatever was repeated or refused'
);

-- The service role makes them.
select tests.sign_in_as_service();
select is((select count(*) from public.claim_ai_analyses('worker 1', 2)), 2::bigint, 'a worker claims two of three');
select is((select count(*) from public.claim_ai_analyses('worker 2', 5)), 1::bigint, 'another one gets what is left');
select is((select count(*) from public.claim_ai_analyses('worker 3', 5)), 0::bigint, 'the third worker gets nothing');
select is(
    (select (status, claimed_by, claimed_until - now())::text from public.ai_analysis_results where id = (select id from asked)),
    '(processing,"worker 1",00:05:00)', 'a claim makes the analysis processing'
);
select tests.sign_out();
update public.ai_analysis_results set claimed_until = now() - interval '1 second' where claimed_by = 'worker 1';
select tests.sign_in_as_service();
select is(
    (select count(*) from public.claim_ai_analyses('worker 3', 5)), 2::bigint,
    'a lease that has run out is given again'
);
select lives_ok(
    $$select public.complete_ai_analysis((select id from asked), tests.results('buy', 0.8), '{"RSI": 28.5}', '{"cost": 0.3}')$$,
    'the worker that had it before may still complete it'
);
select results_eq(
    $$select status::text, final_decision::text, consensus_confidence, completed_at, reserved_until,
    technical_indicators ->> 'RSI'
    from public.ai_analysis_results where id = (select id from asked)$$,
    $$values ('completed', 'buy', 0.8, now(), null::timestamptz, '28.5')$$,
    'a completed analysis has its decision, and its reservation has ended'
);
select lives_ok(
    $$select public.complete_ai_analysis((select id from asked), tests.results('buy', 0.8), '{"RSI": 28.5}', '{"cost": 0.3}')$$,
    'the same completion again is the first one'
);
select is(tests.code(format('select public.%s', call)), 'KB308', 'what has ended does not end otherwise: ' || call)
from unnest(array[
    $$complete_ai_analysis((select id from asked), tests.results('sell', 0.8), '{"RSI": 28.5}', '{"cost": 0.3}')$$,
    $$fail_ai_analysis((select id from asked), 'too late')$$
]) as call;
select throws_ok(
    $$update public.ai_analysis_results set status = 'pending' where status = 'processing'$$, 'KB309', null,
    'what is processing does not become pending'
);
select is(
    (select (public.fail_ai_analysis(id, 'timeout')).status from public.ai_analysis_results where request_id = 'defaults'),
    'failed', 'an analysis that could not be made has failed'
);
select lives_ok(
    $$select public.fail_ai_analysis(id, 'timeout') from public.ai_analysis_results where request_id = 'defaults'$$,
    'a failure may be said twice'
);
select is(
    tests.code(format('update public.ai_analysis_results set %s where status in (''completed'', ''failed'')', assignment)),
    'KB308',
    'an analysis that has ended never changes: ' || assignment
)
from unnest(array['status = ''pending''', 'error_message = ''x''']) as assignment;
select tests.sign_out();
select throws_ok(
    $$update public.ai_analysis_results set completed_at = now() + interval '1 second' where id = (select id from asked)$$,
    'KB308', null,
    'an analysis is not refreshed, not even by the owner of the database'
);
select results_eq(
    $$select calls, cost_usd, reserved_calls, reserved_cost_usd from public.ai_usage where user_id = tests.user_id('taro')$$,
    $$values (1, 0.3, 1, 0.07)$$,
    'one call is made at the provider''s cost, one is still reserved, the failed one is given back'
);
select is_empty('select * from kaboom.verify_ai()', 'every figure of the usage follows from its events');

select * from finish();
rollback;
