create or replace function kaboom.release_ai_usage(user_id uuid, request_id text, kind text, at timestamptz)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    reservation public.ai_usage_events;
    last_no integer;
begin
    select e.* into reservation
    from public.ai_usage_events as e
    where e.user_id = release_ai_usage.user_id
        and e.request_id = release_ai_usage.request_id
        and e.kind = 'reserved';
    if not found then
        return false;
    end if;
    perform kaboom.lock_ai_month(user_id, reservation.month);
    select max(e.event_no) into last_no
    from public.ai_usage_events as e
    where e.user_id = release_ai_usage.user_id
        and e.request_id = release_ai_usage.request_id;
    if last_no > reservation.event_no then
        return false;
    end if;

    insert into public.ai_usage_events (
        user_id, request_id, event_no, kind, month, analysis_id, cost_usd, occurred_at
    )
    values (
        reservation.user_id, reservation.request_id, last_no + 1, release_ai_usage.kind, reservation.month,
        reservation.analysis_id, reservation.cost_usd, at
    );
    update public.ai_usage as u
    set reserved_calls = u.reserved_calls - 1,
        reserved_cost_usd = u.reserved_cost_usd - reservation.cost_usd
    where u.user_id = reservation.user_id
        and u.month = reservation.month;
    return true;
end;
$$;

comment on function kaboom.release_ai_usage is
$$Give a reservation back, where it is open.

Arguments: user_id; request_id; kind, released (the call failed) or expired; at, when. Returns: whether it was
open.$$;

revoke execute on function kaboom.release_ai_usage from public, anon, authenticated, service_role;
