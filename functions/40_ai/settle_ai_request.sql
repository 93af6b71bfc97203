create or replace function kaboom.settle_ai_request(
    user_id uuid, request_id text, analysis_id uuid, usage jsonb, is_provisional boolean, at timestamptz
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    in_month date;
    was record;
    -- Whether this settlement counts the call, and whether it ends an open reservation.
    counts boolean;
    ends boolean;
    cost numeric;
begin
    select e.month into in_month
    from public.ai_usage_events as e
    where e.user_id = settle_ai_request.user_id
        and e.request_id = settle_ai_request.request_id
    order by e.event_no
    limit 1;
    in_month := coalesce(in_month, kaboom.ai_month(at));
    perform kaboom.lock_ai_month(user_id, in_month);

    select
        coalesce(bool_or(e.kind = 'settled'), false) as settled,
        coalesce(bool_or(e.kind in ('released', 'expired')), false) as given_back,
        coalesce(bool_or(e.kind = 'reserved'), false) as reserved,
        coalesce(sum(e.cost_usd) filter (where e.kind = 'reserved'), 0) as reserved_cost
    into was
    from public.ai_usage_events as e
    where e.user_id = settle_ai_request.user_id
        and e.request_id = settle_ai_request.request_id;
    counts := not was.settled;
    ends := was.reserved and not was.settled and not was.given_back;

    cost := kaboom.post_ai_usage(
        user_id, request_id, analysis_id, in_month, usage, is_provisional, was.given_back, at
    );
    if counts or cost <> 0 then
        update public.ai_usage as u
        set calls = u.calls + counts::integer,
            cost_usd = u.cost_usd + cost,
            reserved_calls = u.reserved_calls - ends::integer,
            reserved_cost_usd = u.reserved_cost_usd - case when ends then was.reserved_cost else 0 end
        where u.user_id = settle_ai_request.user_id
            and u.month = in_month;
        perform kaboom.note_ai_thresholds(user_id, in_month);
    end if;
end;
$$;

comment on function kaboom.settle_ai_request is
$$Book the usage of a request. The first settlement counts the call and ends its reservation; the same again
does nothing, better figures are a correction.

Arguments: user_id; request_id; analysis_id, or null; usage as ai_usage_problem accepts it; is_provisional,
whether its costs are those of the results, until the provider's come; at, when, which gives the month where
the request has none yet.$$;

revoke execute on function kaboom.settle_ai_request from public, anon, authenticated, service_role;
