begin;
select plan(15);

-- Sessions of 7203 from 2025-01-06 on: 1000, then 1010 after 1, 990 after 5 and 1200 after 20; of 6758 only
-- three, without a move.
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
select '7203', '1d', '2025-01-06 00:00+09'::timestamptz + n * interval '1 day',
    case n when 1 then 1010 when 5 then 990 when 20 then 1200 else 1000 end
from generate_series(0, 25) as n;
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
select '6758', '1d', '2025-01-06 00:00+09'::timestamptz + n * interval '1 day', 500 from generate_series(0, 3) as n;
-- Other bars of the share are no sessions.
insert into public.market_data (symbol, timeframe, data_timestamp, close_price) values ('7203', '1h', '2025-01-06 14:30+09', 1);

select tests.create_user('taro');
select tests.create_user('hanako');
select tests.sign_in_as_service();
create function pg_temp.result(model text, decision text, confidence numeric, cost numeric) returns jsonb language sql as $$
    select jsonb_build_object('model', model, 'decision', decision, 'confidence', confidence, 'cost_usd', cost);
$$;
insert into public.ai_analysis_results (user_id, request_id, symbol, model_results, completed_at)
values
    (tests.user_id('taro'), 'during the day', '7203', jsonb_build_object('results', jsonb_build_array(
        pg_temp.result('m/a', 'buy', 0.8, 0.1), pg_temp.result('m/b', 'sell', 0.6, 0.02), pg_temp.result('m/c', 'hold', 0.5, null)
    )), '2025-01-06 10:00+09'),
    (tests.user_id('taro'), 'after the close', '6758', jsonb_build_object('results', jsonb_build_array(
        pg_temp.result('m/a', 'sell', 0.4, 0.1), pg_temp.result('m/b', 'sell', 0.9, 0.02)
    )), '2025-01-06 16:00+09'),
    (tests.user_id('taro'), 'before any price', '7203', jsonb_build_object('results', jsonb_build_array(
        pg_temp.result('m/a', 'buy', 0.95, 0.1)
    )), '2025-01-05 23:59+09'),
    (tests.user_id('hanako'), 'on a holiday', '7203', jsonb_build_object('results', jsonb_build_array(
        pg_temp.result('m/a', 'sell', 1, 9)
    )), '2025-02-20 10:00+09');

select tests.sign_in('taro');
select results_eq(
    $$select model, sessions, results, agreement, mean_confidence, cost_usd, judged, hits, hit_rate, mean_return,
    cost_per_hit_usd
    from public.ai_model_quality()$$,
    $$values
        ('m/a', 1, 3::bigint, 1.0, 0.716667, 0.3, 2::bigint, 1::bigint, 0.5, 0.005, 0.3),
        ('m/a', 5, 3, 1.0, 0.716667, 0.3, 1, 0, 0.0, -0.01, null), ('m/a', 20, 3, 1.0, 0.716667, 0.3, 1, 1, 1.0, 0.2, 0.3),
        ('m/b', 1, 2, 0.5, 0.75, 0.04, 2, 0, 0.0, -0.005, null), ('m/b', 5, 2, 0.5, 0.75, 0.04, 1, 1, 1.0, 0.01, 0.04),
        ('m/b', 20, 2, 0.5, 0.75, 0.04, 1, 0, 0.0, -0.2, null),
        ('m/c', 1, 1, 0.0, 0.5, 0.0, 0, 0, null, null, null), ('m/c', 5, 1, 0.0, 0.5, 0.0, 0, 0, null, null, null),
        ('m/c', 20, 1, 0.0, 0.5, 0.0, 0, 0, null, null, null)$$,
    'each model is judged by what the price did 1, 5 and 20 sessions after the close of the day'
);
select results_eq(
    $$select model, results from public.ai_model_quality('2025-01-06', '2025-01-06') where sessions = 1$$,
    $$values ('m/a', 2::bigint), ('m/b', 2), ('m/c', 1)$$,
    'days are those of Tokyo, both included'
);
select is_empty(
    $$select * from public.ai_model_quality('2025-01-07')$$, 'without analyses there is nothing to judge'
);
select is(tests.code($$select * from public.ai_model_quality('infinity')$$), 'KB306', 'a day is a day');
select results_eq(
    'select * from public.ai_calibration(1)',
    $$values ('m/a', 0.4, 0.5, 1::bigint, 0.4, 0.0), ('m/a', 0.8, 0.9, 1, 0.8, 1.0), ('m/b', 0.6, 0.7, 1, 0.6, 0.0),
        ('m/b', 0.9, 1.0, 1, 0.9, 0.0)$$,
    'the confidence of each model is compared with how often it was right'
);
select results_eq(
    'select model, confidence_from, hit_rate from public.ai_calibration()', $$values ('m/a', 0.8, 0.0), ('m/b', 0.6, 1.0)$$,
    'after five sessions where nothing else is asked for'
);
select is(
    tests.code('select * from public.ai_calibration(2)'), 'KB306',
    'decisions are judged after 1, 5 or 20 sessions only'
);
select results_eq(
    'select base_date, base_close, close_1, close_5, close_20 from public.ai_decision_outcomes order by symbol',
    $$values ('2025-01-06'::date, 500.0, 500.0, null::numeric, null::numeric), ('2025-01-06', 1000.0, 1010.0, 990.0, 1200.0)$$,
    'an analysis without a price before it has no outcome, one without enough sessions after it not yet'
);
select results_eq(
    'select symbol::text, final_decision::text, consensus_confidence from public.latest_ai_decisions order by symbol',
    $$values ('6758', 'sell', 0.65), ('7203', 'buy', 0.26666667)$$,
    'the latest decision of each share comes in one request'
);
select is(
    (select count(*) from public.ai_model_results where model = 'm/b'), 2::bigint, 'results are found by their model'
);
select tests.sign_in('hanako');
select results_eq(
    'select base_date, base_close, close_1 from public.ai_decision_outcomes',
    $$values ('2025-01-31'::date, 1000.0, null::numeric)$$,
    'the last close before a day without one is where the judgement begins'
);

-- What it did cost.
select tests.sign_in_as_service();
select public.settle_ai_usage(tests.user_id('taro'), 'a', '[
    {"id": "g1", "model": "m/a", "usage": {"cost": 0.5, "prompt_tokens": 9}},
    {"id": "g2", "model": "m/b", "usage": {"cost": 0.25, "completion_tokens": 7}}]');
select public.settle_ai_usage(
    tests.user_id('taro'), 'a', '{"id": "g1", "model": "m/a", "usage": {"cost": 0.6, "prompt_tokens": 9}}'
);
select public.settle_ai_usage(tests.user_id('taro'), 'b', '{"model": "m/a", "usage": {"cost": 1}}');
select public.settle_ai_usage(tests.user_id('hanako'), 'a', '{"model": "m/a", "usage": {"cost": 100}}');
select results_eq(
    'select model::text, sum(cost_usd) from public.ai_costs group by model order by model',
    $$values ('m/a', 101.6), ('m/b', 0.25)$$,
    'the service role sees what each model did cost'
);
select results_eq(
    $$select day, sum(cost_usd) from public.ai_costs where user_id = tests.user_id('taro') group by day$$,
    $$values ((now() at time zone 'Asia/Tokyo')::date, 1.85)$$,
    'the service role sees what each user did cost on each day of Tokyo'
);
select tests.sign_in('taro');
select results_eq(
    'select model::text, generations, input_tokens, output_tokens, cost_usd from public.ai_costs order by model',
    $$values ('m/a', 2::bigint, 9::numeric, 0::numeric, 1.6), ('m/b', 1, 0, 7, 0.25)$$,
    'a user sees their own, with corrections'
);
select tests.sign_in('other');
select is_empty('select 1 from public.ai_costs', 'a user does not see the costs of others');

select * from finish();
rollback;
