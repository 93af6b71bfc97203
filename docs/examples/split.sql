-- A company splits its shares: every share becomes five, the cost stays, and nothing is gained. A dividend follows.
\set ON_ERROR_ROLLBACK on
begin;
insert into auth.users (id, email) values ('11111111-1111-4111-8111-111111111111', 'hanako@kaboom.example');
insert into portfolios (user_id, name, initial_capital) values ('11111111-1111-4111-8111-111111111111', 'main', 1000000);
select id as portfolio from portfolios where user_id = '11111111-1111-4111-8111-111111111111' \gset

-- Two purchases of before the split that were filled elsewhere, as the broker connector records them.
set local role service_role;
insert into trades (user_id, portfolio_id, symbol, trade_type, quantity, price, status, order_id, executed_at)
values ('11111111-1111-4111-8111-111111111111', :'portfolio', '7203', 'buy', 100, 1000, 'filled', 'a', '2024-03-01 10:00+09'),
    ('11111111-1111-4111-8111-111111111111', :'portfolio', '7203', 'buy', 50, 1300, 'filled', 'b', '2024-03-01 11:00+09');
select quantity, cost_basis, average_price from positions where portfolio_id = :'portfolio';

-- The announcement. The job "apply corporate actions" would do the rest; here the operator asks for it.
insert into corporate_actions (symbol, kind, ex_date, old_shares, new_shares) values ('7203', 'split', '2024-03-04', 1, 5);
select id as split from corporate_actions where symbol = '7203' and kind = 'split' and ex_date = '2024-03-04' \gset
select state from apply_corporate_action(:'split', :'portfolio');
select quantity, cost_basis, average_price from positions where portfolio_id = :'portfolio';
select kind, quantity, cost_change, quantity_after, cost_after
from share_ledger where portfolio_id = :'portfolio' order by entry_no;

-- It is applied once, however often it is asked for.
select state from apply_corporate_action(:'split', :'portfolio');
select quantity from positions where portfolio_id = :'portfolio';

-- A dividend of 20 yen a share: 750 x 20 = 15,000, less 15.315 % = 2,297 and 5 % = 750 of tax.
insert into corporate_actions (symbol, kind, ex_date, pay_date, gross_per_share)
values ('7203', 'dividend', '2024-03-28', '2024-06-03', 20);
select id as dividend from corporate_actions where symbol = '7203' and kind = 'dividend' and ex_date = '2024-03-28' \gset
select state from apply_corporate_action(:'dividend', :'portfolio');
select kind, amount from cash_ledger where portfolio_id = :'portfolio' and kind like 'dividend%' order by entry_no;
rollback;
