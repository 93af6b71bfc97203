create or replace trigger audit_user_profile
after insert or update or delete on public.user_profiles
for each row execute function kaboom.audit_row('user_profile');

create or replace trigger audit_portfolio
after insert or delete on public.portfolios
for each row execute function kaboom.audit_row('portfolio');

-- Money moves in this row all the time; only what the owner chooses is audited here. A condition instead of the list of
-- columns would be read anew, as text, by every fill.
create or replace trigger audit_portfolio_update
after update of name, description, risk_level, strategy_type, is_active on public.portfolios
for each row execute function kaboom.audit_row('portfolio');

create or replace trigger audit_trade
after insert on public.trades
for each row execute function kaboom.audit_trade();

create or replace trigger audit_trade_update
after update of status, filled_quantity, reason, order_id on public.trades
for each row execute function kaboom.audit_trade();

create or replace trigger audit_system_setting
after insert or update or delete on public.system_settings
for each row execute function kaboom.audit_row('system_setting');
