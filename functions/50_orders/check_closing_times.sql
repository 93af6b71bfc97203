-- BEFORE UPDATE of closed_at or cancel_requested_at without a change of status. A reversal in an archive
-- closes a filled order, and says how (closed_as, which nobody else may write).
create or replace function kaboom.check_closing_times()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if old.status not in ('pending', 'partial')
            and old.cancel_requested_at is distinct from new.cancel_requested_at
        or (
            old.closed_at is distinct from new.closed_at
            and old.closed_as is not distinct from new.closed_as
        )
    then
        raise exception 'order % is %, and when it was closed or asked to be cancelled does not change',
            old.id, old.status
            using errcode = 'KB133',
            detail = jsonb_build_object('trade_id', old.id, 'status', old.status)::text,
            hint = 'Leave closed_at and cancel_requested_at out; confirm_cancel closes an open order.';
    end if;
    if new.cancel_requested_at is not null then
        new.cancel_requested_at := coalesce(old.cancel_requested_at, now());
    end if;
    return new;
end;
$$;

comment on function kaboom.check_closing_times is
$$Trigger: refuses other times of an order whose status stays; a request to cancel is made now, and once.

Errors: KB133.$$;

revoke execute on function kaboom.check_closing_times from public, anon, authenticated, service_role;
