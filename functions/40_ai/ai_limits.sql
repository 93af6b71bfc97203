create or replace function kaboom.ai_limits(
    profile public.user_profiles, out calls integer, out cost_usd numeric
)
returns record
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        coalesce(
            profile.ai_quota_monthly,
            case profile.tier
                when 'basic' then s.basic_calls
                when 'premium' then s.premium_calls
                when 'enterprise' then s.enterprise_calls
            end
        ),
        case profile.tier
            when 'basic' then s.basic_cost_usd
            when 'premium' then s.premium_cost_usd
            when 'enterprise' then s.enterprise_cost_usd
        end
    from kaboom.setting_tier_limits() as s;
$$;

comment on function kaboom.ai_limits is
$$What a user may have in a month, as their tier and quota are now.

Arguments: profile, a row of user_profiles. Returns: calls, ai_quota_monthly or else those of the tier;
cost_usd in US dollars, null where the tier has no such limit. Errors: KB401, KB402 the setting
tier_limits.$$;

revoke execute on function kaboom.ai_limits from public, anon, authenticated, service_role;
