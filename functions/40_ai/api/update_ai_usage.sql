-- Invoker: only the service role may call it, and it holds the rights on the two tables.
create or replace function public.update_ai_usage(user_uuid uuid, cost_usd numeric)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    this_month constant date := date_trunc('month', now() at time zone 'Asia/Tokyo')::date;
    quota integer;
    counted integer;
begin
    if coalesce(not (cost_usd >= 0 and cost_usd < 1000000), true) then
        raise exception 'cost_usd % is no cost of a call', cost_usd
            using errcode = 'KB303',
            detail = jsonb_build_object('cost_usd', cost_usd)::text,
            hint = 'Send US dollars, zero or more, below 1,000,000.';
    end if;
    -- The account first, as everywhere.
    select p.ai_quota_monthly into quota
    from public.user_profiles as p
    where p.id = user_uuid
    for no key update;
    if not found then
        raise exception 'user % not found', user_uuid
            using errcode = 'KB302',
            detail = jsonb_build_object('user_id', user_uuid)::text,
            hint = 'Use the id of a user who has signed up.';
    end if;

    -- One statement admits and counts, so that concurrent calls cannot share the last one.
    insert into public.ai_usage as u (user_id, month, calls, cost_usd)
    select user_uuid, this_month, 1, update_ai_usage.cost_usd
    where quota > 0
    on conflict (user_id, month) do update
    set calls = u.calls + 1,
        cost_usd = u.cost_usd + excluded.cost_usd
    where u.calls < quota
    returning u.calls into counted;
    if not found then
        raise exception 'all % AI calls of % are used', quota, to_char(this_month, 'YYYY-MM')
            using errcode = 'KB301',
            detail = jsonb_build_object('quota', quota, 'month', to_char(this_month, 'YYYY-MM'))::text,
            hint = 'Wait for the next month (Asia/Tokyo), or raise ai_quota_monthly.';
    end if;
    update public.user_profiles as p
    set ai_usage_current = counted
    where p.id = user_uuid;
end;
$$;

comment on function public.update_ai_usage is
$$Count one AI call of a user and its cost. For the service role.

Refuses the call that would exceed ai_quota_monthly in the calendar month of Asia/Tokyo, and then counts nothing.

Arguments: user_uuid; cost_usd in US dollars, zero or more, kept to six decimals.
Errors: KB301 quota used up, KB302 unknown user, KB303 cost not valid.$$;

revoke execute on function public.update_ai_usage from public, anon, authenticated, service_role;
grant execute on function public.update_ai_usage to service_role;
