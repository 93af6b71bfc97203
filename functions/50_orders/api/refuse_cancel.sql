-- Locks account and portfolio before the order, as every money transaction does.
create or replace function public.refuse_cancel(
    trade_id uuid, reason text default null, user_id uuid default null
)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    changed public.trades;
begin
    changed := public.lock_order(trade_id, user_id);
    if changed.cancel_requested_at is not null and changed.status in ('pending', 'partial') then
        update public.trades as t
        set cancel_requested_at = null,
            reason = coalesce(refuse_cancel.reason, t.reason)
        where t.user_id = changed.user_id
            and t.id = changed.id
        returning t.* into changed;
    end if;
    return changed;
end;
$$;

comment on function public.refuse_cancel is
$$Record that the broker does not cancel an order that it was asked to cancel. For the service role.

The order stays open, and its cancellation may be asked for again.

Arguments: trade_id; reason, at most 1,000 characters; user_id of the owner, which only a
router between servers needs.
Returns: the order; one without an open request is returned as it is.
Errors: KB101 unknown portfolio, KB130 no such order, KB134 portfolio busy.$$;

revoke execute on function public.refuse_cancel from public, anon, authenticated, service_role;
grant execute on function public.refuse_cancel to service_role;
