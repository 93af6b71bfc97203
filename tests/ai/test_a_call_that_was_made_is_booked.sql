begin;
select plan(14);

select tests.create_user('taro');
update public.user_profiles set ai_quota_monthly = 1 where id = tests.user_id('taro');
select tests.sign_in_as_service();
select lives_ok($$select public.update_ai_usage(tests.user_id('taro'), 0.023)$$, 'the first call counts');
select lives_ok(
    $$select public.update_ai_usage(tests.user_id('taro'), 0.0000015)$$,
    'one above the quota counts as well, because it was made'
);
select results_eq(
    $$select calls, cost_usd, month from public.ai_usage where user_id = tests.user_id('taro')$$,
    $$values (2, 0.0230015, date_trunc('month', now() at time zone 'Asia/Tokyo')::date)$$,
    'in the month of Tokyo, to the last decimal of its cost'
);
select results_eq(
    $$select calls_allowed, calls_used, calls_left, cost_usd from public.ai_quota_status(tests.user_id('taro'))$$,
    $$values (1, 2, 0, 0.0230015)$$,
    'the status shows what is above the quota'
);
select is(
    tests.code(format('select public.update_ai_usage(%s)', arguments)), code,
    format('a call with %s is refused with %s', arguments, code)
)
from (values
    ('gen_random_uuid(), 1', 'KB302'), ('null, 1', 'KB302'), ($$tests.user_id('taro'), -1$$, 'KB303'),
    ($$tests.user_id('taro'), 'NaN'$$, 'KB303'), ($$tests.user_id('taro'), 1000000$$, 'KB303'),
    ($$tests.user_id('taro'), null$$, 'KB303')
) as v (arguments, code);
select tests.sign_in('taro');
select is(
    (select p.ai_usage_current from public.user_profiles as p), 2, 'the profile shows the calls of the current month'
);
select throws_ok(
    $$select public.update_ai_usage(tests.user_id('taro'), 1)$$, '42501', null,
    'a user may not count calls, not even their own'
);

-- Nothing has to be reset: with the month the row changes.
select tests.sign_out();
update public.ai_usage set month = month - interval '1 month' where user_id = tests.user_id('taro');
select tests.sign_in('taro');
select is(
    (select p.ai_usage_current from public.user_profiles as p), 0,
    'the profile shows 0 in a month in which nothing has happened yet'
);
select results_eq(
    $$select calls_used, calls_left, cost_usd, month_ends_at from public.ai_quota_status()$$,
    $$values (0, 1, 0::numeric,
        (date_trunc('month', now() at time zone 'Asia/Tokyo') + interval '1 month') at time zone 'Asia/Tokyo')$$,
    'the status shows 0 as well, and when the month ends in Tokyo'
);

select * from finish();
rollback;
