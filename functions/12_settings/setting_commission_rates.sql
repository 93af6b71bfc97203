create or replace function kaboom.setting_commission_rates(
    value jsonb default kaboom.setting('commission_rates'),
    out basic numeric,
    out premium numeric,
    out enterprise numeric
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    highest constant numeric := 0.999999;
begin
    perform kaboom.setting_number('commission_rates', value, m, 0, highest)
    from jsonb_object_keys(case jsonb_typeof(value) when 'object' then value else '{}' end) as m;
    basic := kaboom.setting_number('commission_rates', value, 'default', 0, highest);
    premium := coalesce((value ->> 'premium')::numeric, basic);
    enterprise := coalesce((value ->> 'enterprise')::numeric, premium);
end;
$$;

comment on function kaboom.setting_commission_rates is
$$The setting commission_rates: commission of a fill as a fraction of its amount, by tier.

Arguments: value to check, else the stored one: {"default", "premium", "enterprise"}, each from 0 to
0.999999.
Returns: the rate of each tier. basic pays default; premium and enterprise pay their own, else the rate of
the tier below.
Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_commission_rates from public, anon, authenticated, service_role;
