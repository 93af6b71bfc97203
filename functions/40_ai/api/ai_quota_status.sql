-- Invoker: the policies decide whose usage can be seen.
create or replace function public.ai_quota_status(user_uuid uuid default auth.uid())
returns table (
    month date,
    month_ends_at timestamptz,
    calls_allowed integer,
    calls_used integer,
    calls_reserved integer,
    calls_left integer,
    cost_allowed_usd numeric,
    cost_usd numeric,
    cost_reserved_usd numeric,
    cost_left_usd numeric
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select
        m.first_day,
        (m.first_day + interval '1 month') at time zone 'Asia/Tokyo',
        l.calls,
        coalesce(u.calls, 0),
        coalesce(u.reserved_calls, 0),
        greatest(l.calls - coalesce(u.calls + u.reserved_calls, 0), 0),
        l.cost_usd,
        coalesce(u.cost_usd, 0),
        coalesce(u.reserved_cost_usd, 0),
        case
            when l.cost_usd is not null
                then greatest(l.cost_usd - coalesce(u.cost_usd + u.reserved_cost_usd, 0), 0)
        end
    from public.user_profiles as p
    cross join lateral (
        select public.ai_calls_allowed(p), public.ai_cost_allowed_usd(p)
    ) as l (calls, cost_usd)
    cross join (select date_trunc('month', now() at time zone 'Asia/Tokyo')::date) as m (first_day)
    left join public.ai_usage as u on u.user_id = p.id and u.month = m.first_day
    where p.id = ai_quota_status.user_uuid;
$$;

comment on function public.ai_quota_status is
$$What a user may have of AI calls in the current month of Asia/Tokyo, and what of it is left.

Arguments: user_uuid, the caller where it is left out. Returns one row, none for a user whom the caller may
not see: month, its first day; month_ends_at, when the next one begins; calls_allowed, calls_used,
calls_reserved and calls_left; cost_allowed_usd, cost_usd, cost_reserved_usd and cost_left_usd in US dollars,
the first and the last null where there is no such limit. What is left is 0 also where more is used than
allowed.
Errors: KB401, KB402 the setting tier_limits.$$;

revoke execute on function public.ai_quota_status from public, anon, authenticated, service_role;
grant execute on function public.ai_quota_status to authenticated, service_role;
