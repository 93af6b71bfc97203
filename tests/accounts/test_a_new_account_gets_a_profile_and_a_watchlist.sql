begin;
select plan(15);

select tests.create_user('taro');
select results_eq(
    $$select tier, ai_quota_monthly, ai_usage_current, is_active from public.user_profiles where id = tests.user_id('taro')$$,
    $$values ('basic'::varchar, 100, 0, true)$$,
    'signing up makes a profile with the basic tier'
);
select results_eq(
    $$select name, is_default from public.watchlists where user_id = tests.user_id('taro')$$,
    $$values ('デフォルトリスト'::varchar, true)$$,
    'and the default watchlist'
);

insert into auth.users (id, raw_user_meta_data)
values (tests.user_id('hanako'), jsonb_build_object('display_name', repeat('花', 200), 'avatar_url', 'https://a.example/b.png'));
select is(
    (select length(display_name) from public.user_profiles where id = tests.user_id('hanako')),
    100,
    'a display name that is too long is cut, so that nobody is kept from signing up'
);

delete from public.watchlists where user_id = tests.user_id('hanako');
delete from public.user_profiles where id = tests.user_id('hanako');
do $$
begin
    perform kaboom.create_profile(tests.user_id('hanako'), '{"display_name": "花子"}');
    perform kaboom.create_profile(tests.user_id('hanako'), null);
end;
$$;
select results_eq(
    $$select p.display_name, count(w.id) from public.user_profiles as p join public.watchlists as w on w.user_id = p.id
    where p.id = tests.user_id('hanako') group by p.id$$,
    $$values ('花子'::varchar, 1::bigint)$$,
    'an account that is older than Kaboom gets the same, once'
);

select tests.sign_in('taro');
select lives_ok($$insert into public.watchlists (name, is_default) values ('半導体', true)$$, 'a user names another default list');
select results_eq(
    $$select name from public.watchlists where is_default$$, $$values ('半導体'::varchar)$$, 'and only that one is the default'
);
select tests.sign_out();
alter table public.watchlists disable trigger move_default_watchlist;
select throws_ok(
    $$insert into public.watchlists (user_id, name, is_default) values (tests.user_id('taro'), 'third', true)$$,
    '23505', null, 'which an index guarantees even without the trigger'
);
alter table public.watchlists enable trigger move_default_watchlist;

select tests.sign_in('jiro');
select lives_ok(
    $$insert into public.watchlists (name, is_default) values ('デフォルトリスト', true)
    on conflict (user_id, name) do update set is_default = excluded.is_default$$,
    'an upsert of the default list leaves it the default'
);
insert into public.watchlists (name) values ('other');
insert into public.watchlists (name, is_default) values ('other', true) on conflict (user_id, name) do nothing;
select is((select name from public.watchlists where is_default), 'デフォルトリスト', 'an insert that is dropped takes it from nobody');
insert into public.watchlists (name, is_default) values ('other', true)
on conflict (user_id, name) do update set is_default = excluded.is_default;
select is((select name from public.watchlists where is_default), 'other', 'and an upsert of another list makes that the default');

select tests.sign_in('taro');
select set_config('request.headers', '{"x-forwarded-for": "192.0.2.9"}', true);
select lives_ok($$update public.user_profiles set display_name = '太郎'$$, 'a user changes his display name');
select throws_ok($$update public.user_profiles set tier = 'premium'$$, '42501', null, 'but not his tier');
select tests.open_portfolio('taro', 1000);
select tests.sign_out();
select tests.buy('taro', '7203', 1, 100);
select set_config('request.headers', '', true);
select lives_ok($$delete from auth.users where id = tests.user_id('taro')$$, 'an administrator erases the account');
select is_empty(
    $$select user_id from public.audit_logs where user_id = tests.user_id('taro')
    union all select user_id from public.cash_ledger where user_id = tests.user_id('taro')$$,
    'and nothing of it names him any more'
);

select is_empty(
    $$select 1 from public.audit_logs as l
    where l.resource_id = tests.user_id('taro') or l::text ~ '太郎|192.0.2.9'$$,
    'nor tells who he was'
);

select * from finish();
rollback;
