create or replace function kaboom.reserve_ai_usage(
    user_id uuid, request_id text, analysis_id uuid, cost_usd numeric, at timestamptz
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    in_month constant date := kaboom.ai_month(at);
    allowed record;
    used public.ai_usage;
begin
    select l.* into allowed from kaboom.ai_limits(kaboom.ai_profile(user_id)) as l;
    -- One statement admits and counts, so that concurrent calls cannot share what is left.
    insert into public.ai_usage as u (user_id, month, reserved_calls, reserved_cost_usd)
    select reserve_ai_usage.user_id, in_month, 1, reserve_ai_usage.cost_usd
    where allowed.calls >= 1
        and coalesce(reserve_ai_usage.cost_usd <= allowed.cost_usd, true)
    on conflict on constraint ai_usage_pkey do update
    set reserved_calls = u.reserved_calls + 1,
        reserved_cost_usd = u.reserved_cost_usd + excluded.reserved_cost_usd
    where u.calls + u.reserved_calls + 1 <= allowed.calls
        and coalesce(u.cost_usd + u.reserved_cost_usd + excluded.reserved_cost_usd <= allowed.cost_usd, true);
    if not found then
        select u.* into used
        from public.ai_usage as u
        where u.user_id = reserve_ai_usage.user_id
            and u.month = in_month;
        perform kaboom.refuse_ai_call(in_month, allowed.calls, allowed.cost_usd, used, cost_usd);
    end if;

    -- Under the lock of the month: a call that was booked under this id cannot be admitted once more.
    if exists (
        select from public.ai_usage_events as e
        where e.user_id = reserve_ai_usage.user_id
            and e.request_id = reserve_ai_usage.request_id
    ) then
        raise exception 'request % has been metered already', request_id
            using errcode = 'KB305',
            detail = jsonb_build_object('request_id', request_id)::text,
            hint = 'Use a new request_id.';
    end if;
    insert into public.ai_usage_events (
        user_id, request_id, event_no, kind, month, analysis_id, cost_usd, occurred_at
    )
    values (
        reserve_ai_usage.user_id, reserve_ai_usage.request_id, 1, 'reserved', in_month,
        reserve_ai_usage.analysis_id, reserve_ai_usage.cost_usd, at
    );
end;
$$;

comment on function kaboom.reserve_ai_usage is
$$Admit an AI call against quota and budget of its month, and reserve it.

Arguments: user_id; request_id; analysis_id; cost_usd, what it is expected to cost; at, when, which gives the
month. Errors: KB301 all calls of the month are used or reserved, KB302 unknown user, KB304 the budget does
not cover it, KB305 the request_id is taken.$$;

revoke execute on function kaboom.reserve_ai_usage from public, anon, authenticated, service_role;
