create or replace function kaboom.commission_rate(tier text)
returns numeric
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    rates constant record := kaboom.setting_commission_rates(kaboom.setting('commission_rates'));
begin
    return case tier
        when 'basic' then rates.basic
        when 'premium' then rates.premium
        else rates.enterprise
    end;
end;
$$;

comment on function kaboom.commission_rate is
$$The commission of an account as a fraction of the amount (setting commission_rates).

Arguments: tier of user_profiles. Errors: KB401 the setting is missing.$$;

revoke execute on function kaboom.commission_rate from public, anon, authenticated, service_role;
