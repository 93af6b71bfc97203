-- Locks account and portfolio before the order, as every money transaction does.
create or replace function public.confirm_cancel(
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
    if changed.status <> 'cancelled' then
        -- closed_at says that this is the broker's word.
        update public.trades as t
        set status = 'cancelled',
            closed_at = now(),
            reason = coalesce(confirm_cancel.reason, t.reason)
        where t.user_id = changed.user_id
            and t.id = changed.id
        returning t.* into changed;
    end if;
    return changed;
end;
$$;

comment on function public.confirm_cancel is
$$Record that the broker has cancelled an order, whether or not that was asked for. For the service role.

What it reserved becomes free. Fills stay, and fills that the broker reports later are booked all the same.

Arguments: trade_id; reason, at most 1,000 characters; user_id of the owner, which only a
router between servers needs.
Returns: the order; one that is cancelled already is returned as it is.
Errors: KB101 unknown portfolio, KB130 no such order, KB133 it is filled or rejected, KB134 portfolio busy.$$;

revoke execute on function public.confirm_cancel from public, anon, authenticated, service_role;
grant execute on function public.confirm_cancel to service_role;
