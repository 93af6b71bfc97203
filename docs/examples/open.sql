-- A user signs up, opens a portfolio, pays in and takes out. Nothing stays: the example ends with a rollback.
\set ON_ERROR_ROLLBACK on
begin;
insert into auth.users (id, email) values ('11111111-1111-4111-8111-111111111111', 'hanako@kaboom.example');

-- What PostgREST does with the token of a user, for each request.
select set_config('request.jwt.claims', '{"sub": "11111111-1111-4111-8111-111111111111"}', true) \g /dev/null
set local role authenticated;

-- The profile and a watchlist were made by the sign-up.
select tier, is_active from user_profiles;
select name, is_default from watchlists;

insert into portfolios (name, initial_capital) values ('main', 1000000);
select id as portfolio from portfolios \gset
select kind, amount, balance_after from deposit_cash(:'portfolio', 250000, 'bonus-2026');

-- The same key with the same content counts once, whatever a lost connection makes a client do.
select kind, amount, balance_after from deposit_cash(:'portfolio', 250000, 'bonus-2026');
select kind, amount, balance_after from withdraw_cash(:'portfolio', 100000, 'rent');
select kind, amount, balance_after from withdraw_cash(:'portfolio', 9000000, 'too much');

select entry_no, kind, amount, balance_after from cash_ledger order by entry_no;
select cash, free_cash, capital_paid_in, capital_withdrawn from portfolio_summary(:'portfolio');
rollback;
