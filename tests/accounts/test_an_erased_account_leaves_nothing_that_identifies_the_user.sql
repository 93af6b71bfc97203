begin;
select plan(5);

select tests.sign_in('taro');
select set_config('request.headers', '{"x-forwarded-for": "192.0.2.9"}', true);
select lives_ok($$update public.user_profiles set display_name = '太郎'$$, 'a user may change the own display name');
select throws_ok($$update public.user_profiles set tier = 'premium'$$, '42501', null, 'a user does not change the own tier');
select tests.open_portfolio('taro', 1000);
select tests.sign_out();
select tests.buy('taro', '7203', 1, 100);
select set_config('request.headers', '', true);
select lives_ok(
    $$delete from auth.users where id = tests.user_id('taro')$$,
    'an administrator may erase an account by deleting its row of auth.users'
);
select is_empty(
    $$select user_id from public.audit_logs where user_id = tests.user_id('taro')
    union all select user_id from public.cash_ledger where user_id = tests.user_id('taro')$$,
    'after an erasure no audit row and no ledger entry has the id of the user'
);

select is_empty(
    $$select 1 from public.audit_logs as l
    where l.resource_id = tests.user_id('taro') or l::text ~ '太郎|192.0.2.9'$$,
    'after an erasure no audit row has the display name, the address or the id of the user'
);

select * from finish();
rollback;
