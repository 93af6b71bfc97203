begin;
select plan(8);

select tests.sign_in('taro');
insert into public.watchlists (name) values ('自動車');
-- As PostgREST writes it for upsert(..., { onConflict: 'user_id,watchlist_id,symbol' }): every column of the body is updated.
prepare put as
insert into public.watchlist_items (user_id, watchlist_id, symbol, price_alert_upper, notes)
select tests.user_id('taro'), w.id, $1, $2, $3 from public.watchlists as w where w.name = '自動車'
on conflict (user_id, watchlist_id, symbol) do update
set user_id = excluded.user_id, watchlist_id = excluded.watchlist_id, symbol = excluded.symbol,
    price_alert_upper = excluded.price_alert_upper, notes = excluded.notes;
select lives_ok($$execute put('7203', 3000, 'first')$$, 'an upsert puts a share on a list');
select lives_ok($$execute put(' 7203.T', 3100, 'second')$$, 'the same upsert again, the code in another spelling, is allowed');
select results_eq(
    $$select i.symbol, i.price_alert_upper, i.notes from public.watchlist_items as i$$,
    $$values ('7203'::varchar, 3100.00::numeric, 'second')$$,
    'the second upsert changes the item of the first'
);

select tests.sign_out();
insert into public.instruments (symbol, name) values ('7203', 'トヨタ自動車'), ('6758', 'ソニーグループ')
on conflict (symbol) do update set name = excluded.name;
update public.watchlist_items set price_upper_is_armed = false, symbol_name = 'トヨタ自動車';
select tests.sign_in('taro');
select lives_ok($$execute put('7203', 3100, 'third')$$, 'an upsert that leaves a threshold as it is, is allowed');
select is(
    (select i.price_upper_is_armed from public.watchlist_items as i), false,
    'an upsert that changes neither share nor threshold does not arm an alert'
);
update public.watchlist_items set symbol = '6758';
select results_eq(
    $$select i.symbol_name, i.price_upper_is_armed from public.watchlist_items as i$$,
    $$values ('ソニーグループ'::varchar, true)$$,
    'an item that becomes another share takes its name, and its alerts are armed'
);

select tests.sign_out();
update public.system_settings set value = jsonb_set(value, '{watchlist_items}', '1') where key = 'user_limits';
select tests.sign_in('taro');
select lives_ok($$execute put('6758', 100, 'fourth')$$, 'an upsert of an item that there is does not count against the limit');
select throws_ok(
    $$execute put('7203', 100, 'fifth')$$, 'KB108', 'an account has at most 1 watchlist items',
    'an upsert of an item beyond the limit is refused'
);

select * from finish();
rollback;
