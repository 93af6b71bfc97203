-- What the operator of a database looks at, as its owner.
\set ON_ERROR_ROLLBACK on
begin;
-- The figures follow from the ledger and the executions: no row means sound.
select * from kaboom.verify_ledger();
-- The database is as the last run of kaboom up left it.
select * from kaboom.drift();

-- What the jobs have left undone, and what to do: all rows of monitoring.upkeep and monitoring.jobs are to be looked at.
select what, value, remedy from monitoring.upkeep where what = 'audit rows without a week of their own';
call kaboom.run_job('no such job');

-- A setting out of bounds is refused when it is set.
update system_settings set value = '{"default": 10}' where key = 'commission_rates';
update system_settings set value = '{"default": 0.0008}' where key = 'commission_rates';
select basic, premium, enterprise from kaboom.setting_commission_rates();

-- Erasing an account: its rows go, its audit trail stays without the person.
insert into auth.users (id, email) values ('11111111-1111-4111-8111-111111111111', 'hanako@kaboom.example');
insert into portfolios (user_id, name, initial_capital) values ('11111111-1111-4111-8111-111111111111', 'main', 1000000);
delete from auth.users where id = '11111111-1111-4111-8111-111111111111';
select count(*) as portfolios from portfolios where user_id = '11111111-1111-4111-8111-111111111111';
select action, user_id, new_values ->> 'initial_capital' as capital, new_values ->> 'name' as name
from audit_logs where resource_type = 'portfolio' order by created_at, action;
rollback;
