-- A figure that is booked is never changed: what differs is posted as a correction.
create or replace function kaboom.post_ai_usage(
    user_id uuid, request_id text, analysis_id uuid, month date, usage jsonb, is_provisional boolean,
    is_late boolean, at timestamptz
)
returns numeric
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    with numbers as (
        select coalesce(max(e.event_no), 0) as last_event, coalesce(max(e.part), 0) as last_part
        from public.ai_usage_events as e
        where e.user_id = post_ai_usage.user_id
            and e.request_id = post_ai_usage.request_id
    ),
    posted as (
        insert into public.ai_usage_events (
            user_id, request_id, event_no, kind, month, analysis_id, part, generation_id, model, input_tokens,
            cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_usd, is_provisional,
            is_late, occurred_at
        )
        select
            post_ai_usage.user_id, post_ai_usage.request_id,
            n.last_event + row_number() over (order by c.known_part, c.place),
            case when c.known_part is null then 'settled' else 'corrected' end,
            post_ai_usage.month, post_ai_usage.analysis_id,
            coalesce(
                c.known_part,
                n.last_part + row_number() over (partition by c.known_part is null order by c.place)
            ),
            c.generation_id,
            coalesce(
                c.model,
                (
                    select a.models_used[1]
                    from public.ai_analysis_results as a
                    where a.id = post_ai_usage.analysis_id
                        and cardinality(a.models_used) = 1
                )
            ),
            c.input_tokens, c.cache_read_tokens, c.cache_write_tokens, c.output_tokens, c.reasoning_tokens,
            c.cost_usd, post_ai_usage.is_provisional, post_ai_usage.is_late, at
        from kaboom.ai_usage_unbooked(user_id, request_id, usage, is_provisional) as c
        cross join numbers as n
        where c.known_part is null
            or (
                c.input_tokens, c.cache_read_tokens, c.cache_write_tokens, c.output_tokens,
                c.reasoning_tokens, c.cost_usd
            ) <> (0, 0, 0, 0, 0, 0)
        returning cost_usd
    )
    select coalesce(sum(p.cost_usd), 0) from posted as p;
$$;

comment on function kaboom.post_ai_usage is
$$Post what a request's usage says beyond what is booked of it. The caller has locked the month.

Arguments: user_id; request_id; analysis_id; month that the call counts in; usage as ai_usage_problem accepts
it; is_provisional, whether its costs are those of the results and not the provider's; is_late, whether its
reservation had been given back; at, when. Returns: the change of cost in US dollars.$$;

revoke execute on function kaboom.post_ai_usage from public, anon, authenticated, service_role;
