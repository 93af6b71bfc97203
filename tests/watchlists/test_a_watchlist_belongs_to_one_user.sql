begin;
select plan(4);

select tests.create_user('hanako');
select tests.sign_in('taro');
insert into public.watchlists (name, is_default) values ('半導体', true);
insert into public.watchlist_items (watchlist_id, symbol) select w.id, '7203' from public.watchlists as w where w.is_default;
select tests.sign_in('hanako');
select results_eq(
    'select name, is_default from public.watchlists', $$values ('デフォルトリスト'::varchar, true)$$,
    'a new default watchlist of one user leaves that of another user'
);
select is_empty('select 1 from public.watchlist_items', 'a user reads no watched share of another user');
select tests.sign_in('taro');
select lives_ok('delete from public.watchlists where is_default', 'a user may delete a watchlist with shares on it');
select is_empty('select 1 from public.watchlist_items', 'the shares on a watchlist are deleted with it');

select * from finish();
rollback;
