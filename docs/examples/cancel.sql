-- An order that the broker has is cancelled by the broker alone: until it confirms, the cash stays reserved.
\set ON_ERROR_ROLLBACK on
begin;
insert into auth.users (id, email) values ('11111111-1111-4111-8111-111111111111', 'hanako@kaboom.example');
select set_config('request.jwt.claims', '{"sub": "11111111-1111-4111-8111-111111111111"}', true) \g /dev/null
set local role authenticated;
insert into portfolios (name, initial_capital) values ('main', 1000000);
select id as portfolio from portfolios \gset
select id as trade from place_order(:'portfolio', '7203', 'buy', 300, 2800, client_order_id => 'a') \gset

set local role service_role;
update trades set order_id = 'broker-77' where id = :'trade';

-- The user asks; the order stays open.
set local role authenticated;
select status, reserved_amount, cancel_requested_at is not null as requested from cancel_order(:'trade', 'changed my mind');

-- A fill was on its way. It counts, because the word of the broker is the truth.
set local role service_role;
select quantity, price from record_execution(:'trade', 'x-1', 100, 2795);
select status, filled_quantity, reserved_amount from confirm_cancel(:'trade');

set local role authenticated;
select current_balance, reserved_balance from portfolios;
select symbol, quantity, cost_basis from positions;
rollback;
