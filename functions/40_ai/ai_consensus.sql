-- The exact shares decide; what the table stores is rounded afterwards.
create or replace function kaboom.ai_consensus(
    model_results jsonb,
    weights jsonb,
    threshold numeric,
    out decision text,
    out confidence numeric,
    out agreement numeric,
    out total_weight numeric,
    out cost_usd numeric,
    out seconds numeric
)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with results as (
        select
            r.element ->> 'decision' as decision,
            (r.element ->> 'confidence')::numeric as confidence,
            coalesce((weights ->> (r.element ->> 'analysis_type'))::numeric, 1) as weight,
            (r.element ->> 'cost_usd')::numeric as cost,
            (r.element ->> 'processing_time')::numeric as seconds
        from jsonb_array_elements(model_results -> 'results') as r (element)
    ),
    scores as (
        select r.decision, sum(r.weight * r.confidence) as score, sum(r.weight) as weight
        from results as r
        group by r.decision
    ),
    totals as (
        select sum(r.weight) as weight, sum(r.cost) as cost, sum(r.seconds) as seconds
        from results as r
    ),
    best as (
        select max(s.score) as score
        from scores as s
    ),
    winner as (
        select
            case
                when count(*) > 1 or min(b.score) < threshold * min(t.weight) then 'hold'
                else min(s.decision)
            end as decision
        from scores as s
        join best as b on b.score = s.score
        cross join totals as t
    )
    select
        w.decision,
        b.score / nullif(t.weight, 0),
        coalesce((select s.weight from scores as s where s.decision = w.decision), 0) / nullif(t.weight, 0),
        t.weight,
        t.cost,
        t.seconds
    from winner as w
    cross join best as b
    cross join totals as t;
$$;

comment on function kaboom.ai_consensus is
$$The decision that the results of several models add up to.

score(d) = sum of weight x confidence over the results that decide d; the decision is that of the highest
score, and hold where two share it or where score / sum of weights is below the threshold.

Arguments: model_results as model_results_problem accepts them; weights by analysis_type, 1 for a type that is
not there; threshold, 0 to 1. Returns: decision; confidence, the highest score / sum of weights (also where
the threshold makes the decision hold); agreement, the weight of the results that decide the decision / sum of
weights; total_weight, the sum of weights (where it is 0, confidence and agreement are null); cost_usd and
seconds, sums, null where no result has any.$$;

revoke execute on function kaboom.ai_consensus from public, anon, authenticated, service_role;
