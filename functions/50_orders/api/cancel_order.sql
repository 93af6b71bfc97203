-- A trigger has locked the account of a user before the order; the service role locks it here.
create or replace function public.cancel_order(
    trade_id uuid, reason text default null, user_id uuid default null
)
returns public.trades
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    owner uuid := coalesce(cancel_order.user_id, auth.uid());
    closed public.trades;
begin
    if not row_security_active('public.trades') then
        closed := public.lock_order(trade_id, cancel_order.user_id);
        owner := closed.user_id;
    end if;
    update public.trades as t
    set status = 'cancelled',
        reason = cancel_order.reason
    where t.user_id = owner
        and t.id = cancel_order.trade_id
        and t.status <> 'cancelled'
    returning t.* into closed;
    if not found then
        select t.* into closed
        from public.trades as t
        where t.user_id = owner
            and t.id = cancel_order.trade_id;
    end if;
    if not found then
        raise exception 'order % not found', coalesce(trade_id::text, 'null')
            using errcode = 'KB130',
            detail = jsonb_build_object('trade_id', trade_id)::text,
            hint = 'Use the id of one of your own orders.';
    end if;
    return closed;
end;
$$;

comment on function public.cancel_order is
$$Cancel what is left of an order. Fills stay.

An order that the broker does not have yet is cancelled at once, and what it reserved becomes free.
Once the broker has it (order_id), cancel_requested_at is set: the order stays open, and may be filled,
until confirm_cancel or refuse_cancel.

Arguments: trade_id; reason, at most 1,000 characters; user_id of the owner, which only a
router between servers needs.
Returns: the order; one that is cancelled already is returned as it is.
Errors: KB101 unknown portfolio, KB130 no such order, KB133 it is filled or rejected, KB134 portfolio busy.$$;

revoke execute on function public.cancel_order from public, anon, authenticated, service_role;
grant execute on function public.cancel_order to authenticated, service_role;
