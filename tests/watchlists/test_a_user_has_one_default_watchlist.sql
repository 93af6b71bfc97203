begin;
select plan(6);

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
select tests.sign_out();
alter table public.watchlists disable trigger move_default_watchlist;
select throws_ok(
    $$insert into public.watchlists (user_id, name, is_default) values (tests.user_id('taro'), 'third', true)$$,
    '23505', null, 'an index refuses a second default watchlist where no trigger moves the mark'
);
alter table public.watchlists enable trigger move_default_watchlist;

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
