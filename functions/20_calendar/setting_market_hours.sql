-- Because market_sessions is the one home of the times, any other value of the setting would only mislead.
create or replace function kaboom.setting_market_hours(
    value jsonb default kaboom.setting('market_hours'), out timezone text, out sessions jsonb
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    derived constant jsonb := kaboom.market_hours();
begin
    if value is distinct from derived then
        raise exception 'setting market_hours must be what market_sessions says'
            using errcode = 'KB402',
            detail = jsonb_build_object('key', 'market_hours', 'expected', derived)::text,
            hint = 'Write the times to market_sessions; the setting follows by itself.';
    end if;
    timezone := value ->> 'timezone';
    sessions := value -> 'sessions';
end;
$$;

comment on function kaboom.setting_market_hours is
$$The setting market_hours: when the Tokyo Stock Exchange is open. It is made from market_sessions.

Arguments: value to check, else the stored one. Returns: timezone, always Asia/Tokyo; sessions, a list of
{"from": first day, "morning": [opens, closes], "afternoon": [opens, closes]}.
Errors: KB401 missing, KB402 it differs from market_sessions.$$;

revoke execute on function kaboom.setting_market_hours from public, anon, authenticated, service_role;
