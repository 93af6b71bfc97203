begin;
select plan(7);

-- Each change of the description leaves one audit row; the newest one is looked at.
create function pg_temp.origin(headers jsonb, claims jsonb default '{}', out address text, out browser text, out session uuid)
language plpgsql as $$
declare
    mark constant text := gen_random_uuid();
begin
    perform set_config('request.headers', headers::text, true);
    perform set_config('request.jwt.claims', (jsonb_build_object('sub', tests.user_id('taro')) || claims)::text, true);
    update public.portfolios set description = mark;
    select host(l.ip_address), l.user_agent, l.session_id into address, browser, session
    from public.audit_logs as l
    where l.new_values ->> 'description' = mark;
end;
$$;
select tests.sign_in('taro');
select tests.open_portfolio('main', 100000);

select is(
    (select o.browser from pg_temp.origin(jsonb_build_object('user-agent', repeat('a', 499) || 'bc')) as o),
    repeat('a', 499) || 'b', 'a user agent is cut after 500 characters'
);
select is(
    (select o.session from pg_temp.origin('{}', '{"session_id": "11111111-2222-4333-8444-555555555555"}') as o),
    '11111111-2222-4333-8444-555555555555', 'an audit row has the session of Supabase Auth'
);
select is(
    (select o.address from pg_temp.origin('{"x-forwarded-for": "203.0.113.9, 198.51.100.7"}') as o),
    '198.51.100.7', 'an audit row has the last address of x-forwarded-for unless the setting audit_address says otherwise'
);

select tests.sign_in_as_service();
update public.system_settings set value = '{"header": "cf-connecting-ip", "from_right": 2}' where key = 'audit_address';
select tests.sign_in('taro');
select is(
    (
        select o.address
        from pg_temp.origin(
            '{"x-forwarded-for": "203.0.113.9, 203.0.113.8", "cf-connecting-ip": "198.51.100.1, 198.51.100.2, 198.51.100.3"}'
        ) as o
    ),
    '198.51.100.2', 'the setting audit_address names the header and the place of the address, counted from the right'
);
select is(
    (select o.address from pg_temp.origin('{"cf-connecting-ip": "198.51.100.1"}') as o),
    null, 'a header with fewer addresses than the setting audit_address counts gives no address'
);
select is(
    (select o.address from pg_temp.origin('{"cf-connecting-ip": " 2001:db8::1 ,198.51.100.3"}') as o),
    '2001:db8::1', 'an address may be one of IPv6 and may have spaces around it'
);

-- The operator changes the profile of the user: the user reads the audit row.
select tests.sign_in_as_service();
select set_config('request.headers', '{"cf-connecting-ip": "198.51.100.9, 198.51.100.8", "user-agent": "operator"}', true);
update public.user_profiles set tier = 'premium' where id = tests.user_id('taro');
select results_eq(
    $$select ip_address, user_agent, session_id from public.audit_logs
    where user_id = tests.user_id('taro') and new_values ->> 'tier' = 'premium'$$,
    'values (null::inet, null::text, null::uuid)',
    'an audit row of what the operator changed shows the user no address and no browser of the operator'
);

select * from finish();
rollback;
