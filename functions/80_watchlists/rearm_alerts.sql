-- BEFORE UPDATE of a threshold or the symbol: a new threshold, or that of another share, has not been crossed yet.
create or replace function kaboom.rearm_alerts()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    new.price_upper_is_armed := new.price_upper_is_armed
        or (new.symbol, new.price_alert_upper) is distinct from (old.symbol, old.price_alert_upper);
    new.price_lower_is_armed := new.price_lower_is_armed
        or (new.symbol, new.price_alert_lower) is distinct from (old.symbol, old.price_alert_lower);
    new.volume_is_armed := new.volume_is_armed
        or (new.symbol, new.volume_alert_threshold) is distinct from (old.symbol, old.volume_alert_threshold);
    return new;
end;
$$;

comment on function kaboom.rearm_alerts is 'Trigger: arms an alert whose threshold or share changes.';

revoke execute on function kaboom.rearm_alerts from public, anon, authenticated, service_role;
