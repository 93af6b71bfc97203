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
values (tests.portfolio_id('analysis'), tests.user_id('victim'), '7203', '{technical}', '{m}', 'buy', tests.results('buy'));
insert into public.trades (id, user_id, portfolio_id, symbol, trade_type, quantity, price, order_type, status, order_id)
values (
    tests.portfolio_id('order'), tests.user_id('victim'), tests.portfolio_id('victim'), '7203', 'buy', 1, 1, 'limit',
    'filled', 'b1'
);
select tests.sign_out();
create temporary table before as select tests.fingerprint(array[tests.user_id('victim')]) as rows;
select tests.sign_in('attacker');
select tests.open_portfolio('attacker', 1000000);

-- Write a child row into the parent of another user by its id.
select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price)
    values (tests.portfolio_id('victim'), '7203', 'buy', 1, 1)$$,
    'KB101', null, 'a user places no order in the portfolio of another user'
);
select throws_ok(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('victim'), 'withdrawal', -1, 'k')$$,
    'KB101', null, 'an INSERT withdraws no cash from the portfolio of another user'
);
select throws_ok(
    $$insert into public.watchlist_items (watchlist_id, symbol) values (tests.portfolio_id('list'), '7203')$$,
    '23503', null, 'a user adds nothing to the watchlist of another user'
);
select throws_ok(
    $$select public.place_order(
        tests.portfolio_id('attacker'), '7203', 'buy', 1, 1, ai_analysis_id => tests.portfolio_id('analysis')
    )$$,
    'KB150', null, 'a user places no order on the analysis of another user'
);
select throws_ok(
    $$select public.withdraw_cash(tests.portfolio_id('victim'), 1, 'k')$$, 'KB101', null,
    'withdraw_cash withdraws nothing from the portfolio of another user'
);
select throws_ok(
    $$select public.archive_portfolio(tests.portfolio_id('victim'))$$, 'KB101', null,
    'a user does not archive the portfolio of another user'
);
select throws_ok(
    $$select public.cancel_order(tests.portfolio_id('order'))$$, 'KB130', null,
    'a user does not cancel the order of another user'
);

insert into public.watchlist_items (watchlist_id, symbol) select w.id, '7203' from public.watchlists as w;
-- Move a row to another user, or a row of another user to the own account.
select throws_ok(
    format('update public.%I set user_id = %L', relation, tests.user_id('victim')), code, null,
    'a user does not give a row of ' || relation || ' to another user'
)
from (
    values ('portfolios', '42501'), ('trades', '42501'), ('backtest_results', '42501'), ('cash_ledger', '42501'),
        -- What an upsert sends back is granted, and may not change.
        ('watchlists', 'KB105'), ('watchlist_items', 'KB105')
) as t (relation, code);
select throws_ok(
    $$insert into public.watchlists (user_id, name) values (tests.user_id('victim'), 'x')$$,
    '42501', null, 'a user inserts no row for another user'
);
select throws_ok(
    $$update public.user_profiles set id = tests.user_id('victim')$$, '42501', null,
    'a user does not take the profile of another user'
);

select tests.sign_in_as_service();
select throws_ok(
    $$update public.ai_analysis_results set user_id = tests.user_id('attacker') where user_id = tests.user_id('victim')$$,
    '42501', null, 'the service role does not move a row to another user'
);
select tests.sign_in('attacker');

-- Read rows of another user.
select is_empty(
    $$select t.id from public.portfolios as p
    full join public.trades as t on t.portfolio_id = p.id
    where coalesce(p.user_id, t.user_id) = tests.user_id('victim')$$,
    'a join reads no row of another user'
);
select is_empty(
    $$select l.* from public.portfolios as p
    cross join lateral (select x.* from public.cash_ledger as x where x.user_id <> p.user_id) as l$$,
    'a lateral join from an own row reads no row of another user'
);
select is_empty(
    $$select 1 from public.position_valuations where user_id = tests.user_id('victim')$$, 'a view shows no row of another user'
);
select is_empty(
    $$select 1 from public.portfolio_summary(tests.portfolio_id('victim'))
    union all select 1 from public.calculate_portfolio_performance(tests.portfolio_id('victim'))$$,
    'the functions that value a portfolio return no row of another user'
);
select throws_ok(
    $$select * from partitions.audit_logs_default$$, '42501', null, 'a user does not read a partition of audit_logs directly'
);
select throws_ok(
    $$select * from partitions.market_data_long$$, '42501', null, 'a user does not read a partition of market_data directly'
);
select throws_ok($$select * from monitoring.table_sizes$$, '42501', null, 'a user does not read schema monitoring');
-- Because an error message may contain a value, no condition of the caller may run on rows that a policy hides.
select is_empty(
    $$select 1 from public.portfolios where (current_balance / (current_balance - 899900))::text = 'never'
        and user_id <> (select auth.uid())$$,
    'a division by zero that depends on a row of another user does not happen'
);

-- An id of another user is refused in the same words as an id that does not exist.
select is(
    (select string_agg(code || replace(message, id::text, '?') || hint, ' ') from tests.refusal(
        'select public.deposit_cash(%L, 1, ''k'')', tests.portfolio_id('victim')) as r),
    (select string_agg(code || replace(message, id::text, '?') || hint, ' ') from tests.refusal(
        'select public.deposit_cash(%L, 1, ''k'')', tests.portfolio_id('nowhere')) as r),
    'a portfolio of another user is refused in the words for one that does not exist'
);
select is(
    (select string_agg(code || replace(message, id::text, '?') || detail, ' ') from tests.refusal(
        'insert into public.watchlist_items (watchlist_id, symbol) values (%L, ''7203'')', tests.portfolio_id('list')) as r),
    (select string_agg(code || replace(message, id::text, '?') || detail, ' ') from tests.refusal(
        'insert into public.watchlist_items (watchlist_id, symbol) values (%L, ''7203'')', tests.portfolio_id('nowhere')) as r),
    'a foreign key to a row of another user is refused in the words for one that does not exist'
);
select is(
    (select string_agg(code || replace(message, id::text, '?') || hint, ' ') from tests.refusal(
        'select public.cancel_order(%L)', tests.portfolio_id('order')) as r),
    (select string_agg(code || replace(message, id::text, '?') || hint, ' ') from tests.refusal(
        'select public.cancel_order(%L)', tests.portfolio_id('nowhere')) as r),
    'an order of another user is refused in the words for one that does not exist'
);

-- A token of role authenticated without a user.
select tests.act('authenticated', '{"role": "authenticated"}');
select throws_ok(
    format('select public.%s', call), '42501', 'nobody is signed in', 'a token without a user is refused by ' || call
)
from (values
    (format('place_order(%L, ''7203'', ''buy'', 1000000, 1000)', tests.portfolio_id('victim'))),
    (format('withdraw_cash(%L, 1e12, ''k'')', tests.portfolio_id('victim'))),
    (format('archive_portfolio(%L)', tests.portfolio_id('victim')))) as v (call);
select tests.sign_in('attacker');

-- Because uniqueness is within a user, names and keys of another user are free, and ON CONFLICT finds no row of another user.
select lives_ok(
    $$select public.place_order(tests.portfolio_id('attacker'), '7203', 'buy', 1, 1, client_order_id => 'mine')$$,
    'a client_order_id of another user is free'
);
select lives_ok(
    $$select public.deposit_cash(tests.portfolio_id('attacker'), 7, 'mine')$$, 'an idempotency_key of another user is free'
);
select lives_ok($$insert into public.watchlists (name) values ('mine')$$, 'a name of a watchlist of another user is free');
select is(
    (select count(*) from public.watchlists where name = 'mine'), 1::bigint,
    'a user sees only the own watchlist of a name that two users have'
);
with taken as (
    insert into public.portfolios (name, initial_capital) values ('victim', 1) on conflict (user_id, name) do nothing returning 1
)
select is((select count(*) from taken), 1::bigint, 'ON CONFLICT finds no conflict with a row of another user');
select throws_ok(
    format('insert into public.portfolios (id, name, initial_capital) values (%L, %L, 1) on conflict (id) do nothing', id, id),
    '42501', 'permission denied for table portfolios', 'a user does not insert a portfolio under an id that is ' || what
)
from (values (tests.portfolio_id('victim'), 'taken'), (tests.portfolio_id('nowhere'), 'free')) as v (id, what);

-- A statement without a condition finds the own rows only.
update public.portfolios set description = 'seen';
update public.watchlists set description = 'seen';
delete from public.watchlists where name = 'mine';
delete from public.backtest_results;
select tests.sign_out();
select is(
    tests.fingerprint(array[tests.user_id('victim')]), (select rows from before),
    'attacks on another user change no row of the victim'
);
select results_eq(
    $$select description from public.portfolios where user_id = tests.user_id('attacker') and name = 'attacker'$$,
    $$values ('seen')$$, 'an update without a condition changes the own rows'
);

select * from finish();
rollback;
