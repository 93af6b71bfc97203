begin;
select plan(31);

select tests.sign_in('victim');
select tests.open_portfolio('victim', 1000000);
select public.place_order(tests.portfolio_id('victim'), '7203', 'buy', 100, 1000, client_order_id => 'mine');
insert into public.watchlists (id, name) values (tests.portfolio_id('list'), 'mine');
insert into public.backtest_results (strategy_name, strategy_config, symbols, start_date, end_date, initial_capital)
values ('s', '{}', '{7203}', '2024-01-01', '2024-02-01', 1000);
select tests.sign_in_as_service();
insert into public.ai_analysis_results (id, user_id, symbol, analysis_types, models_used, final_decision, model_results)
values (tests.portfolio_id('analysis'), tests.user_id('victim'), '7203', '{technical}', '{m}', 'buy', '{}');
select tests.sign_in('attacker');
select tests.open_portfolio('attacker', 1000000);

select throws_ok($$update public.user_profiles set tier = 'enterprise'$$, '42501', null, 'raising one''s tier');
select throws_ok($$update public.user_profiles set ai_quota_monthly = 1000000$$, '42501', null, 'raising one''s quota');
select throws_ok($$update public.user_profiles set ai_usage_current = 0$$, '42501', null, 'resetting one''s usage');
select throws_ok($$update public.ai_usage set calls = 0$$, '42501', null, 'resetting the count of calls');
select throws_ok($$update public.portfolios set current_balance = 1e9$$, '42501', null, 'setting a balance');
select throws_ok(
    $$insert into public.portfolios (name, initial_capital, current_balance) values ('rich', 1, 1e9)$$,
    '42501', null, 'opening a portfolio with a balance of one''s choice'
);
select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, status)
    values (tests.portfolio_id('attacker'), '7203', 'buy', 1, 1, 'filled')$$,
    '42501', null, 'inserting a trade as filled'
);
select throws_ok($$update public.trades set filled_quantity = quantity$$, '42501', null, 'setting a fill');
select throws_ok(
    $$insert into public.trade_executions (execution_id, trade_id, quantity, price) values ('x', gen_random_uuid(), 1, 1)$$,
    '42501', null, 'writing an execution'
);
select throws_ok(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('attacker'), 'adjustment', 1e6, 'a')$$,
    '42501', null, 'adjusting one''s own cash'
);
select throws_ok(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('attacker'), 'deposit', 'NaN', 'a')$$,
    'KB205', null, 'depositing what is no number'
);
select throws_ok(
    $$select public.place_order(tests.portfolio_id('victim'), '7203', 'buy', 1, 1)$$,
    'KB101', 'portfolio ' || tests.portfolio_id('victim') || ' not found', 'ordering into another''s portfolio'
);
select throws_ok(
    $$select public.deposit_cash(gen_random_uuid(), 1, 'k')$$, 'KB101', null, 'which answers as a portfolio that is not there'
);
select throws_ok(
    $$select public.withdraw_cash(tests.portfolio_id('victim'), 1, 'k')$$, 'KB101', null, 'withdrawing from it'
);
select throws_ok(
    $$select public.archive_portfolio(tests.portfolio_id('victim'))$$, 'KB101', null, 'archiving it'
);
select throws_ok(
    $$insert into public.watchlist_items (watchlist_id, symbol) values (tests.portfolio_id('list'), '7203')$$,
    '23503', null, 'writing a child row into another''s parent by id'
);
select throws_ok(
    $$select public.place_order(tests.portfolio_id('attacker'), '7203', 'buy', 1, 1, ai_analysis_id => tests.portfolio_id('analysis'))$$,
    'KB150', null, 'resting an order on another''s analysis'
);
select throws_ok(
    $$update public.portfolios set user_id = tests.user_id('victim')$$, '42501', null, 'moving a row to another user'
);
select lives_ok(
    $$select public.place_order(tests.portfolio_id('attacker'), '7203', 'buy', 1, 1, client_order_id => 'mine')$$,
    'another''s client_order_id is no secret: it collides with nothing'
);
select lives_ok($$insert into public.watchlists (name) values ('mine')$$, 'neither does a name');
select is_empty(
    $$select 1 from public.position_valuations where user_id = tests.user_id('victim')
    union all select 1 from public.portfolio_summary(tests.portfolio_id('victim'))
    union all select 1 from public.calculate_portfolio_performance(tests.portfolio_id('victim'))$$,
    'reading another''s figures through a view or a function'
);
select throws_ok($$select * from partitions.audit_logs_default$$, '42501', null, 'reading a partition directly');
select throws_ok($$select kaboom.verify_ledger()$$, '42501', null, 'calling what is the owner''s');
select throws_ok($$select public.cleanup_old_market_data()$$, '42501', null, 'dropping bars');
select throws_ok($$select public.update_updated_at_column()$$, '42501', null, 'calling a trigger function');
select throws_ok($$truncate public.trades$$, '42501', null, 'truncating');
select is_empty($$select 1 from public.system_settings where not is_public$$, 'reading private settings');
select throws_ok(
    $$create function pg_temp.auth_uid() returns uuid language sql as 'select null::uuid'; create schema auth2$$,
    '42501', null, 'making a schema'
);

-- A temporary table of the same name comes first on anybody's path, yet not in our functions.
create temporary table portfolios (id uuid, user_id uuid, current_balance numeric, reserved_balance numeric, is_active boolean);
set local search_path = pg_temp, public, extensions;
insert into pg_temp.portfolios values (tests.portfolio_id('victim'), tests.user_id('attacker'), 1e9, 0, true);
select throws_ok(
    $$select public.withdraw_cash(tests.portfolio_id('victim'), 1, 'k')$$, 'KB101', null, 'shadowing a table of ours'
);
set local search_path = public, extensions;

select tests.sign_in('victim');
select results_eq(
    $$select current_balance, reserved_balance, name from public.portfolios$$,
    $$values (1000000.00::numeric, 100100.00::numeric, 'victim'::varchar)$$,
    'and the victim finds everything as it was'
);
select results_eq($$select count(*) from public.trades where status = 'pending'$$, $$values (1::bigint)$$, 'orders included');

select * from finish();
rollback;
