-- Invoker: a user learns from their own analyses, the service role from all.
create or replace function public.ai_calibration(sessions integer default 5)
returns table (
    model text,
    confidence_from numeric,
    confidence_to numeric,
    judged bigint,
    mean_confidence numeric,
    hit_rate numeric
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(sessions not in (1, 5, 20), true) then
        raise exception 'sessions % is none of 1, 5 and 20', coalesce(sessions::text, 'null')
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'sessions', 'given', sessions)::text,
            hint = 'Send 1, 5 or 20.';
    end if;
    return query
    select
        g.model,
        g.band / 10,
        (g.band + 1) / 10,
        count(*),
        round(avg(g.confidence), 6),
        round(avg(g.is_hit::integer), 6)
    from (
        select r.model, r.confidence, least(floor(r.confidence * 10), 9) as band,
            case r.decision when 'buy' then h.later > o.base_close else h.later < o.base_close end as is_hit
        from public.ai_model_results as r
        join public.ai_decision_outcomes as o on o.analysis_id = r.analysis_id
        cross join lateral (
            select case ai_calibration.sessions
                when 1 then o.close_1
                when 5 then o.close_5
                else o.close_20
            end
        ) as h (later)
        where r.model is not null
            and r.decision in ('buy', 'sell')
            and h.later is not null
    ) as g
    group by g.model, g.band
    order by g.model, g.band;
end;
$$;

comment on function public.ai_calibration is
$$Whether a model's confidence can be believed: with confidence 0.8, some 80 % should be right.

Arguments: sessions after which a decision is judged, 1, 5 or 20. Returns for each model and each tenth of
confidence that it used: confidence_from (included) and confidence_to (excluded but for 1); judged, decisions
to buy or to sell; mean_confidence; hit_rate, as ai_model_quality counts it. Errors: KB306 sessions.$$;

revoke execute on function public.ai_calibration from public, anon, authenticated, service_role;
grant execute on function public.ai_calibration to authenticated, service_role;
