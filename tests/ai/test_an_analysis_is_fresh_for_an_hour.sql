begin;
select plan(11);

select tests.create_user('taro');
select tests.sign_in_as_service();
insert into public.ai_analysis_results (user_id, request_id, symbol, model_results, created_at, completed_at)
select tests.user_id('taro'), name, symbol, tests.results('buy'), now() - made, now() - completed
from (values
    ('now', '7203', interval '0', interval '0'), ('asked two hours ago', '7203', interval '2 hours', interval '59 minutes'),
    ('one hour', '6758', interval '0', interval '1 hour'), ('older', '9984', interval '0', interval '1 hour 0.000001 seconds')
) as v (name, symbol, made, completed);
insert into public.ai_analysis_results (user_id, request_id, symbol, status)
values (tests.user_id('taro'), 'waiting', '7203', 'pending'), (tests.user_id('taro'), 'failed', '7203', 'failed');

select tests.sign_in('taro');
select is(
    (select string_agg(a.request_id, ', ' order by a.request_id) from public.ai_analysis_results as a where public.is_fresh(a)),
    'asked two hours ago, now, one hour', 'an analysis is fresh for an hour after its completion, whenever it was asked for'
);
select is(
    (select request_id from public.fresh_ai_analysis('7203')), 'now', 'the latest fresh one of a share is found'
);
select is((select request_id from public.fresh_ai_analysis('6758')), 'one hour', 'up to the hour');
select is_empty($$select 1 from public.fresh_ai_analysis('9984')$$, 'a fresh analysis is not found after the hour');
select is_empty($$select 1 from public.fresh_ai_analysis('1301')$$, 'nothing is found for a share without analyses');
select is_empty(
    $$select 1 from public.fresh_ai_analysis('7203', tests.user_id('other'))$$,
    'a user does not find the analysis of another user'
);
select tests.sign_in('other');
select is_empty(
    $$select 1 from public.fresh_ai_analysis('7203', tests.user_id('taro'))$$,
    'another user does not find it by naming the owner'
);
select tests.sign_in_as_service();
select is(
    (select request_id from public.fresh_ai_analysis('7203', tests.user_id('taro'))), 'now',
    'the service role names the user'
);
update public.system_settings set value = '{"hours": 0.5}' where key = 'ai_freshness';
select is(
    (select string_agg(a.request_id, ', ' order by a.request_id) from public.ai_analysis_results as a where public.is_fresh(a)),
    'now',
    'the hour is a setting'
);
select is(
    tests.code($$update public.system_settings set value = '{"hours": 25}' where key = 'ai_freshness'$$), 'KB402',
    'the setting is at most a day'
);
select is(
    tests.code($$update public.system_settings set value = '{"hours": -1}' where key = 'ai_freshness'$$), 'KB402',
    'the setting is at least no hour'
);

select * from finish();
rollback;
