begin;
select plan(18);

select tests.sign_in('taro');
select set_config(
    'request.headers',
    '{"x-forwarded-for": "203.0.113.9, 198.51.100.7", "user-agent": "Mozilla/5.0"}',
    true
);
select set_config(
    'request.jwt.claims',
    jsonb_build_object('sub', tests.user_id('taro'), 'session_id', '11111111-2222-4333-8444-555555555555')::text,
    true
);
select tests.open_portfolio('main', 100000);
select results_eq(
    $$select action, resource_type, resource_id, host(ip_address), user_agent, session_id, old_values is null,
        new_values ->> 'name', new_values ? 'current_balance'
    from public.audit_logs where resource_type = 'portfolio'$$,
    $$values ('portfolio_created'::varchar, 'portfolio'::varchar, tests.portfolio_id('main'), '198.51.100.7', 'Mozilla/5.0',
        '11111111-2222-4333-8444-555555555555'::uuid, true, 'main', false)$$,
    'opening a portfolio leaves an audit row with the address that the nearest proxy saw, the browser and the session'
);
update public.portfolios set name = 'renamed';
select results_eq(
    $$select old_values, new_values from public.audit_logs where action = 'portfolio_updated'$$,
    $$values ('{"name": "main"}'::jsonb, '{"name": "renamed"}'::jsonb)$$,
    'an audit row of a change has the changed columns only'
);
update public.portfolios set name = 'renamed';
select is(
    (select count(*) from public.audit_logs where action = 'portfolio_updated'), 1::bigint,
    'an update that changes nothing leaves no audit row'
);

select public.place_order(tests.portfolio_id('main'), '7203', 'buy', 10, 100);
select tests.sign_in_as_service();
select public.record_execution(t.id, 'e1', 4, 100) from public.trades as t where t.user_id = tests.user_id('taro');
select tests.sign_in('taro');
select public.cancel_order(t.id, 'enough') from public.trades as t;
select bag_eq(
    $$select action from public.audit_logs where resource_type = 'trade'$$,
    $$values ('trade_placed'::varchar), ('trade_executed'), ('trade_cancelled')$$,
    'an order that is placed, filled and cancelled leaves an audit row of each step'
);
select is(
    (select new_values from public.audit_logs where action = 'trade_executed'),
    '{"status": "partial", "net_amount": 400.40, "filled_quantity": 4}'::jsonb,
    'the audit row of a fill has the columns of the order that it changed'
);
select is(
    (select count(*) from public.audit_logs where action = 'portfolio_updated'),
    1::bigint, 'a movement of cash leaves an entry in the ledger and no audit row'
);

select set_config('request.headers', '{"x-forwarded-for": "no address", "user-agent": 5', true);
select lives_ok($$update public.portfolios set description = 'a'$$, 'malformed headers stop no change');
select set_config('request.headers', '["x-forwarded-for"]', true);
select lives_ok($$update public.portfolios set description = 'b'$$, 'headers that are a JSON array stop no change');
select set_config('request.headers', '{"x-forwarded-for": "no address"}', true);
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.user_id('taro'), 'session_id', 'none')::text, true);
select lives_ok($$update public.portfolios set description = 'c'$$, 'a malformed address and a malformed session stop no change');
select is(
    (select count(*) from public.audit_logs where action = 'portfolio_updated' and ip_address is null and session_id is null),
    3::bigint, 'an audit row leaves out a malformed address and a malformed session'
);

update public.user_profiles set display_name = '太郎', last_activity = now() + interval '1 minute';
select is(
    (select new_values from public.audit_logs where action = 'user_profile_updated'),
    '{"display_name": "太郎"}'::jsonb, 'the audit row of a profile leaves out last_activity'
);
select throws_ok(
    $$insert into public.audit_logs (user_id, action) values (tests.user_id('taro'), 'trade_executed')$$,
    '42501', null, 'a user inserts no audit row'
);
select throws_ok($$delete from public.audit_logs$$, '42501', null, 'a user deletes no audit row');
select tests.sign_in('hanako');
select is_empty(
    $$select 1 from public.audit_logs where user_id = tests.user_id('taro')$$, 'a stranger reads no audit row of another user'
);
select tests.sign_in_as_service();
update public.system_settings set value = '{"default": 0.002}' where key = 'commission_rates';
select is(
    (select new_values from public.audit_logs where action = 'system_setting_updated'),
    '{"value": {"default": 0.002}}'::jsonb, 'a change of a setting leaves an audit row'
);
select set_config('request.jwt.claims', '{"role": "service_role", "sub": "taro", "session_id": 7}', true);
select lives_ok(
    $$update public.system_settings set value = '{"default": 0.003}' where key = 'commission_rates'$$,
    'claims that name no user stop no change'
);
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.user_id('taro'))::text, true);
update public.system_settings set value = '{"default": 0.004}' where key = 'commission_rates';
select is(
    (select array_agg(user_id) from public.audit_logs
        where action = 'system_setting_updated' and new_values @> '{"value": {"default": 0.004}}'),
    array[tests.user_id('taro')], 'the audit row of a setting names the user who changed it'
);
select throws_ok($$update public.audit_logs set action = 'x'$$, '42501', null, 'the service role updates no audit row');

select * from finish();
rollback;
