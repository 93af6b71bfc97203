-- A user comes from another broker with shares. They keep what they cost there, and move no cash.
\set ON_ERROR_ROLLBACK on
begin;
insert into auth.users (id, email) values ('11111111-1111-4111-8111-111111111111', 'hanako@kaboom.example');
select set_config('request.jwt.claims', '{"sub": "11111111-1111-4111-8111-111111111111"}', true) \g /dev/null
set local role authenticated;
insert into portfolios (name, initial_capital) values ('main', 1000000);
select id as portfolio from portfolios \gset

-- Only where the setting owners_may_transfer is true may users do it themselves.
select quantity, cost from transfer_shares(:'portfolio', '6758', 200, 500000, 'from-other-broker');

set local role service_role;
select entry_no as entry, kind, quantity, cost from transfer_shares(:'portfolio', '6758', 200, 500000, 'from-other-broker');
select symbol, quantity, cost_basis, average_price from positions;
select cash, invested, total_value, total_return from portfolio_summary(:'portfolio');

-- It was the wrong number: the reversal takes it back, and the right one follows.
select max(entry_no) as entry from position_adjustments \gset
select kind, quantity, cost from reverse_adjustment(:'portfolio', :entry, 'undo-1', 'wrong number');
select kind, quantity, cost from transfer_shares(:'portfolio', '6758', 100, 250000, 'from-other-broker-2');
select symbol, quantity, cost_basis from positions;
rollback;
