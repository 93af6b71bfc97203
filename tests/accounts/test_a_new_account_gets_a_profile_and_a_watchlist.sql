begin;
select plan(8);

select tests.create_user('taro');
select results_eq(
    $$select p.tier, p.ai_quota_monthly, p.ai_usage_current, p.is_active from public.user_profiles as p
    where p.id = tests.user_id('taro')$$,
    $$values ('basic'::varchar, null::integer, 0, true)$$,
    'signing up creates a profile of tier basic, whose quota counts'
);
select results_eq(
    $$select name, is_default from public.watchlists where user_id = tests.user_id('taro')$$,
    $$values ('デフォルトリスト'::varchar, true)$$,
    'signing up creates the default watchlist'
);

insert into auth.users (id, raw_user_meta_data)
values (tests.user_id('hanako'), jsonb_build_object('display_name', repeat('花', 200), 'avatar_url', 'https://a.example/b.png'));
select is(
    (select length(display_name) from public.user_profiles where id = tests.user_id('hanako')),
    100,
    'a display name that is too long is cut, so that it keeps no user from signing up'
);
select is(
    (select avatar_url from public.user_profiles where id = tests.user_id('hanako')), 'https://a.example/b.png',
    'a new profile has the avatar_url of the sign-up'
);
select lives_ok(
    $$insert into auth.users (id, raw_user_meta_data)
    values (tests.user_id('jiro'), jsonb_build_object('avatar_url', 'https://a.example/' || repeat('b', 3000)))$$,
    'an avatar_url that is too long keeps no user from signing up'
);
select is(
    (select avatar_url from public.user_profiles where id = tests.user_id('jiro')), 'https://a.example/' || repeat('b', 1982),
    'an avatar_url is cut after 2000 characters'
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
    'an account that is older than Kaboom gets its profile and its watchlist once'
);
update public.watchlists set name = '半導体' where user_id = tests.user_id('hanako');
do $$
begin
    perform kaboom.create_profile(tests.user_id('hanako'), null);
end;
$$;
select results_eq(
    $$select name, is_default from public.watchlists where user_id = tests.user_id('hanako')$$,
    $$values ('半導体'::varchar, true)$$,
    'an account whose default watchlist has another name gets no other one'
);

select * from finish();
rollback;
