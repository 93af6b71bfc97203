begin;
select plan(26);

-- As a restore into a new project, or a careless DBA, leaves it.
grant all on all tables in schema public to anon, authenticated, service_role;

select tests.sign_in('taro');
insert into public.portfolios (name, initial_capital, adjustments, realized_pnl, reserved_balance, is_active, valued_entry_no)
values ('main', 1000000, 500000, -500000, 10, false, 7);
select results_eq(
    $$select current_balance, adjustments, realized_pnl, reserved_balance, is_active, valued_entry_no from public.portfolios$$,
    $$values (1000000.00, 0.00, 0.00, 0.00, true, 0::bigint)$$,
    'a portfolio opens with the figures of the database, whatever the user sends'
);
select throws_ok($$update public.portfolios set current_balance = 2e6, capital_paid_in = 2e6$$, '42501', null,
    'a user may not write the balance of a portfolio');
select throws_ok($$update public.portfolios set last_entry_no = 0$$, '42501', null,
    'a user may not write the entry number of a portfolio');
select throws_ok($$update public.portfolios set archived_by = 'owner', is_active = false, total_return = 1$$, '42501', null,
    'a user who archives a portfolio may not write its return');
select throws_ok($$update public.portfolios set id = gen_random_uuid()$$, '42501', null,
    'a user may not write the id of a portfolio');
select lives_ok($$update public.portfolios set name = 'renamed', description = 'mine'$$,
    'a user may still write what the owner of a portfolio chooses');
delete from public.portfolios;
select is((select count(*) from public.portfolios), 1::bigint, 'a user may not delete a portfolio');

select throws_ok($$update public.user_profiles set tier = 'premium'$$, '42501', null, 'a user may not raise the tier');
select throws_ok($$update public.user_profiles set ai_quota_monthly = 1000$$, '42501', null, 'a user may not raise the quota');
select throws_ok($$update public.user_profiles set is_active = false, display_name = 'x'$$, '42501', null,
    'a user who renames the account may not deactivate it');

insert into public.cash_ledger (portfolio_id, entry_no, kind, amount, balance_after, idempotency_key)
select id, 9, 'deposit', 1000, 9e6, 'first' from public.portfolios;
select results_eq(
    $$select entry_no, balance_after from public.cash_ledger where kind = 'deposit'$$, $$values (2::bigint, 1001000.00)$$,
    'a deposit is numbered and summed by the database, whatever the user sends'
);
select throws_ok(
    $$insert into public.cash_ledger (portfolio_id, entry_no, kind, amount, balance_after, idempotency_key)
    select id, 3, 'adjustment', 1000, 1002000, 'second' from public.portfolios$$,
    '42501', null, 'a user may not adjust cash'
);
update public.cash_ledger set amount = 5000;
delete from public.cash_ledger;
select results_eq($$select amount from public.cash_ledger order by entry_no$$, $$values (1000000::numeric), (1000)$$,
    'a user may neither edit nor delete the ledger');

select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, status)
    select id, '7203', 'buy', 100, 1, 'filled' from public.portfolios$$,
    '42501', null, 'a user may not record an order as filled'
);
select throws_ok(
    $$insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, order_id)
    select id, '7203', 'buy', 100, 1, 'b' from public.portfolios$$,
    '42501', null, 'a user may not name an order as the broker does'
);
insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, realized_pnl, cost_basis, closed_at, closed_as,
    ai_decision, reserved_amount, commission_rate)
select id, '7203', 'buy', 100, 1000, 5, 5, now(), 'cancelled', 'buy', 0, 0 from public.portfolios;
select results_eq(
    $$select realized_pnl, cost_basis, closed_at, closed_as, ai_decision, reserved_amount, commission_rate
    from public.trades$$,
    -- 100 x 1,000 = 100,000 and 0.1 % commission.
    $$values (null::numeric, null::numeric, null::timestamptz, null::varchar, null::varchar, 100100.00, 0.001000)$$,
    'an order has the terms that the database computes, whatever the user sends'
);
select throws_ok($$update public.trades set reserved_amount = 0$$, '42501', null,
    'a user may not write what an order reserves');
select throws_ok($$update public.trades set cancel_requested_at = now()$$, '42501', null,
    'a user may not write when a cancellation was requested');
select throws_ok($$update public.trades set filled_quantity = 100, status = 'filled'$$, '42501', null,
    'a user may not fill an order');
select throws_ok($$update public.trades set status = 'rejected'$$, '42501', null, 'a user may not reject an order');
select throws_ok(
    $$insert into public.positions (user_id, portfolio_id, symbol, quantity, cost_basis)
    select user_id, id, '7203', 100, 0 from public.portfolios$$,
    '42501', null, 'a user may not write a position'
);
select throws_ok(
    $$insert into public.trade_executions (trade_id, execution_id, quantity, price) select id, 'e', 100, 1 from public.trades$$,
    '42501', null, 'a user may not write an execution'
);
set constraints all immediate;
select throws_ok('truncate public.cash_ledger', '42501', null, 'a user may not empty the ledger');
select throws_ok('truncate public.portfolios cascade', '42501', null, 'a user may not empty the portfolios');
select throws_ok(
    $$insert into public.audit_logs (action) values ('nothing')$$, '42501', null, 'a user may not write the audit trail'
);

select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure still follows from the ledger after such attempts');

select * from finish();
rollback;
