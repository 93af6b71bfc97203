begin;
select plan(13);

select tests.create_user('taro');
update public.user_profiles set ai_quota_monthly = 2 where id = tests.user_id('taro');
select tests.sign_in_as_service();
select lives_ok($$select public.update_ai_usage(tests.user_id('taro'), 0.023)$$, 'the first call counts');
select lives_ok($$select public.update_ai_usage(tests.user_id('taro'), 0.0000015)$$, 'and the second');
select throws_ok(
    $$select public.update_ai_usage(tests.user_id('taro'), 0.01)$$,
    'KB301', null, 'the call that exceeds the quota is refused'
);
select results_eq(
    $$select calls, cost_usd from public.ai_usage where user_id = tests.user_id('taro')$$,
    $$values (2, 0.023002::numeric)$$,
    'and costs nothing'
);
select is(
    (select ai_usage_current from public.user_profiles where id = tests.user_id('taro')), 2, 'the profile shows the count'
);
select is(
    (select month from public.ai_usage where user_id = tests.user_id('taro')),
    date_trunc('month', now() at time zone 'Asia/Tokyo')::date,
    'it belongs to the month of Tokyo'
);
select throws_ok($$select public.update_ai_usage(gen_random_uuid(), 1)$$, 'KB302', null, 'an unknown user is refused');
select throws_ok($$select public.update_ai_usage(null, 1)$$, 'KB302', null, 'so is none');
select throws_ok($$select public.update_ai_usage(tests.user_id('taro'), -1)$$, 'KB303', null, 'a negative cost is refused');
select throws_ok($$select public.update_ai_usage(tests.user_id('taro'), 'NaN')$$, 'KB303', null, 'so is one that is no number');
select throws_ok($$select public.update_ai_usage(tests.user_id('taro'), null)$$, 'KB303', null, 'so is none');

select tests.sign_out();
update public.ai_usage set month = month - interval '1 month' where user_id = tests.user_id('taro');
select tests.sign_in_as_service();
select lives_ok($$select public.update_ai_usage(tests.user_id('taro'), 1)$$, 'a new month starts anew');
select tests.sign_in('taro');
select throws_ok(
    $$select public.update_ai_usage(tests.user_id('taro'), 1)$$, '42501', null, 'a user may not count calls, not even his own'
);

select * from finish();
rollback;
