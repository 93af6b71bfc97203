begin;
select plan(29);

select tests.sign_in('attacker');
select tests.open_portfolio('attacker', 1000000);
select public.place_order(tests.portfolio_id('attacker'), '7203', 'buy', 100, 1000, client_order_id => 'waiting');
select tests.sign_out();
create temporary table before as select tests.fingerprint(array[tests.user_id('attacker')]) as rows;
select tests.sign_in('attacker');

select throws_ok($$update public.user_profiles set tier = 'enterprise'$$, '42501', null, 'raising one''s tier');
select throws_ok($$update public.user_profiles set ai_quota_monthly = 1000000$$, '42501', null, 'raising one''s quota');
select throws_ok($$update public.user_profiles set ai_usage_current = 0$$, '42501', null, 'resetting one''s usage');
select throws_ok($$update public.user_profiles set is_active = true$$, '42501', null, 'opening an account that was closed');
select throws_ok($$update public.ai_usage set calls = 0$$, '42501', null, 'resetting the count of calls');
select throws_ok($$delete from public.ai_usage$$, '42501', null, 'removing it');
select throws_ok(
    $$insert into public.ai_analysis_results (symbol, analysis_types, models_used, final_decision, model_results)
    values ('7203', '{t}', '{m}', 'buy', '{}')$$,
    '42501', null, 'writing an analysis of one''s own'
);

select throws_ok($$update public.portfolios set current_balance = 1e9$$, '42501', null, 'setting a balance');
select throws_ok($$update public.portfolios set reserved_balance = 0$$, '42501', null, 'freeing what an order holds');
select throws_ok($$update public.portfolios set initial_capital = 1$$, '42501', null, 'making a return look better');
select throws_ok(
    $$insert into public.portfolios (name, initial_capital, current_balance) values ('rich', 1, 1e9)$$,
    '42501', null, 'opening a portfolio with a balance of one''s choice'
);
select throws_ok(
    $$insert into public.positions (portfolio_id, symbol, quantity, cost_basis)
    values (tests.portfolio_id('attacker'), '7203', 100, 1)$$,
    '42501', null, 'writing a position'
);
select throws_ok($$update public.positions set quantity = 1000000$$, '42501', null, 'changing one');

select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, status)
    values (tests.portfolio_id('attacker'), '7203', 'buy', 1, 1, 'filled')$$,
    '42501', null, 'inserting a trade as filled'
);
select throws_ok($$update public.trades set status = 'filled'$$, 'KB133', null, 'making one filled');
select throws_ok($$update public.trades set status = 'rejected'$$, '42501', null, 'rejecting it oneself');
select throws_ok($$update public.trades set filled_quantity = quantity$$, '42501', null, 'setting a fill');
select throws_ok($$update public.trades set price = 1$$, '42501', null, 'changing the price of an order');
select throws_ok(
    $$insert into public.trade_executions (execution_id, trade_id, quantity, price)
    select 'x', id, 1, 1 from public.trades$$,
    '42501', null, 'writing an execution'
);
select throws_ok(
    $$select public.record_execution(id, 'x', 1, 1) from public.trades$$, '42501', null, 'recording one by its function'
);
select throws_ok(
    $$select public.reverse_execution(id, 'x', 'y') from public.trades$$, '42501', null, 'reversing one'
);
select throws_ok(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('attacker'), 'adjustment', 1e6, 'a')$$,
    '42501', null, 'adjusting one''s own cash'
);
select throws_ok(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, balance_after, entry_no)
    values (tests.portfolio_id('attacker'), 'deposit', 1, 1e9, 2)$$,
    '42501', null, 'writing a line of the ledger as one likes'
);
select throws_ok(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('attacker'), 'deposit', 'NaN', 'a')$$,
    'KB205', null, 'depositing what is no number'
);
select throws_ok($$update public.cash_ledger set amount = 1e9$$, '42501', null, 'changing a line of the ledger');
select throws_ok($$delete from public.trades$$, '42501', null, 'deleting an order');

select tests.sign_out();
select is(
    tests.fingerprint(array[tests.user_id('attacker')]), (select rows from before), 'and nothing of the attacker has changed'
);

select tests.sign_in('attacker');
insert into public.backtest_results (strategy_name, strategy_config, symbols, start_date, end_date, initial_capital)
values ('s', '{}', '{7203}', '2024-01-01', '2024-02-01', 1000);
select throws_ok(
    $$update public.backtest_results set status = 'completed'$$, '42501', null, 'calling a backtest of one''s own completed'
);
select tests.sign_in_as_service();
update public.backtest_results set status = 'completed' where user_id = tests.user_id('attacker');
select tests.sign_in('attacker');
update public.backtest_results set status = 'cancelled';
select is((select status from public.backtest_results), 'completed', 'or cancelling one that is completed');

select * from finish();
rollback;
