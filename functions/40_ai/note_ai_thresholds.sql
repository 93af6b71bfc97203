create or replace function kaboom.note_ai_thresholds(user_id uuid, month date)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    insert into public.ai_usage_thresholds (user_id, month, percent, measure, used, allowed)
    select u.user_id, u.month, t.percent, m.measure, m.used, m.allowed
    from public.ai_usage as u
    join public.user_profiles as p on p.id = u.user_id
    cross join lateral kaboom.ai_limits(p) as l
    cross join (values (50), (80), (100)) as t (percent)
    cross join lateral (
        select v.measure, v.used, v.allowed
        from (
            values (1, 'calls', u.calls::numeric, l.calls::numeric), (2, 'cost_usd', u.cost_usd, l.cost_usd)
        ) as v (place, measure, used, allowed)
        where v.used > 0
            and v.used * 100 >= v.allowed * t.percent
        order by v.place
        limit 1
    ) as m
    where u.user_id = note_ai_thresholds.user_id
        and u.month = note_ai_thresholds.month
    on conflict on constraint ai_usage_thresholds_pkey do nothing;
$$;

comment on function kaboom.note_ai_thresholds is
$$Note which of 50, 80 and 100 percent of calls or dollars a month has reached, each once.

Arguments: user_id; month, its first day. Errors: KB401, KB402 the setting tier_limits.$$;

revoke execute on function kaboom.note_ai_thresholds from public, anon, authenticated, service_role;
