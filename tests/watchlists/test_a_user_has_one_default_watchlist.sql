begin;
select plan(7);

-- Signing up has created the default watchlist デフォルトリスト.
select tests.sign_in('taro');
select lives_ok(
    $$insert into public.watchlists (name, is_default) values ('半導体', true)$$,
    'a user may create another default watchlist'
);
select results_eq(
    $$select name from public.watchlists where is_default$$, $$values ('半導体'::varchar)$$,
    'a new default watchlist is the only default'
);
update public.watchlists set is_default = true;
select is(
    (select count(*) from public.watchlists where is_default), 1::bigint,
    'a statement that makes all watchlists the default leaves one of them the default'
);
insert into public.watchlists (name, is_default) values ('third', true), ('fourth', true);
select is(
    (select count(*) from public.watchlists where is_default), 1::bigint,
    'a statement that creates several default watchlists leaves one of them the default'
);

select tests.sign_in('jiro');
select lives_ok(
    $$insert into public.watchlists (name, is_default) values ('デフォルトリスト', true)
    on conflict (user_id, name) do update set is_default = excluded.is_default$$,
    'an upsert of the default watchlist succeeds'
);
insert into public.watchlists (name) values ('other');
insert into public.watchlists (name, is_default) values ('other', true) on conflict (user_id, name) do nothing;
select is(
    (select name from public.watchlists where is_default), 'デフォルトリスト',
    'an INSERT that ON CONFLICT DO NOTHING drops leaves the default watchlist as it was'
);
insert into public.watchlists (name, is_default) values ('other', true)
on conflict (user_id, name) do update set is_default = excluded.is_default;
select is(
    (select name from public.watchlists where is_default), 'other', 'an upsert of another watchlist makes that the default'
);

select * from finish();
rollback;
