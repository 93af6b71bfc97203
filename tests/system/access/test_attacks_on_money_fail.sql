begin;
select plan(29);

select tests.sign_in('attacker');
select tests.open_portfolio('attacker', 1000000);
select public.place_order(tests.portfolio_id('attacker'), '7203', 'buy', 100, 1000, client_order_id => 'open');
select tests.sign_out();
create temporary table before as select tests.fingerprint(array[tests.user_id('attacker')]) as rows;
select tests.sign_in('attacker');

select throws_ok($$update public.user_profiles set tier = 'enterprise'$$, '42501', null, 'a user does not raise the own tier');
select throws_ok(
    $$update public.user_profiles set ai_quota_monthly = 1000000$$, '42501', null,
    'a user does not raise the own quota of AI calls'
);
select throws_ok(
    $$delete from public.ai_usage_events$$, '42501', null, 'a user does not delete what the own AI calls did cost'
);
select throws_ok($$update public.user_profiles set is_active = true$$, '42501', null, 'a user does not activate the own account');
select throws_ok($$update public.ai_usage set calls = 0$$, '42501', null, 'a user does not reset the count of AI calls');
select throws_ok($$delete from public.ai_usage$$, '42501', null, 'a user does not delete the count of AI calls');
select throws_ok(
    $$insert into public.ai_analysis_results (symbol, analysis_types, models_used, final_decision, model_results)
    values ('7203', '{t}', '{m}', 'buy', '{}')$$,
    '42501', null, 'a user writes no analysis'
);

select throws_ok($$update public.portfolios set current_balance = 1e9$$, '42501', null, 'a user does not set a balance');
select throws_ok(
    $$update public.portfolios set reserved_balance = 0$$, '42501', null,
    'a user does not free the cash that an order reserves'
);
select throws_ok(
    $$update public.portfolios set initial_capital = 1$$, '42501', null,
    'a user does not change the initial capital to improve a return'
);
select throws_ok(
    $$insert into public.portfolios (name, initial_capital, current_balance) values ('rich', 1, 1e9)$$,
    '42501', null, 'a user opens no portfolio with a chosen balance'
);
select throws_ok(
    $$insert into public.positions (portfolio_id, symbol, quantity, cost_basis)
    values (tests.portfolio_id('attacker'), '7203', 100, 1)$$,
    '42501', null, 'a user inserts no position'
);
select throws_ok($$update public.positions set quantity = 1000000$$, '42501', null, 'a user does not change a position');

select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, status)
    values (tests.portfolio_id('attacker'), '7203', 'buy', 1, 1, 'filled')$$,
    '42501', null, 'a user inserts no order as filled'
);
select throws_ok($$update public.trades set status = 'filled'$$, 'KB133', null, 'a user does not set an order to filled');
select throws_ok($$update public.trades set status = 'rejected'$$, '42501', null, 'a user does not set an order to rejected');
select throws_ok(
    $$update public.trades set filled_quantity = quantity$$, '42501', null,
    'a user does not set the filled quantity of an order'
);
select throws_ok($$update public.trades set price = 1$$, '42501', null, 'a user does not change the price of an order');
select throws_ok(
    $$insert into public.trade_executions (execution_id, trade_id, quantity, price)
    select 'x', id, 1, 1 from public.trades$$,
    '42501', null, 'a user inserts no execution'
);
select throws_ok(
    $$select public.record_execution(id, 'x', 1, 1) from public.trades$$, '42501', null, 'a user does not call record_execution'
);
select throws_ok(
    $$select public.reverse_execution(id, 'x', 'y') from public.trades$$, '42501', null, 'a user does not call reverse_execution'
);
select throws_ok(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('attacker'), 'adjustment', 1e6, 'a')$$,
    '42501', null, 'a user does not adjust the own cash'
);
select throws_ok(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, balance_after, entry_no)
    values (tests.portfolio_id('attacker'), 'deposit', 1, 1e9, 2)$$,
    '42501', null, 'a user sets neither the balance nor the number of a ledger entry'
);
select throws_ok(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('attacker'), 'deposit', 'NaN', 'a')$$,
    'KB205', null, 'a user does not deposit NaN'
);
select throws_ok($$update public.cash_ledger set amount = 1e9$$, '42501', null, 'a user does not change a ledger entry');
select throws_ok($$delete from public.trades$$, '42501', null, 'a user does not delete an order');

select tests.sign_out();
select is(
    tests.fingerprint(array[tests.user_id('attacker')]), (select rows from before),
    'refused attacks on money change no row of the attacker'
);

select tests.sign_in('attacker');
insert into public.backtest_results (strategy_name, strategy_config, symbols, start_date, end_date, initial_capital)
values ('s', '{}', '{7203}', '2024-01-01', '2024-02-01', 1000);
select throws_ok(
    $$update public.backtest_results set status = 'completed'$$, 'KB502', null, 'a user does not set a backtest to completed'
);
select tests.sign_in_as_service();
select public.start_backtest(id) from public.backtest_results where user_id = tests.user_id('attacker');
select public.complete_backtest(id, '[{"date": "2024-01-05", "value": 1000}]', '[]')
from public.backtest_results
where user_id = tests.user_id('attacker');
select tests.sign_in('attacker');
update public.backtest_results set status = 'cancelled';
select is((select status from public.backtest_results), 'completed', 'a user does not cancel a completed backtest');

select * from finish();
rollback;
