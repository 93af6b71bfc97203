create or replace function kaboom.setting_market_hours(
    value jsonb default kaboom.setting('market_hours'), out timezone text, out sessions jsonb
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    timezone := kaboom.setting_text('market_hours', value, 'timezone', '^Asia/Tokyo$');
    sessions := value -> 'sessions';
    if jsonb_typeof(sessions) is distinct from 'array' then
        raise exception 'setting market_hours: sessions must be a list, not %', coalesce(left(sessions::text, 50), 'missing')
            using errcode = 'KB402',
            detail = jsonb_build_object('key', 'market_hours', 'member', 'sessions', 'value', sessions)::text,
            hint = 'Set {"timezone": "Asia/Tokyo", "sessions": [{"from", "morning", "afternoon"}]}.';
    end if;
end;
$$;

comment on function kaboom.setting_market_hours is
$$The setting market_hours: when the Tokyo Stock Exchange is open.

Arguments: value to check, else the stored one. Returns: timezone, always Asia/Tokyo; sessions, a list of
{"from": first day, "morning": [open, close], "afternoon": [open, close]}. Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_market_hours from public, anon, authenticated, service_role;
