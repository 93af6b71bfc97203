begin;
select plan(25);

-- Worked by hand: score = sum of weight x confidence, confidence = best score / sum of weights.
create temporary table examples (name text, results text, weights jsonb, threshold numeric, decision text, confidence numeric,
    agreement numeric);
insert into examples values
    -- 0.4 x 0.85 + 0.3 x 0.6 = 0.52 against 0.3 x 0.9 = 0.27, of 1.0.
    ('the weights of three types', 'technical buy 0.85, sentiment buy 0.6, risk hold 0.9',
        '{"technical": 0.4, "sentiment": 0.3, "risk": 0.3}', 0, 'buy', 0.52, 0.7),
    -- 3 x 0.5 = 1.5 against 1 x 0.9, of 4.
    ('a type without a weight has 1', 'technical buy 0.5, news sell 0.9', '{"technical": 3}', 0, 'buy', 0.375, 0.75),
    ('a result without a type has weight 1', '- buy 0.5, technical sell 0.9', '{"technical": 0.5}', 0, 'buy', 0.33333333, 0.66666667),
    ('a type of weight 0 does not count', 'technical sell 0.3, sentiment buy 1', '{"sentiment": 0}', 0, 'sell', 0.3, 1),
    ('one result alone', 'technical sell 0.61', '{}', 0, 'sell', 0.61, 1),
    ('thirds', 'a buy 1, b sell 0.5, c hold 0.5', '{}', 0, 'buy', 0.33333333, 0.33333333),
    ('a tie is hold, which nobody decided', 'a buy 0.8, b sell 0.8', '{}', 0, 'hold', 0.4, 0),
    ('a tie is hold, which one decided', 'a buy 0.8, b sell 0.8, c hold 0.1', '{}', 0, 'hold', 0.26666667, 0.33333333),
    ('a tie of all three', 'a buy 0.5, b sell 0.5, c hold 0.5', '{}', 0, 'hold', 0.16666667, 0.33333333),
    ('a tie with hold itself', 'a buy 0.5, b hold 0.5', '{}', 0, 'hold', 0.25, 0.5),
    ('a tie of weighted scores', 'a buy 0.6, b sell 0.3', '{"b": 2}', 0, 'hold', 0.2, 0),
    -- In binary floating point 0.1 + 0.2 is not 0.3.
    ('a tie that only exact decimals show', 'a buy 0.1, b buy 0.2, c sell 0.3', '{}', 0, 'hold', 0.1, 0),
    ('no confidence at all', 'a buy 0', '{}', 0, 'buy', 0, 1),
    ('0.695 is below 0.7, though it rounds to it', 'a buy 0.695', '{}', 0.7, 'hold', 0.695, 0),
    ('0.7 is not below 0.7', 'a buy 0.7', '{}', 0.7, 'buy', 0.7, 1),
    ('a mean of 0.695 is below 0.7', 'a buy 0.7, b buy 0.69', '{}', 0.7, 'hold', 0.695, 0),
    -- 2 of 3 thirds, compared without a division that rounds.
    ('two thirds are not below 0.66666666', 'a buy 1, b buy 1, c sell 0.1', '{}', 0.66666666, 'buy', 0.66666667, 0.66666667),
    ('two thirds are below 0.66666667', 'a buy 1, b buy 1, c sell 0.1', '{}', 0.66666667, 'hold', 0.66666667, 0),
    ('a hold by the threshold counts those who said hold', 'a sell 0.6, b hold 0.5', '{}', 0.9, 'hold', 0.3, 0.5),
    ('confidence of 1 meets a threshold of 1', 'a sell 1, b sell 1', '{}', 1, 'sell', 1, 1);

create function pg_temp.results_of(list text) returns jsonb language sql as $$
    select jsonb_build_object('results', jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'analysis_type', nullif(split_part(trim(one), ' ', 1), '-'), 'decision', split_part(trim(one), ' ', 2),
        'confidence', split_part(trim(one), ' ', 3)::numeric
    )))) from unnest(string_to_array(list, ',')) as one;
$$;

select is(
    (select row(c.decision, round(c.confidence, 8), round(c.agreement, 8))::text
    from kaboom.ai_consensus(pg_temp.results_of(e.results), e.weights, e.threshold) as c),
    row(e.decision, round(e.confidence, 8), round(e.agreement, 8))::text,
    e.name
)
from examples as e;

-- The same through the table, with the settings.
select tests.create_user('taro');
select tests.sign_in_as_service();
update public.system_settings set value = '{"weights": {"technical": 0.4, "sentiment": 0.3}, "threshold": 0.5}'
where key = 'ai_consensus';
insert into public.ai_analysis_results (id, user_id, symbol, status)
select tests.portfolio_id(name), tests.user_id('taro'), '7203', 'pending' from unnest(array['setting', 'call', 'sums']) as name;
select public.complete_ai_analysis(
    tests.portfolio_id('setting'), pg_temp.results_of('technical buy 0.85, sentiment buy 0.6, risk hold 0.9')
);
-- (0.34 + 0.18) / 1.7 = 0.30588..., and hold has 0.9 of weight 1, so hold is best with 0.9 / 1.7.
select results_eq(
    $$select final_decision::text, consensus_confidence, model_agreement, consensus_weights, consensus_threshold
    from public.ai_analysis_results where id = tests.portfolio_id('setting')$$,
    $$values ('hold', 0.52941176, 0.58823529, '{"technical": 0.4, "sentiment": 0.3}'::jsonb, 0.5)$$,
    'weights and threshold of the setting draw the decision, and are kept with it'
);
select public.complete_ai_analysis(
    tests.portfolio_id('call'), pg_temp.results_of('technical buy 0.85, sentiment buy 0.6, risk hold 0.9'),
    weights => '{"risk": 0.3}'
);
select results_eq(
    $$select final_decision::text, consensus_confidence, model_agreement, consensus_weights
    from public.ai_analysis_results where id = tests.portfolio_id('call')$$,
    $$values ('buy', 0.52, 0.7, '{"technical": 0.4, "sentiment": 0.3, "risk": 0.3}'::jsonb)$$,
    'weights of the call come on top of the setting'
);
select public.complete_ai_analysis(tests.portfolio_id('sums'), '{"results": [
    {"decision": "sell", "confidence": 0.7, "cost_usd": 60.5, "processing_time": 9000},
    {"decision": "sell", "confidence": 0.7, "cost_usd": 45.25, "processing_time": 1500.5},
    {"decision": "sell", "confidence": 0.7, "cost_usd": null}]}');
select results_eq(
    $$select total_cost_usd, processing_time_seconds from public.ai_analysis_results where id = tests.portfolio_id('sums')$$,
    $$values (105.75, 10500.5)$$,
    'cost and time are sums, above 99 dollars and 9,999 seconds too'
);
select tests.sign_out();
select is_empty('select * from kaboom.verify_ai()', 'every figure of the usage follows from its events');
select is(
    (select decision from kaboom.ai_consensus(tests.results('buy', 0.4), '{}', 0.5)), 'hold',
    'a consensus is a pure function'
);

select * from finish();
rollback;
