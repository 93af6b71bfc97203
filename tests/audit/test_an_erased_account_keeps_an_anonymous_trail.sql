begin;
select plan(6);

select tests.sign_in('taro');
select set_config('request.headers', '{"x-forwarded-for": "192.0.2.9", "user-agent": "Mozilla/5.0"}', true);
select set_config(
    'request.jwt.claims',
    jsonb_build_object('sub', tests.user_id('taro'), 'session_id', '11111111-2222-4333-8444-555555555555')::text,
    true
);
update public.user_profiles set display_name = '太郎';
select tests.open_portfolio('main', 1000);
select tests.sign_in('hanako');
select set_config('request.headers', '{"x-forwarded-for": "192.0.2.10", "user-agent": "curl"}', true);
update public.user_profiles set display_name = '花子';
select tests.sign_out();
select set_config('request.headers', '', true);
create temporary table trail as
select l.id, l.user_id from public.audit_logs as l where l.user_id in (tests.user_id('taro'), tests.user_id('hanako'));
delete from auth.users where id = tests.user_id('taro');

select is_empty(
    'select t.id from trail as t where not exists (select from public.audit_logs as l where l.id = t.id)',
    'erasing an account deletes none of its audit rows'
);
select is_empty(
    $$select l.id from public.audit_logs as l join trail as t on t.id = l.id
    where t.user_id = tests.user_id('taro')
        and num_nonnulls(l.user_id, l.ip_address, l.user_agent, l.session_id) > 0$$,
    'erasing an account removes user, address, browser and session from its audit rows'
);
select is_empty(
    $$select l.id from public.audit_logs as l join trail as t on t.id = l.id
    where t.user_id = tests.user_id('taro') and l.resource_type = 'user_profile'
        and (l.resource_id is not null or l::text ~ '太郎' or l.new_values ? 'display_name' or l.old_values ? 'display_name')$$,
    'erasing an account removes the id and the names from the audit rows of its profile'
);
select results_eq(
    $$select l.new_values ->> 'tier' from public.audit_logs as l join trail as t on t.id = l.id
    where t.user_id = tests.user_id('taro') and l.action = 'user_profile_created'$$,
    $$values ('basic')$$,
    'erasing an account keeps the tier that its audit rows name'
);
select results_eq(
    $$select l.resource_id, l.new_values ->> 'initial_capital', l.new_values ? 'name' from public.audit_logs as l join trail as t on t.id = l.id
    where t.user_id = tests.user_id('taro') and l.action = 'portfolio_created'$$,
    $$values (tests.portfolio_id('main'), '1000.00', false)$$,
    'erasing an account keeps what its audit rows say of its portfolios, except names'
);
select results_eq(
    $$select l.user_id, host(l.ip_address), l.user_agent, l.new_values ->> 'display_name'
    from public.audit_logs as l join trail as t on t.id = l.id
    where t.user_id = tests.user_id('hanako') and l.action = 'user_profile_updated'$$,
    $$values (tests.user_id('hanako'), '192.0.2.10', 'curl', '花子')$$,
    'erasing an account leaves the audit rows of other users as they are'
);

select * from finish();
rollback;
