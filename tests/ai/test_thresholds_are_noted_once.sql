begin;
select plan(7);

select tests.create_user('taro');
select tests.sign_in_as_service();
update public.system_settings
set value = '{"basic": {"calls": 10, "cost_usd": 1}, "premium": {"calls": 100, "cost_usd": null}, "enterprise": {"calls": 1000}}'
where key = 'tier_limits';
create function pg_temp.noted() returns text language sql as $$
    select string_agg(format('%s%% %s %s of %s', percent, measure, trim_scale(used), trim_scale(allowed)), ', ' order by percent)
    from public.ai_usage_thresholds where user_id = tests.user_id('taro');
$$;
select public.update_ai_usage(tests.user_id('taro'), 0.01) from generate_series(1, 4);
select is(pg_temp.noted(), null, 'four of ten calls are no threshold');
select public.update_ai_usage(tests.user_id('taro'), 0.01);
select is(pg_temp.noted(), '50% calls 5 of 10', 'five are the first');
select public.update_ai_usage(tests.user_id('taro'), 0.75);
select is(
    pg_temp.noted(), '50% calls 5 of 10, 80% cost_usd 0.8 of 1', 'dollars may reach the next one before the calls do'
);
select public.update_ai_usage(tests.user_id('taro'), 0.01) from generate_series(1, 2);
select is(
    pg_temp.noted(), '50% calls 5 of 10, 80% cost_usd 0.8 of 1',
    'a threshold is noted once a month, by whatever reaches it first'
);
select tests.sign_out();
update public.user_profiles set tier = 'premium' where id = tests.user_id('taro');
select public.update_ai_usage(tests.user_id('taro'), 9);
select is(
    pg_temp.noted(), '50% calls 5 of 10, 80% cost_usd 0.8 of 1', 'a larger tier is measured against its own calls'
);
update public.user_profiles set ai_quota_monthly = 2 where id = tests.user_id('taro');
select public.update_ai_usage(tests.user_id('taro'), 0);
select is(
    pg_temp.noted(), '50% calls 5 of 10, 80% cost_usd 0.8 of 1, 100% calls 10 of 2',
    'a quota that is lowered is reached at the next call'
);
select tests.sign_in('taro');
select is((select count(*) from public.ai_usage_thresholds), 3::bigint, 'a user sees their own thresholds');

select * from finish();
rollback;
