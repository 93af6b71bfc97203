begin;
select plan(5);

select tests.create_user('taro');
select tests.create_user('hanako');
select throws_ok(
    $$update public.watchlists set user_id = tests.user_id('hanako') where user_id = tests.user_id('taro')$$,
    'KB105', null, 'the owner of the database, too, moves no row to another user'
);
update public.user_profiles set updated_at = '2020-01-01 00:00+09' where id = tests.user_id('taro');
update public.user_profiles set tier = 'premium' where id = tests.user_id('taro');
select is(
    (select updated_at from public.user_profiles where id = tests.user_id('taro')), now(),
    'a change sets updated_at to the time of its transaction'
);
select throws_ok(
    $$select kaboom.setting('front_end_theme')$$, 'KB401', 'the setting front_end_theme is missing',
    'a setting that is not stored is refused by its name'
);
-- The trigger behind the missing right: even the owner of the view is refused with the code of a missing right.
select throws_ok(
    $$insert into public.position_valuations (symbol) values ('7203')$$, '42501', null, 'a view of the API takes no insert'
);
select tests.sign_in_anon();
select isnt_empty('select 1 from public.error_catalog', 'a caller who is not signed in may read the error catalogue');

select * from finish();
rollback;
