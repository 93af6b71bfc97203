begin;
select plan(17);

select tests.create_user('taro');
create function pg_temp.insert_one(columns text, content text) returns text language sql as $$
    select format('insert into public.ai_analysis_results (user_id, symbol, analysis_types, models_used, %s)
        values (tests.user_id(''taro''), ''7203'', ''{technical}'', ''{m}'', %s)', columns, content);
$$;
select tests.sign_in_as_service();

-- As the specification writes it.
select lives_ok(
    $$insert into public.ai_analysis_results (
        user_id, symbol, analysis_types, models_used, timeframes, final_decision, consensus_confidence, model_agreement,
        model_results, technical_indicators, total_cost_usd, processing_time_seconds, completed_at
    )
    values (tests.user_id('taro'), '7203', '{technical}', '{openai/gpt-4-turbo-preview}', '{1h}', 'buy', 0.1, 0.1,
        tests.results('buy', 0.85), '{"RSI": 28.5}', 0.5, 2.5, now() + interval '1 day')$$,
    'the service role inserts an analysis that was made elsewhere'
);
select results_eq(
    $$select status::text, consensus_confidence, model_agreement, total_cost_usd, processing_time_seconds, completed_at,
        reserved_until, public.is_fresh(a)
    from public.ai_analysis_results as a$$,
    $$values ('completed', 0.85, 1.0, 0.5, 2.5, now(), null::timestamptz, true)$$,
    'the figures are those of the results, and the time of completion is not later than now'
);
select is_empty(
    'select * from public.ai_usage_events', 'without a usage it books nothing, because update_ai_usage does'
);
select is(
    tests.code(pg_temp.insert_one(columns, content)), code, format('refused with %s: %s = %s', code, columns, content)
)
from (values
    ('model_results, final_decision', $$tests.results('buy'), 'sell'$$, 'KB314'), ('model_results', $$'{}'$$, 'KB310'),
    ('final_decision', $$'buy'$$, 'KB310'), ('model_results, usage', $$tests.results('buy'), '{}'$$, 'KB311'),
    ('model_results, consensus_weights', $$tests.results('buy'), '[]'$$, 'KB312'),
    ('model_results, technical_indicators', $$tests.results('buy'), '[]'$$, 'KB313'),
    ('status, final_decision', $$'pending', 'hold'$$, '23514'),
    ('status, model_results', $$'failed', tests.results('buy')$$, '23514'),
    ('status', $$'done'$$, '23514')
) as v (columns, content, code);

select lives_ok(
    pg_temp.insert_one(
        'request_id, model_results, usage', $$'theirs', tests.results('buy'), '{"cost": 0.25, "prompt_tokens": 7}'$$
    ),
    'one that brings its usage books it'
);
select lives_ok(
    pg_temp.insert_one(
        'request_id, model_results, usage', $$'theirs', tests.results('buy'), '{"cost": 0.25, "prompt_tokens": 7}'$$
    ),
    'the same analysis again is inserted once'
);
select is(
    tests.code(pg_temp.insert_one('request_id, model_results, usage', $$'theirs', tests.results('sell'), '{"cost": 0.25}'$$)),
    'KB305',
    'while another result under its request_id is refused'
);
select results_eq(
    $$select count(*), min(u.calls), min(u.cost_usd) from public.ai_analysis_results as a, public.ai_usage as u
    where a.request_id = 'theirs'$$,
    $$values (1::bigint, 1, 0.25)$$, 'an analysis that comes twice counts once'
);
select tests.sign_out();
select is_empty('select * from kaboom.verify_ai()', 'every figure of the usage follows from its events');

select * from finish();
rollback;
