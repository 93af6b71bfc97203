-- A generation is known by its id, or, where one of the two sides has none, by its place in the list.
-- Costs that the results claim hold only until the provider's come.
create or replace function kaboom.ai_usage_unbooked(
    user_id uuid, request_id text, usage jsonb, is_provisional boolean
)
returns table (
    known_part integer,
    place integer,
    generation_id text,
    model text,
    input_tokens bigint,
    cache_read_tokens bigint,
    cache_write_tokens bigint,
    output_tokens bigint,
    reasoning_tokens bigint,
    cost_usd numeric
)
language sql
stable
set search_path = pg_catalog, pg_temp
rows 5
as $$
    with booked as materialized (
        select b.* from kaboom.ai_usage_booked(user_id, request_id) as b
    ),
    given as (
        select i.*, coalesce(same.part, nameless.part) as known_part
        from kaboom.ai_usage_items(usage) as i
        left join booked as same on same.generation_id = i.generation_id
        left join booked as nameless
            on same.part is null
            and nameless.part = i.place
            and (nameless.generation_id is null or i.generation_id is null)
            and (not nameless.is_provisional or coalesce(nameless.model = i.model, true))
        where not ai_usage_unbooked.is_provisional
            or not exists (select from booked as b where not b.is_provisional)
    )
    select g.known_part, g.place, coalesce(g.generation_id, b.generation_id), coalesce(b.model, g.model),
        g.input_tokens - coalesce(b.input_tokens, 0), g.cache_read_tokens - coalesce(b.cache_read_tokens, 0),
        g.cache_write_tokens - coalesce(b.cache_write_tokens, 0),
        g.output_tokens - coalesce(b.output_tokens, 0), g.reasoning_tokens - coalesce(b.reasoning_tokens, 0),
        g.cost_usd - coalesce(b.cost_usd, 0)
    from given as g
    left join booked as b on b.part = g.known_part
    union all
    select b.part, null, null, b.model, 0, 0, 0, 0, 0, -b.cost_usd
    from booked as b
    where b.is_provisional
        and not ai_usage_unbooked.is_provisional
        and not exists (select from given as g where g.known_part = b.part);
$$;

comment on function kaboom.ai_usage_unbooked is
$$What the usage of a request says beyond what is booked of it.

Arguments: user_id; request_id; usage as ai_usage_problem accepts it; is_provisional, whether its costs are
those of the results and not the provider's. Returns: known_part, the part that differs, null for one that is
not booked; place in the usage; generation_id and model where they are known; the differences of tokens and
cost_usd, which may all be 0.$$;

revoke execute on function kaboom.ai_usage_unbooked from public, anon, authenticated, service_role;
