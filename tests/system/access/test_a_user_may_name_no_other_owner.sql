begin;
select plan(7);

select tests.sign_in('victim');
select tests.open_portfolio('victim', 1000);
select tests.sign_in('attacker');
select tests.open_portfolio('attacker', 1000000);

-- A row of each table that users fill, with %L for its owner.
create temporary table attempts as
select format(
    'insert into public.%I (user_id, %s) values (%%L, %s)', t.relation, t.columns,
    replace(t.given, '$portfolio', quote_literal(tests.portfolio_id('victim')))
) as statement
from (
    values
        ('portfolios', 'name, initial_capital', '''x'', 1'),
        ('trades', 'portfolio_id, symbol, trade_type, quantity, price', '$portfolio, ''7203'', ''buy'', 100, 1000'),
        ('cash_ledger', 'portfolio_id, kind, amount, idempotency_key', '$portfolio, ''withdrawal'', -100000, ''k'''),
        ('position_adjustments', 'portfolio_id, symbol, quantity, cost, idempotency_key', '$portfolio, ''7203'', 1, 1, ''k'''),
        ('watchlists', 'name', '''x'''),
        ('watchlist_items', 'watchlist_id, symbol', 'gen_random_uuid(), ''7203'''),
        ('ai_analysis_results', 'request_id, symbol, analysis_types, models_used', '''r'', ''7203'', ''{x}'', ''{y}'''),
        ('backtest_results', 'strategy_name, strategy_config, symbols, start_date, end_date, initial_capital',
            '''x'', ''{}'', ''{7203}'', ''2024-01-04'', ''2024-01-05'', 1')
) as t (relation, columns, given);
select tests.sign_out();
update public.system_settings set value = 'true' where key = 'owners_may_transfer';
select set_eq(
    $$select c.relname::text from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attname = 'user_id'
    where c.relnamespace = 'public'::regnamespace and has_column_privilege('authenticated', c.oid, a.attnum, 'insert')$$,
    $$select substring(a.statement from 'public\.(\w+)') from attempts as a$$,
    'every table whose user_id a user may send is tried here'
);
grant select on attempts to public;
select tests.sign_in('attacker');
create temporary table answers as
select a.statement, u.name, r.code, r.message
from attempts as a
cross join (values ('victim'), ('nobody at all')) as u (name)
cross join lateral tests.refusal(a.statement, tests.user_id(u.name)) as r;
select is_empty(
    $$select a.* from answers as a where a.code is distinct from '42501' or a.message !~ '^a row of \w+ is for its own user only$'$$,
    'a row for another user is refused before anything of that user is looked at'
);
select is_empty(
    $$select a.statement from attempts as a cross join lateral tests.refusal(replace(a.statement, '%L', 'null'), null) as r
    where r.code is distinct from '42501'$$,
    'a row for nobody is refused'
);
select lives_ok(
    $$insert into public.portfolios (user_id, name, initial_capital) values (tests.user_id('attacker'), 'second', 1)$$,
    'a user opens a portfolio with their own id'
);
select lives_ok(
    $$insert into public.trades (user_id, portfolio_id, symbol, trade_type, quantity, price)
    values (tests.user_id('attacker'), tests.portfolio_id('attacker'), '7203', 'buy', 100, 1000)$$,
    'a user places an order with their own id'
);
select lives_ok(
    $$insert into public.cash_ledger (user_id, portfolio_id, kind, amount, idempotency_key)
    values (tests.user_id('attacker'), tests.portfolio_id('attacker'), 'deposit', 1, 'k')$$,
    'a user moves cash with their own id'
);
select throws_ok(
    $$insert into public.trades (user_id, portfolio_id, symbol, trade_type, quantity, price)
    values (tests.user_id('attacker'), tests.portfolio_id('victim'), '7203', 'buy', 100, 1000)$$,
    'KB101', null, 'a user who sends their own id reaches no portfolio of another user'
);

select * from finish();
rollback;
