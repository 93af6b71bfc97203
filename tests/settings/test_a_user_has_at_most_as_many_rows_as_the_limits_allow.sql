begin;
select plan(11);

update public.system_settings
set value = '{"portfolios": 2, "open_orders": 2, "watchlists": 2, "watchlist_items": 2, "backtests": 2}'
where key = 'user_limits';

select tests.sign_in('taro');
insert into public.portfolios (name, initial_capital) values ('one', 1000), ('two', 1000);
select throws_ok($$insert into public.portfolios (name, initial_capital) values ('three', 1000)$$, 'KB108',
    'an account has at most 2 portfolios', 'a user opens at most as many portfolios as the limit allows');
insert into public.trades (portfolio_id, symbol, trade_type, quantity, price)
select p.id, '7203', 'buy', 1, 1 from public.portfolios as p;
select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price)
    select p.id, '7203', 'buy', 1, 1 from public.portfolios as p where p.name = 'one'$$,
    'KB108', 'an account has at most 2 open orders', 'a user has at most as many open orders as the limit allows'
);
update public.trades set status = 'cancelled'
where portfolio_id = (select p.id from public.portfolios as p where p.name = 'one');
select lives_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price)
    select p.id, '7203', 'buy', 1, 1 from public.portfolios as p where p.name = 'one'$$,
    'a closed order does not count as an open order'
);
-- Signing up has created the first watchlist.
insert into public.watchlists (name) values ('second');
select throws_ok($$insert into public.watchlists (name) values ('third')$$, 'KB108', 'an account has at most 2 watchlists',
    'a user has at most as many watchlists as the limit allows');
insert into public.watchlist_items (watchlist_id, symbol)
select w.id, s.symbol from public.watchlists as w, (values ('7203'), ('6758')) as s (symbol) where w.name = 'second';
select throws_ok(
    $$insert into public.watchlist_items (watchlist_id, symbol)
    select w.id, '9984' from public.watchlists as w where w.name <> 'second'$$,
    'KB108', 'an account has at most 2 watchlist items', 'the items of all watchlists of a user count together'
);
insert into public.backtest_results (strategy_name, strategy_config, symbols, start_date, end_date, initial_capital)
select 's' || n, '{"name": "buy_and_hold"}', '{7203}', '2024-01-01', '2024-02-01', 1000 from generate_series(1, 2) as n;
select throws_ok(
    $$insert into public.backtest_results (strategy_name, strategy_config, symbols, start_date, end_date, initial_capital)
    values ('s3', '{"name": "buy_and_hold"}', '{7203}', '2024-01-01', '2024-02-01', 1000)$$,
    'KB108', 'an account has at most 2 backtests', 'a user has at most as many backtests as the limit allows'
);

select tests.sign_in('hanako');
select lives_ok($$insert into public.portfolios (name, initial_capital) values ('one', 1000)$$,
    'the rows of other users do not count');
select tests.sign_in_as_service();
select lives_ok(
    $$insert into public.portfolios (user_id, name, initial_capital) values (tests.user_id('taro'), 'three', 1000)$$,
    'the service role is not limited'
);
select throws_ok(
    $$update public.system_settings set value = value || '{"open_orders": 0}' where key = 'user_limits'$$, 'KB402', null,
    'a limit of zero is refused'
);
select throws_ok(
    $$update public.system_settings set value = value - 'backtests' where key = 'user_limits'$$, 'KB402', null,
    'a limit that is missing is refused'
);
select lives_ok(
    $$update public.system_settings set value = value || '{"open_orders": 1000000}' where key = 'user_limits'$$,
    'a limit of one million is the highest'
);

select * from finish();
rollback;
