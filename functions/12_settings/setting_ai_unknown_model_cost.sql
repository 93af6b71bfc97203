create or replace function kaboom.setting_ai_unknown_model_cost(
    value jsonb default kaboom.setting('ai_unknown_model_cost'), out usd numeric
)
returns numeric
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Never 0: a model that nobody priced would pass every budget.
    usd := kaboom.setting_number('ai_unknown_model_cost', value, 'usd', 0.000001, 1000);
end;
$$;

comment on function kaboom.setting_ai_unknown_model_cost is
$$The setting ai_unknown_model_cost: what a model without a price reserves for one analysis type.

Arguments: value to check, else the stored one. Returns: usd, US dollars above 0. Errors: KB401 missing, KB402
not valid.$$;

revoke execute on function kaboom.setting_ai_unknown_model_cost
from public, anon, authenticated, service_role;
