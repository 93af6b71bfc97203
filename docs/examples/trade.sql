-- Two purchases and a sale: what is reserved, what an order costs, and what a sale earns.
\set ON_ERROR_ROLLBACK on
begin;
insert into auth.users (id, email) values ('11111111-1111-4111-8111-111111111111', 'hanako@kaboom.example');
select set_config('request.jwt.claims', '{"sub": "11111111-1111-4111-8111-111111111111"}', true) \g /dev/null
set local role authenticated;
insert into portfolios (name, initial_capital) values ('main', 1000000);
select id as portfolio from portfolios \gset

-- An order reserves its price and the commission of its tier: 100 x 1,000 x 1.001.
select status, reserved_amount from place_order(:'portfolio', '7203', 'buy', 100, 1000, client_order_id => 'a');
select status, reserved_amount from place_order(:'portfolio', '7203', 'buy', 200, 1150, client_order_id => 'b');
select current_balance, reserved_balance, current_balance - reserved_balance as free from portfolios;

-- The broker connector has the service role. It sends each fill by the execution id of the broker.
set local role service_role;
select id as a from trades where client_order_id = 'a' \gset
select id as b from trades where client_order_id = 'b' \gset
select quantity, price, commission, cost_change from record_execution(:'a', 'x-1', 100, 1000);
select quantity, price, commission, cost_change from record_execution(:'b', 'x-2', 80, 1150);
select quantity, price, commission, cost_change from record_execution(:'b', 'x-3', 120, 1150);

set local role authenticated;
select quantity, cost_basis, average_price from positions;
select status from place_order(:'portfolio', '7203', 'sell', 120, 1200, client_order_id => 'c');
select status from place_order(:'portfolio', '7203', 'sell', 200, 1200, client_order_id => 'd');

-- The sale takes 120 of 300 shares, so 120/300 of their cost.
set local role service_role;
select id as c from trades where client_order_id = 'c' \gset
select quantity, price, commission, cost_change, realized_pnl from record_execution(:'c', 'x-4', 120, 1200);

set local role authenticated;
select quantity, cost_basis, average_price from positions;
select entry_no, kind, amount, balance_after from cash_ledger order by entry_no;
rollback;
