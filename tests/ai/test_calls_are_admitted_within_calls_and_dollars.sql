begin;
select plan(27);

select tests.create_user('taro');
create function pg_temp.ask(at timestamptz, models text[] default '{openai/gpt-4o}') returns text language sql as $$
    select tests.code(format(
        'insert into public.ai_analysis_results (user_id, symbol, models_used, status, created_at)
        values (%L, ''7203'', %L, ''pending'', %L)',
        tests.user_id('taro'), models, at
    ));
$$;
create function pg_temp.of(in_month date) returns text language sql as $$
    select (calls, reserved_calls, trim_scale(reserved_cost_usd))::text from public.ai_usage
    where user_id = tests.user_id('taro') and month = in_month;
$$;

-- 2025-02-01 begins in Tokyo at 15:00 UTC of the day before.
update public.user_profiles set ai_quota_monthly = 1 where id = tests.user_id('taro');
select is(
    pg_temp.ask('2025-01-31 14:59:59.999999+00'), 'done', 'the last moment of January in Tokyo has a call of January'
);
select is(pg_temp.ask('2025-01-31 14:59:59+00'), 'KB301', 'a second call of January is refused');
select is(
    pg_temp.ask('2025-01-31 15:00:00+00'), 'done',
    'a moment later the calls of February begin, nine hours before those of UTC'
);
select is(
    pg_temp.ask('2025-02-01 00:00:00+00'), 'KB301', 'the calls of February do not begin again with the month of UTC'
);
select is(pg_temp.of('2025-01-01') || pg_temp.of('2025-02-01'), '(0,1,0.01)(0,1,0.01)', 'each month has its own');
select is(
    (select (kaboom.expire_ai_reservations(500, '2025-02-01 15:00:00+00'), pg_temp.of('2025-01-01'))::text), '(0,"(0,0,0)")',
    'what expires in February is given back to January'
);
select is(pg_temp.ask('2025-01-31 14:00:00+00'), 'done', 'where there is room for it again');

-- A call belongs to the month in which it was admitted, and its reservation is given back once.
select kaboom.expire_ai_reservations(500, '2025-02-02 15:00:00+00');
select public.fail_ai_analysis(id, 'timeout') from public.ai_analysis_results where created_at = '2025-01-31 14:00:00+00';
select is(pg_temp.of('2025-01-01'), '(0,0,0)', 'a request that has expired and fails gives back once');
select public.settle_ai_usage(user_id, request_id, '{"cost": 0.5}') from public.ai_analysis_results
where created_at = '2025-01-31 14:00:00+00';
select is(pg_temp.of('2025-01-01'), '(1,0,0)', 'a settlement that comes in a later month counts in the month of the request');

-- Tiers and quotas count as they are at that moment.
select is(pg_temp.ask('2025-03-05 00:00:00+00'), 'done', 'the first call of March is within a quota of 1');
select is(pg_temp.ask('2025-03-05 00:00:00+00'), 'KB301', 'the second is not');
update public.user_profiles set ai_quota_monthly = null where id = tests.user_id('taro');
update public.system_settings
set value = '{"basic": {"calls": 2, "cost_usd": null}, "premium": {"calls": 3, "cost_usd": 0.06}, "enterprise": {"calls": 0}}'
where key = 'tier_limits';
select is(pg_temp.ask('2025-03-05 00:00:00+00'), 'done', 'without a quota the calls of the tier count');
select is(pg_temp.ask('2025-03-05 00:00:00+00'), 'KB301', 'a third call is refused where the tier has two');
update public.user_profiles set tier = 'premium' where id = tests.user_id('taro');
select is(
    pg_temp.ask('2025-03-05 00:00:00+00', '{openai/gpt-4o,a/b}'), 'KB304',
    'a call of 0.06 dollars is refused where the next tier has 0.04 left'
);
select is(
    pg_temp.ask('2025-03-05 00:00:00+00', '{openai/gpt-4o,openai/gpt-4-turbo}'), 'KB304',
    'a call of 0.045 dollars is refused where 0.04 are left'
);
select is(
    pg_temp.ask('2025-03-05 00:00:00+00', '{openai/gpt-4o,openai/gpt-4o-mini}'), 'done',
    'a call of 0.0106 dollars is admitted, with both models at their price'
);
select is(pg_temp.of('2025-03-01'), '(0,3,0.0306)', 'three calls are reserved, and what they cost');
select is(
    pg_temp.ask('2025-06-05 00:00:00+00', '{openai/gpt-4o,a/b,a/c}'), 'KB304',
    'the first call of a month is refused where it exceeds the whole budget'
);
update public.user_profiles set tier = 'enterprise' where id = tests.user_id('taro');
select is(
    pg_temp.ask('2025-04-05 00:00:00+00'), 'KB301', 'a tier without calls has none, even in a month without a row'
);
select is(
    (select count(*) from public.ai_usage where month = '2025-04-01'), 0::bigint, 'a refused call makes no row'
);

-- Prices are those of the day; a model without one costs the setting, whatever else is asked.
select is(
    kaboom.estimate_ai_cost('{openai/gpt-4o}', '{technical}', '2024-10-01'), 0.0175,
    'gpt-4o costs 5 and 15 dollars until 2024-10-01'
);
select is(
    kaboom.estimate_ai_cost('{openai/gpt-4o}', '{technical}', '2024-10-02'), 0.01,
    '2.5 and 10 dollars from the next day on'
);
select is(
    kaboom.estimate_ai_cost('{openai/gpt-4o}', '{technical}', '2024-05-12'), 0.05,
    'a model is unknown before its first price'
);
select is(
    kaboom.estimate_ai_cost('{a/b,openai/gpt-4-turbo-preview}', '{technical,risk}', '2025-01-01'), 0.17,
    'each model is asked for each type: 2 x (0.05 + 0.035)'
);
select is(
    tests.code($$update public.system_settings set value = '{"usd": 0}' where key = 'ai_unknown_model_cost'$$), 'KB402',
    'a model without a price cannot be free'
);

-- A user without an account has nothing to be measured against, so nothing is admitted.
select tests.act('authenticated', '{"role": "authenticated", "sub": "11111111-1111-4111-8111-111111111111"}');
select throws_ok(
    $$select public.request_ai_analysis('7203')$$, 'KB302', null, 'the first request of an unknown user is refused'
);
select tests.sign_out();
select is_empty('select * from kaboom.verify_ai()', 'every figure of the usage follows from its events');

select * from finish();
rollback;
