-- Because OpenRouter counts cached tokens within the prompt and reasoning within the completion, sums of its
-- figures would count them twice.
create or replace function kaboom.ai_usage_items(usage jsonb)
returns table (
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
immutable
set search_path = pg_catalog, pg_temp
rows 5
as $$
    select e.place, e.envelope ->> 'id', e.envelope ->> 'model',
        t.prompt - t.cached - t.written, t.cached, t.written, t.completion - t.reasoning, t.reasoning,
        round((e.counts ->> 'cost')::numeric, 10)
    from kaboom.ai_usage_elements(usage) as e
    cross join lateral (
        select
            coalesce((e.counts ->> 'prompt_tokens')::numeric::bigint, 0),
            coalesce((e.counts #>> '{prompt_tokens_details,cached_tokens}')::numeric::bigint, 0),
            coalesce((e.counts #>> '{prompt_tokens_details,cache_write_tokens}')::numeric::bigint, 0),
            coalesce((e.counts ->> 'completion_tokens')::numeric::bigint, 0),
            coalesce((e.counts #>> '{completion_tokens_details,reasoning_tokens}')::numeric::bigint, 0)
    ) as t (prompt, cached, written, completion, reasoning);
$$;

comment on function kaboom.ai_usage_items is
$$The generations of a usage with tokens in buckets that share nothing.

Arguments: usage as ai_usage_problem accepts it. Returns: place, from 1; generation_id and model where they
are given; input_tokens (neither cached nor written to the cache), cache_read_tokens, cache_write_tokens,
output_tokens (without reasoning), reasoning_tokens; cost_usd, to ten decimals.$$;

revoke execute on function kaboom.ai_usage_items from public, anon, authenticated, service_role;
