-- AFTER each statement on market_sessions, because clients that follow the specification read the times from
-- the setting.
create or replace function kaboom.publish_market_hours()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into public.system_settings as s (key, value, description, is_public)
    values ('market_hours', kaboom.market_hours(), 'Market trading hours, made from market_sessions', true)
    on conflict (key) do update
    set value = excluded.value
    where s.value <> excluded.value;
    return null;
end;
$$;

comment on function kaboom.publish_market_hours is
'Trigger: brings the setting market_hours up to market_sessions.';

revoke execute on function kaboom.publish_market_hours from public, anon, authenticated, service_role;
