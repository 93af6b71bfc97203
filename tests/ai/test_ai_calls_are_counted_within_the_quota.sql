begin;
select plan(13);

-- Two calls a month are allowed. They cost 0.023 and 0.0000015 US dollars, which is 0.023002 when rounded to six places.
select tests.create_user('taro');
update public.user_profiles set ai_quota_monthly = 2 where id = tests.user_id('taro');
select tests.sign_in_as_service();
select lives_ok($$select public.update_ai_usage(tests.user_id('taro'), 0.023)$$, 'a first call within the quota is counted');
select lives_ok($$select public.update_ai_usage(tests.user_id('taro'), 0.0000015)$$, 'a second call within the quota is counted');
select throws_ok(
    $$select public.update_ai_usage(tests.user_id('taro'), 0.01)$$,
    'KB301', null, 'a call that exceeds the quota is refused'
);
select results_eq(
    $$select calls, cost_usd from public.ai_usage where user_id = tests.user_id('taro')$$,
    $$values (2, 0.023002::numeric)$$,
    'ai_usage has the number and the cost of the calls within the quota only'
);
select is(
    (select ai_usage_current from public.user_profiles where id = tests.user_id('taro')), 2,
    'the profile shows the number of calls of the month'
);
select is(
    (select month from public.ai_usage where user_id = tests.user_id('taro')),
    date_trunc('month', now() at time zone 'Asia/Tokyo')::date,
    'calls belong to the month of the calendar in Tokyo'
);
select throws_ok($$select public.update_ai_usage(gen_random_uuid(), 1)$$, 'KB302', null, 'a call of an unknown user is refused');
select throws_ok($$select public.update_ai_usage(null, 1)$$, 'KB302', null, 'a call without a user is refused');
select throws_ok($$select public.update_ai_usage(tests.user_id('taro'), -1)$$, 'KB303', null, 'a cost below zero is refused');
select throws_ok($$select public.update_ai_usage(tests.user_id('taro'), 'NaN')$$, 'KB303', null, 'a cost of NaN is refused');
select throws_ok(
    $$select public.update_ai_usage(tests.user_id('taro'), null)$$, 'KB303', null, 'a call without a cost is refused'
);

select tests.sign_out();
update public.ai_usage set month = month - interval '1 month' where user_id = tests.user_id('taro');
select tests.sign_in_as_service();
select lives_ok($$select public.update_ai_usage(tests.user_id('taro'), 1)$$, 'a new month starts with a count of zero');
select tests.sign_in('taro');
select throws_ok(
    $$select public.update_ai_usage(tests.user_id('taro'), 1)$$, '42501', null,
    'a user may not count calls, not even the own ones'
);

select * from finish();
rollback;
