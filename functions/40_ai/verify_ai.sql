-- The events are the truth: the sums are computed from them again and compared.
create or replace function kaboom.verify_ai()
returns table (portfolio uuid, figure text, subject text, expected numeric, actual numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with requests as (
        select e.user_id, e.month, e.request_id,
            bool_or(e.kind = 'settled') as is_made,
            bool_or(e.kind = 'reserved')
                and not bool_or(e.kind in ('settled', 'released', 'expired')) as is_open,
            coalesce(sum(e.cost_usd) filter (where e.kind = 'reserved'), 0) as reserved,
            coalesce(sum(e.cost_usd) filter (where e.kind in ('settled', 'corrected')), 0) as cost
        from public.ai_usage_events as e
        group by e.user_id, e.month, e.request_id
    ),
    months as (
        select r.user_id, r.month,
            count(*) filter (where r.is_made) as calls, sum(r.cost) as cost,
            count(*) filter (where r.is_open) as reserved_calls,
            coalesce(sum(r.reserved) filter (where r.is_open), 0) as reserved_cost
        from requests as r
        group by r.user_id, r.month
    )
    select null::uuid, f.figure, f.subject, f.expected, f.actual
    from (
        select v.figure, format('user %s, %s', user_id, to_char(month, 'YYYY-MM')), v.expected, v.actual
        from months as m
        full join public.ai_usage as u using (user_id, month)
        cross join lateral (
            values
                ('AI calls', coalesce(m.calls, 0)::numeric, coalesce(u.calls, 0)::numeric),
                ('AI cost', coalesce(m.cost, 0), coalesce(u.cost_usd, 0)),
                ('reserved AI calls', coalesce(m.reserved_calls, 0), coalesce(u.reserved_calls, 0)),
                ('reserved AI cost', coalesce(m.reserved_cost, 0), coalesce(u.reserved_cost_usd, 0))
        ) as v (figure, expected, actual)
        union all
        select 'open AI reservation', format('user %s, request %s', user_id, request_id),
            coalesce(r.is_open, false)::integer, (a.reserved_until is not null)::integer
        from requests as r
        full join public.ai_analysis_results as a using (user_id, request_id)
    ) as f (figure, subject, expected, actual)
    where f.expected <> f.actual;
$$;

comment on function kaboom.verify_ai is
$$Every figure of AI usage that does not follow from ai_usage_events. A sound database gives no row.

Returns: portfolio, always null; figure, what is wrong; subject, whose (user and month, or request); expected
and actual, calls or US dollars.$$;

revoke execute on function kaboom.verify_ai from public, anon, authenticated, service_role;
