begin;
select plan(13);

select tests.create_user('hanako');
select tests.sign_in('taro');
select results_eq(
    $$select p.name, p.initial_capital, p.current_balance, p.user_id, p.risk_level, p.strategy_type
    from public.open_portfolio('main', 1000000) as p$$,
    $$values ('main'::varchar, 1000000::numeric, 1000000.00, tests.user_id('taro'), 'medium'::varchar, 'mixed'::varchar)$$,
    'a portfolio opens with its capital in cash'
);
select is(
    (select p.id from public.open_portfolio('main', 1000000.00) as p),
    (select p.id from public.portfolios as p where p.name = 'main'),
    'the same request again gives the portfolio that there is'
);
select is((select count(*) from public.cash_ledger), 1::bigint, 'a repetition pays nothing in');
select tests.sign_out();
update public.system_settings set value = jsonb_set(value, '{portfolios}', '1') where key = 'user_limits';
select tests.sign_in('taro');
select lives_ok($$select public.open_portfolio('main', 1000000)$$, 'a repetition is not counted against the limit');
select throws_ok(
    $$select public.open_portfolio('second', 1000000)$$, 'KB108', null, 'a portfolio beyond the limit is refused'
);
select throws_ok(
    $$select public.open_portfolio('main', 2000000)$$, 'KB123',
    'there is a taxable portfolio "main" that was opened with 1000000.00 yen, not a taxable one with 2000000',
    'a name with other capital is refused'
);
select throws_ok(
    $$select public.open_portfolio('main', 1000000, account_kind => 'nisa')$$, 'KB123', null,
    'a name of another kind of account is refused'
);
update public.portfolios set risk_level = 'high';
select is(
    (select p.risk_level from public.open_portfolio('main', 1000000) as p), 'high'::varchar,
    'a repetition gives the portfolio as its owner has changed it since'
);
select throws_ok(
    $$select public.open_portfolio('mine', 1, user_id => tests.user_id('hanako'))$$, '42501', null,
    'a user opens no portfolio for another user'
);
select tests.sign_in('hanako');
select throws_ok($$select public.open_portfolio('third', null)$$, 'KB205', null, 'a portfolio without capital is refused');
select lives_ok($$select public.open_portfolio('main', 5)$$, 'another user may use the same name');
select tests.sign_in_as_service();
select is(
    (select p.user_id from public.open_portfolio('by the operator', 1, user_id => tests.user_id('hanako')) as p),
    tests.user_id('hanako'), 'the service role opens a portfolio for a user'
);
select tests.sign_out();
select is((select count(*) from tests.wrong_figures()), 0::bigint, 'every figure follows from the ledger');

select * from finish();
rollback;
