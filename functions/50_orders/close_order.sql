-- BEFORE UPDATE of status: cancels, asks the broker to cancel, or rejects. What a closed
-- order reserved becomes free.
create or replace function kaboom.close_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not (
        (old.status in ('pending', 'partial') and new.status = 'cancelled')
        or (old.status = 'pending' and new.status = 'rejected')
    ) then
        raise exception 'order % is % and cannot become %', old.id, old.status, coalesce(new.status, 'null')
            using errcode = 'KB133',
            detail = jsonb_build_object('trade_id', old.id, 'status', old.status, 'wanted', new.status)::text,
            hint = 'Open orders may be cancelled, pending ones rejected; executions fill them.';
    end if;
    -- Once the broker has the order, only the broker's word (closed_at, which users may not write) ends it:
    -- cash that was free too early could be spent, and the real fill would then be refused.
    if new.status = 'cancelled' and old.order_id is not null and new.closed_at is null then
        new.status := old.status;
        new.reason := case when old.cancel_requested_at is null then new.reason else old.reason end;
        new.cancel_requested_at := coalesce(old.cancel_requested_at, now());
        return new;
    end if;
    perform kaboom.release_reservation(old);
    new.reserved_amount := 0;
    new.closed_at := now();
    new.closed_as := new.status;
    new.cancel_requested_at := old.cancel_requested_at;
    return new;
end;
$$;

comment on function kaboom.close_order is
$$Trigger: closes an order and releases what it had reserved; the cancellation of an order that the broker has
becomes a request, unless closed_at says that it is the broker's word. Errors: KB133, KB134.$$;

revoke execute on function kaboom.close_order from public, anon, authenticated, service_role;
