create or replace function kaboom.setting_tier_limits(
    value jsonb default kaboom.setting('tier_limits'),
    out basic_calls integer,
    out basic_cost_usd numeric,
    out premium_calls integer,
    out premium_cost_usd numeric,
    out enterprise_calls integer,
    out enterprise_cost_usd numeric
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    most constant integer := 1000000000;
    -- One level, so that an error names the tier too.
    flat constant jsonb := (
        select jsonb_object_agg(t.tier || '.' || m.member, value -> t.tier -> m.member)
        from (values ('basic'), ('premium'), ('enterprise')) as t (tier)
        cross join (values ('calls'), ('cost_usd')) as m (member)
    );
    limited text;
begin
    for limited in
        select k
        from jsonb_object_keys(flat) as k
        where k like '%.calls'
            or flat ->> k is not null
    loop
        perform kaboom.setting_number('tier_limits', flat, limited, 0, most);
        if limited like '%.calls' and (flat ->> limited)::numeric <> trunc((flat ->> limited)::numeric) then
            raise exception 'setting tier_limits: % must be a whole number, not %',
                limited, coalesce(flat ->> limited, 'null')
                using errcode = 'KB402',
                detail = jsonb_build_object(
                    'key', 'tier_limits', 'member', limited, 'value', flat -> limited
                )::text,
                hint = format('Set %s to a whole number from 0 to %s.', limited, most);
        end if;
    end loop;
    basic_calls := (flat ->> 'basic.calls')::numeric::integer;
    basic_cost_usd := (flat ->> 'basic.cost_usd')::numeric;
    premium_calls := (flat ->> 'premium.calls')::numeric::integer;
    premium_cost_usd := (flat ->> 'premium.cost_usd')::numeric;
    enterprise_calls := (flat ->> 'enterprise.calls')::numeric::integer;
    enterprise_cost_usd := (flat ->> 'enterprise.cost_usd')::numeric;
end;
$$;

comment on function kaboom.setting_tier_limits is
$$The setting tier_limits: AI calls and dollars that each tier may have in a month.

Arguments: value to check, else the stored one: {"basic": {"calls", "cost_usd"}, "premium", "enterprise"}.
Returns: calls of each tier; cost_usd in US dollars, null where the tier has no such limit.
Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_tier_limits from public, anon, authenticated, service_role;
