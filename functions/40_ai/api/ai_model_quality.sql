-- Invoker: a user learns from their own analyses, the service role from all.
create or replace function public.ai_model_quality(since date default null, until date default null)
returns table (
    model text,
    sessions integer,
    results bigint,
    agreement numeric,
    mean_confidence numeric,
    cost_usd numeric,
    judged bigint,
    hits bigint,
    hit_rate numeric,
    mean_return numeric,
    cost_per_hit_usd numeric
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not (isfinite(coalesce(since, '2000-01-01')) and isfinite(coalesce(until, '2000-01-01'))) then
        raise exception 'since % or until % is no day',
            coalesce(since::text, 'null'), coalesce(until::text, 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('since', since, 'until', until)::text,
            hint = 'Send days such as 2025-01-31, or leave them out.';
    end if;
    return query
    with said as (
        select r.model, r.decision, r.confidence, coalesce(r.cost_usd, 0) as cost_usd, r.agrees,
            o.base_close, o.close_1, o.close_5, o.close_20
        from public.ai_model_results as r
        left join public.ai_decision_outcomes as o on o.analysis_id = r.analysis_id
        where r.model is not null
            and (since is null or r.completed_at >= since::timestamp at time zone 'Asia/Tokyo')
            and (until is null or r.completed_at < (until + 1)::timestamp at time zone 'Asia/Tokyo')
    ),
    followed as (
        select s.model, h.sessions, s.confidence, s.cost_usd, s.agrees,
            case s.decision
                when 'buy' then h.later / s.base_close - 1
                when 'sell' then 1 - h.later / s.base_close
            end as gain
        from said as s
        cross join lateral (values (1, s.close_1), (5, s.close_5), (20, s.close_20)) as h (sessions, later)
    )
    select
        f.model,
        f.sessions,
        count(*),
        round(avg(f.agrees::integer), 6),
        round(avg(f.confidence), 6),
        sum(f.cost_usd),
        count(f.gain),
        count(*) filter (where f.gain > 0),
        round(count(*) filter (where f.gain > 0)::numeric / nullif(count(f.gain), 0), 6),
        round(avg(f.gain), 6),
        round(sum(f.cost_usd) / nullif(count(*) filter (where f.gain > 0), 0), 10)
    from followed as f
    group by f.model, f.sessions
    order by f.model, f.sessions;
end;
$$;

comment on function public.ai_model_quality is
$$How good each model's decisions were, and what they cost: does it deserve its cost?

A buy is a hit where the close after so many sessions is above the close of the day of the analysis, a sell
where it is below; hold is not judged, nor is a decision after which fewer sessions have passed. A user learns
from their own analyses, the service role from all.

Arguments: since and until, days of completion (Asia/Tokyo), both included, all where left out. Returns for
each model three rows: sessions, 1, 5 or 20; results, what the model said; agreement, share of the results
that were the final decision; mean_confidence; cost_usd, sum of the results; judged and hits; hit_rate, hits /
judged; mean_return, mean of the movement in the direction of the decision, a fraction; cost_per_hit_usd.
Errors: KB306 a day.$$;

revoke execute on function public.ai_model_quality from public, anon, authenticated, service_role;
grant execute on function public.ai_model_quality to authenticated, service_role;
