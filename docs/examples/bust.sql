-- The exchange takes a fill back. The reversal returns the cash exactly, and the order is open again.
\set ON_ERROR_ROLLBACK on
begin;
insert into auth.users (id, email) values ('11111111-1111-4111-8111-111111111111', 'hanako@kaboom.example');
select set_config('request.jwt.claims', '{"sub": "11111111-1111-4111-8111-111111111111"}', true) \g /dev/null
set local role authenticated;
insert into portfolios (name, initial_capital) values ('main', 1000000);
select id as portfolio from portfolios \gset
select id as a from place_order(:'portfolio', '7203', 'buy', 100, 1000, client_order_id => 'a') \gset
select id as b from place_order(:'portfolio', '7203', 'buy', 100, 1200, client_order_id => 'b') \gset

set local role service_role;
select quantity, cost_change from record_execution(:'a', 'x-1', 100, 1000);
select quantity, cost_change from record_execution(:'b', 'x-2', 100, 1200);
select quantity, cost_basis, average_price from positions;

select execution_id, reverses, quantity, cost_change from reverse_execution(:'b', 'x-2', 'bust-1');
select quantity, cost_basis, average_price from positions;
select client_order_id, status, filled_quantity, reserved_amount from trades order by client_order_id;

-- The corrected fill comes with a new id.
select quantity, price, cost_change from record_execution(:'b', 'x-2-corrected', 100, 1195);
select entry_no, kind, amount, balance_after from cash_ledger order by entry_no;

-- A fill that later sales need cannot be taken back.
set local role authenticated;
select id as c from place_order(:'portfolio', '7203', 'sell', 150, 1300, client_order_id => 'c') \gset
set local role service_role;
select quantity, realized_pnl from record_execution(:'c', 'x-3', 150, 1300);
select quantity from reverse_execution(:'a', 'x-1', 'bust-2');
rollback;
