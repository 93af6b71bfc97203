-- Locks account and portfolio before the order, as every money transaction does.
create or replace function public.reject_order(
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
    if changed.status <> 'rejected' then
        update public.trades as t
        set status = 'rejected',
            reason = reject_order.reason
        where t.user_id = changed.user_id
            and t.id = changed.id
        returning t.* into changed;
    end if;
    return changed;
end;
$$;

comment on function public.reject_order is
$$Record that the broker did not take an order. For the service role.

What it reserved becomes free. Fills that the broker reports later are booked all the same.

Arguments: trade_id; reason, at most 1,000 characters; user_id of the owner, which only a
router between servers needs.
Returns: the order; one that is rejected already is returned as it is.
Errors: KB101 unknown portfolio, KB130 no such order, KB133 it is no longer pending, KB134 portfolio busy.$$;

revoke execute on function public.reject_order from public, anon, authenticated, service_role;
grant execute on function public.reject_order to service_role;
