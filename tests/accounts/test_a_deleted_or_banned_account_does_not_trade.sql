begin;
select plan(15);

select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, client_order_id)
values (tests.portfolio_id('main'), '7203', 'buy', 100, 1000, 'first');
update public.trades set status = 'cancelled', reason = 'Taro wants another share';
update public.portfolios set description = 'Taro''s savings';
update public.user_profiles set display_name = '太郎', avatar_url = 'https://kaboom.example/taro.png';

-- A ban of Supabase Auth, with a token that is still valid.
select tests.sign_out();
update auth.users set banned_until = now() + interval '1 day' where id = tests.user_id('taro');
select tests.sign_in('taro');
select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price)
    values (tests.portfolio_id('main'), '7203', 'buy', 100, 1000)$$,
    'KB104', null, 'a banned account places no order'
);
select tests.sign_out();
update auth.users set banned_until = now() - interval '1 second' where id = tests.user_id('taro');
select tests.sign_in('taro');
select lives_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, client_order_id)
    values (tests.portfolio_id('main'), '7203', 'buy', 100, 1000, 'second')$$,
    'an account whose ban is over places orders'
);

-- A soft delete of Supabase Auth.
select tests.sign_out();
select lives_ok($$update auth.users set deleted_at = now() where id = tests.user_id('taro')$$,
    'Supabase Auth may delete an account softly');
select tests.sign_in('taro');
select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price)
    values (tests.portfolio_id('main'), '7203', 'buy', 100, 1000)$$,
    'KB104', null, 'a softly deleted account places no order'
);
select tests.sign_out();
select results_eq(
    $$select display_name, avatar_url, is_active from public.user_profiles where id = tests.user_id('taro')$$,
    $$values (null::varchar, null::text, false)$$, 'a soft delete clears the profile and deactivates the account'
);
select results_eq(
    $$select name, description from public.portfolios where user_id = tests.user_id('taro')$$,
    $$select tests.portfolio_id('main')::varchar, null::text$$, 'a soft delete clears the names of portfolios'
);
select is_empty($$select 1 from public.trades where user_id = tests.user_id('taro') and reason is not null$$,
    'a soft delete clears the reasons of orders');
select is_empty($$select 1 from public.watchlists where user_id = tests.user_id('taro')$$, 'a soft delete removes the watchlists');
select isnt_empty($$select 1 from public.cash_ledger where user_id = tests.user_id('taro')$$,
    'a soft delete keeps the money records');
select is_empty($$select 1 from public.audit_logs where user_id = tests.user_id('taro')$$,
    'no audit row names a softly deleted account');
select is_empty(
    $$select 1 from public.audit_logs as l
    where concat(l.old_values, l.new_values) ~ '太郎|Taro|savings|first|second|kaboom.example'$$,
    'no audit row holds the names and texts of a softly deleted account'
);
select isnt_empty(
    $$select 1 from public.audit_logs where action = 'trade_placed' and new_values ->> 'symbol' = '7203'$$,
    'what happened stays in the audit trail without the person'
);
select is_empty('select * from tests.wrong_figures()', 'a soft delete moves no money');
select lives_ok($$update auth.users set deleted_at = now() + interval '1 hour' where id = tests.user_id('taro')$$,
    'a second soft delete changes nothing');

update public.user_profiles set is_active = true where id = tests.user_id('taro');
select tests.sign_in('taro');
select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price)
    values (tests.portfolio_id('main'), '7203', 'buy', 100, 1000)$$,
    'KB104', null, 'a softly deleted account places no order although its profile is activated again'
);
select tests.sign_out();

select * from finish();
rollback;
