-- BEFORE UPDATE of an alert or the symbol by the owner: a new threshold, or that of another share, has not
-- been crossed yet, and is one of the shares of today.
create or replace function kaboom.rearm_alerts()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    today constant date := (now() at time zone 'Asia/Tokyo')::date;
    -- What a split of today has not changed yet.
    step constant numeric := public.price_factor(old.symbol, old.alerts_set_on, today) / old.alert_factor;
    is_same_share constant boolean := new.symbol = old.symbol;
begin
    if (new.price_alert_upper, new.price_alert_lower, new.volume_alert_threshold)
            is not distinct from (old.price_alert_upper, old.price_alert_lower, old.volume_alert_threshold)
        and is_same_share
    then
        return new;
    end if;
    new.price_upper_is_armed := new.price_upper_is_armed
        or (new.symbol, new.price_alert_upper) is distinct from (old.symbol, old.price_alert_upper);
    new.price_lower_is_armed := new.price_lower_is_armed
        or (new.symbol, new.price_alert_lower) is distinct from (old.symbol, old.price_alert_lower);
    new.volume_is_armed := new.volume_is_armed
        or (new.symbol, new.volume_alert_threshold) is distinct from (old.symbol, old.volume_alert_threshold);
    if step <> 1 and is_same_share then
        if new.price_alert_upper = old.price_alert_upper then
            new.price_alert_upper := kaboom.carried_alert(old.price_alert_upper, step);
        end if;
        if new.price_alert_lower = old.price_alert_lower then
            new.price_alert_lower := kaboom.carried_alert(old.price_alert_lower, step);
        end if;
        if new.volume_alert_threshold = old.volume_alert_threshold then
            new.volume_alert_threshold := greatest(round(old.volume_alert_threshold / step), 1)::bigint;
        end if;
    end if;
    new.alerts_set_on := today;
    new.alert_factor := 1;
    return new;
end;
$$;

comment on function kaboom.rearm_alerts is
'Trigger: arms an alert whose threshold or share changes, and notes the day on which it is set.';

revoke execute on function kaboom.rearm_alerts from public, anon, authenticated, service_role;
