create or replace function kaboom.ai_usage_booked(user_id uuid, request_id text)
returns table (
    part integer,
    generation_id text,
    model text,
    input_tokens bigint,
    cache_read_tokens bigint,
    cache_write_tokens bigint,
    output_tokens bigint,
    reasoning_tokens bigint,
    cost_usd numeric,
    is_provisional boolean
)
language sql
stable
set search_path = pg_catalog, pg_temp
rows 5
as $$
    select e.part, max(e.generation_id), max(e.model), sum(e.input_tokens)::bigint,
        sum(e.cache_read_tokens)::bigint, sum(e.cache_write_tokens)::bigint, sum(e.output_tokens)::bigint,
        sum(e.reasoning_tokens)::bigint, sum(e.cost_usd), bool_and(e.is_provisional)
    from public.ai_usage_events as e
    where e.user_id = ai_usage_booked.user_id
        and e.request_id = ai_usage_booked.request_id
        and e.part is not null
    group by e.part;
$$;

comment on function kaboom.ai_usage_booked is
$$What is booked of each call to a model that a request has made, with corrections.

Arguments: user_id; request_id. Returns: part, from 1; generation_id and model where they are known;
tokens and cost_usd; is_provisional, whether the cost is still that of the results.$$;

revoke execute on function kaboom.ai_usage_booked from public, anon, authenticated, service_role;
