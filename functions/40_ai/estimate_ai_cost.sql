create or replace function kaboom.estimate_ai_cost(models text[], analysis_types text[], on_day date)
returns numeric
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select round(
        cardinality(analysis_types) * sum(
            coalesce((r.input_tokens * p.input_usd + r.output_tokens * p.output_usd) / 1000000, u.usd)
        ),
        10
    )
    from unnest(models) as m (model)
    cross join kaboom.setting_ai_reservation() as r
    cross join kaboom.setting_ai_unknown_model_cost() as u (usd)
    left join lateral (
        select p.input_usd, p.output_usd
        from public.ai_model_prices as p
        where p.model = m.model
            and p.valid_from <= on_day
        order by p.valid_from desc
        limit 1
    ) as p on true;
$$;

comment on function kaboom.estimate_ai_cost is
$$What an analysis is expected to cost: each model is asked once for each analysis type.

Arguments: models and analysis_types, each at least one; on_day, whose prices count. Returns: US dollars, to
ten decimals. Errors: KB401, KB402 the settings ai_reservation and ai_unknown_model_cost.$$;

revoke execute on function kaboom.estimate_ai_cost from public, anon, authenticated, service_role;
