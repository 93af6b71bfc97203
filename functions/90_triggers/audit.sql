create or replace trigger audit_user_profile
after insert or update or delete on public.user_profiles
for each row execute function kaboom.audit_row('user_profile');

create or replace trigger audit_portfolio
after insert or delete on public.portfolios
for each row execute function kaboom.audit_row('portfolio');

-- Money moves in this row all the time; only what the owner chooses is audited here.
create or replace trigger audit_portfolio_update
after update on public.portfolios
for each row when (
    (old.name, old.description, old.risk_level, old.strategy_type, old.is_active)
    is distinct from (new.name, new.description, new.risk_level, new.strategy_type, new.is_active)
)
execute function kaboom.audit_row('portfolio');

create or replace trigger audit_trade
after insert on public.trades
for each row execute function kaboom.audit_trade();

create or replace trigger audit_trade_update
after update on public.trades
for each row when (
    (old.status, old.filled_quantity, old.reason, old.order_id)
    is distinct from (new.status, new.filled_quantity, new.reason, new.order_id)
)
execute function kaboom.audit_trade();

create or replace trigger audit_system_setting
after insert or update or delete on public.system_settings
for each row execute function kaboom.audit_row('system_setting');
