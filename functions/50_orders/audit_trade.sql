-- Built from the few columns that can change, because a fill waits for it.
create or replace function kaboom.audit_trade()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        perform kaboom.write_audit(
            new.user_id, case new.status when 'filled' then 'trade_executed' else 'trade_placed' end,
            'trade', new.id, null,
            kaboom.order_request(new) || jsonb_strip_nulls(jsonb_build_object(
                'status', new.status, 'execution_price', new.execution_price, 'net_amount', new.net_amount,
                'client_order_id', new.client_order_id, 'order_id', new.order_id
            ))
        );
    elsif new.filled_quantity <> old.filled_quantity then
        perform kaboom.write_audit(
            new.user_id,
            case
                when new.filled_quantity > old.filled_quantity then 'trade_executed'
                else 'trade_reversed'
            end,
            'trade', new.id,
            jsonb_build_object(
                'status', old.status, 'filled_quantity', old.filled_quantity, 'net_amount', old.net_amount
            ),
            jsonb_build_object(
                'status', new.status, 'filled_quantity', new.filled_quantity, 'net_amount', new.net_amount
            )
        );
    elsif (old.status, old.reason, old.order_id, old.cancel_requested_at)
        is distinct from (new.status, new.reason, new.order_id, new.cancel_requested_at)
    then
        perform kaboom.write_audit(
            new.user_id,
            case
                when new.status <> old.status then 'trade_' || new.status
                when old.cancel_requested_at is null and new.cancel_requested_at is not null
                    then 'trade_cancel_requested'
                when old.cancel_requested_at is not null and new.cancel_requested_at is null
                    then 'trade_cancel_refused'
                else 'trade_updated'
            end,
            'trade', new.id,
            jsonb_build_object('status', old.status, 'reason', old.reason, 'order_id', old.order_id),
            jsonb_build_object('status', new.status, 'reason', new.reason, 'order_id', new.order_id)
        );
    end if;
    return null;
end;
$$;

comment on function kaboom.audit_trade is
$$Trigger: writes trade_placed, trade_executed, trade_reversed, trade_cancelled, trade_rejected,
trade_cancel_requested, trade_cancel_refused or trade_updated.$$;

revoke execute on function kaboom.audit_trade from public, anon, authenticated, service_role;
