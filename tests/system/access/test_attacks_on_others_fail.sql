begin;
select plan(39);

select tests.sign_in('victim');
select tests.open_portfolio('victim', 1000000);
select public.place_order(tests.portfolio_id('victim'), '7203', 'buy', 100, 1000, client_order_id => 'mine');
select public.deposit_cash(tests.portfolio_id('victim'), 5, 'mine');
insert into public.backtest_results (strategy_name, strategy_config, symbols, start_date, end_date, initial_capital)
values ('s', '{}', '{7203}', '2024-01-01', '2024-02-01', 1000);
select tests.sign_in_as_service();
insert into public.watchlists (id, user_id, name) values (tests.portfolio_id('list'), tests.user_id('victim'), 'mine');
insert into public.ai_analysis_results (id, user_id, symbol, analysis_types, models_used, final_decision, model_results)
values (tests.portfolio_id('analysis'), tests.user_id('victim'), '7203', '{technical}', '{m}', 'buy', '{}');
insert into public.trades (id, user_id, portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id)
values (
    tests.portfolio_id('order'), tests.user_id('victim'), tests.portfolio_id('victim'), '7203', 'buy', 1, 1, 'limit', 'filled', 'b1'
);
select tests.sign_out();
create temporary table before as select tests.fingerprint(array[tests.user_id('victim')]) as rows;
select tests.sign_in('attacker');
select tests.open_portfolio('attacker', 1000000);

-- Writing a child row into another's parent by its id.
select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price)
    values (tests.portfolio_id('victim'), '7203', 'buy', 1, 1)$$,
    'KB101', null, 'ordering into another''s portfolio'
);
select throws_ok(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('victim'), 'withdrawal', -1, 'k')$$,
    'KB101', null, 'withdrawing from it'
);
select throws_ok(
    $$insert into public.watchlist_items (watchlist_id, symbol) values (tests.portfolio_id('list'), '7203')$$,
    '23503', null, 'writing into another''s watchlist'
);
select throws_ok(
    $$select public.place_order(
        tests.portfolio_id('attacker'), '7203', 'buy', 1, 1, ai_analysis_id => tests.portfolio_id('analysis')
    )$$,
    'KB150', null, 'resting an order on another''s analysis'
);
select throws_ok(
    $$select public.withdraw_cash(tests.portfolio_id('victim'), 1, 'k')$$, 'KB101', null, 'withdrawing by the function'
);
select throws_ok($$select public.archive_portfolio(tests.portfolio_id('victim'))$$, 'KB101', null, 'archiving it');
select throws_ok($$select public.cancel_order(tests.portfolio_id('order'))$$, 'KB130', null, 'cancelling another''s order');

-- Moving a row to another user, or another's row to oneself.
select throws_ok(
    format('update public.%I set user_id = %L', relation, tests.user_id('victim')), '42501', null, 'giving away one''s ' || relation
)
from unnest(array['portfolios', 'trades', 'watchlists', 'watchlist_items', 'backtest_results', 'cash_ledger']) as relation;
select throws_ok(
    $$insert into public.watchlists (user_id, name) values (tests.user_id('victim'), 'x')$$,
    '42501', null, 'inserting a row for another'
);
select throws_ok(
    $$update public.user_profiles set id = tests.user_id('victim')$$, '42501', null, 'taking another''s profile'
);

select tests.sign_in_as_service();
select throws_ok(
    $$update public.ai_analysis_results set user_id = tests.user_id('attacker') where user_id = tests.user_id('victim')$$,
    'KB105', null, 'not even the service role moves a row to another user'
);
select tests.sign_in('attacker');

-- Reading.
select is_empty(
    $$select t.id from public.portfolios as p
    full join public.trades as t on t.portfolio_id = p.id
    where coalesce(p.user_id, t.user_id) = tests.user_id('victim')$$,
    'reading through an embed'
);
select is_empty(
    $$select l.* from public.portfolios as p
    cross join lateral (select x.* from public.cash_ledger as x where x.user_id <> p.user_id) as l$$,
    'reading sideways from one''s own row'
);
select is_empty(
    $$select 1 from public.position_valuations where user_id = tests.user_id('victim')$$, 'reading through a view'
);
select is_empty(
    $$select 1 from public.portfolio_summary(tests.portfolio_id('victim'))
    union all select 1 from public.calculate_portfolio_performance(tests.portfolio_id('victim'))$$,
    'reading through a function'
);
select throws_ok($$select * from partitions.audit_logs_default$$, '42501', null, 'reading a partition of the audit directly');
select throws_ok($$select * from partitions.market_data_long$$, '42501', null, 'or of the bars');
select throws_ok($$select * from monitoring.table_sizes$$, '42501', null, 'reading what is the operator''s');
-- An operator that tells what it is given would be called for rows that a policy hides, were it asked before the policy.
select is_empty(
    $$select 1 from public.portfolios where (current_balance / (current_balance - 899900))::text = 'never'
        and user_id <> (select auth.uid())$$,
    'an error that depends on another''s row'
);

-- Errors tell nothing: what is another's is as what is not there.
select is(
    (select string_agg(code || replace(message, id::text, '?') || hint, ' ') from tests.refusal(
        'select public.deposit_cash(%L, 1, ''k'')', tests.portfolio_id('victim')) as r),
    (select string_agg(code || replace(message, id::text, '?') || hint, ' ') from tests.refusal(
        'select public.deposit_cash(%L, 1, ''k'')', tests.portfolio_id('nowhere')) as r),
    'another''s portfolio is refused in the words for one that is not there'
);
select is(
    (select string_agg(code || replace(message, id::text, '?') || detail, ' ') from tests.refusal(
        'insert into public.watchlist_items (watchlist_id, symbol) values (%L, ''7203'')', tests.portfolio_id('list')) as r),
    (select string_agg(code || replace(message, id::text, '?') || detail, ' ') from tests.refusal(
        'insert into public.watchlist_items (watchlist_id, symbol) values (%L, ''7203'')', tests.portfolio_id('nowhere')) as r),
    'so is a foreign key'
);
select is(
    (select string_agg(code || replace(message, id::text, '?') || hint, ' ') from tests.refusal(
        'select public.cancel_order(%L)', tests.portfolio_id('order')) as r),
    (select string_agg(code || replace(message, id::text, '?') || hint, ' ') from tests.refusal(
        'select public.cancel_order(%L)', tests.portfolio_id('nowhere')) as r),
    'so is an order'
);

-- Signed in, but as nobody: such a caller is told nothing of a portfolio either.
select tests.act('authenticated', '{"role": "authenticated"}');
select throws_ok(
    format('select public.%s', call), '42501', 'nobody is signed in', 'without a user, ' || call
)
from (values
    (format('place_order(%L, ''7203'', ''buy'', 1000000, 1000)', tests.portfolio_id('victim'))),
    (format('withdraw_cash(%L, 1e12, ''k'')', tests.portfolio_id('victim'))),
    (format('archive_portfolio(%L)', tests.portfolio_id('victim')))) as v (call);
select tests.sign_in('attacker');

-- Uniqueness is within a user, so what is taken elsewhere is free here, and ON CONFLICT meets nobody else's row.
select lives_ok(
    $$select public.place_order(tests.portfolio_id('attacker'), '7203', 'buy', 1, 1, client_order_id => 'mine')$$,
    'another''s client_order_id collides with nothing'
);
select lives_ok($$select public.deposit_cash(tests.portfolio_id('attacker'), 7, 'mine')$$, 'nor does an idempotency_key');
select lives_ok($$insert into public.watchlists (name) values ('mine')$$, 'nor does a name');
select is(
    (select count(*) from public.watchlists where name = 'mine'), 1::bigint, 'and only one''s own of that name is there'
);
with taken as (
    insert into public.portfolios (name, initial_capital) values ('victim', 1) on conflict (user_id, name) do nothing returning 1
)
select is((select count(*) from taken), 1::bigint, 'ON CONFLICT finds no conflict with another''s row');
select throws_ok(
    format('insert into public.portfolios (id, name, initial_capital) values (%L, %L, 1) on conflict (id) do nothing', id, id),
    '42501', 'permission denied for table portfolios', 'an id cannot be tried, ' || what
)
from (values (tests.portfolio_id('victim'), 'taken'), (tests.portfolio_id('nowhere'), 'or free')) as v (id, what);

-- Statements on everything meet one's own rows only.
update public.portfolios set description = 'seen';
update public.watchlists set description = 'seen';
delete from public.watchlists where name = 'mine';
delete from public.backtest_results;
select tests.sign_out();
select is(tests.fingerprint(array[tests.user_id('victim')]), (select rows from before), 'the victim finds everything as it was');
select results_eq(
    $$select description from public.portfolios where user_id = tests.user_id('attacker') and name = 'attacker'$$,
    $$values ('seen')$$, 'while the attacker''s own rows did change'
);

select * from finish();
rollback;
